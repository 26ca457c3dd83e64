"""Twilio's error codes as one table (https://www.twilio.com/docs/api/errors, reliability R13).

The same codes come in reports of delivery: there every failure is the end (storage.outbox).
"""

from typing import Final

from bot.channels.base import Blame, SendFailed

OPTED_OUT: Final = frozenset({21610})
"""They wrote STOP to this very sender."""
OURS: Final = frozenset(
    {
        21212,  # bad From
        21267,  # letters as From on a trial account
        21408,  # region not enabled
        21602,  # body missing
        21603,  # From missing
        21604,  # To missing
        21606,  # From cannot send SMS
        21608,  # trial account, destination not verified
        21617,  # body too long
        21659,  # From is no number of ours
        21660,  # From belongs to another account
        21701,  # no such messaging service
        21703,  # messaging service without a sender
        30010,  # dearer than the account allows
        30018,  # the country wants senders registered beforehand
        30024,  # sender not provisioned at the carrier
        30032,  # toll-free number not verified
        30034,  # sender not registered
        30037,  # outbound messages switched off
        63001,  # channel not authenticated
        63002,  # channel without this From
        63007,  # no channel with this From
        63008,  # channel not set up
    }
)
PERSON: Final = frozenset(
    {
        21211,  # bad To
        21265,  # To is a short code
        21266,  # To is From
        21612,  # no route between the two
        21614,  # To is no mobile
        21635,  # To is a landline
        30004,  # blocked
        30005,  # unknown number
        30006,  # landline
        63003,  # nobody of this address on the channel
        63024,  # bad recipient
        63033,  # they block us
        63036,  # nobody there
    }
)
RETRY: Final = {
    14107: 1.0,  # rate exceeded
    20429: 2.0,  # concurrency
    21611: 60.0,  # sender's queue is full
    21730: 60.0,  # maintenance
    30001: 60.0,  # queue overflow
    30003: 600.0,  # phone unreachable
    30008: 600.0,  # unknown
    30017: 60.0,  # the carrier is congested
    30022: 5.0,  # sender's rate exceeded
    30035: 60.0,  # sender is being set up
    63010: 60.0,  # the channel's provider is broken
    63012: 60.0,  # the channel's provider is broken
    63018: 60.0,  # the channel's rate exceeded
}
"""Seconds until the next try."""
UNREACHED: Final = frozenset({30003, 30008})
ACCOUNT: Final = {
    20003: 60.0,  # authentication failed
    20005: 60.0,  # account not active
    20404: 60.0,  # no such account
    30002: 60.0,  # account suspended
    30023: 600.0,  # the day's messages are used up
    63038: 600.0,  # the day's messages are used up
}
"""Nothing leaves until somebody has mended the account; seconds between tries (R18: no hot loop)."""
TOKEN_PAUSE: Final = 60.0


def failure_of(status: int, code: int) -> SendFailed:
    """Sort an answer by Twilio's code (0 when it gave none), by HTTP status where we do not know it."""
    word = f"twilio_{code or status}"
    if code in OPTED_OUT:
        return SendFailed(word, opted_out=True, blame="person")
    if code in RETRY:
        blame: Blame = "person" if code in UNREACHED else "them"
        return SendFailed(word, retry=True, after=RETRY[code], blame=blame)
    if code in ACCOUNT:
        return SendFailed(word, retry=True, after=ACCOUNT[code], blame="us")
    if code in PERSON:
        return SendFailed(word, blame="person")
    if code in OURS:
        return SendFailed(word, blame="us")
    return _by_status(status, word)


def _by_status(status: int, word: str) -> SendFailed:
    if status in (401, 403):
        return SendFailed(word, retry=True, after=TOKEN_PAUSE, blame="us")
    if status == 429 or status >= 500:
        return SendFailed(word, retry=True, after=2.0)
    return SendFailed(word)
