"""What is told to Telegram once: the webhook, and the menus and descriptions per language."""

from collections.abc import Mapping
from typing import Any, Final, cast

import msgspec

from bot.channels.telegram.channel import WANTED, TelegramChannel
from locales.catalog import Catalog

COMMANDS: Final = (
    "menu", "info", "help", "human", "status", "news", "language", "exit", "stop"
)  # fmt: skip
"""Each is a word the line hears, spoken about by the text command.<name>."""
LANGUAGES: Final = {"": "sq", "sq": "sq", "sr": "sr-Cyrl", "en": "en"}
"""Telegram's two-letter language ("" = anybody else) to ours; its Serbian app is Cyrillic."""
REFUSED: Final = "telegram.group.refused"
WEBHOOK_PATH: Final = "/telegram/webhook"
CONNECTIONS: Final = 40


async def set_webhook(channel: TelegramChannel, public_url: str, secret: str) -> None:
    """Let Telegram deliver to `public_url` with this secret. Raises SendFailed."""
    given = {
        "url": public_url.rstrip("/") + WEBHOOK_PATH,
        "secret_token": secret,
        "allowed_updates": msgspec.json.decode(WANTED),
        "max_connections": CONNECTIONS,
    }
    await channel.call("SetWebhook", given)


async def set_commands(channel: TelegramChannel, catalog: Catalog) -> None:
    """Register the command menu and both descriptions in every language. Raises SendFailed."""
    for code, language in LANGUAGES.items():
        target = {"language_code": code} if code else {}
        commands = [
            {"command": name, "description": catalog.text(f"command.{name}", language)}
            for name in COMMANDS
        ]
        await channel.call("SetMyCommands", {"commands": commands, **target})
        long = catalog.text("bot.description", language)
        await channel.call("SetMyDescription", {"description": long, **target})
        short = catalog.text("bot.about", language)
        await channel.call("SetMyShortDescription", {"short_description": short, **target})


async def webhook_info(channel: TelegramChannel) -> dict[str, Any]:
    """Telegram's own view of the webhook (Bot API, WebhookInfo). Raises SendFailed."""
    return cast("dict[str, Any]", await channel.call("GetWebhookInfo", {}))


def group_refusals(catalog: Catalog) -> Mapping[str, str]:
    """What a group is told before we leave it, by Telegram's language; {} while unwritten."""
    return {
        code: catalog.text(REFUSED, language)
        for code, language in LANGUAGES.items()
        if catalog.has(REFUSED, language)
    }
