"""Where the audit chains stood, day by day: a file outside the database.

Whoever can rewrite the database can rewrite its chains whole; they cannot rewrite a copy of this
file that a colleague keeps elsewhere (reliability R40).
"""

from collections.abc import Mapping
from pathlib import Path

import msgspec

from storage.audit import Head

FILE = "audit-anchors.jsonl"
DAY = 24 * 3_600_000_000


class Anchor(msgspec.Struct, frozen=True):
    """The head of one chain at a moment (microseconds UTC); `municipality` "" is the system's."""

    at: int
    municipality: str
    number: int
    digest: str


class Anchors:
    """One line an anchor, only ever added to."""

    def __init__(self, data_dir: Path) -> None:
        self._file = data_dir / FILE

    def last(self) -> dict[str, Head]:
        """The newest anchor of each chain; a line that cannot be read is passed over."""
        return {one.municipality: Head(one.number, one.digest) for one in self._read()}

    def due(self, now: int) -> bool:
        """Whether a day has passed since the newest anchor."""
        return all(now - one.at >= DAY for one in self._read())

    def add(self, heads: Mapping[str, Head], now: int) -> None:
        """Append the heads and see them on the disk."""
        self._file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with self._file.open("ab") as file:
            for municipality, head in heads.items():
                anchor = Anchor(now, municipality, head.number, head.digest)
                file.write(msgspec.json.encode(anchor) + b"\n")

    def _read(self) -> list[Anchor]:
        if not self._file.is_file():
            return []
        lines = self._file.read_bytes().splitlines()
        return [anchor for line in lines if (anchor := _decode(line)) is not None]


def _decode(line: bytes) -> Anchor | None:
    try:
        return msgspec.json.decode(line, type=Anchor)
    except msgspec.DecodeError:
        return None
