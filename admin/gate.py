"""Every request passes here: language, session, form, permission; and what every answer carries."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from typing import Final

from aiohttp import BodyPartReader, MultipartReader, web

from admin.access import PUBLIC, SIGNED_IN
from admin.desk import HEADERS, NAMELESS_HEADERS, Desk, Visit
from admin.services import AdminServices
from admin.signin import (
    LANGUAGE,
    VISITOR,
    find_visit,
    new_token,
    read_cookie,
    same_origin,
    same_token,
    set_cookie,
    wants_code,
)
from admin.tongues import look_up
from admin.views import Views
from storage.database import StorageDown

log = logging.getLogger(__name__)

Page = Callable[[Desk], Awaitable[web.StreamResponse]]
FORM: Final = "application/x-www-form-urlencoded"
UPLOAD: Final = "multipart/form-data"
LARGEST_FORM: Final = 64 * 1024
FORM_SECONDS: Final = 30
UPLOAD_SECONDS: Final = 300
"""A slow line of a village office takes minutes for a large file."""
MOST_PARTS: Final = 20
PIECE: Final = 64 * 1024
CODE_PAGES: Final = ("/desk/sign-in/code", "/desk/sign-out", "/desk/language")
FAULTS: Final = {400: "error.refused", 403: "error.refused", 404: "error.missing"}


@dataclass(frozen=True, slots=True)
class Route:
    """One address; `passive` ones are asked by scripts and keep no session alive.

    `nameless` ones are for anybody: no cookie is read for them and none is set, no session looked up.
    An `upload` takes one file of a signed-in operator, of so many bytes at most, beside the form's fields.
    """

    method: str
    path: str
    permission: str
    page: Page
    passive: bool = False
    nameless: bool = False
    upload: int = 0


@dataclass(frozen=True, slots=True)
class Gate:
    """Turns a route into a handler; a permission that nobody has is "not found" (default deny)."""

    services: AdminServices
    views: Views

    def guard(self, route: Route) -> Callable[[web.Request], Awaitable[web.StreamResponse]]:
        """The handler of a route."""

        async def handle(request: web.Request) -> web.StreamResponse:
            response = await self._answer(route, request)
            headers = NAMELESS_HEADERS if route.nameless else HEADERS
            for name, value in headers.items():
                if not response.prepared:
                    response.headers.setdefault(name, value)
            return response

        return handle

    async def _answer(self, route: Route, request: web.Request) -> web.StreamResponse:
        language = self._language(request, None, nameless=route.nameless)
        desk = Desk(self.services, self.views, request, language)
        try:
            if route.nameless:
                return await route.page(desk)
            desk = await self._enter(desk, route)
            return self._remember(desk, await self._admit(desk, route))
        except web.HTTPUnauthorized:
            return self._remember(desk, sign_in_first(desk))
        except web.HTTPException as refused:
            fault = FAULTS.get(refused.status, "error.broken")
            return failure(desk, route, fault, refused.status)
        except StorageDown:
            return failure(desk, route, "error.down", 503)
        except Exception as fault:  # noqa: BLE001 - nobody is shown what went wrong (R41)
            log.error("page %s failed: %s", route.path, type(fault).__name__)
            return failure(desk, route, "error.broken", 500)

    async def _enter(self, desk: Desk, route: Route) -> Desk:
        """Who comes, and with which form; a form of another site stops here (403)."""
        request, settings = desk.request, self.services.settings
        if request.method != "GET" and not same_origin(request, settings):
            raise web.HTTPForbidden
        visit = await find_visit(self.services, request, stay=not route.passive)
        if route.upload and visit is None:
            raise web.HTTPUnauthorized
        csrf = visit.csrf if visit else read_cookie(request, settings, VISITOR)
        form, upload = await read_body(request, route)
        entered = replace(
            desk,
            visit=visit,
            language=self._language(request, visit),
            csrf=csrf or new_token(),
            form=form,
            upload=upload,
        )
        if request.method != "GET":
            check_form(entered, route, csrf)
        return entered

    async def _admit(self, desk: Desk, route: Route) -> web.StreamResponse:
        if route.permission == PUBLIC:
            return await route.page(desk)
        if desk.visit is None:
            raise web.HTTPUnauthorized
        if wants_code(self.services.settings, desk.visit) and route.path not in CODE_PAGES:
            return desk.go("/desk/sign-in/code")
        if route.permission != SIGNED_IN and not desk.may(route.permission):
            await note_denial(desk, route.permission)
            raise web.HTTPNotFound
        return await route.page(desk)

    def _language(
        self, request: web.Request, visit: Visit | None, *, nameless: bool = False
    ) -> str:
        """What was chosen here, else the operator's own, else the browser's, else the first."""
        known = self.services.catalog.languages
        chosen = "" if nameless else read_cookie(request, self.services.settings, LANGUAGE)
        own = visit.operator.language if visit else ""
        for wanted in (chosen, own):
            if wanted in known:
                return wanted
        asked = request.headers.get("Accept-Language", "")
        return look_up(asked, tuple(known)) or next(iter(known))

    def _remember(self, desk: Desk, response: web.StreamResponse) -> web.StreamResponse:
        """Whoever is not signed in gets the token that the next form must repeat."""
        settings = self.services.settings
        unknown = desk.visit is None and bool(desk.csrf) and not response.prepared
        if unknown and read_cookie(desk.request, settings, VISITOR) != desk.csrf:
            set_cookie(response, settings, VISITOR, desk.csrf)
        return response


async def read_body(request: web.Request, route: Route) -> tuple[dict[str, str], bytes]:
    """The fields of what was posted, and its file where the route takes one."""
    if route.upload and request.content_type == UPLOAD:
        return await read_upload(request, route.upload + LARGEST_FORM)
    return await read_form(request), b""


async def read_form(request: web.Request) -> dict[str, str]:
    """The fields of a plain form; 400 for any other body, 413 a large one, 408 a slow one (R49)."""
    if request.method == "GET":
        return {}
    if request.content_type != FORM:
        raise web.HTTPBadRequest
    _refuse_larger(request, LARGEST_FORM)
    try:
        async with asyncio.timeout(FORM_SECONDS):
            found = await request.post()
    except TimeoutError:
        raise web.HTTPRequestTimeout from None
    except (LookupError, ValueError, web.RequestPayloadError):  # not what its own headers say
        raise web.HTTPBadRequest from None
    return {name: value for name, value in found.items() if isinstance(value, str)}


async def read_upload(request: web.Request, largest: int) -> tuple[dict[str, str], bytes]:
    """The fields of a form with one file, and the file.

    Read here and not by the server, which would write the file into a folder for anybody's: what
    people told is never plain on a disk.
    """
    _refuse_larger(request, largest)
    try:
        async with asyncio.timeout(UPLOAD_SECONDS):
            return await _read_parts(await request.multipart(), largest)
    except TimeoutError:
        raise web.HTTPRequestTimeout from None
    except (LookupError, ValueError, web.RequestPayloadError):
        raise web.HTTPBadRequest from None


async def _read_parts(reader: MultipartReader, largest: int) -> tuple[dict[str, str], bytes]:
    form: dict[str, str] = {}
    upload = b""
    for _ in range(MOST_PARTS):
        part = await reader.next()
        if part is None:
            return form, upload
        if not isinstance(part, BodyPartReader) or not part.name:
            raise ValueError
        content = await _read_part(part, largest)
        largest -= len(content)
        if part.filename is None:
            form[part.name] = content.decode()
        else:
            upload = content
    raise ValueError


async def _read_part(part: BodyPartReader, largest: int) -> bytes:
    pieces, size = list[bytes](), 0
    while piece := await part.read_chunk(PIECE):
        size += len(piece)
        if size > largest:
            raise web.HTTPRequestEntityTooLarge(largest, size)
        pieces.append(piece)
    return b"".join(pieces)


def _refuse_larger(request: web.BaseRequest, largest: int) -> None:
    if (request.content_length or 0) > largest:
        raise web.HTTPRequestEntityTooLarge(largest, request.content_length or 0)


def check_form(desk: Desk, route: Route, expected: str) -> None:
    """401 without a session where one is needed; 403 unless the form carries our token."""
    if desk.visit is None and route.permission != PUBLIC:
        raise web.HTTPUnauthorized
    if not same_token(expected, desk.form.get("csrf", "")):
        raise web.HTTPForbidden


def sign_in_first(desk: Desk) -> web.Response:
    """401 with the sign-in page; a script's request is told to move there."""
    response = desk.show("sign_in.html", status=401, fault="", back=desk.path)
    if "HX-Request" in desk.request.headers:
        response.headers["HX-Redirect"] = "/desk/sign-in"
    return response


def failure(desk: Desk, route: Route, title: str, status: int) -> web.Response:
    """A page that says what happened in plain words and nothing else; a public one can be left."""
    template = "public_message.html" if route.nameless else "message.html"
    return desk.show(template, status=status, title=title, words=f"{title}_words")


async def note_denial(desk: Desk, permission: str) -> None:
    """A denied attempt of somebody signed in stands in the trail (R40)."""
    who, now = desk.staff, desk.now
    detail = {"permission": permission}
    await desk.services.database.write(
        lambda unit: unit.audit.add(who.municipality, who.id, "denied", who.id, detail, now)
    )
