"""The directory of a municipality, read from its TOML file and checked.

A fact that is missing is written { hole = "…", source = "…" } where the Struct allows it.
"""

import tomllib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, Final, TypeGuard, get_args
from zoneinfo import available_timezones

import msgspec

from storage.municipality import Municipality, Names

SEEDS: Final = Path(__file__).parent / "seeds" / "municipalities"
CLOSED_ROLES: Final = ("child_protection", "dv_coordinator")
SHAPE_REMEDIES: Final = (
    ("missing required field", "add it with its source; what nobody states is a hole"),
    ("unknown field", "correct the spelling or remove the key"),
    ("", "correct the value; a missing fact is { hole = …, source = … }"),
)


class DirectoryMistake(msgspec.Struct, frozen=True):
    """One mistake in a municipality's file: where it stands, what it is, what to do."""

    file: str
    key: str
    what: str
    remedy: str

    def __str__(self) -> str:
        return f"{self.file}: {self.key}: {self.what} ({self.remedy})"


class DirectoryError(Exception):
    """A municipality's file has mistakes; all of them are in `mistakes`."""

    def __init__(self, mistakes: Iterable[DirectoryMistake]) -> None:
        self.mistakes = tuple(mistakes)
        super().__init__("\n".join(map(str, self.mistakes)))


Mistake = tuple[str, str, str]
"""(key, what, remedy)."""
Found = Iterator[Mistake]


def load_municipality(path: Path) -> Municipality:
    """Return the municipality that a TOML file describes; DirectoryError names all mistakes."""
    try:
        raw = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError:
        raise _error(
            path, [("file", "cannot be read", "write the file, or name another")]
        ) from None
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as broken:
        raise _error(path, [("file", str(broken), "repair the TOML syntax")]) from None
    parts, found = _shape(raw)
    if found:
        raise _error(path, found)
    municipality = Municipality(**parts)
    if found := [mistake for check in CHECKS for mistake in check(municipality)]:
        raise _error(path, found)
    if municipality.slug != path.stem:
        raise _error(path, [("slug", "differs from the file's name", f"write {path.stem!r}")])
    return municipality


def load_directory(slugs: Iterable[str], folder: Path = SEEDS) -> tuple[Municipality, ...]:
    """Return the named municipalities in their order; DirectoryError names all mistakes."""
    loaded: list[Municipality] = []
    mistakes: list[DirectoryMistake] = []
    for slug in slugs:
        try:
            loaded.append(load_municipality(folder / f"{slug}.toml"))
        except DirectoryError as error:
            mistakes.extend(error.mistakes)
    if mistakes:
        raise DirectoryError(mistakes)
    return tuple(loaded)


def _error(path: Path, found: Iterable[Mistake]) -> DirectoryError:
    return DirectoryError(DirectoryMistake(path.name, *mistake) for mistake in found)


def _shape(raw: dict[str, Any]) -> tuple[dict[str, Any], list[Mistake]]:
    """Convert key by key and row by row, so that one mistake does not hide the next."""
    parts: dict[str, Any] = {}
    found: list[Mistake] = []
    for field in msgspec.structs.fields(Municipality):
        if field.name not in raw:
            found.append((field.name, "is missing", SHAPE_REMEDIES[0][1]))
            continue
        parts[field.name], mistakes = _converted(raw[field.name], field.type, field.name)
        found += mistakes
    unknown = raw.keys() - {field.name for field in msgspec.structs.fields(Municipality)}
    found += [(key, "is not a key of this file", SHAPE_REMEDIES[1][1]) for key in sorted(unknown)]
    return parts, found


def _converted(value: object, kind: Any, key: str) -> tuple[object, list[Mistake]]:  # noqa: ANN401
    if not _are_rows(value):
        return _convert(value, kind, key)
    row_kind = get_args(kind)[0]
    rows = [
        _convert(row, row_kind, f"{key}.{_row_name(row, index)}") for index, row in enumerate(value)
    ]
    return tuple(row for row, _ in rows), [m for _, mistakes in rows for m in mistakes]


def _convert(value: object, kind: Any, key: str) -> tuple[object, list[Mistake]]:  # noqa: ANN401
    try:
        return msgspec.convert(value, kind), []
    except msgspec.ValidationError as error:
        what = str(error)
        remedy = next(remedy for sign, remedy in SHAPE_REMEDIES if sign in what)
        return None, [(key, what, remedy)]


def _are_rows(value: object) -> TypeGuard[list[dict[str, object]]]:
    return isinstance(value, list) and bool(value) and isinstance(value[0], dict)


def _row_name(row: dict[str, object], index: int) -> str:
    return str(row.get("id") or row.get("number") or index)


