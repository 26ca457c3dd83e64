"""Information meetings and other events: written at the desk, public once they are published.

Every change expects the revision that the operator saw, so that a second click, a second tab or a second
person never acts twice. Every query names the municipality.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Final, Literal, get_args

import msgspec
import sqlalchemy as sa

from flows.campaigns import State
from flows.facts import Operator
from storage.audit import Audit
from storage.locks import wait_for_turn
from storage.schema import campaigns, events, operators
from storage.table import TableAccess

EventState = Literal["draft", "published", "cancelled"]
EventKind = Literal["meeting", "event", "service"]
KINDS: Final[tuple[EventKind, ...]] = get_args(EventKind)
MOST: Final = 500
"""Events that one list shows at most."""


class EventWords(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What anybody may read of it in one written language; "" where nothing is written yet."""

    title: str = ""
    place: str = ""
    description: str = ""


class EventDraft(msgspec.Struct, frozen=True, kw_only=True):
    """What staff write down: moments in microseconds UTC, words by written language ("sq", "sr", "en")."""

    kind: EventKind
    starts_at: int
    ends_at: int
    content: Mapping[str, EventWords] = {}


class Event(EventDraft, frozen=True, kw_only=True):
    """An event with its row; `reminder` is a campaign's number, 0 without one, `author` an operator."""

    id: str
    municipality: str
    state: EventState
    revision: int
    reminder: int = 0
    author: str
    author_name: str = ""
    made_at: int
    changed_at: int

    @property
    def draft(self) -> EventDraft:
        """What staff wrote, without what became of it."""
        return EventDraft(**{name: getattr(self, name) for name in EventDraft.__struct_fields__})

    def words(self, *written: str) -> EventWords:
        """Its words in the first of these written languages that has a title, else in any."""
        own = (self.content[name] for name in (*written, *self.content) if name in self.content)
        return next((one for one in own if one.title), EventWords())


class Planned(msgspec.Struct, frozen=True):
    """A campaign in the calendar, at the moment when it is to begin; `event` is what it reminds of."""

    id: str
    municipality: str
    name: str
    state: State
    start_at: int
    event: str | None = None


