"""One thing that is missing or stale."""

from collections.abc import Iterator

import msgspec


class Finding(msgspec.Struct, frozen=True):
    """What it is, and what to do about it."""

    what: str
    remedy: str


Findings = Iterator[Finding]
