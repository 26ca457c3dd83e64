"""Telegram by the Bot API (https://core.telegram.org/bots/api)."""

from bot.channels.telegram.channel import TelegramChannel, TelegramConfig
from bot.channels.telegram.opening import open_telegram

__all__ = ["TelegramChannel", "TelegramConfig", "open_telegram"]
