"""Finds the topics that free words are about: nearest phrases by word and letter groups.

No model is fetched and nothing is learned from people: the phrases are ours, written for each topic
in every language, and compared as plain letters, so that language, script, diacritics, endings and
most slips do not matter (TF-IDF over groups of letters, cosine, nearest neighbours).
"""

import math
from array import array
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

from flows.spelling import normalise

SIZES: Final = (3, 4, 5)
"""Letters of a group; a whole word counts as one more."""
NEAREST: Final = 6
"""Phrases of a topic that speak for it; each counts WEAKER than the one before."""
WEAKER: Final = 0.75
LONGEST: Final = 60
"""Words that are looked at: a question is in the first ones."""
COMMONEST: Final = 0.2
"""Groups that stand in more than this part of all phrases tell nothing."""


class TopicFinder:
    """Made once from the phrases of each topic; answers in a few thousand additions."""

    def __init__(self, phrases: Mapping[str, Sequence[str]]) -> None:
        self._topics = tuple(phrases)
        written = [(topic, one) for topic, several in enumerate(phrases.values()) for one in several]
        self._topic_of = array("H", (topic for topic, _ in written))
        self._rarity = _rarity(groups(one) for _, one in written)
        self._held: dict[str, tuple[array[int], array[float]]] = {}
        for number, (_, one) in enumerate(written):
            for group, weight in self._weighed(one).items():
                numbers, weights = self._held.setdefault(group, (array("H"), array("f")))
                numbers.append(number)
                weights.append(weight)

    def ranked(self, text: str) -> list[tuple[str, float]]:
        """Return (topic, likeness) for every topic that shares anything with `text`, best first.

        One phrase that equals the text gives 1; more that resemble it add to that.
        """
        likeness: defaultdict[int, float] = defaultdict(float)
        for group, weight in self._weighed(text).items():
            numbers, weights = self._held.get(group, ((), ()))
            for number, other in zip(numbers, weights, strict=True):
                likeness[number] += weight * other
        by_topic: defaultdict[int, list[float]] = defaultdict(list)
        for number, value in likeness.items():
            by_topic[self._topic_of[number]].append(value)
        scores = [(self._topics[topic], _sum_of(values)) for topic, values in by_topic.items()]
        return sorted(scores, key=lambda found: -found[1])

    def _weighed(self, text: str) -> dict[str, float]:
        """The groups of a text that tell something, as a vector of length 1."""
        counted = Counter(groups(text))
        weights = {
            group: (1 + math.log(count)) * self._rarity[group]
            for group, count in counted.items()
            if group in self._rarity
        }
        length = math.sqrt(sum(weight * weight for weight in weights.values())) or 1.0
        return {group: weight / length for group, weight in weights.items()}


def groups(text: str) -> Iterator[str]:
    """Return the words of a text ("=word") and their groups of letters, spaces at word ends."""
    for word in normalise(text).split()[:LONGEST]:
        yield f"={word}"
        spaced = f" {word} "
        for size in SIZES:
            for at in range(len(spaced) - size + 1):
                yield spaced[at : at + size]


def _rarity(written: Iterable[Iterable[str]]) -> dict[str, float]:
    """How much each group tells: the fewer phrases hold it, the more."""
    held: Counter[str] = Counter()
    count = 0
    for several in written:
        held.update(set(several))
        count += 1
    return {
        group: math.log(count / among) for group, among in held.items() if among < count * COMMONEST
    }


def _sum_of(values: list[float]) -> float:
    nearest = sorted(values, reverse=True)[:NEAREST]
    return sum(value * WEAKER**place for place, value in enumerate(nearest))
