"""What operations ask: alive, ready, and how much of everything (reliability R48)."""

import asyncio
import ipaddress
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Final

from aiohttp import web
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from bot.metrics import FREE_DISK, QUEUE, REGISTRY
from storage.database import Database, StorageDown
from storage.unit import Unit

LEAST_FREE: Final = 0.1
OLDEST: Final = 120.0
"""Seconds that a due row may wait before we are not ready."""
CHECK_SECONDS: Final = 5.0
SECOND: Final = 1_000_000


class Health:
    """GET /healthz, /readyz and /metrics; answers are coded words, never a secret."""

    def __init__(self, db: Database, data_dir: Path, now: Callable[[], int]) -> None:
        self._db = db
        self._data_dir = data_dir
        self._now = now

    def routes(self) -> list[web.RouteDef]:
        """What to add to an application's router."""
        return [
            web.get("/healthz", self.alive),
            web.get("/readyz", self.ready),
            web.get("/metrics", self.metrics),
        ]

    async def alive(self, _request: web.Request) -> web.Response:
        """The process answers."""
        return web.json_response({"alive": True})

    async def ready(self, _request: web.Request) -> web.Response:
        """200 when all is well, else 503 naming what is not."""
        age = await self._outbox_age()
        checks = {
            "storage": age is not None,
            "outbox": age is None or age < OLDEST,
            "disk": self._disk(),
        }
        failing = sorted(name for name, fine in checks.items() if not fine)
        body = {"ready": not failing, "failing": failing}
        return web.json_response(body, status=503 if failing else 200)

    async def metrics(self, request: web.Request) -> web.Response:
        """Prometheus' text format; 404 from outside.

        Whoever could watch the counters would see that somebody near them is writing just now.
        """
        if _from_outside(request):
            raise web.HTTPNotFound
        await self._outbox_age()
        self._disk()
        return web.Response(
            body=generate_latest(REGISTRY), headers={"Content-Type": CONTENT_TYPE_LATEST}
        )

    async def _outbox_age(self) -> float | None:
        """Seconds that the oldest due message waits; None when the database does not answer."""
        now = self._now()
        try:
            async with asyncio.timeout(CHECK_SECONDS):
                oldest = await self._db.read(lambda unit: _oldest_due(unit, now))
        except (StorageDown, TimeoutError):
            return None
        age = (now - oldest) / SECOND if oldest else 0.0
        QUEUE.labels("outbox").set(age)
        return age

    def _disk(self) -> bool:
        usage = shutil.disk_usage(self._data_dir)
        free = usage.free / usage.total
        FREE_DISK.set(free)
        return free >= LEAST_FREE


def _from_outside(request: web.Request) -> bool:
    """Through a proxy, or from an address that is not of our own networks."""
    if "X-Forwarded-For" in request.headers or "Forwarded" in request.headers:
        return True
    try:
        return ipaddress.ip_address(request.remote or "").is_global
    except ValueError:
        return False  # a socket of this machine


def _oldest_due(unit: Unit, now: int) -> int:
    return unit.outbox.waiting(now)[1]
