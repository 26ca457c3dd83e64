"""One plain spelling for matching, whatever was typed: never shown, never stored.

Its small folding table serves matching alone; what people read is made by locales.
"""

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from typing import Final

from rapidfuzz.distance import OSA

_LETTERS: Final = str.maketrans({
    "а": "a", "б": "b", "в": "v", "г": "g", "д": "d", "ђ": "dj", "ѓ": "gj", "е": "e", "ж": "z",
    "з": "z", "ѕ": "dz", "и": "i", "ј": "j", "к": "k", "ќ": "kj", "л": "l", "љ": "lj", "м": "m",
    "н": "n", "њ": "nj", "о": "o", "п": "p", "р": "r", "с": "s", "т": "t", "ћ": "c", "у": "u",
    "ф": "f", "х": "h", "ц": "c", "ч": "c", "џ": "dz", "ш": "s", "đ": "dj", "ı": "i", "ł": "l",
})  # fmt: skip
_LEET: Final = str.maketrans("01345@$", "oieasas")
_APOSTROPHES: Final = re.compile(r"(?<=\w)['’‘`´ʼ](?=\w)")
_LEET_IN_WORD: Final = re.compile(r"(?<=[a-z])[01345@$]+(?=[a-z])")
_REPEATED: Final = re.compile(r"([^\W\d_])\1+")
_NO_WORD: Final = re.compile(r"[\W_]+")


@lru_cache(maxsize=2)
def normalise(text: str) -> str:
    """Return the words of `text` in plain a-z and digits, one space between them.

    One turn asks it of the same words a dozen times; no more than these two texts are remembered.

    Small letters, Serbian Cyrillic in Latin, no diacritics, no invisible or direction marks,
    m'vret as mvret, h3lp as help, every repeated letter once (heeelp, rrah as rah).
    """
    plain = text.casefold()
    if not plain.isascii():
        plain = unicodedata.normalize("NFKC", plain).translate(_LETTERS)
        plain = _without_marks(unicodedata.normalize("NFKD", plain))
    plain = _LEET_IN_WORD.sub(lambda found: found[0].translate(_LEET), _APOSTROPHES.sub("", plain))
    return _NO_WORD.sub(" ", _REPEATED.sub(r"\1", plain)).strip()


def _without_marks(text: str) -> str:
    return "".join(c for c in text if unicodedata.category(c) not in ("Mn", "Me", "Cf"))


MOST_SLIPS: Final = 2
"""No word is forgiven more."""


def typing_slips(word: str) -> int:
    """Return how many slips of the finger a normalised word of this length is forgiven."""
    if len(word) < 5:
        return 0
    return 1 if len(word) < 8 else MOST_SLIPS


def sounds_like(heard: str, word: str) -> bool:
    """Tell whether `heard` is `word` or a likely misspelling of it (both normalised)."""
    if heard == word:
        return True
    if heard[:1] != word[:1] or abs(len(heard) - len(word)) > MOST_SLIPS:
        return False
    slips = typing_slips(word)
    if not slips:
        return False
    return OSA.distance(heard, word, score_cutoff=slips) <= slips


class NearWords:
    """Normalised words, found misspelt: as `sounds_like` says, without asking it of every word."""

    def __init__(self, words: Iterable[str]) -> None:
        self._by_shape: dict[tuple[str, int], list[tuple[str, int]]] = {}
        for word in words:
            slips = typing_slips(word)
            for length in range(len(word) - slips, len(word) + slips + 1) if slips else ():
                self._by_shape.setdefault((word[0], length), []).append((word, slips))

    def of(self, heard: str) -> list[str]:
        """Return the words of which `heard` is a likely misspelling; too short ones never."""
        alike = self._by_shape.get((heard[:1], len(heard)), ())
        return [w for w, slips in alike if OSA.distance(heard, w, score_cutoff=slips) <= slips]
