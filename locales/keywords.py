"""The words that the line listens for, of all languages, as plain data.

Each `<folder>/keywords.toml` holds commands, numbers, polite words, synonyms of choices, answers
told inside a sentence, and danger; the deciding room makes its own structures of them.
"""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from locales.languages import HERE, load_languages
from locales.serbian import to_latin

Table = dict[str, Any]
PREFIX: Final = "refero"
"""The command list whose words begin a professional's message."""


@dataclass(frozen=True, slots=True)
class Keywords:
    """What was read: `triggers` has the shape of flows.triggers.TriggerWords."""

    triggers: Table
    synonyms: Mapping[str, Mapping[str, tuple[str, ...]]]
    """Folder, then choice name (`yes`, `can_wait`): other words for the same choice."""
    guess: Mapping[str, Table]
    """BCP 47 tag of a language in Latin script: what tells it (`words`, `pieces`)."""


def load_keywords(folder: Path = HERE) -> Keywords:
    """Read every keywords.toml under `folder`, in the order of languages.toml."""
    languages = load_languages(folder).values()
    names = dict.fromkeys(language.folder for language in languages)
    files = {name: folder / name / "keywords.toml" for name in names}
    tables = {
        name: tomllib.loads(path.read_text(encoding="utf-8"))
        for name, path in files.items()
        if path.exists()
    }
    commands = _merged(table.get("commands", {}) for table in tables.values())
    triggers = {
        "prefixes": commands.pop(PREFIX, []),
        "commands": commands,
        "danger": [_danger(table) for table in tables.values()],
        "hearing": _hearing(list(tables.values())),
        "topics": _merged(table.get("topics", {}) for table in tables.values()),
        "asking": [
            word for table in tables.values() for word in table.get("asking", {}).get("words", ())
        ],
    }
    synonyms = {name: _synonyms(table) for name, table in tables.items()}
    guess = {
        language.tag: tables[language.folder]["guess"]
        for language in languages
        if language.script == "Latn" and "guess" in tables.get(language.folder, {})
    }
    return Keywords(triggers, synonyms, guess)


def _merged(parts: Iterable[Mapping[str, list[str]]]) -> dict[str, list[str]]:
    """One mapping of lists, the lists of equal names joined."""
    merged: dict[str, list[str]] = {}
    for part in parts:
        for name, words in part.items():
            merged.setdefault(name, []).extend(words)
    return merged


def _hearing(tables: list[Table]) -> Table:
    slots = dict.fromkeys(slot for table in tables for slot in table.get("mentions", {}))
    return {
        "numbers": {
            word: int(number)
            for table in tables
            for number, words in table.get("numbers", {}).items()
            for word in words
        },
        "polite": [word for table in tables for word in table.get("polite", {}).get("words", ())],
        "mentions": {
            slot: _merged(table.get("mentions", {}).get(slot, {}) for table in tables)
            for slot in slots
        },
    }


def _danger(table: Table) -> Table:
    """The danger of a language; its everyday words are ordinary as well."""
    danger: Table = table.get("danger", {})
    everyday = table.get("guess", {}).get("words", [])
    return danger | {"ordinary": [*danger.get("ordinary", []), *everyday]}


def _synonyms(table: Table) -> dict[str, tuple[str, ...]]:
    written: dict[str, list[str]] = table.get("synonyms", {})
    return {
        name: tuple(dict.fromkeys(form for word in words for form in (word, to_latin(word))))
        for name, words in written.items()
    }