class Events(TableAccess):
    """The table `events`; every change of it is an audited act."""

    def create(
        self, event_id: str, municipality: str, draft: EventDraft, who: Operator, now: int
    ) -> Event | None:
        """A new draft under an id that the form brought: sent twice, it is made once.

        None when the id belongs to another municipality.
        """
        wait_for_turn(self.connection, f"events {municipality}")
        if self.connection.scalar(sa.select(events.c.id).where(events.c.id == event_id)) is None:
            row = {"id": event_id, "municipality": municipality, "state": "draft", "revision": 1}
            made = {"author": who.id, "made_at": now, "changed_at": now}
            self.connection.execute(events.insert(), {**row, **made, **_columns(draft)})
            self._note(municipality, event_id, "create", 1, who, now)
        return self.get(municipality, event_id)

    def get(self, municipality: str, event_id: str) -> Event | None:
        """An event of this municipality, or None."""
        this = (events.c.id == event_id, events.c.municipality == municipality)
        return next(iter(self._find(*this)), None)

    def upcoming(self, municipality: str, now: int) -> Sequence[Event]:
        """Whatever is not over yet, the next one first."""
        return self._find(events.c.municipality == municipality, events.c.ends_at >= now)

    def past(self, municipality: str, since: int, now: int) -> Sequence[Event]:
        """What was over between two moments, the last one first."""
        over = events.c.ends_at.between(since, now - 1)
        return self._find(events.c.municipality == municipality, over)[::-1]

    def public(self, municipality: str, since: int) -> Sequence[Event]:
        """What anybody may know of: published or cancelled, and not over before `since`."""
        told = events.c.state.in_(("published", "cancelled"))
        return self._find(events.c.municipality == municipality, told, events.c.ends_at >= since)

    def planned(self, municipality: str, since: int) -> Sequence[Planned]:
        """Campaigns that are to begin from `since` on and were not given up, the next one first."""
        wanted = sa.select(*(campaigns.c[name] for name in Planned.__struct_fields__)).where(
            campaigns.c.municipality == municipality,
            campaigns.c.start_at >= since,
            campaigns.c.state != "cancelled",
        )
        rows = self.connection.execute(wanted.order_by(campaigns.c.start_at, campaigns.c.number))
        return [Planned(*row) for row in rows]

    def edit(
        self, event: Event, revision: int, draft: EventDraft, who: Operator, now: int
    ) -> Event | None:
        """Keep an edit of a draft or of what is published; None when it has changed since.

        The same words again change nothing.
        """
        if event.revision == revision and event.draft == draft and event.state != "cancelled":
            return event
        return self._change(event, revision, "edit", who, now, ("draft", "published"), draft=draft)

    def publish(self, event: Event, revision: int, who: Operator, now: int) -> Event | None:
        """Let anybody read it; None when it is no draft any more, or has changed since."""
        return self._change(event, revision, "publish", who, now, ("draft",), state="published")

    def cancel(self, event: Event, revision: int, who: Operator, now: int) -> Event | None:
        """It does not take place, and anybody may know; None when it has changed since."""
        return self._change(event, revision, "cancel", who, now, ("published",), state="cancelled")

    def discard(self, event: Event, revision: int, who: Operator, now: int) -> bool:
        """Throw a draft away: nobody has read it. False when it is none any more, or has changed."""
        done = self.connection.execute(events.delete().where(*_seen(event, revision, ("draft",))))
        if done.rowcount:
            self._note(event.municipality, event.id, "discard", revision, who, now)
        return done.rowcount > 0

    def _change(  # noqa: PLR0913  an act is these facts
        self,
        event: Event,
        revision: int,
        action: str,
        who: Operator,
        now: int,
        states: Sequence[EventState],
        *,
        state: EventState | None = None,
        draft: EventDraft | None = None,
    ) -> Event | None:
        values: dict[str, Any] = {"revision": revision + 1, "changed_at": now}
        values |= {"state": state} if state else {}
        values |= _columns(draft) if draft else {}
        seen = events.update().where(*_seen(event, revision, states))
        if not self.connection.execute(seen.values(**values)).rowcount:
            return None
        self._note(event.municipality, event.id, action, revision + 1, who, now)
        return self.get(event.municipality, event.id)

    def _note(  # noqa: PLR0913  an act is these facts
        self, municipality: str, event_id: str, action: str, revision: int, who: Operator, now: int
    ) -> None:
        detail = {"revision": str(revision)}
        audit = Audit(self.connection, self.vault)
        audit.add(municipality, who.id, f"event_{action}", event_id, detail, now)

    def _find(self, *which: sa.ColumnElement[bool]) -> Sequence[Event]:
        people = sa.select(events, operators.c.name.label("author_name")).outerjoin(
            operators, operators.c.id == events.c.author
        )
        found = people.where(*which).order_by(events.c.starts_at, events.c.id).limit(MOST)
        return [_event(row) for row in self.connection.execute(found).mappings()]


def _seen(
    event: Event, revision: int, states: Sequence[EventState]
) -> Sequence[sa.ColumnElement[bool]]:
    """The row exactly as the operator saw it."""
    return (
        events.c.id == event.id,
        events.c.municipality == event.municipality,
        events.c.revision == revision,
        events.c.state.in_(states),
    )


def _columns(draft: EventDraft) -> dict[str, Any]:
    plain = msgspec.to_builtins(draft)
    return {name: plain[name] for name in EventDraft.__struct_fields__}


def _event(row: sa.RowMapping) -> Event:
    given = {str(name): value for name, value in row.items() if value is not None}
    return msgspec.convert(given, Event)
