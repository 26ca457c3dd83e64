"""One event: its words in every language, what stands in its way, and its reminder word for word."""

from aiohttp import web

from admin.campaigning import path_of as path_of_campaign
from admin.campaigning import written
from admin.desk import Desk
from admin.event_view import find_event, told
from admin.naming import tongue
from admin.reminding import event_faults, previews, reminds_at
from storage.campaign_draft import Campaign
from storage.events import Event, EventWords
from storage.unit import Unit


async def show(desk: Desk) -> web.Response:
    """Everything about it; who publishes it has seen what people will get."""

    def look(unit: Unit) -> tuple[Event, Campaign | None, bool]:
        event = find_event(desk, unit)
        known = unit.reminders.of(event)
        waits = known is not None and known.state == "draft"
        return event, known, bool(known and waits and not unit.campaigns.renditions(known.number))

    event, reminder, by_hand = await desk.services.database.read(look)
    over = event.ends_at < desk.now
    return desk.show(
        "event.html",
        **told(desk, event),
        texts=[
            (tag, tongue(desk, tag), event.content.get(folder, EventWords()))
            for folder, tag in written(desk).items()
        ],
        faults=event_faults(desk, event) if event.state == "draft" else [],
        over=over,
        reminder=reminder,
        by_hand=by_hand,
        reminder_path=path_of_campaign(reminder) if reminder else "",
        reminds_at=reminds_at(desk, event) if event.state == "draft" else 0,
        looks=previews(desk, event) if event.state == "draft" else [],
        several=len(desk.places) > 1,
    )
