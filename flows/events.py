"""Everything that may enter a turn."""

from typing import Literal

import msgspec

from flows.messages import Inbound

PublicState = Literal["received", "looked_at", "taken_up", "finished"]
ContactState = Literal["yes", "not_asked", "never"]
TimerKind = Literal["report_timeout"]


class Lookup(msgspec.Struct, frozen=True):
    """A reference code that the person typed, looked up for this turn; never what was reported.

    `report_id` is "" when the code is unknown: the answer must not tell the two apart by more than
    the neutral state (safety S7). `blocked`: too many wrong codes lately (safety S19).
    """

    code: str
    report_id: str = ""
    municipality: str = ""
    state: PublicState = "received"
    blocked: bool = False


class Reading(msgspec.Struct, frozen=True):
    """When somebody reads: `open` now, else the next opening (weekday 0 = Monday, "HH:MM")."""

    open: bool = True
    weekday: int = -1
    at: str = ""


class Given(msgspec.Struct, frozen=True, kw_only=True):
    """What the turn hands in because flows draws nothing: fresh ids, guesses and looked-up facts.

    `municipality` is the line's own ("" = the person is asked); `guess` is a BCP 47 language that
    was surely recognised in the text, else ""; `languages` the line offers, first one first.
    `topics`: the campaigns that this person agreed to get.
    `reports_lately` counts the reports this person opened in the last hour (R24).
    """

    channel: str
    municipality: str = ""
    report_id: str
    code: str
    guess: str = ""
    verified: bool = False
    opted_out: bool = False
    topics: tuple[str, ...] = ()
    lookup: Lookup | None = None
    reading: Reading = Reading()
    reports_lately: int = 0
    messages_lately: int = 0


class MessageHeard(msgspec.Struct, frozen=True, tag=True):
    """A person wrote, pressed or sent something."""

    inbound: Inbound


class TimerFired(msgspec.Struct, frozen=True, tag=True):
    """A timer set by an earlier turn of this person came due."""

    kind: TimerKind


class OperatorReplied(msgspec.Struct, frozen=True, tag=True):
    """Staff wrote to the reporter: `canned` is a text key, else `text` is the free text.

    `contact` is the report's contact state at the time of writing.
    """

    report_id: str
    code: str
    reply_id: str
    canned: str = ""
    text: str = ""
    contact: ContactState = "not_asked"
    invitation: bool = False

    def __repr__(self) -> str:
        return f"OperatorReplied(report={self.report_id}, canned={self.canned!r})"


class CaseMoved(msgspec.Struct, frozen=True, tag=True):
    """The public state of a report's case changed; `quiet` cases send nothing (safety S13)."""

    report_id: str
    code: str
    state: PublicState
    contact: ContactState
    quiet: bool = False


class ChannelChanged(msgspec.Struct, frozen=True, tag=True):
    """The person blocked or unblocked us at the provider (blocked = opted out)."""

    blocked: bool


What = MessageHeard | TimerFired | OperatorReplied | CaseMoved | ChannelChanged


class Event(msgspec.Struct, frozen=True):
    """One thing that happened to one person, with all that deciding about it may need."""

    what: What
    given: Given