def _unique_ids(place: Municipality) -> Found:
    tables = ("administrative_unit", "unit", "case_rule", "group", "need", "institution")
    for table in tables:
        yield from _repeated(table, [row.id for row in getattr(place, table)])
    yield from _repeated("emergency", [entry.number for entry in place.emergency])


def _repeated(table: str, ids: list[str]) -> Found:
    for twice in sorted({own for own in ids if ids.count(own) > 1}):
        yield f"{table}.{twice}", "stands there twice", "keep one of them"


def _languages(place: Municipality) -> Found:
    if place.first_language not in place.languages:
        yield "first_language", "is not among `languages`", "offer it, or choose another"
    if place.time_zone not in available_timezones():
        yield "time_zone", "is not an IANA time zone", "write it like Europe/Tirane"
    for key, names in _all_names(place, ""):
        if mixed := _mixed_word(names.sr):
            remedy = "write the word in one script"
            yield f"{key}.sr", f"{mixed!r} mixes Cyrillic and Latin letters", remedy
        elif names.sr != names.sq and not any(map(_is_cyrillic, names.sr)):
            yield f"{key}.sr", "is not Cyrillic", "write Serbian in Cyrillic; Latin is derived"


def _all_names(value: object, key: str) -> Iterator[tuple[str, Names]]:
    if isinstance(value, Names):
        yield key, value
    elif isinstance(value, msgspec.Struct):
        for name in value.__struct_fields__:
            yield from _all_names(getattr(value, name), f"{key}.{name}".lstrip("."))
    elif isinstance(value, tuple):
        for index, item in enumerate(value):
            yield from _all_names(item, f"{key}.{getattr(item, 'id', index)}")


def _is_cyrillic(letter: str) -> bool:
    return "\u0400" <= letter <= "\u04ff"


def _mixed_word(text: str) -> str:
    for word in text.replace("-", " ").split():
        letters = [letter for letter in word if letter.isalpha()]
        if len({_is_cyrillic(letter) for letter in letters}) > 1:
            return word
    return ""


def _hearing(place: Municipality) -> Found:
    owner: dict[str, str] = {}
    for unit in place.administrative_unit:
        names = (unit.names.sq, unit.names.sr, unit.names.en)
        for spelling in {heard.casefold() for heard in (*names, *unit.heard_as)}:
            if owner.setdefault(spelling, unit.id) != unit.id:
                key = f"administrative_unit.{unit.id}.heard_as"
                yield key, f"{spelling!r} also means {owner[spelling]}", "give it to one unit only"


def _references(place: Municipality) -> Found:
    units = {unit.id: unit for unit in place.unit}
    rules, needs = {rule.id for rule in place.case_rule}, {need.id for need in place.need}
    groups = {group.id for group in place.group}
    for unit in place.unit:
        yield from _known(f"unit.{unit.id}.parent", [unit.parent] if unit.parent else [], units)
    for rule in place.case_rule:
        yield from _known(f"case_rule.{rule.id}", (rule.unit, *rule.support), units)
    for group in place.group:
        yield from _known(f"group.{group.id}.rule", [group.rule], rules)
    for partner in place.institution:
        yield from _known(f"institution.{partner.id}.needs", partner.needs, needs)
        yield from _known(f"institution.{partner.id}.groups", partner.groups, groups)


def _known(key: str, named: Iterable[str], known: Iterable[str]) -> Found:
    for name in named:
        if name not in known:
            yield key, f"names {name!r}, which is not in this file", "add it or correct the id"


def _managers(place: Municipality) -> Found:
    posts = {(unit.id, post.id): post.roles for unit in place.unit for post in unit.post}
    for rule in place.case_rule:
        roles = posts.get((rule.unit, rule.post))
        if roles is None:
            yield f"case_rule.{rule.id}.post", f"{rule.unit} has no {rule.post!r}", "add the post"
        elif rule.role not in roles:
            yield f"case_rule.{rule.id}.role", f"the post has only {roles}", "name one of them"
        if rule.role in CLOSED_ROLES and not rule.closed:
            yield f"case_rule.{rule.id}.closed", "must be true (safety S13)", "write closed = true"


def _services(place: Municipality) -> Found:
    for key, rows in (("unit", place.unit), ("institution", place.institution)):
        for row in rows:
            if row.status == "planned" and not row.planned_year:
                yield f"{key}.{row.id}", "is planned without a year", "add planned_year"
    if not any(entry.show == "danger" for entry in place.emergency):
        yield "emergency", "no number is shown on danger", 'write show = "danger" beside one'
    if place.sms_window.start >= place.sms_window.end:
        yield "sms_window", "ends before it starts", "correct start or end"


CHECKS: Final = (_unique_ids, _languages, _hearing, _references, _managers, _services)
