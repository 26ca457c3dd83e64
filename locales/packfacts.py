"""What is known of a topic and of one place's edition: pack.toml and place.toml, read and checked."""

import re
import tomllib
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Annotated, Final, Literal, TypeVar, get_type_hints

import msgspec

from locales.mistake import Mistake

Facts = TypeVar("Facts", bound=msgspec.Struct)
Text = Annotated[str, msgspec.Meta(min_length=1)]
Area = Literal["arriving", "money", "home", "work", "school", "health", "safety", "rights"]
Year = Annotated[int, msgspec.Meta(ge=2020, le=2100)]
REMEDIES: Final = (
    ("missing required field", "add it"),
    ("unknown field", "correct the spelling or remove the key"),
    ("", "correct the value"),
)


class TopicFacts(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What pack.toml holds: the topic itself, the same everywhere.

    `neutral_id` stands in addresses and deep links instead of the topic (safety S4); `area` is the
    part of life under which it is listed.
    """

    topic: Annotated[str, msgspec.Meta(pattern=r"^[a-z][a-z0-9-]*$")]
    neutral_id: Annotated[str, msgspec.Meta(pattern=r"^[a-z0-9]{2,16}$")]
    order: int
    sensitive: bool
    audience: tuple[Text, ...]
    needs: tuple[Text, ...]
    area: Area


class PlaceFacts(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What place.toml holds: whether this municipality has it, and who says so.

    `confirm`: the source does not tell whether it runs today. `planned_year` where planned.
    """

    status: Literal["exists", "planned", "confirm"]
    planned_year: Year | None = None
    sources: Annotated[tuple[Text, ...], msgspec.Meta(min_length=1)]
    review_date: date


def read_topic(folder: Path) -> tuple[TopicFacts | None, list[Mistake]]:
    """Read a topic's pack.toml; every mistake with file and line."""
    file = folder / "pack.toml"
    facts, source, mistakes = _read(file, TopicFacts)
    if facts and facts.topic != folder.name:
        line = _line_of(source, "topic")
        what = "topic differs from its folder"
        mistakes.append(Mistake(_named(file), line, what, f"write {folder.name!r}"))
    return facts, mistakes


def read_place(folder: Path) -> tuple[PlaceFacts | None, list[Mistake]]:
    """Read the place.toml of one edition; every mistake with file and line."""
    file = folder / "place.toml"
    facts, source, mistakes = _read(file, PlaceFacts)
    if facts and _lacks_year(facts.status, facts.planned_year):
        line = _line_of(source, "status")
        mistakes.append(Mistake(_named(file), line, "planned without a year", "add planned_year"))
    return facts, mistakes


def convert_place(given: Mapping[str, object]) -> tuple[PlaceFacts | None, tuple[str, ...]]:
    """Return the facts of texts as somebody typed them, or the names of the fields that are wrong.

    "" is a field that was left out; numbers and days are texts ("2026", "2027-05-21").
    """
    kinds = get_type_hints(PlaceFacts, include_extras=True)
    right: dict[str, object] = {}
    wrong: list[str] = []
    for name, value in given.items():
        if value == "" and name == "planned_year":
            continue
        try:
            right[name] = msgspec.convert(value, kinds[name], strict=False)
        except msgspec.ValidationError:
            wrong.append(name)
    if not wrong and _lacks_year(right["status"], right.get("planned_year")):
        wrong.append("planned_year")
    return (None, tuple(wrong)) if wrong else (msgspec.convert(right, PlaceFacts), ())


def _lacks_year(status: object, year: object) -> bool:
    """What is planned says for when."""
    return status == "planned" and year is None


def _read(file: Path, kind: type[Facts]) -> tuple[Facts | None, str, list[Mistake]]:
    try:
        source = file.read_text(encoding="utf-8")
        raw = tomllib.loads(source)
    except OSError:
        return None, "", [Mistake(_named(file), 1, "is missing", "write it like its neighbours")]
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as broken:
        at = re.search(r"at line (\d+)", str(broken))
        line = int(at[1]) if at else 1
        return None, "", [Mistake(_named(file), line, str(broken), "repair the TOML syntax")]
    try:
        return msgspec.convert(raw, kind), source, []
    except msgspec.ValidationError as error:
        what = str(error)
        remedy = next(remedy for sign, remedy in REMEDIES if sign in what)
        line = _line_of(source, _key_in(what))
        return None, source, [Mistake(_named(file), line, what, remedy)]


def _named(file: Path) -> str:
    """The file as a mistake names it: from the topic's folder on."""
    parts = file.parts[-2:] if file.name == "pack.toml" else file.parts[-3:]
    return "/".join(parts)


def _key_in(what: str) -> str:
    """The key that msgspec complains of: the last word in backquotes, without its path."""
    quoted: list[str] = re.findall(r"`([^`]*)`", what)
    return quoted[-1].rpartition(".")[2].partition("[")[0]


def _line_of(source: str, key: str) -> int:
    """The line where `key` is set, else the first."""
    begins = re.compile(rf"{re.escape(key)}\s*=")
    lines = enumerate(source.splitlines(), start=1)
    return next((number for number, line in lines if begins.match(line)), 1)
