"""`refero telegram set-webhook|commands|info`: what Telegram must know of the bot, and what it knows.

Safe to run twice; the token and the secret are shown nowhere.
"""

import asyncio
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import Any, Final, cast

from bot.channels.base import SendFailed
from bot.channels.telegram import TelegramChannel, open_telegram
from bot.channels.telegram.setup import set_commands, set_webhook, webhook_info
from bot.client_session import open_session
from locales.catalog import load_catalog
from storage.settings import Settings

Act = Callable[[TelegramChannel, Settings], Awaitable[list[str]]]


def arguments(parser: ArgumentParser) -> None:
    """Which of the three."""
    parser.add_argument("act", choices=tuple(ACTS))


def run(options: Namespace) -> int:
    """1 when Telegram refuses, 2 when a setting that it takes is missing."""
    settings: Settings = options.settings
    if missing := [name for name, value in needed(settings, options.act).items() if not value]:
        return complain(f"{missing[0]} is missing", 2)
    try:
        lines = asyncio.run(ask(settings, ACTS[options.act]))
    except SendFailed as failed:
        remedy = ": check REFERO_TELEGRAM_TOKEN" if failed.blame == "us" else ": try again later"
        return complain(f"Telegram answered {failed.code}{remedy}", 1)
    print("\n".join(lines))
    return 0


def needed(settings: Settings, act: str) -> dict[str, object]:
    """The settings that an act takes."""
    given: dict[str, object] = {"REFERO_TELEGRAM_TOKEN": settings.telegram_token}
    if act == "set-webhook":
        given["REFERO_PUBLIC_URL"] = settings.public_url
        given["REFERO_TELEGRAM_SECRET"] = settings.telegram_secrets
    return given


def complain(what: str, code: int) -> int:
    """One line on standard error; the exit code."""
    print(f"refero telegram: {what}", file=sys.stderr)
    return code


async def ask(settings: Settings, act: Act) -> list[str]:
    """What there is to say after the act."""
    async with open_session() as session:
        channel = open_telegram(settings, session)
        return await act(channel, settings) if channel else []


async def webhook(channel: TelegramChannel, settings: Settings) -> list[str]:
    """Deliveries come to the public address, with the newest secret."""
    await set_webhook(channel, settings.public_url, settings.telegram_secrets[0])
    return [f"Telegram delivers to {settings.public_url}"]


async def commands(channel: TelegramChannel, _settings: Settings) -> list[str]:
    """Menus and descriptions in every language."""
    await set_commands(channel, load_catalog())
    return ["command menus and descriptions are registered in every language"]


async def info(channel: TelegramChannel, settings: Settings) -> list[str]:
    """The bot, its links and how its webhook fares."""
    me = cast("dict[str, Any]", await channel.call("GetMe", {}))
    known = await webhook_info(channel)
    bot = f"https://t.me/{me.get('username', '')}"
    return [
        f"bot      {bot}",
        *(f"link     {bot}?start={slug}" for slug in settings.municipalities),
        f"webhook  {known.get('url') or 'none: updates are polled'}",
        f"waiting  {known.get('pending_update_count', 0)}",
        *last_error(known),
    ]


def last_error(known: dict[str, Any]) -> list[str]:
    """When a delivery failed last, and why (Bot API, WebhookInfo)."""
    if not known.get("last_error_date"):
        return []
    at = datetime.fromtimestamp(int(known["last_error_date"]), UTC)
    return [f"error    {at:%Y-%m-%d %H:%M} UTC: {known.get('last_error_message', '')}"]


ACTS: Final[dict[str, Act]] = {"set-webhook": webhook, "commands": commands, "info": info}
