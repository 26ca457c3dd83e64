"""What a turn hands over, and what writing it down brought about."""

import msgspec

from flows.effects import Written
from flows.events import MessageHeard
from flows.messages import Inbound
from flows.session import Session
from storage.contacts import Contact
from storage.inbox import Claimed
from storage.parcels import Parcel
from storage.reports import Whereabouts


class Outcome(msgspec.Struct, frozen=True, kw_only=True):
    """One turn: whose event it was, the session before (`session_version`) and what follows."""

    claimed: Claimed
    contact: Contact
    session: Session
    session_version: int
    effects: tuple[Written, ...] = ()

    @property
    def heard(self) -> Inbound | None:
        """What the person sent, if a person did."""
        what = self.claimed.what
        return what.inbound if isinstance(what, MessageHeard) else None


class Applied(msgspec.Struct, frozen=True, kw_only=True):
    """What a batch brought about: who is to be told, what is to be woken.

    `taken` events; messages `waiting` in the outbox, first parts `handed` over to the sender;
    `media` files wanted; `changed` municipalities whose queue looks different now; reports
    `opened`, grown `urgent`, `completed` (either way).
    """

    taken: int = 0
    waiting: int = 0
    handed: tuple[Parcel, ...] = ()
    media: int = 0
    changed: tuple[str, ...] = ()
    opened: tuple[Whereabouts, ...] = ()
    urgent: tuple[Whereabouts, ...] = ()
    completed: tuple[Whereabouts, ...] = ()
