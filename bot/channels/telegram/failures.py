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

NOBODY: Final = ("chat not found", "user not found", "peer_id_invalid", "user_id_invalid")
"""What Telegram says when nobody is behind a chat id."""
ABOUT_PICTURES: Final = ("photo", "image_process", "file identifier", "file_id", "file_reference")
"""What Telegram says when it is the picture that it does not take."""
PICTURE: Final = "picture"
"""The code of what failed because of its picture."""


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
    told = error.message.lower()
    if any(words in told for words in NOBODY):
        return SendFailed("no_chat", blame="person")
    if any(words in told for words in ABOUT_PICTURES):
        return SendFailed(PICTURE, blame="us")
    return SendFailed("bad_request", blame="us")
