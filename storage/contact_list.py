"""A list of phones that staff bring, read line by line; every line is taken or refused with a reason.

A line is kept only with its proof: on which day, and where or how, this person said yes.
"""

import csv
import datetime
import io
from collections.abc import Iterator, Mapping
from typing import Final, get_args

import msgspec

from flows.campaigns import TOPICS
from storage.dialling import refusal, typed_phone
from storage.municipality import Category, Municipality

MOST_LINES: Final = 200_000
LONGEST_CELL: Final = 200
COLUMNS: Final[Mapping[str, tuple[str, ...]]] = {
    "phone": ("phone", "telefoni", "telefon", "телефон"),
    "topics": ("topics", "temat", "teme", "теме"),
    "agreed_on": ("agreed_on", "pranuar_me", "pristao_dana", "пристао_дана"),
    "where": ("where", "ku", "gde", "где"),
    "language": ("language", "gjuha", "jezik", "језик"),
    "area": ("area", "njesia", "njësia", "jedinica", "јединица"),
    "point": ("point", "kategoria", "kategorija", "категорија"),
}
"""Column to the headings it may have; case and blanks do not matter."""
NEEDED: Final = ("phone", "topics", "agreed_on", "where")
DATES: Final = ("%Y-%m-%d", "%d.%m.%Y", "%d/%m/%Y")
POINTS: Final = frozenset(get_args(Category))
"""Kinds of contact points, as the directory sorts institutions."""


class Agreed(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody who said yes; `agreed_on` ISO date, `where` in staff's words."""

    line: int
    phone: str
    topics: tuple[str, ...]
    agreed_on: str
    where: str
    language: str = ""
    area: str = ""
    point: str = ""

    def __repr__(self) -> str:
        return f"Agreed(line {self.line})"


class RefusedLine(msgspec.Struct, frozen=True):
    """A line that is not taken; the console has the words of `code`. No phone is repeated."""

    line: int
    code: str


def read_list(body: bytes, place: Municipality, today: str) -> Iterator[Agreed | RefusedLine]:
    """Each line of a CSV file, in its order; `today` (ISO) bounds the day of a yes.

    UTF-8 with or without a mark, or Windows-1250; `;`, `,` or tab between cells. A file without the
    needed columns is one refused line 1.
    """
    lines = io.StringIO(_decoded(body), newline="")
    heading = lines.readline()
    delimiter = max(";,\t", key=heading.count)
    names = [_column(cell) for cell in next(csv.reader([heading], delimiter=delimiter), [])]
    if missing := [name for name in NEEDED if name not in names]:
        yield RefusedLine(1, f"no_{missing[0]}_column")
        return
    seen: set[str] = set()
    for number, cells in _rows(lines, delimiter):
        if number > MOST_LINES:
            yield RefusedLine(number, "too_many")
            return
        if any(cell.strip() for cell in cells):
            given = dict(zip(names, (cell.strip() for cell in cells), strict=False))
            yield _read(number, given, place, today, seen)


def _rows(lines: io.StringIO, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    """Rows with the number of the line they begin on; what is no CSV is a row without cells."""
    reader = csv.reader(lines, delimiter=delimiter)
    while True:
        number = reader.line_num + 2
        try:
            yield number, next(reader)
        except StopIteration:
            return
        except csv.Error:
            yield number, ["?"]


def _read(
    number: int, given: Mapping[str, str], place: Municipality, today: str, seen: set[str]
) -> Agreed | RefusedLine:
    if code := _mistake(given, place, today):
        return RefusedLine(number, code)
    phone = typed_phone(given["phone"], place.country)
    code = refusal(phone) if phone else "not_a_phone"
    if code or phone in seen:
        return RefusedLine(number, code or "twice")
    seen.add(phone)
    return Agreed(
        line=number,
        phone=phone,
        topics=_topics(given["topics"]),
        agreed_on=_day(given["agreed_on"]),
        where=given["where"],
        language=given.get("language", ""),
        area=given.get("area", "").lower(),
        point=given.get("point", "").lower(),
    )


def _mistake(given: Mapping[str, str], place: Municipality, today: str) -> str:
    if any(len(cell) > LONGEST_CELL for cell in given.values()):
        return "too_long"
    for name in NEEDED:
        if not given.get(name):
            return f"no_{name}"
    topics = _topics(given["topics"])
    if not topics or not set(topics) <= set(TOPICS):
        return "topic"
    day = _day(given["agreed_on"])
    if not day or day > today:
        return "future" if day else "day"
    areas = {unit.id for unit in place.administrative_unit}
    wrong = {
        "language": given.get("language", "") not in ("", *place.languages),
        "area": given.get("area", "").lower() not in {"", *areas},
        "point": given.get("point", "").lower() not in {"", *POINTS},
    }
    return next((code for code, is_wrong in wrong.items() if is_wrong), "")


def _topics(cell: str) -> tuple[str, ...]:
    words = cell.lower().replace("+", " ").replace("/", " ").replace(",", " ").split()
    return tuple(dict.fromkeys(words))


def _day(cell: str) -> str:
    for form in DATES:
        try:
            return datetime.datetime.strptime(cell, form).date().isoformat()  # noqa: DTZ007 a day
        except ValueError:
            continue
    return ""


def _column(cell: str) -> str:
    said = cell.strip().strip("\ufeff").lower().replace(" ", "_")
    return next((name for name, words in COLUMNS.items() if said in words), said)


def _decoded(body: bytes) -> str:
    try:
        return body.decode("utf-8-sig")
    except UnicodeDecodeError:
        return body.decode("cp1250", "replace")
