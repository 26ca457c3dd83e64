"""Campaigns: what waits for somebody, what is under way, and what was sent."""

from collections.abc import Sequence
from typing import Any, Final

from aiohttp import web

from admin.campaign_counts import about
from admin.campaigning import path_of, place_of, written
from admin.desk import Desk
from admin.naming import name_of
from storage.campaign_draft import Campaign
from storage.unit import Unit

SHELVES: Final = (
    ("waiting", ("frozen",)),
    ("moving", ("running", "paused", "approved", "freezing")),
    ("writing", ("draft",)),
    ("over", ("finished", "cancelled")),
)
"""What has to be looked at first."""


async def show(desk: Desk) -> web.Response:
    """All campaigns of the operator's municipalities, by what they wait for."""
    found = await desk.services.database.read(lambda unit: _all(desk, unit))
    shelves = [
        (key, [_row(desk, one) for one in found if one.state in states]) for key, states in SHELVES
    ]
    return desk.show(
        "campaigns.html",
        shelves=[(key, rows) for key, rows in shelves if rows],
        several=len(desk.places) > 1,
        municipalities=[(place.slug, name_of(desk, place.names)) for place in desk.places],
    )


def _all(desk: Desk, unit: Unit) -> Sequence[Campaign]:
    return [one for place in desk.places for one in unit.campaigns.list(place.slug)]


def _row(desk: Desk, campaign: Campaign) -> dict[str, Any]:
    languages = desk.services.catalog.languages
    tags = written(desk)
    return {
        "campaign": campaign,
        "path": path_of(campaign),
        "place": name_of(desk, place_of(desk, campaign).names),
        "languages": ", ".join(languages[tags[one]].name for one in tags if one in campaign.texts),
        "size": desk.text("campaigns.at_most", n=about(campaign.size)) if campaign.size else "",
        "own": desk.staff.id in (campaign.author, campaign.edited_by),
    }
