"""Telegram by the Bot API (https://core.telegram.org/bots/api)."""

from bot.channels.telegram.channel import TelegramChannel, TelegramConfig, open_telegram

__all__ = ["TelegramChannel", "TelegramConfig", "open_telegram"]
