"""From the settings to a bot."""

import aiohttp

from bot.channels.base import Supplies
from bot.channels.telegram.channel import TelegramChannel, TelegramConfig
from bot.channels.telegram.pictures import TelegramCampaigns
from bot.channels.telegram.setup import group_refusals
from locales.catalog import load_catalog
from storage.settings import Settings


def open_telegram(settings: Settings, session: aiohttp.ClientSession) -> TelegramChannel | None:
    """The bot that the settings name, or None when there is no token."""
    return TelegramChannel(_config(settings), session) if settings.telegram_token else None


def open_telegram_campaigns(
    settings: Settings, session: aiohttp.ClientSession, supplies: Supplies
) -> TelegramCampaigns | None:
    """The same bot with pictures, or None when there is no token."""
    if not settings.telegram_token:
        return None
    return TelegramCampaigns(_config(settings), session, supplies)


def _config(settings: Settings) -> TelegramConfig:
    return TelegramConfig(
        token=settings.telegram_token,
        secrets=settings.telegram_secrets,
        api_url=settings.telegram_api_url.rstrip("/"),
        refusals=group_refusals(load_catalog()),
    )
