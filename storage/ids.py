"""Ids and code bits: made by us, before the insert."""

import os


def new_id(now: int) -> str:
    """32 hex digits: 13 of `now` (microseconds), so that ids sort by time, and 76 random bits."""
    return f"{now:013x}{os.urandom(10).hex()[1:]}"


def new_ids(now: int, count: int) -> list[str]:
    """As many as `new_id` would make one by one, drawn at once."""
    time, drawn = f"{now:013x}", os.urandom(10 * count).hex()
    return [time + drawn[start : start + 19] for start in range(0, 20 * count, 20)]


def fresh_code_bits() -> int:
    """The 35 random bits of a reference code (safety S19)."""
    return int.from_bytes(os.urandom(5), "big") >> 5
