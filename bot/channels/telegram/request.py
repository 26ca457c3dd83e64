"""python-telegram-bot's request interface over the one shared aiohttp session."""

from functools import lru_cache
from typing import Any, Final, cast

import aiohttp
import msgspec
from telegram.error import NetworkError, TelegramError
from telegram.request import BaseRequest, RequestData

READ_SECONDS: Final = 15.0
CONNECT_SECONDS: Final = 5.0
WHOLE: Final = "whole"
"""A parameter that is all of them: the library looks into each one that it is handed by itself."""
JSON_BODY: Final = {"Content-Type": "application/json"}
TOO_MANY: Final = 429
UNSENT: Final = (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError)


class NotConnected(NetworkError):
    """No connection was made: the request surely never left."""


class InDoubt(NetworkError):
    """The request left and no readable answer came."""


class Flooded(TelegramError):
    """Too many requests; `after` in seconds (Bot API, ResponseParameters.retry_after)."""

    def __init__(self, after: float) -> None:
        super().__init__("Too Many Requests")
        self.after = after


class Parameters(msgspec.Struct, frozen=True):
    """ResponseParameters, as far as they tell when to try again."""

    retry_after: float = 1.0


class TooMany(msgspec.Struct, frozen=True):
    """The body of a 429."""

    parameters: Parameters = Parameters()


class AiohttpRequest(BaseRequest):
    """Carries python-telegram-bot's requests; the session's owner opens and closes it."""

    __slots__ = ("_session",)

    def __init__(self, session: aiohttp.ClientSession) -> None:
        self._session = session

    @property
    def read_timeout(self) -> float:
        """Seconds to wait for an answer."""
        return READ_SECONDS

    async def initialize(self) -> None:
        """Nothing to open: the session is handed in."""

    async def shutdown(self) -> None:
        """Nothing to close: the session is handed in."""

    async def do_request(  # noqa: PLR0913  the signature is the library's
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: Any = BaseRequest.DEFAULT_NONE,  # noqa: ANN401  as the library's
        write_timeout: Any = BaseRequest.DEFAULT_NONE,  # noqa: ANN401, ARG002
        connect_timeout: Any = BaseRequest.DEFAULT_NONE,  # noqa: ANN401, ARG002
        pool_timeout: Any = BaseRequest.DEFAULT_NONE,  # noqa: ANN401, ARG002
    ) -> tuple[int, bytes]:
        """One HTTP exchange: status and body. Raises NotConnected, InDoubt or Flooded.

        A parameter WHOLE holds the real ones by their names.
        """
        wait = READ_SECONDS if read_timeout is BaseRequest.DEFAULT_NONE else float(read_timeout)
        body, headers = _body(request_data)
        return await self._exchange(method, url, body, headers, wait)

    async def post_json(self, url: str, body: bytes) -> tuple[int, bytes]:
        """As `do_request` for a body that is JSON already."""
        return await self._exchange("POST", url, body, JSON_BODY, READ_SECONDS)

    async def _exchange(
        self,
        method: str,
        url: str,
        body: bytes | aiohttp.FormData | None,
        headers: dict[str, str],
        wait: float,
    ) -> tuple[int, bytes]:
        try:
            async with self._session.request(
                method,
                url,
                data=body,
                headers=headers,
                timeout=_timeout(wait),
                allow_redirects=False,
            ) as answer:
                status, payload = answer.status, await answer.read()
        except UNSENT as fault:
            raise NotConnected(type(fault).__name__) from None
        except (aiohttp.ClientError, TimeoutError) as fault:
            # "from None": a client error may carry the address, and the address the token (R32).
            raise InDoubt(type(fault).__name__) from None
        if status == TOO_MANY:
            raise Flooded(_retry_after(payload))
        return status, payload

    @staticmethod
    def parse_json_payload(payload: bytes) -> dict[str, Any]:
        """Decode an answer; the library's own way would log what it cannot read (R41)."""
        try:
            return cast("dict[str, Any]", msgspec.json.decode(payload))
        except (msgspec.MsgspecError, UnicodeDecodeError):
            raise TelegramError("Invalid server response") from None


def _body(
    request_data: RequestData | None,
) -> tuple[bytes | aiohttp.FormData | None, dict[str, str]]:
    """What is posted, with its headers; JSON unless a file is in it."""
    if request_data is None:
        return None, JSON_BODY
    if not request_data.contains_files:
        given = request_data.parameters
        return msgspec.json.encode(given.get(WHOLE, given)), JSON_BODY
    form = aiohttp.FormData(request_data.json_parameters, default_to_multipart=True)
    for name, (filename, content, kind) in request_data.multipart_data.items():
        form.add_field(name, content, filename=filename, content_type=kind)
    return form, {}


@lru_cache(maxsize=8)
def _timeout(wait: float) -> aiohttp.ClientTimeout:
    return aiohttp.ClientTimeout(total=wait + CONNECT_SECONDS, sock_connect=CONNECT_SECONDS)


def _retry_after(payload: bytes) -> float:
    try:
        return msgspec.json.decode(payload, type=TooMany).parameters.retry_after
    except (msgspec.MsgspecError, UnicodeDecodeError):
        return Parameters().retry_after
