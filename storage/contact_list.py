"""A list of phones that staff bring, read line by line; every line is taken or refused with a reason.

A line is kept only with its proof: on which day, and where or how, this person said yes.
"""

import codecs
import csv
import datetime
import io
from collections.abc import Iterator, Mapping, Sequence
from itertools import count
from typing import Final, get_args

import msgspec

from flows.campaigns import TOPICS
from storage.dialling import country_of, typed_phone
from storage.municipality import Category, Municipality

MOST_LINES: Final = 200_000
LONGEST_CELL: Final = 200
LONGEST_LINE: Final = 4000
PIECE: Final = 64 * 1024
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
    """Somebody who said yes; `agreed_on` ISO date, `where` in staff's words, `country` ISO 3166."""

    line: int
    phone: str
    country: str
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

    UTF-8 with or without a mark, or Windows-1250; `;`, `,` or tab between cells; a cell never goes on
    in the next line, so that a forgotten quotation mark costs one line only. A file without the
    needed columns is one refused line 1. Beside the body only one line and the phones so far are held.
    """
    lines = _lines(body)
    _, heading = next(lines, (1, ""))
    delimiter = max(";,\t", key=(heading or "").count)
    names = [_column(cell) for cell in _cells(heading, delimiter) or ()]
    if code := _wrong_columns(names):
        yield RefusedLine(1, code)
        return
    seen: set[str] = set()
    for number, line in lines:
        if number > MOST_LINES + 1:
            yield RefusedLine(number, "too_many")
            return
        cells = _cells(line, delimiter)
        if cells is None or (len(cells) > len(names) and any(cells[len(names) :])):
            yield RefusedLine(number, "too_long" if line is None else "cells")
        elif any(cells):
            yield _read(number, dict(zip(names, cells, strict=False)), place, today, seen)


def _lines(body: bytes) -> Iterator[tuple[int, str | None]]:
    """Each line with its number; None instead of one that is longer than any that we take."""
    text = io.TextIOWrapper(io.BytesIO(body), encoding=_encoding(body), errors="replace")
    for number in count(1):
        line = text.readline(LONGEST_LINE)
        if not line:
            return
        whole = line
        while len(line) == LONGEST_LINE and not line.endswith("\n"):
            line = text.readline(LONGEST_LINE)
        yield number, whole if line is whole else None


def _encoding(body: bytes) -> str:
    """How a file is written, looked at piece by piece."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        for at in range(0, len(body), PIECE):
            decoder.decode(body[at : at + PIECE])
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return "cp1250"
    return "utf-8-sig"


def _cells(line: str | None, delimiter: str) -> list[str] | None:
    """The cells of a line without the blanks around them; None when they cannot be told apart."""
    if line is None:
        return None
    try:
        return [
            cell.strip() for cell in next(csv.reader((line,), delimiter=delimiter, strict=True))
        ]
    except csv.Error:
        return None


def _wrong_columns(names: Sequence[str]) -> str:
    missing = next((name for name in NEEDED if name not in names), "")
    if missing:
        return f"no_{missing}_column"
    ours = [name for name in names if name in COLUMNS]
    return "" if len(ours) == len(set(ours)) else "columns_twice"


def _read(
    number: int, given: Mapping[str, str], place: Municipality, today: str, seen: set[str]
) -> Agreed | RefusedLine:
    if code := _mistake(given, place, today):
        return RefusedLine(number, code)
    phone, code = typed_phone(given["phone"], place.country)
    if code or phone in seen:
        return RefusedLine(number, code or "twice")
    seen.add(phone)
    return Agreed(
        line=number,
        phone=phone,
        country=country_of(phone),
        topics=_topics(given["topics"]),
        agreed_on=_day(given["agreed_on"]),
        where=given["where"],
        language=given.get("language", ""),
        area=given.get("area", "").lower(),
        point=given.get("point", "").lower(),
    )


def _mistake(given: Mapping[str, str], place: Municipality, today: str) -> str:
    if any(len(given.get(name, "")) > LONGEST_CELL for name in COLUMNS):
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
