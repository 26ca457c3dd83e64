"""Phrases that are heard inside a sentence, misspelt or not.

A phrase is written in keywords.toml as words in a row, with a few other words allowed between
them. `stem*` is any word that begins so, `a|b` either, `@name` any word of a named list, `=word`
that spelling only. `x & y`: both, in any order, within ten words.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Final, NamedTuple

import msgspec

from flows.spelling import normalise, sounds_like, typing_slips

REACH: Final = 10
"""How many words the parts of an `x & y` phrase may span."""

Names = Mapping[str, Sequence[str]]
Slot = frozenset[str]
"""One place of a phrase: the words that fit, each as written in the vocabulary."""
Span = tuple[int, int]
"""Where something stands in a text: its first word and the first word after it."""


class Phrase(msgspec.Struct, frozen=True):
    """One phrase made ready: rows that must all be found, and the name it was filed under."""

    name: str
    rows: tuple[tuple[Slot, ...], ...]


class Found(msgspec.Struct, frozen=True):
    """A phrase in a text, counted in words: from `start` up to `stop`, which is outside."""

    name: str
    start: int
    stop: int

    def overlaps(self, other: "Found") -> bool:
        """Tell whether both share a word."""
        return self.start < other.stop and other.start < self.stop


class Recognised(NamedTuple):
    """One word heard: what it may be, and the places of the phrases that it may begin and end.

    A phrase with no word for its last place is not in a text: most are left out by that alone.
    """

    meant: Slot
    begins: frozenset[int]
    ends: frozenset[int]


class PhraseBook:
    """All phrases of one purpose, ready to be found; `gap` words may stand between two.

    `ordinary` are normalised words that are never taken for a misspelling of another.
    """

    def __init__(
        self, phrases: Iterable[Phrase], *, gap: int = 2, ordinary: Iterable[str] = ()
    ) -> None:
        self._phrases = tuple(phrases)
        self._gap = gap
        self._ordinary = frozenset(ordinary)
        words = {word for p in self._phrases for row in p.rows for slot in row for word in slot}
        self._exact = {w.lstrip("="): w for w in sorted(words) if not w.endswith("*")}
        self._strict = {w for w in words if w.startswith("=")}
        self._stems = {w[:-1]: w for w in words if w.endswith("*")}
        self._fuzzy: dict[str, list[str]] = {}
        for word in words:
            if typing_slips(word.rstrip("*")) and not word.startswith("="):
                self._fuzzy.setdefault(word[0], []).append(word)
        self._begins: dict[str, list[int]] = {}
        self._ends: dict[str, list[int]] = {}
        for at, phrase in enumerate(self._phrases):
            for by_word, slot in (
                (self._begins, phrase.rows[0][0]),
                (self._ends, phrase.rows[-1][-1]),
            ):
                for word in slot:
                    by_word.setdefault(word, []).append(at)
        self._known = lru_cache(maxsize=8192)(self._recognise)

    def find(self, words: Sequence[str]) -> Iterator[Found]:
        """Yield every phrase found in `words` (of a normalised text), in the order filed."""
        known = [self._known(word) for word in words]
        begun: set[int] = set()
        ended: set[int] = set()
        for one in known:
            begun |= one.begins
            ended |= one.ends
        whole = begun & ended
        if not whole:
            return
        heard = [one.meant for one in known]
        for at in sorted(whole):
            phrase = self._phrases[at]
            starts = [start for start, one in enumerate(known) if at in one.begins]
            for start, stop in self._spans(phrase, heard, starts):
                yield Found(phrase.name, start, stop)

    def _recognise(self, word: str) -> "Recognised":
        """What `word` may be, and the phrases that begin or end with one of these."""
        meant = self._meant(word)
        return Recognised(
            meant,
            frozenset(at for one in meant for at in self._begins.get(one, ())),
            frozenset(at for one in meant for at in self._ends.get(one, ())),
        )

    def _meant(self, word: str) -> Slot:
        """The words of the vocabulary that `word` may be; misspelt unless it is one of them."""
        known = {self._exact[word]} if word in self._exact else set()
        if f"={word}" in self._strict:
            known.add(f"={word}")
        beginnings = (word[:n] for n in range(1, len(word) + 1))
        known.update(self._stems[stem] for stem in beginnings if stem in self._stems)
        if len(word) >= 4 and word not in self._exact and word not in self._ordinary:
            known.update(w for w in self._fuzzy.get(word[0], ()) if _misspelt(word, w))
        return frozenset(known)

    def _spans(
        self, phrase: Phrase, heard: Sequence[Slot], starts: Iterable[int]
    ) -> Iterator[Span]:
        first = self._row_spans(phrase.rows[0], heard, starts)
        if len(phrase.rows) == 1:
            yield from first
            return
        anywhere = range(len(heard))
        others = [list(self._row_spans(row, heard, anywhere)) for row in phrase.rows[1:]]
        for span in first:
            near = [next((s for s in spans if _near(span, s)), None) for spans in others]
            if all(near):
                whole = [span, *(s for s in near if s)]
                yield min(s for s, _ in whole), max(e for _, e in whole)

    def _row_spans(
        self, row: Sequence[Slot], heard: Sequence[Slot], starts: Iterable[int]
    ) -> Iterator[Span]:
        for start in starts:
            if heard[start].isdisjoint(row[0]):
                continue
            stop = self._follow(row[1:], heard, start + 1)
            if stop:
                yield start, stop

    def _follow(self, row: Sequence[Slot], heard: Sequence[Slot], at: int) -> int | None:
        """Return where the rest of a row ends when it goes on at `at`, else None."""
        if not row:
            return at
        for here in range(at, min(at + self._gap + 1, len(heard))):
            if not heard[here].isdisjoint(row[0]):
                stop = self._follow(row[1:], heard, here + 1)
                if stop:
                    return stop
        return None


def _near(one: Span, other: Span) -> bool:
    return max(one[1], other[1]) - min(one[0], other[0]) <= REACH


def _misspelt(heard: str, word: str) -> bool:
    if word.endswith("*"):
        stem = word[:-1]
        return any(sounds_like(heard[:n], stem) for n in (len(stem), len(stem) + 1))
    return abs(len(heard) - len(word)) <= 1 and sounds_like(heard, word)


def read_phrases(name: str, written: Iterable[str], names: Names) -> Iterator[Phrase]:
    """Make phrases ready; `names` are the lists that `@name` stands for (KeyError if unknown)."""
    for phrase in written:
        rows = (tuple(_slots(part, names)) for part in phrase.split(" & "))
        yield Phrase(name, tuple(rows))


def _slots(row: str, names: Names) -> Iterator[Slot]:
    for place in row.split():
        words: set[str] = set()
        for word in place.split("|"):
            listed = names[word[1:]] if word.startswith("@") else (word,)
            words.update(_plain(w) for w in listed)
        yield frozenset(words)


def _plain(word: str) -> str:
    plain = normalise(word.strip("=*"))
    if not plain or " " in plain:
        raise ValueError(f"not one word: {word!r}")
    return f"{'=' if word.startswith('=') else ''}{plain}{'*' if word.endswith('*') else ''}"
