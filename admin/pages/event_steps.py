"""An event is published, or does not take place; each only once."""

from aiohttp import web

from admin.desk import Desk
from admin.event_view import find_event, path_of, seen_revision
from admin.reminding import event_faults, remind
from storage.unit import Unit


async def publish(desk: Desk) -> web.Response:
    """Let anybody read it, and prepare its reminder."""
    revision = seen_revision(desk)

    def work(unit: Unit) -> tuple[str, str]:
        event = find_event(desk, unit)
        if event.state == "draft" and event.ends_at <= desk.now:
            return path_of(event), "event_over"
        if event.state == "draft" and event_faults(desk, event):
            return path_of(event), "event_faults"
        done = unit.events.publish(event, revision, desk.staff, desk.now)
        if done is None:
            return path_of(event), "event_taken"
        remind(desk, unit, done)
        return path_of(event), "saved"

    return desk.go(*await desk.services.database.write(work))


async def cancel(desk: Desk) -> web.Response:
    """It does not take place, and nobody is reminded of it; a draft is thrown away."""
    revision = seen_revision(desk)

    def work(unit: Unit) -> tuple[str, str]:
        event, who = find_event(desk, unit), desk.staff
        if event.state == "draft":
            gone = unit.events.discard(event, revision, who, desk.now)
            return ("/desk/events", "saved") if gone else (path_of(event), "event_taken")
        done = unit.events.cancel(event, revision, who, desk.now)
        if done is None:
            return path_of(event), "event_taken"
        unit.reminders.withdraw(done, who, desk.now)
        return path_of(event), "saved"

    answer = desk.go(*await desk.services.database.write(work))
    desk.services.signals.wake("campaigns")
    return answer
