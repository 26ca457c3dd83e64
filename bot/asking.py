"""Where the weights for asking are kept, and whether they are those of today's phrases."""

import zlib
from pathlib import Path

import msgspec

from flows.asking import phrases_of
from flows.learning import fingerprint, learn
from flows.topics import Weights
from locales.asked import load_asked
from locales.languages import HERE

KEPT = HERE / "packs" / "asked.bin"
"""MessagePack of flows.topics.Weights, deflated; made by `refero packs learn`."""


def load_weights(file: Path = KEPT) -> Weights:
    """Read what was learned; OSError or msgspec.DecodeError when the file is not there or broken."""
    return msgspec.msgpack.decode(zlib.decompress(file.read_bytes()), type=Weights)


def keep_weights(weights: Weights, file: Path = KEPT) -> None:
    """Write them; equal weights make equal bytes."""
    file.write_bytes(zlib.compress(msgspec.msgpack.encode(weights), 9))


def learned_today() -> Weights:
    """Learn from the phrases as they stand in the files; takes some seconds."""
    return learn(_phrases())


def is_stale(weights: Weights) -> bool:
    """Tell whether the phrases have changed since."""
    return weights.learned_from != fingerprint(_phrases())


def _phrases() -> dict[str, tuple[str, ...]]:
    asked = load_asked()
    return phrases_of(asked.topics, asked.outside, asked.cries)
