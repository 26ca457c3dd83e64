"""Campaigns on Telegram: a picture above the text, uploaded once and named by its file id afterwards.

https://core.telegram.org/bots/api#sendphoto: the text is the caption, at most 1,024 UTF-16 units; a
file id is good for every chat of the same bot.
"""

from collections.abc import Awaitable, Callable
from typing import Any, Final, cast

import aiohttp
from telegram import InputFile
from telegram.error import TelegramError

from bot.channels.base import SendFailed, Supplies
from bot.channels.telegram.channel import TelegramChannel, TelegramConfig
from bot.channels.telegram.copies import Copies
from bot.channels.telegram.failures import PICTURE, failure_of
from bot.channels.telegram.keyboards import message
from bot.channels.telegram.request import AiohttpRequest
from bot.sniffing import HEAD, sniff
from flows.messages import Outgoing

LARGEST: Final = 5 * 1024 * 1024
"""Bytes; Telegram takes 10 MB, a phone in a village should not have to."""
NAMES: Final = {"image/jpeg": "picture.jpg", "image/png": "picture.png"}
READ_SECONDS: Final = 15.0
UPLOAD_SECONDS: Final = 45.0
"""Shorter than a sender may hold a message."""
AGAIN: Final = 12.0
"""Seconds after which a message is tried again that came while its picture was being uploaded: its five
tries outlast the slowest upload."""


class TelegramCampaigns(TelegramChannel):
    """The same bot; what it sends may carry a picture."""

    def __init__(
        self, config: TelegramConfig, session: aiohttp.ClientSession, supplies: Supplies
    ) -> None:
        super().__init__(config, session)
        self._pictures = Pictures(supplies.picture, self._photo)
        url = f"{config.api_url}/bot{config.token}/SendMessage"
        self._copies = Copies(AiohttpRequest(session), url)

    async def send(self, address: str, outgoing: Outgoing, part: int) -> str:
        """Send one part; the first one under its picture when it has one. Raises SendFailed."""
        if outgoing.image and part == 0:
            given = {"chat_id": int(address), **captioned(outgoing)}
            sent = await self._pictures.send(outgoing.image, given)
            return str(sent["message_id"])
        if len(outgoing.parts) > 1:
            return await super().send(address, outgoing, part)
        try:
            return await self._copies.send(address, outgoing)
        except TelegramError as error:
            raise failure_of(error) from None

    async def _photo(self, given: dict[str, Any], seconds: float) -> dict[str, Any]:
        return cast("dict[str, Any]", await self.call("SendPhoto", given, read_timeout=seconds))


class Pictures:
    """Which pictures Telegram has, by the key under which messages carry them.

    `photo` makes the call, given its parameters and how long it may take.
    """

    def __init__(
        self,
        picture: Callable[[str], Awaitable[bytes | None]],
        photo: Callable[[dict[str, Any], float], Awaitable[dict[str, Any]]],
    ) -> None:
        self._picture = picture
        self._photo = photo
        self._ids: dict[str, str] = {}
        self._refused: set[str] = set()
        self._under_way: set[str] = set()

    async def send(self, key: str, given: dict[str, Any]) -> dict[str, Any]:
        """Send a captioned photo; what Telegram made of it.

        Nobody waits for an upload with a message in hand: who agreed a moment ago may have changed
        their mind (S14), so theirs is looked at again when its turn comes.
        """
        if key in self._refused:
            raise SendFailed(PICTURE, blame="us")
        if key in self._ids:
            return await self._known(key, given)
        if key in self._under_way:
            raise waits()
        self._under_way.add(key)
        try:
            return await self._upload(key, given)
        finally:
            self._under_way.discard(key)

    async def _known(self, key: str, given: dict[str, Any]) -> dict[str, Any]:
        try:
            return await self._photo({**given, "photo": self._ids[key]}, READ_SECONDS)
        except SendFailed as failed:
            if failed.code != PICTURE:
                raise
            self._ids.pop(key, None)  # forgotten there: upload it anew
            raise waits() from None

    async def _upload(self, key: str, given: dict[str, Any]) -> dict[str, Any]:
        content = await self._picture(key) or b""
        name = NAMES.get(sniff(content[:HEAD]), "")
        try:
            if not name or len(content) > LARGEST:
                raise SendFailed(PICTURE, blame="us")
            file = InputFile(content, filename=name)
            sent = await self._photo({**given, "photo": file}, UPLOAD_SECONDS)
        except SendFailed as failed:
            if failed.code == PICTURE:
                self._refused.add(key)
            raise
        self._ids[key] = str(sent["photo"][-1]["file_id"])
        return sent


def captioned(outgoing: Outgoing) -> dict[str, Any]:
    """The first part as sendPhoto takes it, without its chat and its picture."""
    renamed = {"text": "caption", "entities": "caption_entities"}
    made = message(outgoing, 0)
    del made["link_preview_options"]
    return {renamed.get(name, name): value for name, value in made.items()}


def waits() -> SendFailed:
    """The picture is not there yet; surely nothing was sent."""
    return SendFailed("picture_waits", retry=True, after=AGAIN, alone=True)
