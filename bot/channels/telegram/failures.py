"""What a failed call to Telegram means: again, never again, or in doubt (reliability R13)."""

from typing import Final

from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    Forbidden,
    InvalidToken,
    NetworkError,
    TelegramError,
)

from bot.channels.base import SendFailed
from bot.channels.telegram.request import Flooded, InDoubt, NotConnected

TOKEN_PAUSE: Final = 60.0
"""Seconds between tries while the token is refused (R18: no hot loop)."""


def failure_of(error: TelegramError) -> SendFailed:
    """Sort an error of the library; the result's code is a word of ours, never Telegram's text."""
    match error:
        case Flooded():
            return SendFailed("flood", retry=True, after=error.after)
        case NotConnected():
            return SendFailed("no_connection", retry=True)
        case InDoubt():
            return SendFailed("in_doubt", doubt=True)
        case InvalidToken():
            return SendFailed("token", retry=True, after=TOKEN_PAUSE, blame="us")
        case Forbidden():
            return SendFailed("blocked", opted_out=True, blame="person")
        case ChatMigrated():
            return SendFailed("group", blame="person")
        case BadRequest():
            return _refused(error)
        case Conflict():
            return SendFailed("conflict", retry=True, after=TOKEN_PAUSE, blame="us")
        case NetworkError():
            return SendFailed("provider_down", retry=True)
        case _:
            return SendFailed("in_doubt", doubt=True)


def _refused(error: BadRequest) -> SendFailed:
    if "chat not found" in error.message.lower():
        return SendFailed("no_chat", blame="person")
    return SendFailed("bad_request", blame="us")
