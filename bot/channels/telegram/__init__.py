"""Telegram by the Bot API (https://core.telegram.org/bots/api)."""

from bot.channels.telegram.channel import TelegramChannel, TelegramConfig
from bot.channels.telegram.opening import open_telegram, open_telegram_campaigns

__all__ = ["TelegramChannel", "TelegramConfig", "open_telegram", "open_telegram_campaigns"]
