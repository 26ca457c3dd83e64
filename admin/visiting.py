"""A visit of anybody: which municipality is looked at, in which language, at which addresses."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final
from urllib.parse import urlencode

from aiohttp import web

from admin.desk import Desk
from admin.naming import name_of
from admin.tongues import look_up
from storage.municipality import Municipality

KEPT: Final = "public, max-age=300"
"""Five minutes: a second look costs nothing on a bad line, a corrected fact is soon there."""


@dataclass(frozen=True, slots=True)
class PublicVisit:
    """`desk.language` is that of the page; `place` None when there are several to choose from."""

    desk: Desk
    place: Municipality | None
    languages: tuple[str, ...]

    def address(self, topic: str = "", *, place: str = "", language: str = "") -> str:
        """A page of ours: the list, or the topic of this neutral id."""
        several = len(self.desk.services.municipalities) > 1
        slug = place or (self.place.slug if self.place else "")
        asked = {
            **({"place": slug} if several and slug else {}),
            "lang": language or self.desk.language,
        }
        return f"/info/{topic}?{urlencode(asked)}"

    def show(self, template: str, values: Mapping[str, object], topic: str = "") -> web.Response:
        """The page, or 304 when the browser has the very same; `topic` is its neutral id."""
        given = {"desk": self.desk, "zone": self.desk.zone, "visit": self, "topic_id": topic}
        page = self.desk.views.render(template, self.desk.language, {**given, **values}).encode()
        digest = hashlib.sha256(page).hexdigest()[:32]
        known = {tag.value for tag in self.desk.request.if_none_match or ()}
        answer = web.Response(status=304) if digest in known else web.Response(body=page)
        answer.headers["Content-Type"] = "text/html; charset=utf-8"
        answer.headers.update(self._kept())
        answer.etag = digest
        return answer

    def _kept(self) -> Mapping[str, str]:
        return {
            "Cache-Control": KEPT,
            "Vary": "Accept-Language",
            "Content-Language": self.desk.language,
        }

    @property
    def place_name(self) -> str:
        """The municipality's name in the language of the page."""
        return name_of(self.desk, self.place.names) if self.place else ""


def visit_of(desk: Desk) -> PublicVisit:
    """What the address asks for; 404 for a municipality that is not served."""
    served = desk.services.municipalities
    wanted = desk.request.query.get("place", "")
    if not served or (wanted and wanted not in served):
        raise web.HTTPNotFound
    only = next(iter(served.values()))
    place = served.get(wanted) or (only if len(served) == 1 else None)
    languages = _offered(desk, place or only)
    return PublicVisit(replace(desk, language=_language(desk, languages)), place, languages)


def language_of(desk: Desk, place: Municipality) -> str:
    """In which of its languages somebody wants to read about a municipality."""
    return _language(desk, _offered(desk, place))


def _offered(desk: Desk, place: Municipality) -> tuple[str, ...]:
    """Its languages, those of the catalogue that are no drafts, its first one first."""
    known = desk.services.catalog.languages
    tags = dict.fromkeys((place.first_language, *place.languages))
    return tuple(tag for tag in tags if tag in known and known[tag].status == "reviewed")


def _language(desk: Desk, languages: tuple[str, ...]) -> str:
    """What the address names, else what the browser asks for, else the municipality's first."""
    named = look_up(desk.request.query.get("lang", ""), languages)
    asked = look_up(desk.request.headers.get("Accept-Language", ""), languages)
    return named or asked or languages[0]
