"""Words that start or interrupt anything: commands, danger, the professional's prefix.

Commands count only when they are the whole message, danger anywhere (safety S14); danger is
heard in every language, whatever the talk's, and may only raise urgency (safety S24).
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

import msgspec

from flows.hearing import HearingWords, mention_book
from flows.phrases import Phrase, PhraseBook, read_phrases
from flows.spelling import NearWords, normalise

__all__ = ["About", "Danger", "DangerWords", "TriggerWords", "Triggers", "normalise"]

Lists = Mapping[str, Sequence[str]]
AGE: Final = re.compile(r"(\d{1,2})([a-z]*)")
CHILDHOOD: Final = 18
"""Under this age in years a person is a child (safety S13)."""


class DangerWords(msgspec.Struct, frozen=True):
    """Danger in one language, each phrase written as flows.phrases says."""

    lists: Lists = {}
    """Named words, for `@name` in the phrases below."""
    phrases: Lists = {}
    """By reason: what is happening or threatens; danger whenever it is found."""
    happened: Lists = {}
    """By reason: what has happened; no danger where the text says that it was `long_ago`."""
    calm: Sequence[str] = ()
    """Ordinary ways of saying what sounds like danger; the words stand side by side."""
    long_ago: Sequence[str] = ()
    today: Sequence[str] = ()
    """Takes `long_ago` back: it goes on, or happens again."""
    child: Sequence[str] = ()
    """A child is concerned; `n17` is any number under 18."""
    ordinary: Sequence[str] = ()
    """Everyday words that are not misspelt danger, however near."""


class TriggerWords(msgspec.Struct, frozen=True):
    """All that is listened for; plain data of every language, read by locales.keywords."""

    commands: Lists
    """Command name to its words in all languages."""
    prefixes: Sequence[str] = ()
    """Words with which a professional's message begins."""
    danger: Sequence[DangerWords] = ()
    hearing: HearingWords = HearingWords()
    topics: Lists = {}
    """Topic of campaigns to its names in all languages, as they follow NEWS and STOP."""
    asking: Sequence[str] = ()
    """How sentences that ask begin: who, how, can I, I want to know."""


class About(msgspec.Struct, frozen=True):
    """A topic of campaigns that somebody wants, or wants no more."""

    topic: str
    on: bool


class Danger(msgspec.Struct, frozen=True):
    """Danger was heard: `reason` is the name its phrase is filed under in keywords.toml."""

    reason: str
    child: bool
    """True: the number for children is always given as well (safety S13)."""


class Triggers:
    """Made once from the words of all languages; `hearing` and `mentions` are for flows.hearing."""

    def __init__(self, words: TriggerWords) -> None:
        self.hearing = words.hearing
        self.mentions = mention_book(words.hearing.mentions)
        self._commands = {
            normalise(word).replace(" ", ""): name
            for name, listed in words.commands.items()
            for word in listed
        }
        self._about = {
            normalise(f"{word} {name}").replace(" ", ""): About(topic, on)
            for command, on in (("news", True), ("stop", False))
            for word in words.commands.get(command, ())
            for topic, names in words.topics.items()
            for name in names
        }
        self._near = NearWords(self._commands)
        self._prefixes = frozenset(normalise(word) for word in words.prefixes)
        ordinary = {normalise(word) for one in words.danger for word in one.ordinary}
        self._danger = PhraseBook(_danger_phrases(words.danger), ordinary=ordinary)
        self._calm = PhraseBook(_listed(words.danger, "calm"), gap=0)
        self._long_ago = PhraseBook(_listed(words.danger, "long_ago", "today"))
        self._child = PhraseBook(_listed(words.danger, "child"))

    def command(self, text: str) -> str | None:
        """Return the command that the whole of `text` is, else None.

        Case, script, dots, spaces, emoji and Telegram's /command@bot do not matter; words of
        five letters and more may be misspelt.
        """
        typed = normalise(text.partition("@")[0] if text.startswith("/") else text).replace(" ", "")
        if typed in self._commands:
            return self._commands[typed]
        near = {self._commands[word] for word in self._near.of(typed)}
        return near.pop() if len(near) == 1 else None

    def news(self, text: str) -> About | None:
        """Return what the whole of `text` says of one topic ("NEWS SCHOOL", "стоп школа"), else None."""
        return self._about.get(normalise(text).replace(" ", ""))

    def after_prefix(self, text: str) -> str | None:
        """Return what follows a professional's prefix ("REFERO: ..."), else None."""
        first, _, rest = text.strip().partition(" ")
        return rest.strip() if normalise(first) in self._prefixes else None

    def danger(self, text: str) -> Danger | None:
        """Return the danger told of anywhere in `text`, in any language, else None."""
        words = list(_with_ages(normalise(text).split()))
        found = list(self._danger.find(words))
        if not found:
            return None
        calm = list(self._calm.find(words))
        live = [f for f in found if not any(f.overlaps(c) for c in calm)]
        if self._was_long_ago(words):
            live = [f for f in live if not f.name.startswith("happened:")]
        if not live:
            return None
        return Danger(live[0].name.removeprefix("happened:"), self._tells_of_child(words))

    def child(self, text: str) -> bool:
        """Tell whether a child is spoken of anywhere in `text`."""
        return self._tells_of_child(list(_with_ages(normalise(text).split())))

    def _was_long_ago(self, words: Sequence[str]) -> bool:
        names = {found.name for found in self._long_ago.find(words)}
        return names == {"long_ago"}

    def _tells_of_child(self, words: Sequence[str]) -> bool:
        return next(self._child.find(words), None) is not None


def _with_ages(words: Sequence[str]) -> Iterator[str]:
    """Replace every number under 18 by `n17`, also in "9vjec"."""
    for word in words:
        number = AGE.fullmatch(word) if word[0].isdecimal() else None
        if number and int(number[1]) < CHILDHOOD:
            yield "n17"
            if number[2]:
                yield number[2]
        else:
            yield word


def _danger_phrases(languages: Sequence[DangerWords]) -> Iterator[Phrase]:
    for words in languages:
        for reason, written in words.phrases.items():
            yield from read_phrases(reason, written, words.lists)
        for reason, written in words.happened.items():
            yield from read_phrases(f"happened:{reason}", written, words.lists)


def _listed(languages: Sequence[DangerWords], *fields: str) -> Iterator[Phrase]:
    for words in languages:
        for field in fields:
            yield from read_phrases(field, getattr(words, field), words.lists)
