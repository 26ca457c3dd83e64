"""What the Telegram bot is called, so that pages and posters can lead to it."""

import asyncio
import logging
from collections.abc import AsyncIterator
from typing import Final

from aiohttp import web

from bot.channels.base import Channel, SendFailed
from bot.channels.telegram import TelegramChannel

log = logging.getLogger(__name__)

FIRST_WAIT: Final = 5.0
LONGEST_WAIT: Final = 3600.0
"""Seconds until Telegram is asked again when it did not answer; doubled each time."""


class BotName:
    """The configured user name, or what Telegram answers once (Bot API, getMe)."""

    def __init__(self, configured: str, channel: Channel | None) -> None:
        self._name = configured
        self._channel = channel if isinstance(channel, TelegramChannel) else None

    def __call__(self) -> str:
        """The user name without @, "" while nobody has told it."""
        return self._name

    async def asking(self, _app: web.Application) -> AsyncIterator[None]:
        """Ask beside everything else for as long as the application runs: no start waits for it."""
        task = asyncio.create_task(self._ask())
        yield
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)

    async def _ask(self) -> None:
        wait = FIRST_WAIT
        while self._channel is not None and not self._name:
            try:
                me = await self._channel.call("GetMe", {})
                self._name = str(me.get("username", "")) if isinstance(me, dict) else ""
            except SendFailed as failed:
                log.warning("the bot's name is not known yet: Telegram answered %s", failed.code)
            if not self._name:
                await asyncio.sleep(wait)
                wait = min(2 * wait, LONGEST_WAIT)
