"""What a question in free words asks for, and when that is clear enough to answer at once."""

import re
from collections.abc import Collection, Mapping, Sequence
from typing import Final

from flows.spelling import normalise
from flows.topics import TopicFinder
from flows.world import Asked

OUTSIDE: Final = "-"
"""Stands for what no topic answers, CRY for somebody in need; no topic has such a name."""
CRY: Final = "!"
LEAST: Final = 0.45
"""Below this likeness nothing that we know of is meant."""
SURE: Final = 0.75
"""From this likeness on, and AHEAD of the second, a topic is given at once."""
AHEAD: Final = 1.1
BEST: Final = 3
MASKED: Final = 200
"""Characters of a question that staff may see."""


class Asker:
    """Made once from phrases of all languages; fulfils flows.world.Asker."""

    def __init__(
        self,
        topics: Mapping[str, Sequence[str]],
        *,
        outside: Sequence[str] = (),
        cries: Sequence[str] = (),
        asking: Sequence[str] = (),
    ) -> None:
        """Phrases by topic, of what no topic answers, and of people in need; words that ask."""
        self._finder = TopicFinder({**topics, OUTSIDE: outside, CRY: cries})
        self._asking = frozenset(normalise(word) for word in asking)

    def ask(self, text: str, topics: Collection[str]) -> Asked:
        """Return which of `topics` the text asks for, the likeliest three at most."""
        ranked = self._finder.ranked(text)
        best = ranked[0][0] if ranked else OUTSIDE
        likely = [(topic, score) for topic, score in ranked if topic in topics and score >= LEAST]
        question = "?" in text or not self._asking.isdisjoint(normalise(text).split())
        if best in (OUTSIDE, CRY):
            return Asked(cry=best == CRY, question=question)
        second = likely[1][1] if len(likely) > 1 else 0.0
        sure = bool(likely) and likely[0][1] >= SURE and likely[0][1] >= second * AHEAD
        return Asked(tuple(topic for topic, _ in likely[:BEST]), sure, question=question)


def masked(text: str) -> str:
    """Return a question as staff may see it: no number, no name, no address of any kind.

    Words with a capital inside a sentence may be names; so may everything with a digit or an @.
    """
    words = text.split()
    shown = [
        "…" if _may_identify(word, begins=at == 0 or words[at - 1][-1:] in ".!?") else word
        for at, word in enumerate(words)
    ]
    return " ".join(shown)[:MASKED]


def _may_identify(word: str, *, begins: bool) -> bool:
    return bool(re.search(r"[\d@/]", word)) or (word[:1].isupper() and not begins)
