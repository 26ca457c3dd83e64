"""What was heard: a number, a typed label, a synonym or a misspelling becomes a choice."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Final

import msgspec

from flows.phrases import Found, PhraseBook, read_phrases
from flows.spelling import normalise, sounds_like, typing_slips

LONGEST_ENDING: Final = 3
"""Letters that a case ending adds to a place name (Lumas, Lumasit)."""

Mentions = Mapping[str, Mapping[str, Sequence[str]]]


class Option(msgspec.Struct, frozen=True):
    """One choice as it may be said: every wording and synonym, in any script."""

    id: str
    labels: tuple[str, ...] = ()


class Choice(msgspec.Struct, frozen=True):
    """The id of the option that was meant."""

    id: str


class FreeText(msgspec.Struct, frozen=True):
    """Words that name no option; `text` as it came."""

    text: str

    def __repr__(self) -> str:
        return "FreeText(***)"


class Unclear(msgspec.Struct, frozen=True):
    """No word at all: an empty text, emoji, dots."""


Heard = Choice | FreeText | Unclear


class HearingWords(msgspec.Struct, frozen=True):
    """Plain data of every language that hearing needs besides the options themselves."""

    numbers: Mapping[str, int] = {}
    """Number word to number ("dy" to 2)."""
    polite: Sequence[str] = ()
    """Words around an answer that change nothing: please, thank you."""
    mentions: Mentions = {}
    """Slot, value, phrases (as flows.phrases): an answer told inside a sentence."""


NO_WORDS = HearingWords()


def hear(text: str, options: Sequence[Option], words: HearingWords = NO_WORDS) -> Heard:
    """Return the option that the whole of `text` names, else the text, else Unclear.

    An option is named by its id, its number as offered (from 1: "2", "2.", "dy"), a label or a
    likely misspelling of one, or number and label; polite words around it do not matter. A
    wording of two options means the first.
    """
    said = normalise(text)
    if not said:
        return Unclear()
    chosen = (
        _name_option(said, options, words)
        or _name_option(_without(said, words.polite), options, words)
        or _number_and_label(said, options, words)
    )
    return Choice(chosen) if chosen else FreeText(text)


def find_place(text: str, places: Sequence[Option], *, gives_way: str = "") -> str | None:
    """Return the id of the one place that a sentence names ("ne Perondi"), else None.

    A name of two words stands in a row; one of five letters and more may be misspelt or have an
    ending. Of two places the one with id `gives_way` (the municipality's seat, which people add
    to any address) is dropped; two that are left name none: a person must look.
    """
    words = normalise(text).split()
    book = _place_book(tuple(places))
    found = book.named(words) or book.misspelt(words)
    if len(found) > 1:
        found.discard(gives_way)
    return found.pop() if len(found) == 1 else None


def find_answers(text: str, slots: Collection[str], book: PhraseBook) -> dict[str, str]:
    """Return the value of each of `slots` that a sentence answers by itself, by slot.

    `book` is made once by `mention_book`. Of two answers with a word in common the one that
    begins first counts ("not urgent"); a slot answered in two ways stays open.
    """
    told = sorted(book.find(normalise(text).split()), key=lambda found: found.start)
    values: dict[str, set[str]] = {slot: set() for slot in slots}
    last: dict[str, Found] = {}
    for found in told:
        slot, _, value = found.name.partition("=")
        if slot in values and not (slot in last and last[slot].overlaps(found)):
            values[slot].add(value)
            last[slot] = found
    return {slot: said.pop() for slot, said in values.items() if len(said) == 1}


def mention_book(mentions: Mentions) -> PhraseBook:
    """Make the phrases of `HearingWords.mentions` ready for `find_answers`."""
    return PhraseBook(
        phrase
        for slot, values in mentions.items()
        for value, written in values.items()
        for phrase in read_phrases(f"{slot}={value}", written, {})
    )


@lru_cache(maxsize=4096)
def _plain(written: str) -> str:
    """A label or name of ours; what people wrote is never kept in a cache."""
    return normalise(written)


def _without(said: str, polite: Iterable[str]) -> str:
    courtesies = {_plain(word) for word in polite}
    return " ".join(word for word in said.split() if word not in courtesies)


def _name_option(said: str, options: Sequence[Option], words: HearingWords) -> str | None:
    labels = [(_plain(word), o.id) for o in options for word in (o.id, *o.labels)]
    exact = next((chosen for label, chosen in labels if label == said), None)
    number = _number(said, words)
    if exact or 1 <= number <= len(options):
        return exact or options[number - 1].id
    near = {chosen for label, chosen in labels if sounds_like(said, label)}
    return near.pop() if len(near) == 1 else None


def _number_and_label(said: str, options: Sequence[Option], words: HearingWords) -> str | None:
    number, _, label = said.partition(" ")
    chosen = _name_option(label, options, words) if number.isdecimal() else None
    return chosen if chosen and chosen == _name_option(number, options, words) else None


def _number(said: str, words: HearingWords) -> int:
    """The number that `said` is, 0 for none."""
    if said.isdecimal():
        return int(said) if len(said) < 4 else 0
    return next((n for word, n in words.numbers.items() if _plain(word) == said), 0)


def _is_place_name(heard: str, name: str) -> bool:
    ending = len(heard) - len(name)
    return sounds_like(heard, name) or (
        bool(typing_slips(name)) and heard.startswith(name) and ending <= LONGEST_ENDING
    )


class _PlaceBook:
    """Names of places by their first word; each word heard is compared once and remembered."""

    def __init__(self, places: Sequence[Option]) -> None:
        self._names: dict[str, list[tuple[list[str], str]]] = {}
        for place in places:
            for name in {_plain(label) for label in place.labels} - {""}:
                first, *rest = name.split()
                self._names.setdefault(first, []).append((rest, place.id))
        self._near = lru_cache(maxsize=8192)(self._compare)

    def named(self, words: Sequence[str]) -> set[str]:
        """Return the ids of the places whose names stand in `words`."""
        return self._found(words, lambda word: (word,) if word in self._names else (), str.__eq__)

    def misspelt(self, words: Sequence[str]) -> set[str]:
        """Return the ids of the places that `words` may mean, with endings and slips."""
        return self._found(words, self._near, _is_place_name)

    def _found(
        self,
        words: Sequence[str],
        first_words: Callable[[str], Sequence[str]],
        same: Callable[[str, str], bool],
    ) -> set[str]:
        return {
            place
            for at, word in enumerate(words)
            for first in first_words(word)
            for rest, place in self._names[first]
            if len(words) > at + len(rest) and all(map(same, words[at + 1 :], rest))
        }

    def _compare(self, word: str) -> Sequence[str]:
        return tuple(name for name in self._names if _is_place_name(word, name))


_place_book = lru_cache(maxsize=64)(_PlaceBook)
