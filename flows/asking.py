"""What a question in free words asks for, and when that is clear enough to answer at once."""

import re
from collections.abc import Collection, Mapping, Sequence
from typing import Final

from flows.spelling import normalise
from flows.topics import TopicFinder, Weights
from flows.world import Asked

OUTSIDE: Final = "-"
"""Stands for what no topic answers, CRY for somebody in need; no topic has such a name."""
CRY: Final = "!"
LEAST: Final = 0.2
"""Below this score nothing that we know of is meant."""
SURE: Final = 0.35
"""From this score on, and AHEAD of the second, a topic is given at once."""
AHEAD: Final = 0.12
FURTHER: Final = 0.05
"""What no topic answers is meant only where it is so far ahead of the best topic."""
CLEAR_CRY: Final = 0.45
"""From this score on somebody in need is meant even where a question was asked for."""
BEST: Final = 3
PARTS: Final = re.compile(r"[.,;!?:\n]+|\s-+\s")
"""Between the parts of a text: "Good day, where do I …"."""
MASKED: Final = 200
"""Characters of a question that staff may see."""


def phrases_of(
    topics: Mapping[str, tuple[str, ...]], outside: tuple[str, ...], cries: tuple[str, ...]
) -> dict[str, tuple[str, ...]]:
    """Return all phrases by what they mean, as flows.learning takes them."""
    return {**topics, OUTSIDE: outside, CRY: cries}


class Asker:
    """Made once from what was learned; fulfils flows.world.Asker."""

    def __init__(self, weights: Weights, asking: Sequence[str]) -> None:
        """`asking` are the words with which sentences that ask begin, of all languages."""
        self._finder = TopicFinder(weights)
        self._asking = tuple(f"{normalise(word)} " for word in asking)

    def ask(self, text: str, topics: Collection[str]) -> Asked:
        """Return which of `topics` the text asks for, the likeliest three at most."""
        scores = dict(self._finder.ranked(text))
        likely = [(topic, score) for topic, score in scores.items() if topic in topics][:BEST]
        top, second = likely[0][1] if likely else 0.0, likely[1][1] if len(likely) > 1 else 0.0
        question = self._is_question(text)
        cry = scores[CRY] > top and scores[CRY] > scores[OUTSIDE]
        clear = cry and scores[CRY] >= CLEAR_CRY
        if top < LEAST or scores[OUTSIDE] > top + FURTHER:
            return Asked(cry=cry, in_need=clear, question=question)
        return Asked(
            topics=tuple(topic for topic, _ in likely),
            sure=top >= SURE and top >= second + AHEAD and not cry,
            cry=cry,
            in_need=clear,
            question=question,
        )

    def _is_question(self, text: str) -> bool:
        if "?" in text:
            return True
        sentences = (f"{normalise(part)} " for part in PARTS.split(text))
        return any(sentence.startswith(self._asking) for sentence in sentences)


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
