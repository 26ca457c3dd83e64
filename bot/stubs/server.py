"""What both stand-ins share: a small loopback server and planned failures."""

from collections import defaultdict, deque
from collections.abc import Iterable
from typing import Self

import aiohttp
import msgspec
from aiohttp import web


class Planned(msgspec.Struct, frozen=True):
    """How a coming call ends: an HTTP status with its body, or `drop` (no answer at all).

    `taken` says whether the message is kept before the connection drops.
    """

    status: int = 500
    body: bytes = b"{}"
    drop: bool = False
    taken: bool = False


class Bubble(msgspec.Struct, frozen=True):
    """One message on a simulated phone: `keys` are rows of (label, what a tap does).

    `number` is the provider's, for ours; `party` is the number or letters at the line's end of an SMS;
    `picture` is the file id of what stands above the text.
    """

    mine: bool
    text: str
    keys: tuple[tuple[tuple[str, str], ...], ...] = ()
    lost: bool = False
    number: int = 0
    party: str = ""
    picture: str = ""


class StubServer:
    """Serves `app` on a loopback port and can call the line's webhooks."""

    def __init__(self) -> None:
        self.app = web.Application()
        self.url = ""
        self.planned: deque[Planned] = deque()
        self.talks: defaultdict[str, list[Bubble]] = defaultdict(list)
        self._runner: web.AppRunner | None = None
        self._session: aiohttp.ClientSession | None = None

    async def start(self, port: int = 0) -> Self:
        """Listen on 127.0.0.1 (0 = any free port); `url` is set afterwards."""
        self._runner = web.AppRunner(
            self.app, access_log=None, handler_cancellation=True, shutdown_timeout=0.5
        )
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", port)
        await site.start()
        bound: tuple[str, int] = self._runner.addresses[0]
        self.url = f"http://{bound[0]}:{bound[1]}"
        self._session = aiohttp.ClientSession()
        return self

    async def stop(self) -> None:
        """Close everything; safe to call twice."""
        if self._session is not None:
            await self._session.close()
        if self._runner is not None:
            await self._runner.cleanup()
        self._session = self._runner = None

    def plan(self, ends: Iterable[Planned]) -> None:
        """Let the coming sends end like this, in this order; later ones succeed."""
        self.planned.extend(ends)

    def remember(self, who: str, text: str, status: int, party: str = "") -> int:
        """Note what a person said and whether the line took it (2xx); gives back the status."""
        lost = not 200 <= status < 300
        self.talks[who].append(Bubble(mine=True, text=text, lost=lost, party=party))
        return status

    @property
    def session(self) -> aiohttp.ClientSession:
        """The client session, open between start and stop."""
        if self._session is None:
            raise RuntimeError("the stand-in is not started")
        return self._session


def dropped(request: web.Request) -> web.Response:
    """Close the connection without an answer."""
    if request.transport is not None:
        request.transport.abort()
    return web.Response(status=500)
