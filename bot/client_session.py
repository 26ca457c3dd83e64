"""The one HTTP client session of a process: pooled, without cookies."""

from typing import Final

import aiohttp

CONNECTIONS: Final = 100
KEEP_ALIVE_SECONDS: Final = 30.0


def open_session() -> aiohttp.ClientSession:
    """A session for all providers; its owner closes it. No cookie of one call reaches another."""
    connector = aiohttp.TCPConnector(limit=CONNECTIONS, keepalive_timeout=KEEP_ALIVE_SECONDS)
    return aiohttp.ClientSession(connector=connector, cookie_jar=aiohttp.DummyCookieJar())
