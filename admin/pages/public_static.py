"""Style sheets, scripts and the icon: the files of admin/static and nothing else."""

from typing import Final

from aiohttp import web

from admin.desk import Desk
from admin.views import STATIC

TYPES: Final = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}


async def show(desk: Desk) -> web.StreamResponse:
    """The file, to be asked for again each time; 404 for any other name."""
    path = (STATIC / desk.request.match_info["name"]).resolve()
    kind = TYPES.get(path.suffix)
    if kind is None or STATIC not in path.parents or not path.is_file():
        raise web.HTTPNotFound
    headers = {"Content-Type": f"{kind}; charset=utf-8", "Cache-Control": "no-cache"}
    return web.FileResponse(path, headers=headers)


async def missing(_desk: Desk) -> web.StreamResponse:
    """Whatever is no address of the desk."""
    raise web.HTTPNotFound
