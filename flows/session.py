"""What we remember of a talk between two messages; stored as one encrypted value."""

import msgspec

from flows.events import ContactState


class Place(msgspec.Struct, frozen=True):
    """Where in a flow the person is; `offered` are the choice ids in the order shown."""

    flow: str
    node: str
    offered: tuple[str, ...] = ()
    tries: int = 0


class ReportTalk(msgspec.Struct, frozen=True):
    """The report of this talk, if any.

    `answered` holds slot names already answered or skipped. `open` is false once intake ended;
    state and additions stay free of the code until `heard_at` + 30 min (safety S7).
    """

    id: str
    code: str
    municipality: str
    opened_at: int
    heard_at: int
    open: bool = True
    answered: tuple[str, ...] = ()
    contact: ContactState = "not_asked"
    danger: bool = False


class Session(msgspec.Struct, frozen=True, omit_defaults=True):
    """One person on one line; `silent` after an exit word until they write again (S9).

    `resume` is the place that an interruption (danger, help, info, language) returns to.
    `shared` collects what the talk learned and flows branch on (never free text).
    """

    language: str = ""
    municipality: str = ""
    place: Place | None = None
    resume: Place | None = None
    report: ReportTalk | None = None
    shared: dict[str, str] = {}
    noticed: bool = False
    silent: bool = False
    flood_told_at: int = 0
    heard_at: int = 0
