"""The directory for everybody's programs: the paths of the HSDS 3.0 API, read-only."""

from collections.abc import Awaitable, Callable
from typing import Final

from aiohttp import web

from admin.desk import Desk
from admin.hsds_answers import Wrong, answer, listed, missing, paged, read_asked, wrong
from admin.hsds_feed import open_feed
from storage.entry import Kind
from storage.hsds_terms import OPENAPI, PROFILE, VERSION, taxonomy_id

ID: Final = "id"
Page = Callable[[Desk], Awaitable[web.StreamResponse]]


async def show(desk: Desk) -> web.StreamResponse:
    """Which standard this is, and where it is described."""
    feed = await open_feed(desk)
    description = desk.services.catalog.text("hsds.service", feed.language)
    body = {
        "version": VERSION,
        "profile": PROFILE,
        "openapi_url": OPENAPI,
        "description": description,
    }
    return answer(desk, body, feed.language)


def list_of(kind: Kind) -> Page:
    """A page of entries."""

    async def show_list(desk: Desk) -> web.StreamResponse:
        try:
            asked = read_asked(desk)
        except Wrong as fault:
            return wrong(desk, fault)
        feed = await open_feed(desk)
        return answer(desk, listed(feed, kind, asked), feed.language)

    return show_list


def one_of(kind: Kind) -> Page:
    """One entry with everything nested in it."""

    async def show_one(desk: Desk) -> web.StreamResponse:
        feed = await open_feed(desk)
        found = feed.find(kind, _asked_id(desk))
        if found is None:
            return missing(desk)
        writer, kept = found
        full = desk.request.query.get("full_service", "").lower() == "true"
        return answer(desk, writer.nested(kept, full_service=full), feed.language)

    return show_one


async def show_taxonomies(desk: Desk) -> web.StreamResponse:
    """A page of our taxonomies."""
    try:
        asked = read_asked(desk)
    except Wrong as fault:
        return wrong(desk, fault)
    feed = await open_feed(desk)
    return answer(desk, paged(list(feed.taxonomies()), asked, lambda one: one[1]), feed.language)


async def show_taxonomy(desk: Desk) -> web.StreamResponse:
    """One taxonomy."""
    feed = await open_feed(desk)
    found = dict(feed.taxonomies()).get(_asked_id(desk))
    return missing(desk) if found is None else answer(desk, found, feed.language)


async def show_terms(desk: Desk) -> web.StreamResponse:
    """A page of terms, of one taxonomy when it is named."""
    try:
        asked = read_asked(desk)
    except Wrong as fault:
        return wrong(desk, fault)
    feed = await open_feed(desk)
    own = [
        (writer, term)
        for writer, term in feed.terms()
        if asked.taxonomy in {"", taxonomy_id(writer.place, term.table)}
    ]
    return answer(desk, paged(own, asked, lambda one: one[0].term(one[1])), feed.language)


async def show_term(desk: Desk) -> web.StreamResponse:
    """One term."""
    feed = await open_feed(desk)
    asked = _asked_id(desk)
    for writer, term in feed.terms():
        if term.id == asked:
            return answer(desk, writer.term(term), feed.language)
    return missing(desk)


async def nothing(desk: Desk) -> web.StreamResponse:
    """Whatever is no address of the standard's API."""
    return missing(desk)


def _asked_id(desk: Desk) -> str:
    return desk.request.match_info[ID].replace("-", "").lower()
