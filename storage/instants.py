"""Moments as others write them."""

from datetime import UTC, datetime


def iso(at: int) -> str:
    """Microseconds UTC as ISO 8601 with seconds: 2026-01-31T08:15:00Z."""
    return f"{datetime.fromtimestamp(at // 1_000_000, UTC):%Y-%m-%dT%H:%M:%SZ}"


def from_iso(text: str) -> int | None:
    """A date or a moment in ISO 8601 as microseconds UTC; None for any other text."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return int(moment.timestamp()) * 1_000_000
