"""What a campaign costs and how long it takes (pure)."""

import datetime
from collections.abc import Mapping, Sequence
from zoneinfo import ZoneInfo

import msgspec

from flows.safe_hours import SECOND, Window, safe_from

MILLIONTHS_A_CENT = 10_000


class Share(msgspec.Struct, frozen=True):
    """People who get the same: `price` millionths of the currency a segment, None = unknown."""

    language: str
    channel: str
    count: int
    segments: int
    price: int | None
    currency: str


class Cost(msgspec.Struct, frozen=True):
    """Minor units, rounded up; `unpriced` names the languages in which no price is known."""

    by_language: Mapping[str, int]
    total: int
    currency: str
    segments: int
    unpriced: tuple[str, ...]


def cost(shares: Sequence[Share]) -> Cost:
    """The cost per language and in all."""
    paid: dict[str, int] = {}
    for share in shares:
        if share.price is not None:
            amount = share.count * share.segments * share.price
            paid[share.language] = paid.get(share.language, 0) + amount
    unpriced = {share.language for share in shares if share.segments and share.price is None}
    return Cost(
        by_language={
            language: -(-amount // MILLIONTHS_A_CENT) for language, amount in paid.items()
        },
        total=-(-sum(paid.values()) // MILLIONTHS_A_CENT),
        currency=next((share.currency for share in shares if share.currency), ""),
        segments=sum(share.count * share.segments for share in shares),
        unpriced=tuple(sorted(unpriced)),
    )


def duration(shares: Sequence[Share], rates: Mapping[str, int]) -> int:
    """Seconds at these rates: messages a second, by SMS segments; channels go side by side."""
    work: dict[str, int] = {}
    for share in shares:
        work[share.channel] = work.get(share.channel, 0) + share.count * max(share.segments, 1)
    return max((-(-amount // rates.get(channel, 1)) for channel, amount in work.items()), default=0)


def expected_end(start: int, seconds: int, window: Window) -> int:
    """When the last message has left, with the nights between; microseconds UTC."""
    at, left = safe_from(start, window), seconds * SECOND
    while (closing := _closing(at, window)) - at < left:
        left -= closing - at
        at = safe_from(closing, window)
    return at + left


def _closing(at: int, window: Window) -> int:
    """When the window that `at` lies in closes."""
    if window.end == "24:00":
        return at + 365 * 24 * 3600 * SECOND
    zone = ZoneInfo(window.zone)
    day = datetime.datetime.fromtimestamp(at / SECOND, zone).date()
    end = datetime.time.fromisoformat(window.end)
    return int(datetime.datetime.combine(day, end, zone).timestamp()) * SECOND
