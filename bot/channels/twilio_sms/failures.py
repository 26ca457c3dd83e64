"""Twilio's error codes as one table (https://www.twilio.com/docs/api/errors, reliability R13)."""

from typing import Final

from bot.channels.base import Blame, SendFailed

OPTED_OUT: Final = frozenset({21610})
OURS: Final = frozenset(
    {
        20003,  # authentication failed
        20404,  # no such account
        21212,  # bad From
        21408,  # region not enabled
        21603,  # From missing
        21606,  # From cannot send SMS
        21608,  # trial account, destination not verified
        21617,  # body too long
        21703,  # messaging service without a sender
    }
)
PERSON: Final = frozenset(
    {
        21211,  # bad To
        21265,  # To is a short code
        21612,  # no route between the two
        21614,  # To is no mobile
        30004,  # blocked
        30005,  # unknown number
        30006,  # landline
    }
)
RETRY: Final = {
    14107: 1.0,  # rate exceeded
    20429: 2.0,  # concurrency
    21611: 60.0,  # sender's queue is full
    30001: 60.0,  # queue overflow
    30003: 600.0,  # phone unreachable
    30008: 600.0,  # unknown
    30022: 5.0,  # sender's rate exceeded
}
"""Seconds until the next try."""
UNREACHED: Final = frozenset({30003, 30008})
TOKEN_PAUSE: Final = 60.0
CREDENTIALS: Final = frozenset({20003, 20404})


def failure_of(status: int, code: int) -> SendFailed:
    """Sort an answer by HTTP status and Twilio's code (0 when it gave none)."""
    word = f"twilio_{code or status}"
    if code in OPTED_OUT:
        return SendFailed(word, opted_out=True, blame="person")
    if code in RETRY:
        blame: Blame = "person" if code in UNREACHED else "them"
        return SendFailed(word, retry=True, after=RETRY[code], blame=blame)
    if code in CREDENTIALS or status in (401, 403):
        return SendFailed(word, retry=True, after=TOKEN_PAUSE, blame="us")
    if status == 429 or status >= 500:
        return SendFailed(word, retry=True, after=2.0)
    if code in PERSON:
        return SendFailed(word, blame="person")
    return SendFailed(word, blame="us" if code in OURS else "them")
