"""Who knocks with a wrong key too often is heard no more for a while (reliability R24)."""

import hashlib
import ipaddress
import secrets
from collections import Counter
from collections.abc import Callable
from typing import Final

MINUTE: Final = 60_000_000
MAX_REFUSED: Final = 60
"""Refused deliveries an address may make in a minute; accepted ones are never counted."""


class RefusalLimit:
    """Counts refused deliveries of the current minute by a keyed hash of the peer's address.

    Addresses of our own networks are never shut out: behind a reverse proxy everybody,
    the providers included, would come from there.
    """

    def __init__(self, now: Callable[[], int], most: int = MAX_REFUSED) -> None:
        self._now = now
        self._most = most
        self._key = secrets.token_bytes(16)
        self._minute = 0
        self._refused: Counter[bytes] = Counter()

    def count(self, peer: str) -> None:
        """Remember one refusal."""
        minute = self._now() // MINUTE
        if minute != self._minute:
            self._minute, self._refused = minute, Counter()
        if _is_outside(peer):
            self._refused[self._hidden(peer)] += 1

    def too_many(self, peer: str) -> bool:
        """Tell whether this address is shut out for the rest of the minute."""
        if not self._refused or self._now() // MINUTE != self._minute:
            return False
        return self._refused[self._hidden(peer)] >= self._most

    def _hidden(self, peer: str) -> bytes:
        return hashlib.blake2b(peer.encode(), key=self._key, digest_size=8).digest()


def _is_outside(peer: str) -> bool:
    try:
        return ipaddress.ip_address(peer).is_global
    except ValueError:
        return False
