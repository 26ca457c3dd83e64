"""What a channel must do; a channel knows its provider's JSON and nothing else."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Literal, Protocol

import msgspec

from flows.messages import Inbound, Outgoing

Blame = Literal["us", "them", "person"]


class Limits(msgspec.Struct, frozen=True):
    """How much fits: `max_chars` a part, `segments` an SMS text (0 = not counted)."""

    max_chars: int
    segments: int = 0
    buttons: bool = True


class Arrival(msgspec.Struct, frozen=True, kw_only=True):
    """A provider's delivery, decoded once.

    `external_id` is the provider's own id (update_id, MessageSid): the dedupe key. `address` is
    the person's chat id or E.164 phone. Exactly one of `inbound`, `blocked` (the person blocked
    or unblocked us) is set; with neither, the delivery is unreadable and kept as a dead letter
    with `fault` (or ignored when `ignore`, e.g. a group or our own echo).
    """

    external_id: str
    address: str = ""
    inbound: Inbound | None = None
    blocked: bool | None = None
    fault: str = ""
    ignore: bool = False
    answer: bytes = b""

    def __repr__(self) -> str:
        return f"Arrival({self.external_id!r}, fault={self.fault!r})"


class Source(msgspec.Struct, frozen=True):
    """Where one file can be fetched; `hosts` are the only ones a redirect may lead to (R32).

    `url` may hold a token: it is used at once and never stored or shown.
    """

    url: str
    login: tuple[str, str] | None = None
    hosts: tuple[str, ...] = ()

    def __repr__(self) -> str:
        return "Source(***)"


class Supplies(msgspec.Struct, frozen=True):
    """What a channel that carries campaigns asks for when it sends one.

    `picture` gives the bytes of a picture by `Outgoing.image`, None when it is gone; `priced` tells
    whether an SMS to a country (ISO 3166-1 alpha-2, XK for Kosovo) has a price.
    """

    picture: Callable[[str], Awaitable[bytes | None]]
    priced: Callable[[str], Awaitable[bool]]


class Delivery(msgspec.Struct, frozen=True):
    """What became of a sent message, in the provider's word and with its error code, if any."""

    provider_id: str
    status: str
    fault: str = ""


class Refused(Exception):
    """The delivery is not the provider's (bad signature or secret): HTTP 403."""


class SendFailed(Exception):
    """A send that did not surely succeed.

    `retry`: surely not accepted, try again (after `after` seconds when given). `doubt`: the request
    left and no answer came; never re-sent by itself (reliability R13). `opted_out`: the person
    blocked us. `alone`: only this message waits, not the whole line. `blame` says who must mend
    it: us (token), them (provider) or the person's phone.
    """

    def __init__(
        self,
        code: str,
        *,
        retry: bool = False,
        doubt: bool = False,
        opted_out: bool = False,
        after: float = 0.0,
        alone: bool = False,
        blame: Blame = "them",
    ) -> None:
        super().__init__(code)
        self.code = code
        self.retry = retry
        self.doubt = doubt
        self.opted_out = opted_out
        self.after = after
        self.alone = alone
        self.blame = blame


class Channel(Protocol):
    """One way in and out. `name` is the channel id stored with lines and cases."""

    name: str
    limits: Limits

    def verify(self, headers: Mapping[str, str], url_path: str, body: bytes) -> None:
        """Raise Refused unless the delivery is surely the provider's (constant time)."""

    def parse(self, body: bytes) -> Arrival:
        """Decode a delivery; never raises for odd content, tells `fault` instead."""

    async def send(self, address: str, outgoing: Outgoing, part: int) -> str:
        """Send one part of a message; the provider's id for it. Raises SendFailed."""

    async def locate(self, reference: str) -> Source:
        """Where an attachment's bytes can be fetched just now. Raises SendFailed."""
