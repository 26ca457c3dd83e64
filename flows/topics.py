"""Finds the topics that free words are about: weighed words and letter groups, added up.

The weights are learned from our own phrases (flows.learning) and kept in a file: no model is
fetched, and nothing is learned from people. Text is compared in plain letters, so that language,
script, diacritics, endings and most slips do not matter.
"""

import math
import zlib
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from typing import Final

import msgspec

from flows.spelling import normalise

BUCKETS: Final = 1 << 15
"""Groups of letters fall into so many buckets by their CRC-32; a few share one."""
SIZES: Final = (3, 4, 5)
"""Letters of a group; a whole word counts as one more."""
STEM: Final = 4
"""Letters of a word that count beside its neighbour: endings change."""
LONGEST: Final = 60
"""Words that are looked at: a question is in the first ones."""
RARITY_UNIT: Final = 0.05
"""Rarities are kept as a byte of so much each."""


class Weights(msgspec.Struct, frozen=True):
    """What was learned: `rows` holds a signed byte for each bucket and topic, in `unit`s.

    `rarity` is a byte a bucket (0: no phrase falls into it), `learned_from` names the phrases.
    """

    topics: tuple[str, ...]
    rows: bytes
    rarity: bytes
    unit: float
    learned_from: str


class TopicFinder:
    """Ranks topics by the weights; a few thousand additions for a question."""

    def __init__(self, weights: Weights) -> None:
        self._topics = weights.topics
        self._rows = memoryview(weights.rows).cast("b")
        self._rarity = weights.rarity
        self._unit = weights.unit

    def ranked(self, text: str) -> list[tuple[str, float]]:
        """Return (topic, score) for every topic, best first; a clear one has about 1."""
        count = len(self._topics)
        sums = [0.0] * count
        for bucket, weight in weighed(text, self._rarity):
            row = self._rows[bucket * count : (bucket + 1) * count]
            sums = [held + weight * one for held, one in zip(sums, row, strict=True)]
        scores = [
            (topic, held * self._unit) for topic, held in zip(self._topics, sums, strict=True)
        ]
        return sorted(scores, key=lambda found: -found[1])


def weighed(text: str, rarity: bytes) -> list[tuple[int, float]]:
    """Return the buckets of a text that tell something, as a vector of length 1."""
    weights = [
        (bucket, (1 + math.log(count)) * rarity[bucket])
        for bucket, count in buckets(text).items()
        if rarity[bucket]
    ]
    length = math.sqrt(sum(weight * weight for _, weight in weights)) or 1.0
    return [(bucket, weight / length) for bucket, weight in weights]


def buckets(text: str) -> Counter[int]:
    """Return how often each bucket is hit by the words of a text and their groups of letters."""
    return Counter(zlib.crc32(group.encode()) % BUCKETS for group in groups(text))


def groups(text: str) -> Iterator[str]:
    """Return the words of a text ("=word"), their groups of letters, and pairs of neighbours."""
    words = normalise(text).split()[:LONGEST]
    for first, second in pairwise(words):
        yield f"{first[:STEM]}_{second[:STEM]}"
    for word in words:
        yield f"={word}"
        spaced = f" {word} "
        for size in SIZES:
            for at in range(len(spaced) - size + 1):
                yield spaced[at : at + size]
