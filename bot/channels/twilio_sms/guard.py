"""What SMS may cost: where to, and how many an hour (reliability R25)."""

from collections import Counter
from collections.abc import Callable
from typing import Final

from bot.channels.base import SendFailed

HOUR: Final = 3_600_000_000


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
