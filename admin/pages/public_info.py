"""Information for anybody: the topics of a municipality, and one of them (safety S4, S9)."""

from collections.abc import Sequence
from typing import Final

from aiohttp import web

from admin.desk import Desk
from admin.event_view import told
from admin.leaflet import (
    PRINTED,
    by_area,
    find_topic,
    numbers_of,
    review_of,
    sources_of,
    status_of,
    topics_of,
)
from admin.naming import name_of
from admin.reach import reach_of
from admin.visiting import PublicVisit, visit_of
from storage.database import StorageDown
from storage.municipality import Municipality

COMING: Final = 5
"""Events that the list of topics names."""


async def show_topics(desk: Desk) -> web.Response:
    """The topics by part of life; first the municipality, when several are served."""
    visit = visit_of(desk)
    place = visit.place
    if place is None:
        return _choose(visit, list(desk.services.municipalities.values()))
    topics = topics_of(desk.services.packs(), place, visit.desk.language)
    coming = await _coming(visit, place)
    values = {"parts": by_area(topics), "coming": coming, **_ways(visit, place)}
    return visit.show("public_topics.html", values)


async def show_topic(desk: Desk) -> web.Response:
    """One topic, which prints as an A5 leaflet; 404 for one that the municipality does not have."""
    visit = visit_of(desk)
    here, place, name = visit.desk, visit.place, desk.request.match_info["topic"]
    packs = desk.services.packs()
    if place is None:
        served = desk.services.municipalities.values()
        having = [one for one in served if find_topic(topics_of(packs, one, here.language), name)]
        return _choose(visit, having, name)
    topics = topics_of(packs, place, here.language)
    topic = find_topic(topics, name)
    if topic is None:
        raise web.HTTPNotFound
    values = {
        "topic": topic,
        "text": topic.text(here.language),
        "printed": PRINTED,
        "status": status_of(here, topic.edition),
        "sources": sources_of(here, topic.edition),
        "review": review_of(here, place, topic.edition),
        "parts": by_area([one for one in topics if one is not topic]),
        **_ways(visit, place, topic.chat_name),
    }
    return visit.show("public_topic.html", values, topic.pack.neutral_id)


async def _coming(visit: PublicVisit, place: Municipality) -> Sequence[dict[str, object]]:
    """The next events; none while the database is away, because the topics are needed then too."""
    desk = visit.desk
    try:
        found = await desk.services.database.read(
            lambda unit: unit.events.public(place.slug, desk.now)
        )
    except StorageDown:
        return []
    return [told(desk, one) for one in found if one.state == "published"][:COMING]


def _choose(visit: PublicVisit, places: Sequence[Municipality], topic: str = "") -> web.Response:
    """Links to the same page of each municipality that has it; 404 when none has."""
    if not places:
        raise web.HTTPNotFound
    named = [(one.slug, name_of(visit.desk, one.names)) for one in places]
    return visit.show("public_places.html", {"places": named}, topic)


def _ways(visit: PublicVisit, place: Municipality, topic: str = "") -> dict[str, object]:
    """What every page of a municipality says: whom to call in danger, how to write to the line."""
    reach = reach_of(visit.desk.services, place, topic)
    return {"numbers": numbers_of(place), "reach": reach}


async def missing(_desk: Desk) -> web.StreamResponse:
    """Whatever is no page here."""
    raise web.HTTPNotFound
