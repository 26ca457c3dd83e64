"""One statement with lists, compiled once for each length and handed to the driver as it is."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from sqlalchemy import Connection, Select, TextClause
from sqlalchemy.engine import Dialect
from sqlalchemy.sql.compiler import SQLCompiler

from storage.straight import Found, run_one

Statement = TextClause | Select[Any]


class Ready(NamedTuple):
    """A statement in one dialect: its text, and the order of values where they go by position.

    `fixed` are values of its own; `before` and `after` the list, which stands in one piece.
    """

    text: str
    fixed: Mapping[str, Any]
    by_position: bool
    before: tuple[str, ...]
    after: tuple[str, ...]


class Prepared:
    """For the statements of every turn; lists are filled up to a few lengths by their last value.

    No type converts what comes back: truth values are 0 or 1 on SQLite. This leaves out what
    SQLAlchemy does at each call to unfold a list, more than the database's own work.
    """

    def __init__(self, statement: Statement, lists: str = "") -> None:
        """`lists` names the one expanding parameter, if there is one; an empty list finds nothing."""
        self._statement = statement
        self._list = lists
        self._ready: dict[tuple[str, int], Ready] = {}

    def run(self, connection: Connection, given: Mapping[str, Any]) -> Found:
        """Execute with these values."""
        full: Sequence[Any] = filled(given[self._list]) if self._list else ()
        if self._list and not full:
            return Found((), 0)
        ready = self._ready.get((connection.dialect.name, len(full)))
        if ready is None:
            unfolded = {**given, self._list: full} if self._list else given
            ready = compile_for(connection.dialect, self._statement, unfolded, self._list)
            self._ready[connection.dialect.name, len(full)] = ready
        known = {**ready.fixed, **given} if ready.fixed else given
        if ready.by_position:
            before = [known[name] for name in ready.before]
            after = [known[name] for name in ready.after]
            return run_one(connection, ready.text, (*before, *full, *after))
        named = {f"{self._list}_{n}": one for n, one in enumerate(full, start=1)}
        return run_one(connection, ready.text, {**known, **named})


def filled(several: Sequence[Any]) -> Sequence[Any]:
    """As long as the next power of two, by repeating the last value."""
    if not several:
        return ()
    length = 1 << (len(several) - 1).bit_length()
    return [*several, *[several[-1]] * (length - len(several))]


def compile_for(
    dialect: Dialect, statement: Statement, values: Mapping[str, Any], lists: str
) -> Ready:
    """The statement as this dialect writes it for lists as long as these."""
    compiled = statement.compile(dialect=dialect)
    assert isinstance(compiled, SQLCompiler)  # noqa: S101 tells mypy what a statement compiles to
    own = {name: value for name, value in compiled.params.items() if name not in values}
    state = compiled.construct_expanded_state({**own, **values}, escape_names=False)
    order = tuple(state.positiontup or ())
    members = {f"{lists}_{n}" for n in range(1, len(values[lists]) + 1)} if lists else set()
    first = next((at for at, name in enumerate(order) if name in members), len(order))
    last = first + len(members)
    return Ready(state.statement, own, bool(state.positiontup), order[:first], order[last:])
