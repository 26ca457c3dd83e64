"""What was heard: a number, a typed label, a synonym or a misspelling becomes a choice."""

from collections.abc import Callable, Collection, Mapping, Sequence
from functools import cached_property, lru_cache
from typing import Final

import msgspec

from flows.phrases import Found, PhraseBook, read_phrases
from flows.spelling import NearWords, normalise, sounds_like, typing_slips

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


class HearingWords(msgspec.Struct, frozen=True, dict=True):
    """Plain data of every language that hearing needs besides the options themselves."""

    numbers: Mapping[str, int] = {}
    """Number word to number ("dy" to 2)."""
    polite: Sequence[str] = ()
    """Words around an answer that change nothing: please, thank you."""
    mentions: Mentions = {}
    """Slot, value, phrases (as flows.phrases): an answer told inside a sentence."""

    @cached_property
    def plain_numbers(self) -> Mapping[str, int]:
        """`numbers` by their plain spelling; of two that are spelt alike the first."""
        return {_plain(word): n for word, n in reversed([*self.numbers.items()])}

    @cached_property
    def courtesies(self) -> frozenset[str]:
        """`polite` in plain spelling."""
        return frozenset(map(_plain, self.polite))


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
    book = _option_book(tuple(options))
    bare = _without(said, words.courtesies)
    chosen = (
        book.named(said, words)
        or (bare != said and book.named(bare, words))
        or _number_and_label(said, book, words)
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


def _without(said: str, courtesies: frozenset[str]) -> str:
    return " ".join([word for word in said.split() if word not in courtesies])


class _OptionBook:
    """The wordings of some options, made once for the choices that a question offers."""

    def __init__(self, options: Sequence[Option]) -> None:
        self._ids = [option.id for option in options]
        self._wordings: dict[str, list[str]] = {}
        for option in options:
            for word in (option.id, *option.labels):
                self._wordings.setdefault(_plain(word), []).append(option.id)
        self._near = NearWords(self._wordings)

    def named(self, said: str, words: HearingWords) -> str | None:
        """Return the option that normalised words name, None for none or several."""
        exact = self._wordings.get(said)
        if exact:
            return exact[0]
        number = _number(said, words)
        if 1 <= number <= len(self._ids):
            return self._ids[number - 1]
        near = {chosen for word in self._near.of(said) for chosen in self._wordings[word]}
        return near.pop() if len(near) == 1 else None


_option_book = lru_cache(maxsize=512)(_OptionBook)


def _number_and_label(said: str, book: _OptionBook, words: HearingWords) -> str | None:
    number, _, label = said.partition(" ")
    chosen = book.named(label, words) if number.isdecimal() else None
    return chosen if chosen and chosen == book.named(number, words) else None


def _number(said: str, words: HearingWords) -> int:
    """The number that `said` is, 0 for none."""
    if said.isdecimal():
        return int(said) if len(said) < 4 else 0
    return words.plain_numbers.get(said, 0)


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
        if self._names.keys().isdisjoint(words):
            return set()
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
