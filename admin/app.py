"""The console's addresses on the application that serves them."""

from aiohttp import web

from admin.gate import Gate
from admin.routes import ELSEWHERE, ROUTES
from admin.services import AdminServices
from admin.views import Views

__all__ = ["AdminServices", "make_app"]


def make_app(app: web.Application, services: AdminServices) -> None:
    """Adds /, /desk and everything under it to `app`; every address passes the gate."""
    gate = Gate(services, Views(services.catalog))
    for route in (*ROUTES, ELSEWHERE):
        app.router.add_route(route.method, route.path, gate.guard(route))
