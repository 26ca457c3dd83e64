"""Numbers of people as staff may read them: whoever is one of a few is not told from it."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Final

from admin.desk import Desk

FEW: Final = range(1, 5)
"""Groups of this size are never told exactly: a count could tell about a person."""


def few(count: int) -> str:
    """A number of people; "1–4" for a few, "12 400" with a narrow blank for many."""
    return "1–4" if count in FEW else grouped(count)


def at_most(desk: Desk, counts: Sequence[int]) -> str:
    """A sum that tells nothing about the few in it: "at most 104", exact where nobody is hidden."""
    hidden = any(count in FEW for count in counts)
    total = grouped(bound(counts))
    return desk.text("campaigns.at_most", n=total) if hidden else total


def bound(counts: Sequence[int]) -> int:
    """The sum with each few counted as the most that they can be."""
    return sum(FEW[-1] if count in FEW else count for count in counts)


def about(count: int) -> str:
    """A number of people rounded up to tens: beside exact parts it would tell of the few."""
    return few(count) if count in FEW else grouped(-(-count // 10) * 10)


def grouped(number: int) -> str:
    """Thousands apart, by a narrow blank that does not break."""
    return f"{number:,}".replace(",", "\u202f")


def money(minor: int, currency: str) -> str:
    """Minor units as an amount: 123456 EUR is "1 234.56 EUR"."""
    whole = f"{Decimal(minor) / 100:,.2f}".replace(",", "\u202f")
    return f"{whole} {currency}".strip()
