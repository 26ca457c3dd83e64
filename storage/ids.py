"""Ids and code bits: made by us, before the insert."""

import secrets


def new_id(now: int) -> str:
    """32 hex digits: 13 of `now` (microseconds), so that ids sort by time, and 76 random bits."""
    return f"{now:013x}{secrets.token_hex(10)[1:]}"


def fresh_code_bits() -> int:
    """The 35 random bits of a reference code (safety S19)."""
    return secrets.randbits(35)
