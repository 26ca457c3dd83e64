"""When a campaign stops by itself: too many fail, or the provider is away."""

from collections.abc import Iterable
from typing import Final

import msgspec

ENOUGH: Final = 50
"""Sends after which failures are weighed."""
TOO_MANY: Final = 0.2
"""The share of failures that pauses it: an old list of phones, or words that nobody takes."""
AWAY: Final = 10
"""So many people wait for another try because the provider was not there, and nobody was reached."""
TRIED: Final = frozenset({"sent", "delivered", "failed", "unknown"})
FAILED: Final = frozenset({"failed", "unknown"})


class Fared(msgspec.Struct, frozen=True):
    """How a campaign fared up to now; `since`: when it was last resumed, in microseconds."""

    since: int
    tried: int = 0
    failed: int = 0
    again: int = 0

    @property
    def accepted(self) -> int:
        """How many the provider took."""
        return self.tried - self.failed


def fared(counted: Iterable[tuple[str, str, int]], since: int) -> Fared:
    """Sum up (state of the outbox, fault, how many)."""
    tried = failed = again = 0
    for state, fault, many in counted:
        tried += many if state in TRIED else 0
        failed += many if state in FAILED else 0
        again += many if state == "waiting" and is_away(fault) else 0
    return Fared(since, tried, failed, again)


def trouble(before: Fared, last: Fared, after: Fared) -> str:
    """Why it pauses: "failures" | "provider", "" when it may go on.

    `before` is how it had fared when it was last resumed: whoever resumes knows of that; `last` a
    moment ago.
    """
    if after.again >= AWAY and after.accepted == last.accepted:
        return "provider"
    tried, failed = after.tried - before.tried, after.failed - before.failed
    return "failures" if tried >= ENOUGH and failed > TOO_MANY * tried else ""


def is_away(fault: str) -> bool:
    """Nobody answered, or a 5xx; being told to go slower is no trouble."""
    return fault in ("no_connection", "provider_down") or fault.startswith("twilio_5")
