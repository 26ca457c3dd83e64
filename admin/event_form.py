"""The form of an event: its kind, its day and hours, and its words side by side."""

from dataclasses import dataclass
from typing import Any, Final

from aiohttp import web

from admin.campaigning import written
from admin.days import clock_of, day_of, moment
from admin.desk import Desk
from admin.naming import options, tongue
from storage.events import KINDS, EventDraft, EventWords
from storage.municipality import Municipality

LONGEST: Final = {"title": 60, "place": 80, "description": 1000}
"""Signs of each text: the first two fit into an SMS with everything else."""
TIMES: Final = ("day", "begin", "end")


@dataclass(frozen=True, slots=True)
class TypedEvent:
    """What was typed; `draft` is None while `wrong` names fields that cannot be understood."""

    kind: str
    times: dict[str, str]
    content: dict[str, EventWords]
    draft: EventDraft | None
    wrong: tuple[str, ...]


def read_event(desk: Desk, place: Municipality) -> TypedEvent:
    """The form; 400 for a kind that was not offered, and for texts longer than the form allows."""
    kind = next((one for one in KINDS if one == desk.field("kind", 20)), None)
    if kind is None:
        raise web.HTTPBadRequest
    times = {name: desk.field(name, 20) for name in TIMES}
    content = {folder: _words(desk, folder) for folder in written(desk)}
    starts_at = moment(times["day"], times["begin"], place.time_zone)
    ends_at = moment(times["day"], times["end"], place.time_zone)
    wrong = _wrong(times, place.time_zone, starts_at, ends_at)
    draft = None
    if starts_at is not None and ends_at is not None and not wrong:
        told = {folder: words for folder, words in content.items() if words != EventWords()}
        draft = EventDraft(kind=kind, starts_at=starts_at, ends_at=ends_at, content=told)
    return TypedEvent(kind, times, content, draft, wrong)


def as_typed(draft: EventDraft, zone: str) -> TypedEvent:
    """An event as its form shows it."""
    times = {
        "day": day_of(draft.starts_at, zone),
        "begin": clock_of(draft.starts_at, zone),
        "end": clock_of(draft.ends_at, zone),
    }
    return TypedEvent(draft.kind, times, dict(draft.content), draft, ())


NOTHING: Final = TypedEvent("meeting", {"day": "", "begin": "", "end": ""}, {}, None, ())
"""An empty form."""


def form_values(desk: Desk, typed: TypedEvent) -> dict[str, Any]:
    """What event_edit.html shows."""
    tongues = [(folder, tag, tongue(desk, tag)) for folder, tag in written(desk).items()]
    return {
        "typed": typed,
        "words": {folder: typed.content.get(folder, EventWords()) for folder, _, _ in tongues},
        "tongues": tongues,
        "kinds": options(desk, "events.kind", KINDS),
        "longest": LONGEST,
    }


def _wrong(
    times: dict[str, str], zone: str, starts_at: int | None, ends_at: int | None
) -> tuple[str, ...]:
    """The fields that are no day or no hour of it, or an end before its beginning."""
    if moment(times["day"], "12:00", zone) is None:
        return ("day",)
    wrong = {"begin": starts_at is None, "end": ends_at is None}
    if starts_at is not None and ends_at is not None:
        wrong["end"] = ends_at <= starts_at
    return tuple(name for name, is_wrong in wrong.items() if is_wrong)


def _words(desk: Desk, folder: str) -> EventWords:
    title, place = (
        " ".join(_signs(desk, f"{folder}.{name}", LONGEST[name]).split())
        for name in ("title", "place")
    )
    description = _signs(desk, f"{folder}.description", LONGEST["description"])
    return EventWords(title=title, place=place, description=description)


def _signs(desk: Desk, name: str, longest: int) -> str:
    """A field without control signs: no calendar and no phone has a use for them."""
    words = desk.field(name, longest).replace("\t", " ")
    kept = "".join(sign for sign in words if sign == "\n" or sign >= " ")
    return kept.encode("utf-8", "ignore").decode().strip()
