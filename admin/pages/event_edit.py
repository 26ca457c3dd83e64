"""Writing an event: kind, day and hours, and all languages side by side in one form."""

import msgspec
from aiohttp import web

from admin.desk import Desk
from admin.event_form import NOTHING, TypedEvent, as_typed, form_values, read_event
from admin.event_view import find_event, path_of, seen_revision
from admin.naming import name_of
from admin.reminding import EventFault, event_faults, place_of, remind
from storage.events import Event, EventDraft
from storage.ids import new_id
from storage.municipality import Municipality
from storage.unit import Unit


async def show_new(desk: Desk) -> web.Response:
    """An empty form. It brings its own id, so that sent twice it makes one event."""
    return _new(desk, new_id(desk.now), NOTHING)


async def create(desk: Desk) -> web.Response:
    """A draft, whatever is still missing in its words."""
    wanted, place = desk.field("id", 32), _place(desk)
    if len(wanted) != 32 or not set(wanted) <= set("0123456789abcdef"):
        raise web.HTTPBadRequest
    typed = read_event(desk, place)
    draft = typed.draft
    if draft is None:
        return _new(desk, wanted, typed)
    made = await desk.services.database.write(
        lambda unit: unit.events.create(wanted, place.slug, draft, desk.staff, desk.now)
    )
    if made is None:
        raise web.HTTPNotFound
    return desk.go(path_of(made), "saved")


async def show(desk: Desk) -> web.Response:
    """The form; what was cancelled leads to its page."""
    event = await desk.services.database.read(lambda unit: find_event(desk, unit))
    if event.state == "cancelled":
        return desk.go(path_of(event), "event_taken")
    return _form(desk, event, as_typed(event.draft, place_of(desk, event).time_zone))


async def save(desk: Desk) -> web.Response:
    """Keep what was typed; what is public stays whole, and its reminder says the same.

    Where somebody else changed it meanwhile the form comes back with what was typed.
    """
    revision = seen_revision(desk)

    def work(unit: Unit) -> tuple[Event, TypedEvent, list[EventFault], Event | None]:
        event = find_event(desk, unit)
        typed = read_event(desk, place_of(desk, event))
        if typed.draft is None:
            return event, typed, [], None
        faults = _faults(desk, event, typed.draft)
        if faults:
            return event, typed, faults, None
        saved = unit.events.edit(event, revision, typed.draft, desk.staff, desk.now)
        if saved is not None and saved.state == "published" and saved != event:
            remind(desk, unit, saved)
        return event, typed, [], saved

    event, typed, faults, saved = await desk.services.database.write(work)
    if saved is not None:
        desk.services.signals.wake("campaigns")
        return desk.go(path_of(saved), "saved")
    stale = not (typed.wrong or faults)
    if stale and event.state == "cancelled":
        return desk.go(path_of(event), "event_taken")
    return _form(desk, event, typed, faults, stale=stale)


def _faults(desk: Desk, event: Event, draft: EventDraft) -> list[EventFault]:
    """What is published must stay whole; a draft may wait."""
    if event.state != "published":
        return []
    written = {name: getattr(draft, name) for name in EventDraft.__struct_fields__}
    return event_faults(desk, msgspec.structs.replace(event, **written))


def _place(desk: Desk) -> Municipality:
    """The municipality chosen, one of the operator's; the only one without a choice."""
    slug = desk.field("municipality", 40) or desk.places[0].slug
    place = next((one for one in desk.places if one.slug == slug), None)
    if place is None:
        raise web.HTTPBadRequest
    return place


def _new(desk: Desk, wanted: str, typed: TypedEvent) -> web.Response:
    return desk.show(
        "event_edit.html",
        status=422 if typed.wrong else 200,
        event=None,
        id=wanted,
        path="/desk/events",
        action="/desk/events/new",
        places=[(place.slug, name_of(desk, place.names)) for place in desk.places],
        stale=False,
        faults=[],
        **form_values(desk, typed),
    )


def _form(
    desk: Desk,
    event: Event,
    typed: TypedEvent,
    faults: list[EventFault] | None = None,
    *,
    stale: bool = False,
) -> web.Response:
    wrong = bool(typed.wrong or faults)
    return desk.show(
        "event_edit.html",
        status=409 if stale else 422 if wrong else 200,
        event=event,
        id="",
        path=path_of(event),
        action=f"{path_of(event)}/edit",
        places=[],
        stale=stale,
        faults=faults or [],
        **form_values(desk, typed),
    )
