"""One statement for many rows, compiled once and handed to the driver as it is."""

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from operator import itemgetter
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Connection, Delete, Insert, Table, Update, bindparam, func
from sqlalchemy.engine import Dialect
from sqlalchemy.sql.compiler import SQLCompiler

from storage.straight import run_many

Rows = Sequence[Mapping[str, Any]]


Values = Callable[[Rows], Sequence[Any]]
"""Rows as the driver takes them."""


class Compiled(NamedTuple):
    """A statement in one dialect: its text, and what makes its values."""

    text: str
    values: Values


class Bulk:
    """Rows are bytes, text, numbers, truth values and None: nothing that a type must convert.

    This leaves out what SQLAlchemy does for each value of each row, a third of a turn's cost.
    """

    def __init__(self, statement: Insert | Update | Delete) -> None:
        self._statement = statement
        self._compiled: dict[tuple[str, ...], Compiled] = {}

    def run(self, connection: Connection, rows: Rows) -> int:
        """Execute for every row (all with the same keys); how many rows it touched."""
        if not rows:
            return 0
        shape = (connection.dialect.name, *rows[0])
        compiled = self._compiled.get(shape)
        if compiled is None:
            compiled = compile_for(connection.dialect, self._statement, rows[0])
            self._compiled[shape] = compiled
        return run_many(connection, compiled.text, compiled.values(rows))


class Changes:
    """Updates that name only what changes: rows with the same keys share a statement.

    A column that is handed over to stay as it is costs as much as one that changes.
    """

    def __init__(self, statement_of: Callable[[frozenset[str]], Update]) -> None:
        """`statement_of` makes the statement for rows with exactly these keys."""
        self._of = lru_cache(maxsize=256)(lambda keys: Bulk(statement_of(keys)))

    def run(self, connection: Connection, rows: Rows) -> None:
        """Execute for every row, whatever its keys."""
        alike: dict[frozenset[str], list[Mapping[str, Any]]] = {}
        for row in rows:
            alike.setdefault(frozenset(row), []).append(row)
        for keys, those in alike.items():
            self._of(keys).run(connection, those)


def compile_for(
    dialect: Dialect, statement: Insert | Update | Delete, row: Mapping[str, Any]
) -> Compiled:
    """The statement as this dialect writes it for rows with these keys, defaults of columns in."""
    compiled = statement.compile(dialect=dialect, column_keys=list(row), for_executemany=True)
    assert isinstance(compiled, SQLCompiler)  # noqa: S101 tells mypy what a statement compiles to
    fixed = {
        name: value
        for name, value in compiled.construct_params(_check=False).items()
        if name not in row and value is not None
    }
    for column in compiled.insert_prefetch:
        fixed[column.key] = getattr(column.default, "arg", None)
    return Compiled(str(compiled), values_for(fixed, tuple(compiled.positiontup or ())))


def values_for(fixed: Mapping[str, Any], order: tuple[str, ...]) -> Values:
    """What turns rows into values: by position where there is an `order`, else by name.

    Rows that name every column themselves are read straight through: no dict is made for them.
    """
    if not order:
        return lambda rows: [{**fixed, **row} for row in rows]
    ordered = itemgetter(*order) if len(order) > 1 else lambda row: (row[order[0]],)
    if not fixed:
        return lambda rows: list(map(ordered, rows))
    return lambda rows: [ordered({**fixed, **row}) for row in rows]


def kept_or(table: Table, fields: tuple[str, ...]) -> dict[str, ColumnElement[Any]]:
    """Each column: the new value, or what stands there."""
    return {
        name: func.coalesce(bindparam(name, type_=table.c[name].type), table.c[name])
        for name in fields
    }
