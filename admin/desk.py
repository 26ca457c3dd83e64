"""One request at the desk: who asks, in which language, with which form."""

import asyncio
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from aiohttp import web
from markupsafe import Markup

from admin.access import allowed
from admin.services import AdminServices
from admin.views import Views
from flows.facts import Operator
from storage.municipality import Municipality

NAVIGATION: Final = (
    ("queue.view", "/desk/queue", "nav.queue"),
    ("phone.take", "/desk/phone", "nav.phone"),
    ("duty.own", "/desk/duty", "nav.duty"),
    ("failed.view", "/desk/failed", "nav.failed"),
    ("packs.view", "/desk/packs", "nav.packs"),
    ("directory.read", "/desk/directory", "nav.directory"),
    ("campaigns.view", "/desk/campaigns", "nav.campaigns"),
    ("events.view", "/desk/events", "nav.events"),
    ("print.view", "/desk/print", "nav.print"),
    ("audit.view", "/desk/audit", "nav.audit"),
    ("operators.view", "/desk/operators", "nav.operators"),
)
POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
    "form-action 'self'; img-src 'self' data:; base-uri 'none'; frame-ancestors 'none'"
)
HEADERS: Final[Mapping[str, str]] = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cache-Control": "no-store",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
NAMELESS_HEADERS: Final[Mapping[str, str]] = {
    **HEADERS,
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
        "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    ),
    "Referrer-Policy": "no-referrer",
}
"""Pages for anybody: no form, and nobody learns where a visitor came from (safety S9)."""
CLOSING: Final = web.AppKey("closing", asyncio.Event)
"""Set when the application stops, so that no open stream holds it up (R21)."""
OURS: Final = re.compile(r"/desk/(?!/)[!-~]*")
"""An address of the desk as a header may carry it."""
GOOD_NEWS: Final = frozenset(
    {"saved", "replied", "replied_waits", "invited", "opened", "campaign_tested"}
)


@dataclass(frozen=True, slots=True)
class Visit:
    """A signed-in session: `csrf` for its forms, `second_factor` given, `enrolled` for one."""

    token: str
    operator: Operator
    csrf: str
    second_factor: bool
    enrolled: bool


@dataclass(frozen=True, slots=True)
class Desk:
    """What a page gets; `csrf` is the token that its forms must carry, `upload` a file beside them."""

    services: AdminServices
    views: Views
    request: web.Request
    language: str
    csrf: str = ""
    visit: Visit | None = None
    form: Mapping[str, str] = field(default_factory=dict)
    upload: bytes = b""

    @property
    def operator(self) -> Operator | None:
        """Whoever is signed in."""
        return self.visit.operator if self.visit else None

    @property
    def staff(self) -> Operator:
        """Whoever is signed in; pages with a permission always have one."""
        if self.visit is None:
            raise web.HTTPUnauthorized
        return self.visit.operator

    @property
    def now(self) -> int:
        """The time in microseconds UTC."""
        return self.services.clock()

    @property
    def path(self) -> str:
        """The address to come back to; that of a form is none."""
        return self.request.path_qs if self.request.method == "GET" else "/desk/"

    @property
    def places(self) -> tuple[Municipality, ...]:
        """The municipalities that the operator serves."""
        own = self.staff.municipality
        known = self.services.municipalities
        if own:
            return (known[own],) if own in known else ()
        return tuple(known.values())

    @property
    def zone(self) -> str:
        """The time zone of the operator's municipality."""
        known = self.services.municipalities
        own = known.get(self.operator.municipality) if self.operator else None
        places = [own] if own else list(known.values())
        return places[0].time_zone if places else "UTC"

    def may(self, action: str) -> bool:
        """Tell whether the operator's roles allow an action."""
        return self.operator is not None and allowed(self.operator.roles, action)

    def text(self, key: str, **params: str) -> str:
        """A sentence of the console in the operator's language."""
        return self.services.catalog.text(key, self.language, **params)

    def field(self, name: str, longest: int = 4000) -> str:
        """A form field without the blanks around it; 400 when it is longer than allowed."""
        value = self.form.get(name, "").replace("\r\n", "\n").strip()
        if len(value) > longest:
            raise web.HTTPBadRequest
        return value

    def show(self, template: str, *, status: int = 200, **values: object) -> web.Response:
        """A page as HTML."""
        given = {"desk": self, "zone": self.zone, "notice": self._notice()}
        calls = {"csrf": self._csrf_field, "navigation": self.navigation}
        page = self.views.render(template, self.language, {**given, **calls, **values})
        return web.Response(text=page, content_type="text/html", status=status)

    def go(self, path: str, said: str = "") -> web.Response:
        """After a change: 303 to a page of the desk, which then says `said` (see `_notice`)."""
        own = path if OURS.fullmatch(path) else "/desk/"
        location = f"{own}{'&' if '?' in own else '?'}said={said}" if said else own
        return web.Response(status=303, headers={"Location": location})

    def _notice(self) -> Mapping[str, str] | None:
        said = self.request.query.get("said", "")
        if said in GOOD_NEWS:
            return {"key": f"notice.{said}", "tone": "good"}
        if self.services.catalog.has(f"refused.{said}", self.language):
            return {"key": f"refused.{said}", "tone": "warn"}
        return None

    def _csrf_field(self) -> Markup:
        return Markup('<input type="hidden" name="csrf" value="{}">').format(self.csrf)

    def navigation(self) -> list[dict[str, object]]:
        """The pages that these roles may open, in their order."""
        here = self.request.path
        return [
            {"path": path, "key": key, "current": here.startswith(path)}
            for action, path, key in NAVIGATION
            if self.may(action)
        ]
