"""The Telegram channel: what is accepted, what is sent, and how (Bot API)."""

import hmac
from collections.abc import Mapping, Sequence
from typing import Any, Final, cast
from urllib.parse import urlencode

import aiohttp
import msgspec
from telegram import Bot
from telegram.error import TelegramError

from bot.channels.base import Arrival, Limits, Refused, SendFailed, Source
from bot.channels.telegram.failures import failure_of
from bot.channels.telegram.keyboards import message
from bot.channels.telegram.request import WHOLE, AiohttpRequest
from bot.channels.telegram.updates import parse_update, split_batch
from flows.messages import Outgoing

TOKEN_HEADER: Final = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105  a header's name
POLL_SECONDS: Final = 25
WANTED: Final = '["message","edited_message","callback_query","my_chat_member","channel_post"]'
"""The update kinds asked of Telegram (Bot API, allowed_updates), as JSON."""


class TelegramConfig(msgspec.Struct, frozen=True, kw_only=True):
    """One bot: its token, the webhook secrets accepted (two while rotating), the API's address."""

    token: str
    secrets: tuple[str, ...]
    api_url: str = "https://api.telegram.org"
    refusals: Mapping[str, str] = {}

    def __repr__(self) -> str:
        return f"TelegramConfig({self.api_url})"


class TelegramChannel:
    """One bot in and out, over the process's one client session."""

    name = "telegram"
    limits = Limits(max_chars=4096)

    def __init__(self, config: TelegramConfig, session: aiohttp.ClientSession) -> None:
        self._config = config
        self._secrets = tuple(one.encode() for one in config.secrets if one)
        self._request = request = AiohttpRequest(session)
        self._bot = Bot(
            config.token,
            base_url=f"{config.api_url}/bot",
            base_file_url=f"{config.api_url}/file/bot",
            request=request,
            get_updates_request=request,
        )

    def verify(self, headers: Mapping[str, str], url_path: str, body: bytes) -> None:  # noqa: ARG002
        """Refuse what does not carry one of our secrets; without a secret, everything (R28)."""
        given = headers.get(TOKEN_HEADER, "").encode("utf-8", "replace")
        equal = [hmac.compare_digest(given, secret) for secret in self._secrets]
        if not any(equal):
            raise Refused(self.name)

    def parse(self, body: bytes) -> Arrival:
        """Decode one update; never raises."""
        return parse_update(body, self._config.refusals)

    async def send(self, address: str, outgoing: Outgoing, part: int) -> str:
        """Send one part to a chat id; the message id, "" for what was taken back.

        Raises SendFailed.
        """
        if outgoing.take_back:
            return await self._take_back(int(address), outgoing.take_back)
        sent = await self.call("SendMessage", {"chat_id": int(address), **message(outgoing, part)})
        return str(sent["message_id"]) if isinstance(sent, dict) else ""

    async def _take_back(self, chat: int, messages: Sequence[str]) -> str:
        """Delete messages of ours; those that are gone or too old are no failure."""
        order = {"chat_id": chat, "message_ids": [int(one) for one in messages]}
        try:
            await self.call("DeleteMessages", order)
        except SendFailed as failed:
            if failed.retry:
                raise
        return ""

    async def answer(self, reply: bytes) -> None:
        """Carry out what a webhook's response would have (polling has none). Raises SendFailed."""
        order: dict[str, Any] = msgspec.json.decode(reply)
        method = str(order.pop("method"))
        await self.call(method[0].upper() + method[1:], order)

    async def updates(self, offset: int, wait: int = POLL_SECONDS) -> list[bytes]:
        """Ask for updates from `offset` on, each as its own bytes. Raises SendFailed.

        The bytes of an update are not looked into here, so that one bad one stops no other (R7).
        """
        asked = urlencode({"offset": offset, "timeout": wait, "allowed_updates": WANTED})
        url = f"{self._config.api_url}/bot{self._config.token}/getUpdates?{asked}"
        try:
            body = await self._request.retrieve(url, read_timeout=wait + 10.0)
        except TelegramError as error:
            raise failure_of(error) from None
        try:
            return split_batch(body)
        except ValueError:
            raise SendFailed("unreadable", retry=True) from None

    async def locate(self, reference: str) -> Source:
        """Where a file id can be fetched; the address holds the token, never store it (R32)."""
        found = await self.call("GetFile", {"file_id": reference})
        path = str(cast("dict[str, Any]", found).get("file_path", ""))
        base = f"{self._config.api_url}/file/bot{self._config.token}"
        return Source(url=f"{base}/{path}", hosts=())

    async def call(
        self, method: str, given: Mapping[str, Any], read_timeout: float = 15.0
    ) -> dict[str, Any] | list[Any] | bool:
        """One Bot API call by its method name, first letter upper case. Raises SendFailed.

        The names are case-insensitive at Telegram; a capital keeps the library from warning that
        it has a (slower, object-building) method of its own.
        """
        try:
            found: dict[str, Any] | list[Any] | bool = await self._bot.do_api_request(
                method, api_kwargs=_as_one(given), read_timeout=read_timeout
            )
        except TelegramError as error:
            raise failure_of(error) from None
        return found


def _as_one(given: Mapping[str, Any]) -> dict[str, Any]:
    """All parameters as one; a file must be seen by the library, which makes a form of it."""
    return dict(given) if "photo" in given else {WHOLE: given}
