"""The console's addresses on the application that serves them."""

import asyncio

from aiohttp import web

from admin.desk import CLOSING
from admin.gate import Gate
from admin.routes import ELSEWHERE, OPEN_DATA, ROUTES
from admin.services import AdminServices
from admin.views import Views

__all__ = ["AdminServices", "make_app"]


def make_app(app: web.Application, services: AdminServices) -> None:
    """Adds /, /hsds, /desk and everything under them to `app`; every address passes the gate."""
    app[CLOSING] = asyncio.Event()
    app.on_shutdown.append(_end_streams)
    gate = Gate(services, Views(services.catalog))
    for route in (*ROUTES, *OPEN_DATA, ELSEWHERE):
        app.router.add_route(route.method, route.path, gate.guard(route))


async def _end_streams(app: web.Application) -> None:
    app[CLOSING].set()
