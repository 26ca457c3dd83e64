"""From the settings to a bot."""

import aiohttp

from bot.channels.telegram.channel import TelegramChannel, TelegramConfig
from bot.channels.telegram.setup import group_refusals
from locales.catalog import load_catalog
from storage.settings import Settings


def open_telegram(settings: Settings, session: aiohttp.ClientSession) -> TelegramChannel | None:
    """The bot that the settings name, or None when there is no token."""
    if not settings.telegram_token:
        return None
    return TelegramChannel(
        TelegramConfig(
            token=settings.telegram_token,
            secrets=settings.telegram_secrets,
            api_url=settings.telegram_api_url.rstrip("/"),
            refusals=group_refusals(load_catalog()),
        ),
        session,
    )
