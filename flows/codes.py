"""Reference codes: read over the phone, typed by SMS, checked before anything is looked up.

Seven random characters of 32 and a check character behind the municipality's prefix, as in
KU-7F3K-9QTW (interface.md, "Reference codes"; safety S19).
"""

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Final

LETTERS: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Digits and capitals without look-alikes: no I, L, O, U."""
RANDOM_BITS: Final = 35
SHORTEST: Final = 8
"""Characters of a code without its prefix."""
NO_PLACE: Final = "RF"
"""Prefix of a code drawn while the municipality is not yet known."""

_VALUE: Final = {letter: value for value, letter in enumerate(LETTERS)}
_DOUBLED: Final = tuple(n << 1 ^ (0b100101 if n & 16 else 0) for n in range(32))
"""Each value times alpha in GF(32), x^5 + x^2 + 1."""
LOOK_ALIKE: Final = str.maketrans({"O": "0", "I": "1", "L": "1"})
_DIGIT: Final = re.compile(r"[0-9]")
_TELLING: Final = re.compile(r"[0-9\-]")
"""Inside a sentence only what has one of these is surely a code."""
_BETWEEN: Final = re.compile(r"[\s\-‐‑–—._/]+")
_TYPED: Final = r"[0-9A-Za-z]"
_GAP: Final = r"[ \-‐‑–—._/]*"


def make_code(prefix: str, drawn: int) -> str:
    """Return the code for a random integer of 35 bits: `KU-7F3K-9QTW`; ValueError beyond that."""
    if not 0 <= drawn < 1 << RANDOM_BITS:
        raise ValueError("a code is drawn from 35 bits")
    seven = "".join([LETTERS[drawn >> shift & 31] for shift in range(30, -1, -5)])
    return _written(prefix, seven + _check(prefix, seven))


def find_code(text: str, prefixes: Iterable[str]) -> str:
    """Return the valid code that `text` is or contains, as we write it; "" when there is none.

    Case, spaces and hyphens do not matter, O is read as 0, I and L as 1; the prefix may be left
    out when the code is the whole message and has a digit (else it may be a word).
    """
    if len(text) < SHORTEST:
        return ""
    known = tuple(prefixes)
    return _whole(text, known) or _inside(text, known)


def looks_like_code(text: str, prefixes: Iterable[str]) -> bool:
    """Tell whether the whole message is meant as a code, right or mistyped."""
    if text.isascii() and not _DIGIT.search(text):
        return False
    packed = _packed(text)
    return any(
        len(packed) == len(prefix) + 8
        and packed.startswith(prefix.upper())
        and any(c.isdigit() for c in packed[len(prefix) :])
        for prefix in prefixes
    )


def _whole(text: str, prefixes: tuple[str, ...]) -> str:
    if len(text) > 40:
        return ""
    packed = _packed(text)
    if len(packed) < SHORTEST:
        return ""
    bare = packed if any(c.isdigit() for c in packed) else ""
    for prefix in prefixes:
        named = packed.removeprefix(prefix.upper()) if packed.startswith(prefix.upper()) else ""
        for body in (named, bare):
            if len(body) == 8 and (code := _valid(prefix, body)):
                return code
    return ""


def _inside(text: str, prefixes: tuple[str, ...]) -> str:
    if len(text) < 10 or not _TELLING.search(text):
        return ""
    for prefix in prefixes:
        for found in _pattern(prefix).finditer(text):
            body = found[1] + found[2]
            sure = "-" in found[0] or any(c.isdigit() for c in body)
            if sure and (code := _valid(prefix, body.upper())):
                return code
    return ""


@lru_cache(maxsize=256)
def _pattern(prefix: str) -> re.Pattern[str]:
    body = rf"({_TYPED}{{4}}){_GAP}({_TYPED}{{4}})"
    return re.compile(rf"(?<!\w){re.escape(prefix)}{_GAP}{body}(?!\w)", re.IGNORECASE)


def _packed(text: str) -> str:
    return _BETWEEN.sub("", text).upper()


def _valid(prefix: str, typed: str) -> str:
    body = typed.translate(LOOK_ALIKE)
    if any(letter not in _VALUE for letter in body):
        return ""
    return _written(prefix, body) if _check(prefix, body[:7]) == body[7] else ""


def _written(prefix: str, body: str) -> str:
    return f"{prefix.upper()}-{body[:4]}-{body[4:]}"


def _check(prefix: str, seven: str) -> str:
    """One mistyped or two swapped neighbouring characters always change it.

    The sum of value times alpha^place in GF(32).
    """
    total = _sum_of(prefix)
    for letter in seven:
        total = _DOUBLED[total] ^ _VALUE.get(letter, 0)
    return LETTERS[_DOUBLED[total]]


@lru_cache(maxsize=256)
def _sum_of(prefix: str) -> int:
    total = 0
    for letter in prefix.upper().translate(LOOK_ALIKE):
        total = _DOUBLED[total] ^ _VALUE.get(letter, 0)
    return total
