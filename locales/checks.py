"""Proofs over the languages: every sentence is there, in every language, with the same places."""

import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

from babel.messages.catalog import Catalog as PoFile
from babel.messages.catalog import Message as Entry
from babel.messages.pofile import PoFileError, read_po

from locales.catalog import DOMAINS
from locales.languages import HERE, Language, load_languages
from locales.message import Wording
from locales.mistake import Mistake

PATTERN: Final = "sq"
"""The folder whose sentences the others are compared with: the line's first language."""


def check_languages(folder: Path = HERE) -> list[Mistake]:
    """Every mistake in languages.toml and in the catalogues of reviewed languages (safety S22)."""
    try:
        languages = load_languages(folder)
    except (OSError, TypeError, ValueError) as broken:
        remedy = "write the table like its neighbours"
        return [Mistake("languages.toml", _line_in(broken), str(broken), remedy)]
    reviewed = {own.folder: own for own in languages.values() if own.status == "reviewed"}
    return [mistake for domain in DOMAINS for mistake in _check(folder, domain, reviewed)]


def _check(folder: Path, domain: str, reviewed: Mapping[str, Language]) -> Iterator[Mistake]:
    files: dict[str, PoFile] = {}
    for name in reviewed:
        file = f"{name}/{domain}.po"
        try:
            with (folder / file).open("rb") as stream:
                files[name] = read_po(stream, ignore_obsolete=True, abort_invalid=True)
        except OSError:
            yield Mistake(file, 1, "cannot be read", "write it like its neighbours")
        except (PoFileError, ValueError) as broken:
            line = int(getattr(broken, "lineno", 0) or 0) + 1
            yield Mistake(file, line, str(broken), "repair the catalogue")
    entries = {name: {_key(e): e for e in po if e.id} for name, po in files.items()}
    pattern = entries.get(PATTERN) or next(iter(entries.values()), {})
    for name, own in entries.items():
        yield from _missing(f"{name}/{domain}.po", own, entries, reviewed[name])
        yield from _wrong(f"{name}/{domain}.po", own, pattern)


def _missing(
    file: str, own: Mapping[str, Entry], all_of: Mapping[str, Mapping[str, Entry]], of: Language
) -> Iterator[Mistake]:
    """Sentences that another language has; a wording for one channel is each language's own."""
    wanted = {key: None for entries in all_of.values() for key in entries if "@" not in key}
    for key in wanted:
        if key not in own:
            yield Mistake(file, 1, f"{key} is missing", f"write it in {of.name}")


def _wrong(file: str, own: Mapping[str, Entry], pattern: Mapping[str, Entry]) -> Iterator[Mistake]:
    for key, entry in own.items():
        line = entry.lineno or 1
        strings = _strings(entry)
        if not all(strings):
            yield Mistake(file, line, f"{key} is empty", "write it")
        elif entry.fuzzy:
            yield Mistake(file, line, f"{key} is marked fuzzy", "review it, drop the mark")
        elif key in pattern and all(_strings(pattern[key])):
            here, there = _places(entry), _places(pattern[key])
            if strange := sorted(here - there):
                named = ", ".join(strange)
                what = f"{key} names {named}, which {PATTERN} does not"
                yield Mistake(file, line, what, "use the places of the other languages")


def _key(entry: Entry) -> str:
    return entry.id if isinstance(entry.id, str) else str(entry.id[0])


def _strings(entry: Entry) -> tuple[str, ...]:
    return (entry.string,) if isinstance(entry.string, str) else tuple(entry.string or ("",))


def _places(entry: Entry) -> frozenset[str]:
    return frozenset().union(*(Wording.parse(string).names for string in _strings(entry)))


def _line_in(broken: Exception) -> int:
    if not isinstance(broken, tomllib.TOMLDecodeError):
        return 1
    _, _, at = str(broken).partition("at line ")
    number = at.partition(",")[0]
    return int(number) if number.isdecimal() else 1
