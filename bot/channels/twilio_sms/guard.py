"""What SMS may cost: where to, and how many an hour (reliability R25)."""

from collections import Counter
from collections.abc import Callable
from typing import Final

import phonenumbers
from phonenumbers import PhoneNumberType

from bot.channels.base import SendFailed

HOUR: Final = 3_600_000_000
ALLOWED_PREFIXES: Final = ("+355", "+383", "+381", "+382", "+389")
"""Albania, Kosovo, Serbia, Montenegro, North Macedonia: where the line's people have phones."""
DEAR: Final = frozenset(
    {
        PhoneNumberType.PREMIUM_RATE,
        PhoneNumberType.SHARED_COST,
        PhoneNumberType.TOLL_FREE,
        PhoneNumberType.UAN,
        PhoneNumberType.VOICEMAIL,
        PhoneNumberType.PAGER,
    }
)


def refusal(address: str, prefixes: tuple[str, ...] = ALLOWED_PREFIXES) -> str:
    """Why nothing may be sent to this E.164 phone: a coded word, or "" when it may."""
    if not address.startswith("+") or not address[1:].isdecimal():
        return "not_a_phone"
    if not address.startswith(prefixes):
        return "foreign_prefix"
    try:
        number = phonenumbers.parse(address)
    except phonenumbers.NumberParseException:
        return "not_a_phone"
    if not phonenumbers.is_possible_number(number):
        return "short_number"
    return "dear_number" if phonenumbers.number_type(number) in DEAR else ""


class HourlyLimit:
    """Counts the SMS of the current hour, all together and for each phone.

    A tenth is kept for danger numbers: nobody can use it up by writing from many phones.
    """

    def __init__(self, clock: Callable[[], int], overall: int, each: int) -> None:
        self._clock = clock
        self._overall = overall
        self._each = each
        self._hour = 0
        self._sent: Counter[int] = Counter()

    def take(self, address: str, *, urgent: bool = False) -> None:
        """Count one SMS; raises SendFailed (retry when the hour is over) when it is too many."""
        now = self._clock()
        if now // HOUR != self._hour:
            self._hour, self._sent = now // HOUR, Counter()
        phone = hash(address)
        left = (HOUR - now % HOUR) / 1_000_000
        if self._sent.total() >= self._overall:
            raise SendFailed("hourly_limit", retry=True, after=left, blame="us")
        if not urgent and self._sent.total() >= self._overall * 9 // 10:
            raise SendFailed("hourly_limit", retry=True, after=left, blame="us", alone=True)
        if not urgent and self._sent[phone] >= self._each:
            raise SendFailed("hourly_phone_limit", retry=True, after=left, blame="person")
        self._sent[phone] += 1
