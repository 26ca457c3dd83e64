"""In which of our languages a text is written, and whether that is sure.

Small and own: everyday words and telling letters of each language, kept as data in
keywords.toml, beside the script. A guess never overrides a language that was chosen.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final

from locales.folding import fold
from locales.keywords import load_keywords
from locales.serbian import LETTERS, to_latin

SERBIAN: Final = frozenset(LETTERS) | frozenset(letter.upper() for letter in LETTERS)
WORD: Final = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
MARGIN: Final = 1.5
"""How many times the evidence of any other language the best one needs."""
SHARE: Final = 0.33
"""The part of all words that must speak for a language."""


@dataclass(frozen=True, slots=True)
class Guess:
    """A BCP 47 language ("" for none), and whether to act on it without asking."""

    language: str
    sure: bool


NOBODY_KNOWS: Final = Guess("", sure=False)


class LanguageGuesser:
    """Made once; `marks` is, by BCP 47 tag in Latin script, the [guess] table of its language."""

    def __init__(self, marks: Mapping[str, Mapping[str, Sequence[str]]]) -> None:
        self._words: dict[str, list[str]] = {}
        for tag, table in marks.items():
            for word in {_plain(word) for word in table["words"]}:
                self._words.setdefault(word, []).append(tag)
        self._pieces = {tag: tuple(table["pieces"]) for tag, table in marks.items()}

    def guess(self, text: str) -> Guess:
        """Return the likely language; sure only with enough evidence and no near rival."""
        cyrillic = [letter for letter in text if "Ѐ" <= letter <= "ӿ"]
        if len(cyrillic) > len([c for c in text if c.isalpha()]) / 2:
            ours = SERBIAN.issuperset(cyrillic)
            return Guess("sr-Cyrl", sure=len(cyrillic) >= 3) if ours else NOBODY_KNOWS
        return self._guess_latin(WORD.findall(text.lower()))

    def _guess_latin(self, words: Sequence[str]) -> Guess:
        scores = dict.fromkeys(self._pieces, 0.0)
        for word in words:
            for tag, weight in self._evidence(word).items():
                scores[tag] += weight
        ranked = sorted(scores.items(), key=lambda item: item[1], reverse=True)
        (best, most), rival = ranked[0], ranked[1][1]
        if not most:
            return NOBODY_KNOWS
        enough = most >= max(1.0, SHARE * len(words))
        return Guess(best, sure=enough and most >= MARGIN * rival)

    def _evidence(self, word: str) -> dict[str, float]:
        tags = self._words.get(_plain(word))
        if tags:
            return {tag: 1 / len(tags) for tag in tags}
        telling = [tag for tag, pieces in self._pieces.items() if any(p in word for p in pieces)]
        return {telling[0]: 0.5} if len(telling) == 1 else {}


def guess_language(text: str) -> Guess:
    """Return the likely language of `text` among those of languages.toml; read once, lazily."""
    return _line_guesser().guess(text)


@cache
def _line_guesser() -> LanguageGuesser:
    return LanguageGuesser(load_keywords().guess)


def _plain(word: str) -> str:
    return fold(to_latin(word)).lower().replace("'", "")
