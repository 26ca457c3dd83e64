"""How the public directory answers: the standard's pages, parameters and what may be kept."""

import hashlib
from collections.abc import Callable, Sequence
from typing import Final, NamedTuple, TypeVar

import msgspec
from aiohttp import web

from admin.desk import Desk
from admin.hsds_feed import Feed, organization_of, says, term_ids
from storage.entry import Kept, Kind, Location, ServiceAtLocation, outside
from storage.hsds_out import Json, Writer
from storage.hsds_terms import taxonomy_id
from storage.instants import from_iso, iso

T = TypeVar("T")
PER_PAGE: Final = 50
MOST: Final = 100
KEPT: Final = "public, max-age=300"
"""Five minutes: what changes here changes by hand."""
LONGEST: Final = 200
YES: Final = ("true", "1", "yes")


class Wrong(Exception):
    """A parameter of the request that cannot be answered to."""

    def __init__(self, parameter: str) -> None:
        super().__init__(parameter)
        self.parameter = parameter


class Asked(NamedTuple):
    """A list as it was asked for; "" for whatever does not matter."""

    page: int
    per_page: int
    search: str
    term: str
    taxonomy: str
    organization: str
    modified_after: int
    postcode: str
    full: bool
    full_service: bool
    minimal: bool


def read_asked(desk: Desk) -> Asked:
    """The standard's parameters; Wrong for one that we would have to guess or ignore."""
    query = desk.request.query
    for name, value in query.items():
        if len(value) > LONGEST or name == "proximity":
            raise Wrong(name)
    if query.get("format", "json") != "json":
        raise Wrong("format")
    moment = query.get("modified_after", "")
    since = from_iso(moment) if moment else 0
    if since is None:
        raise Wrong("modified_after")
    return Asked(
        page=_number(query.get("page", "1"), "page", 1_000_000),
        per_page=_number(query.get("per_page", str(PER_PAGE)), "per_page", MOST),
        search=query.get("search", "").strip(),
        term=_id(query.get("taxonomy_term_id", "")),
        taxonomy=_id(query.get("taxonomy_id", "")),
        organization=_id(query.get("organization_id", "")),
        modified_after=since,
        postcode=query.get("postcode", "").strip(),
        full=query.get("full", "").lower() in YES,
        full_service=query.get("full_service", "").lower() in YES,
        minimal=query.get("minimal", "").lower() in YES,
    )


def listed(feed: Feed, kind: Kind, asked: Asked) -> Json:
    """A page of the entries that answer every parameter; only what is on it is written out."""
    found = [(writer, kept) for writer, kept in feed.all(kind) if _answers(writer, kept, asked)]
    return paged(found, asked, lambda one: _shape(*one, asked))


def paged(found: Sequence[T], asked: Asked, shape: Callable[[T], Json]) -> Json:
    """The standard's page around its part of what was found."""
    pages = max((len(found) + asked.per_page - 1) // asked.per_page, 1)
    first = (asked.page - 1) * asked.per_page
    shown = found[first : first + asked.per_page]
    return {
        "total_items": len(found),
        "total_pages": pages,
        "page_number": asked.page,
        "size": len(shown),
        "first_page": asked.page == 1,
        "last_page": asked.page >= pages,
        "empty": not shown,
        "contents": [shape(one) for one in shown],
    }


def answer(desk: Desk, body: Json, language: str, status: int = 200) -> web.Response:
    """JSON that anybody may keep for five minutes and ask for again by its tag (304)."""
    encoded = msgspec.json.encode(body)
    tag = hashlib.sha256(encoded).hexdigest()[:32]
    known = {one.value for one in desk.request.if_none_match or ()}
    if status == 200 and known & {tag, "*"}:
        response = web.Response(status=304)
    else:
        response = web.Response(body=encoded, status=status, content_type="application/json")
    if status == 200:
        response.etag = tag
    response.headers["Cache-Control"] = KEPT if status == 200 else "no-store"
    response.headers["Content-Language"] = language
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response


def wrong(desk: Desk, fault: Wrong) -> web.Response:
    """400 with the parameter's name, in words for programs."""
    return answer(desk, {"error": "bad_parameter", "parameter": fault.parameter}, "en", 400)


def missing(desk: Desk) -> web.Response:
    """404, the same for what never was and for what may not be known."""
    return answer(desk, {"error": "not_found"}, "en", 404)


def _answers(writer: Writer, kept: Kept, asked: Asked) -> bool:
    return (
        (not asked.organization or asked.organization == organization_of(writer, kept))
        and kept.changed_at >= asked.modified_after
        and (not asked.postcode or asked.postcode == _postcode(writer, kept))
        and (not asked.search or says(writer, kept, asked.search))
        and (not (asked.term or asked.taxonomy) or _is_classed(writer, kept, asked))
    )


def _is_classed(writer: Writer, kept: Kept, asked: Asked) -> bool:
    terms = term_ids(writer, kept)
    tables = {taxonomy_id(writer.place, one.table) for one in writer.terms if one.id in terms}
    return asked.term in {"", *terms} and asked.taxonomy in {"", *tables}


def _postcode(writer: Writer, kept: Kept) -> str:
    if not isinstance(kept.entry, ServiceAtLocation):
        return ""
    place = writer.entries[kept.entry.location].entry
    return place.postal_code if isinstance(place, Location) else ""


def _shape(writer: Writer, kept: Kept, asked: Asked) -> Json:
    if asked.minimal:
        return {"id": outside(kept.id), "modified_date": iso(kept.changed_at)}
    if asked.full or asked.full_service:
        return writer.nested(kept, full_service=asked.full_service)
    return writer.listed(kept)


def _number(text: str, name: str, most: int) -> int:
    if not (text.isascii() and text.isdecimal() and 1 <= int(text) <= most):
        raise Wrong(name)
    return int(text)


def _id(text: str) -> str:
    """An id as we keep it; what is none is found nowhere."""
    return text.replace("-", "").lower()
