"""Which of our languages a browser asks for (Accept-Language, RFC 9110; look-up, RFC 4647)."""

from collections.abc import Iterator, Sequence
from typing import Final

LONGEST: Final = 200
"""Characters of the header that are looked at."""
OURS: Final = {"sr": "sr-latn", "sr-rs": "sr-cyrl"}
"""Serbian without a script: Latin, which everybody reads; from Serbia itself Cyrillic."""


def look_up(header: str, offered: Sequence[str]) -> str:
    """Return the tag of `offered` that `header` prefers, "" when it asks for none of them."""
    ours = {tag.lower(): tag for tag in offered}
    for wanted in _preferred(header[:LONGEST].lower()):
        for name in _shorter(wanted):
            found = ours.get(OURS.get(name, name)) or ours.get(name)
            if found:
                return found
    return ""


def _preferred(header: str) -> list[str]:
    """The tags by weight, the first of equal ones first; those of weight 0 are refused."""
    weighed = []
    for part in header.split(","):
        tag, _, parameter = part.partition(";")
        weighed.append((_weight(parameter), tag.strip()))
    return [tag for weight, tag in sorted(weighed, key=lambda one: -one[0]) if weight > 0]


def _weight(parameter: str) -> float:
    name, _, value = parameter.strip().partition("=")
    try:
        weight = float(value) if name == "q" else 1.0
    except ValueError:
        return 0.0
    return weight if 0 <= weight <= 1 else 0.0


def _shorter(tag: str) -> Iterator[str]:
    """A tag and what it becomes without its last parts: sr-latn-xk, sr-latn, sr."""
    pieces = tag.split("-")
    for count in range(len(pieces), 0, -1):
        yield "-".join(pieces[:count])
