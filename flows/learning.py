"""Learns from phrases what tells topics apart: a linear classifier, the same for the same phrases.

Passive-aggressive updates with averaging (Crammer et al. 2006, PA-I): a phrase whose own topic is
not ahead of every other by MARGIN moves both a little. A few seconds; done when phrases change.
"""

import hashlib
import math
from array import array
from collections import Counter
from collections.abc import Mapping, MutableSequence, Sequence
from typing import Final

from flows.topics import BUCKETS, RARITY_UNIT, Weights, buckets, weighed

ROUNDS: Final = 4
MARGIN: Final = 1.0
STEP: Final = 0.3
"""The largest correction for one phrase: a mistaken phrase must not outweigh the others."""
CLIPPED: Final = 0.5
"""Part of the largest weight that a byte holds; the few above it are cut."""

Phrases = Mapping[str, Sequence[str]]
Row = MutableSequence[float]
Example = tuple[int, list[tuple[int, float]]]


def fingerprint(phrases: Phrases) -> str:
    """Return what names exactly these phrases, in this order."""
    named = "\n".join(f"{topic}\t{one}" for topic, several in phrases.items() for one in several)
    return hashlib.sha256(named.encode()).hexdigest()


def learn(phrases: Phrases) -> Weights:
    """Return the weights for these phrases by topic."""
    rarity = _rarity(phrases)
    examples: list[Example] = [
        (topic, weighed(one, rarity))
        for topic, several in enumerate(phrases.values())
        for one in several
    ]
    rows = _averaged(examples, len(phrases))
    largest = max(max(map(abs, row)) for row in rows.values())
    unit = largest * CLIPPED / 127
    return Weights(
        topics=tuple(phrases),
        rows=_packed(rows, len(phrases), unit),
        rarity=rarity,
        unit=unit,
        learned_from=fingerprint(phrases),
    )


def _rarity(phrases: Phrases) -> bytes:
    """The fewer phrases fall into a bucket, the more it tells."""
    held: Counter[int] = Counter()
    for several in phrases.values():
        for one in several:
            held.update(buckets(one).keys())
    count = sum(map(len, phrases.values()))
    rarity = bytearray(BUCKETS)
    for bucket, among in held.items():
        rarity[bucket] = min(255, round((1 + math.log(count / among)) / RARITY_UNIT))
    return bytes(rarity)


def _averaged(examples: Sequence[Example], topics: int) -> dict[int, Row]:
    """The mean of the weights over all steps, by bucket."""
    weights: dict[int, Row] = {}
    late: dict[int, Row] = {}
    step = 0
    for round_number in range(ROUNDS):
        for number in _order(len(examples), round_number):
            step += 1
            _correct(examples[number], weights, late, topics, step)
    for bucket, row in weights.items():
        for topic, weight in enumerate(late[bucket]):
            row[topic] -= weight / step
    return weights


def _correct(
    example: Example,
    weights: dict[int, Row],
    late: dict[int, Row],
    topics: int,
    step: int,
) -> None:
    own, vector = example
    sums = [0.0] * topics
    for bucket, value in vector:
        row = weights.get(bucket)
        if row is None:
            weights[bucket], late[bucket] = array("d", [0.0] * topics), array("d", [0.0] * topics)
        else:
            sums = [held + value * one for held, one in zip(sums, row, strict=True)]
    score, sums[own] = sums[own], -math.inf
    rival = max(sums)
    other = sums.index(rival)
    move = min(STEP, (MARGIN - score + rival) / 2)
    if move > 0:
        for bucket, value in vector:
            for topic, change in ((own, move * value), (other, -move * value)):
                weights[bucket][topic] += change
                late[bucket][topic] += change * step


def _order(count: int, round_number: int) -> list[int]:
    """Another order each round, the same each time."""
    return sorted(range(count), key=lambda n: hashlib.sha256(b"%d %d" % (round_number, n)).digest())


def _packed(rows: Mapping[int, Row], topics: int, unit: float) -> bytes:
    packed = array("b", bytes(BUCKETS * topics))
    for bucket, row in rows.items():
        for topic, weight in enumerate(row):
            packed[bucket * topics + topic] = max(-127, min(127, round(weight / unit)))
    return packed.tobytes()
