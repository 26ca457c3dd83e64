"""Twilio's REST client over the one shared aiohttp session."""

import logging
from typing import Any, Final

import aiohttp
from twilio.http import AsyncHttpClient
from twilio.http.response import Response
from twilio.rest import Client

from bot.channels.base import SendFailed

TIMEOUT: Final = aiohttp.ClientTimeout(total=20, sock_connect=5)
UNSENT: Final = (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError)


class SessionHttp(AsyncHttpClient):  # type: ignore[misc]  # the library carries no types
    """The library's HTTP interface; logs nothing, since its own log would hold phones (R41)."""

    def __init__(self, session: aiohttp.ClientSession) -> None:
        super().__init__(logging.getLogger(__name__), is_async=True)
        self._session = session

    async def request(  # noqa: PLR0913  the signature is the library's
        self,
        method: str,
        uri: str,
        params: dict[str, Any] | None = None,
        data: dict[str, Any] | None = None,
        headers: dict[str, str] | None = None,
        auth: tuple[str, str] | None = None,
        timeout: float | None = None,  # noqa: ARG002, ASYNC109
        allow_redirects: bool = False,  # noqa: ARG002, FBT001, FBT002
    ) -> Response:
        """One exchange. Raises SendFailed: surely not sent, or in doubt."""
        try:
            async with self._session.request(
                method,
                uri,
                params=params,
                data=data,
                headers=(headers or {}) | _login(auth),
                timeout=TIMEOUT,
                allow_redirects=False,
            ) as answer:
                return Response(answer.status, await answer.text(), dict(answer.headers))
        except UNSENT:
            raise SendFailed("no_connection", retry=True) from None
        except (aiohttp.ClientError, TimeoutError):
            raise SendFailed("in_doubt", doubt=True) from None


def _login(auth: tuple[str, str] | None) -> dict[str, str]:
    return {"Authorization": aiohttp.encode_basic_auth(*auth)} if auth else {}


def open_client(sid: str, token: str, session: aiohttp.ClientSession) -> Client:
    """A client of one account whose every request goes over `session`."""
    return Client(sid, token, http_client=SessionHttp(session))
