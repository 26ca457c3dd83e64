"""How people ask: the phrases of each topic, and those that no topic answers.

`packs/<topic>/asked.toml` holds them by language; `packs/off_topic.toml` what we know nothing of,
`packs/report.toml` what tells of somebody in need. Spelling is forgiven where they are compared.
"""

import tomllib
from collections.abc import Mapping
from pathlib import Path

import msgspec

from locales.languages import HERE


class AskedPhrases(msgspec.Struct, frozen=True):
    """Phrases of all languages: by topic, of what is outside, and of somebody in need."""

    topics: Mapping[str, tuple[str, ...]]
    outside: tuple[str, ...]
    cries: tuple[str, ...]


def load_asked(folder: Path = HERE / "packs") -> AskedPhrases:
    """Read all of them; a topic without phrases is never found by asking."""
    by_topic = {path.parent.name: _phrases(path) for path in sorted(folder.glob("*/asked.toml"))}
    outside, cries = _phrases(folder / "off_topic.toml"), _phrases(folder / "report.toml")
    return AskedPhrases(by_topic, outside, cries)


def _phrases(path: Path) -> tuple[str, ...]:
    by_language = tomllib.loads(path.read_text(encoding="utf-8"))
    return tuple(phrase for several in by_language.values() for phrase in several)
