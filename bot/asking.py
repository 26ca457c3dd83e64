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


class WeightsUnreadable(Exception):
    """The file of what was learned is not there or broken; `refero packs learn` writes it."""


def load_weights(file: Path = KEPT) -> Weights:
    """Read what was learned; WeightsUnreadable."""
    try:
        return msgspec.msgpack.decode(zlib.decompress(file.read_bytes()), type=Weights)
    except (OSError, zlib.error, msgspec.DecodeError) as fault:
        raise WeightsUnreadable(f"{file.name}: run refero packs learn") from fault


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
