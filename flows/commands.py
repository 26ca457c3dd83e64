"""What staff can do with a case; who may do it by role stands in `admin.access`."""

from typing import Literal

import msgspec

from flows.events import ContactState
from flows.facts import Anonymity

Outcome = Literal[
    "served",
    "referred_outside",
    "informed",
    "not_reached",
    "refused_help",
    "not_confirmed",
    "duplicate",
    "other",
]
# How the person's own words about being contacted reached us (safety S5).
Way = Literal["chat", "phone", "in_person"]


class Look(msgspec.Struct, frozen=True, tag=True):
    """Somebody has seen it: stops the escalation of an urgent report (R11)."""


class Correct(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """Completes the record; None leaves a field, "" empties it.

    `unit` is the administrative unit; `person`, `place` and `seen` are free words, kept sealed.
    `anonymity` may only be made stricter (safety S11); `urgency` is 1 to 3.
    """

    category: str | None = None
    unit: str | None = None
    whom: str | None = None
    urgency: int | None = None
    danger: bool | None = None
    child: bool | None = None
    anonymity: Anonymity | None = None
    knows: str | None = None
    sex: str | None = None
    age_band: str | None = None
    person: str | None = None
    place: str | None = None
    seen: str | None = None


class Assign(msgspec.Struct, frozen=True, tag=True):
    """Hands the case to a unit and, if named, to a person of it."""

    unit: str
    assignee: str | None = None


class TakeAndStart(msgspec.Struct, frozen=True, tag=True):
    """Looks, assigns to oneself and accepts in one step, for who is operator and unit worker."""

    unit: str


class Accept(msgspec.Struct, frozen=True, tag=True):
    """The unit takes the case up; whoever accepts is its worker."""


class Reject(msgspec.Struct, frozen=True, tag=True):
    """Back to the queue, with a reason in words (sealed)."""

    reason: str


class Intervene(msgspec.Struct, frozen=True, tag=True):
    """The first intervention was made; a child or domestic-violence case closes to its role."""


class Close(msgspec.Struct, frozen=True, tag=True):
    """Ends the case with a coded outcome and optional words (sealed)."""

    outcome: Outcome
    words: str = ""


class Reopen(msgspec.Struct, frozen=True, tag=True):
    """A supervisor puts a closed case back into the queue."""


class AddNote(msgspec.Struct, frozen=True, tag=True):
    """Words among staff (sealed)."""

    text: str


class Reply(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """Words to the reporter: `canned` is a text key, else `text` is free text."""

    canned: str = ""
    text: str = ""


class Invite(msgspec.Struct, frozen=True, tag=True):
    """The one content-free invitation to who was not asked (safety S5), with a reason."""

    reason: str


class Stricter(msgspec.Struct, frozen=True, tag=True):
    """Narrows whether we may write back (safety S5)."""

    contact: ContactState


class RecordWords(msgspec.Struct, frozen=True, tag=True):
    """The person's own words on whether and when we may write back: the only way to loosen it."""

    state: ContactState
    words: str
    way: Way


class Raise(msgspec.Struct, frozen=True, tag=True):
    """More urgent than it was; 2 today, 3 now."""

    urgency: int


class Verify(msgspec.Struct, frozen=True, tag=True):
    """The sender was checked to be the professional they say to be."""


class BreakGlass(msgspec.Struct, frozen=True, tag=True):
    """Opens an urgent closed case to who does not see it, for an hour; alerts the supervisor."""

    reason: str


class TakePhone(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """A report taken by phone: opens a case (`storage.phone`). `phone` may be empty (S10)."""

    municipality: str
    language: str
    kind: Literal["someone", "self"] = "someone"
    category: str = ""
    unit: str = ""
    whom: str = ""
    urgency: int = 1
    danger: bool = False
    child: bool = False
    knows: str = ""
    contact: ContactState = "not_asked"
    contact_words: str = ""
    person: str = ""
    place: str = ""
    seen: str = ""
    reporter: str = ""
    phone: str = ""


Command = (
    Look
    | Correct
    | Assign
    | TakeAndStart
    | Accept
    | Reject
    | Intervene
    | Close
    | Reopen
    | AddNote
    | Reply
    | Invite
    | Stricter
    | RecordWords
    | Raise
    | Verify
    | BreakGlass
)
