"""The Cyrillic master becomes Latin.

Serbian is written once, in Cyrillic: Cyrillic to Latin is the direction without
exceptions (architecture.md, "Decided once"). Words already in Latin stay as they are.
"""

from typing import Final

LETTERS: Final = {
    "а": "a", "б": "b", "в": "v", "г": "g", "д": "d", "ђ": "đ", "е": "e", "ж": "ž",
    "з": "z", "и": "i", "ј": "j", "к": "k", "л": "l", "љ": "lj", "м": "m", "н": "n",
    "њ": "nj", "о": "o", "п": "p", "р": "r", "с": "s", "т": "t", "ћ": "ć", "у": "u",
    "ф": "f", "х": "h", "ц": "c", "ч": "č", "џ": "dž", "ш": "š",
}  # fmt: skip
"""The thirty letters, lower case, each with its one Latin spelling."""

_SINGLE: Final = str.maketrans(
    {c: latin for c, latin in LETTERS.items() if len(latin) == 1}
    | {c.upper(): latin.upper() for c, latin in LETTERS.items() if len(latin) == 1}
    | {c: latin for c, latin in LETTERS.items() if len(latin) == 2}
)
_CAPITAL_PAIRS: Final = {c.upper(): v for c, v in LETTERS.items() if len(v) == 2}


def to_latin(text: str) -> str:
    """Return `text` with every Serbian Cyrillic letter in Latin; the rest is untouched.

    Љ, Њ and Џ become two capitals inside capitals (ЊЕГОШ, NJEGOŠ), else one (Његош, Njegoš).
    """
    if text.isascii():
        return text
    if not any(letter in text for letter in _CAPITAL_PAIRS):
        return text.translate(_SINGLE)
    pairs = (_pair(text, i) if c in _CAPITAL_PAIRS else c for i, c in enumerate(text))
    return "".join(pairs).translate(_SINGLE)


def _pair(text: str, at: int) -> str:
    pair = _CAPITAL_PAIRS[text[at]]
    return pair.upper() if among_capitals(text, at) else pair.capitalize()


def among_capitals(text: str, at: int) -> bool:
    """Tell whether the capital at index `at` stands in a word of capitals.

    The next letter decides; at the end of a word the letter before does.
    """
    following = text[at + 1 : at + 2]
    if following.isalpha():
        return following.isupper()
    return text[max(at - 1, 0) : at].isupper()
