"""Style sheets, scripts and the icon: the files of admin/static and nothing else."""

import hashlib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Final

from aiohttp import web

from admin.desk import Desk
from admin.views import STATIC

TYPES: Final = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}


@dataclass(frozen=True, slots=True)
class Kept:
    """A file in memory, and the digest by which a browser asks whether it changed."""

    body: bytes
    digest: str


async def show(desk: Desk) -> web.StreamResponse:
    """The file, to be asked for again each time (304 if it is the same); 404 for any other name.

    The few files are small. From memory: a file response that is cancelled while its file is being
    opened, as when a browser turns away or the service stops, leaves it open.
    """
    path = (STATIC / desk.request.match_info["name"]).resolve()
    kind = TYPES.get(path.suffix)
    if kind is None or STATIC not in path.parents or not path.is_file():
        raise web.HTTPNotFound
    kept = _kept(path, path.stat().st_mtime_ns)
    known = {tag.value for tag in desk.request.if_none_match or ()}
    answer = web.Response(status=304) if kept.digest in known else web.Response(body=kept.body)
    answer.headers["Content-Type"] = f"{kind}; charset=utf-8"
    answer.headers["Cache-Control"] = "no-cache"
    answer.etag = kept.digest
    return answer


async def missing(_desk: Desk) -> web.StreamResponse:
    """Whatever is no address of the desk."""
    raise web.HTTPNotFound


@lru_cache(maxsize=16)
def _kept(path: Path, _changed_at: int) -> Kept:
    body = path.read_bytes()
    return Kept(body, hashlib.sha256(body).hexdigest()[:32])
