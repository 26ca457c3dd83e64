"""What leaves, as it is queued, as the sender holds it, and how much a sender takes at once."""

from typing import Literal

import msgspec

from flows.messages import Outgoing

Kind = Literal["danger", "reply", "notice", "staff", "alert", "test", "campaign"]
PRIORITIES: dict[Kind, int] = {
    "danger": 0,
    "alert": 0,
    "reply": 1,
    "staff": 1,
    "notice": 2,
    "test": 2,
    "campaign": 3,
}
"""Lower leaves first; campaigns stand below every conversation and are claimed apart."""
AT_ONCE: frozenset[Kind] = frozenset({"danger", "reply"})
"""Kinds that no consent and no hour holds back while they are fresh: a turn may hand them over."""

pack = msgspec.msgpack.Encoder().encode
unpack = msgspec.msgpack.Decoder(Outgoing).decode
"""How an Outgoing lies in the outbox, under its seal."""


class Message(msgspec.Struct, frozen=True, kw_only=True):
    """Something to send to a contact; each of its parts becomes a row. Times in microseconds.

    `address` is only known where a turn answers the person who wrote.
    """

    contact: str
    line: str
    channel: str
    kind: Kind
    outgoing: Outgoing
    cause_at: int
    report: str = ""
    reply: str = ""
    address: str = ""

    def __repr__(self) -> str:
        return f"Message({self.kind}, {len(self.outgoing.parts)} parts)"


class Parcel(msgspec.Struct, frozen=True, kw_only=True):
    """One part of a message in the sender's hands until its lease ends.

    `contact_state` is that of the report it belongs to, else ""; `expires_at` 0 = never.
    `attempts` counts this one. `opted_out`: of a campaign's parcel, that whoever gets it does not
    agree (any more); `campaign` is its number, 0 = none, `segments` what it costs of an SMS rate.
    """

    seq: int
    id: str
    line: str
    channel: str
    contact: str
    address: str
    kind: Kind
    priority: int
    part: int
    outgoing: Outgoing
    cause_at: int
    made_at: int
    attempts: int
    report: str = ""
    reply: str = ""
    municipality: str = ""
    expires_at: int = 0
    opted_out: bool = False
    contact_state: str = ""
    contact_words: str = ""
    campaign: int = 0
    segments: int = 1

    def __repr__(self) -> str:
        return f"Parcel({self.id}, {self.kind}, part {self.part})"


class Room(msgspec.Struct, frozen=True):
    """How many parcels this process's own sender takes at once, and of which lines none.

    `lease` is how long it may hold them, in microseconds.
    """

    free: int = 0
    lease: int = 0
    closed: frozenset[str] = frozenset()


NO_ROOM = Room()


def may_go(message: Message, room: Room) -> bool:
    """True for an answer to the person who wrote, on a line that is open."""
    known = message.kind in AT_ONCE and message.address
    return bool(known) and message.line not in room.closed


def handed_over(seq: int, row_id: str, message: Message, now: int) -> Parcel:
    """The first part of a message that was written just now."""
    return Parcel(
        seq=seq,
        id=row_id,
        line=message.line,
        channel=message.channel,
        contact=message.contact,
        address=message.address,
        kind=message.kind,
        priority=PRIORITIES[message.kind],
        part=0,
        outgoing=message.outgoing,
        report=message.report,
        cause_at=message.cause_at,
        made_at=now,
        attempts=1,
    )
