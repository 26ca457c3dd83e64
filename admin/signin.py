"""Sessions at the door: the cookie, whose it is, and what a form must prove (R34 to R37)."""

import asyncio
import hmac
import secrets
from typing import Final
from urllib.parse import urlsplit

from aiohttp import web

from admin.access import needs_second_factor
from admin.desk import Visit
from admin.services import AdminServices
from storage.settings import Settings
from storage.sign_ins import Attempt
from storage.unit import Unit

SESSION: Final = "refero"
VISITOR: Final = "refero-visitor"
LANGUAGE: Final = "refero-language"
DEVICE: Final = "refero-device"
DEVICE_SECONDS: Final = 180 * 24 * 3600
# A password check costs 19 MiB and some 20 ms of a core: never many at once, and a flood of
# strangers stands in a queue of its own.
STRANGERS: Final = asyncio.Semaphore(1)
AT_HOME: Final = asyncio.Semaphore(1)
QUEUE_SECONDS: Final = 5.0


def cookie_name(settings: Settings, name: str) -> str:
    """`__Host-` binds a cookie to https and this host; only the demo on loopback goes without."""
    return name if settings.env == "demo" else f"__Host-{name}"


def set_cookie(response: web.StreamResponse, settings: Settings, name: str, value: str) -> None:
    """A cookie that no script and no other site can use; only a device's outlives the session."""
    response.set_cookie(
        cookie_name(settings, name),
        value,
        path="/",
        max_age=DEVICE_SECONDS if name == DEVICE else None,
        secure=settings.env != "demo",
        httponly=True,
        samesite="Strict",
    )


def read_cookie(request: web.Request, settings: Settings, name: str) -> str:
    """The cookie's value, or "" without one."""
    return request.cookies.get(cookie_name(settings, name), "")


def new_token() -> str:
    """256 random bits for whoever is not signed in yet."""
    return secrets.token_urlsafe(32)


async def find_visit(services: AdminServices, request: web.Request, *, stay: bool) -> Visit | None:
    """The session of the request's cookie; `stay` tells that somebody is really there."""
    token = read_cookie(request, services.settings, SESSION)
    if not token:
        return None
    now = services.clock()
    signed_in = await services.database.read(lambda unit: unit.sign_ins.find(token, now))
    if signed_in is None:
        return None
    if stay:
        await services.database.write(lambda unit: unit.sign_ins.touch(token, now))
    return Visit(
        token=token,
        operator=signed_in.account.operator,
        csrf=signed_in.csrf,
        second_factor=signed_in.second_factor,
        enrolled=signed_in.account.has_second_factor,
    )


def wants_code(settings: Settings, visit: Visit) -> bool:
    """Tell whether this session has to give its second factor before anything else."""
    asked = needs_second_factor(visit.operator.roles) or visit.enrolled
    return settings.env != "demo" and asked and not visit.second_factor


async def check_name(services: AdminServices, name: str, password: str, device: str) -> str:
    """The operator's id when the password is right and tries are left, else "" (R35)."""
    now = services.clock()
    attempt = await services.database.write(lambda unit: unit.sign_ins.begin(name, now, device))
    if not attempt.allowed:
        return ""
    try:
        right = await _matches(attempt, password)
    except TimeoutError:
        return ""
    if not right and attempt.operator_id:
        known = attempt.operator_id
        await services.database.write(lambda unit: note(unit, known, "sign_in_failed", now))
    return attempt.operator_id if right else ""


async def _matches(attempt: Attempt, password: str) -> bool:
    """Check the password when it is its turn; TimeoutError when too many stand before it."""
    lane = AT_HOME if attempt.at_home else STRANGERS
    async with asyncio.timeout(QUEUE_SECONDS):
        await lane.acquire()
    try:
        return await asyncio.to_thread(attempt.matches, password)
    finally:
        lane.release()


def note(unit: Unit, operator_id: str, action: str, now: int) -> None:
    """Writes an act about an account into the trail of its municipality."""
    account = unit.operators.get(operator_id)
    if account is not None:
        unit.audit.add(account.operator.municipality, operator_id, action, operator_id, {}, now)


def same_token(expected: str, given: str) -> bool:
    """Compare in constant time; an empty expectation is never met."""
    pair = (one.encode("utf-8", "surrogatepass") for one in (expected, given))
    return bool(expected) and hmac.compare_digest(*pair)


def same_origin(request: web.Request, settings: Settings) -> bool:
    """Tell whether a form was sent by a page of ours (R37).

    A browser that hides the origin gives "null"; then only Sec-Fetch-Site, which no page can
    set, speaks for the form (docs/decisions/0016).
    """
    site = request.headers.get("Sec-Fetch-Site")
    origin = request.headers.get("Origin")
    if site is not None and site != "same-origin":
        return False
    if origin is None or origin == "null":
        return site == "same-origin"
    return origin in our_origins(request, settings)


def our_origins(request: web.Request, settings: Settings) -> set[str]:
    """The public address when there is one, else (demo, a laptop) the address that was asked."""
    if settings.public_url and settings.env != "demo":
        public = urlsplit(settings.public_url)
        return {f"{public.scheme}://{public.netloc}"}
    return {f"{request.scheme}://{request.host}"}
