"""What staff write into information packs: every version of an edition, who and when.

An edition is (topic, place). At most one of its versions is open (draft or reviewed) and at most one
is published; the database's own indexes hold both, and that no reviewer is the author.
"""

from collections.abc import Mapping
from typing import Any

import msgspec
import sqlalchemy as sa

from flows.editing import OPEN, Act, Declined, VersionState, after_edit, decide
from flows.facts import Operator
from storage.audit import Audit
from storage.ids import new_id
from storage.locks import wait_for_turn
from storage.schema import operators, pack_versions
from storage.table import TableAccess

NEW = "0.0"
"""The stamp of an edition that nobody has written in the console yet."""
STEP_COLUMNS: Mapping[Act, tuple[str, ...]] = {
    "review": ("reviewer", "reviewed_at"),
    "publish": ("publisher", "published_at"),
    "discard": (),
    "withdraw": (),
}


class PackVersion(msgspec.Struct, frozen=True, kw_only=True):
    """One version; times in microseconds UTC, 0 for what has not happened.

    `author`, `reviewer` and `publisher` are operators' ids, the names beside them are theirs.
    `content` is the edition as `locales.packdraft.write_draft` writes it.
    """

    id: str
    topic: str
    place: str
    number: int
    revision: int
    state: VersionState
    content: Mapping[str, Any]
    author: str
    author_name: str
    made_at: int
    changed_at: int
    reviewer: str
    reviewer_name: str
    reviewed_at: int
    publisher: str
    publisher_name: str
    published_at: int
    ended_at: int

    @property
    def stamp(self) -> str:
        """What a form remembers of the version that it was opened on."""
        return f"{self.number}.{self.revision}"

    @property
    def open(self) -> bool:
        """Whether it may still change."""
        return self.state in OPEN


class PackVersions(TableAccess):
    """The table `pack_versions`; every change of it is an audited act."""

    def history(self, topic: str, place: str) -> list[PackVersion]:
        """Every version of an edition, newest first."""
        return self._find(pack_versions.c.topic == topic, pack_versions.c.place == place)

    def get(self, topic: str, place: str, number: int) -> PackVersion | None:
        """One version, or None."""
        this = (pack_versions.c.topic == topic, pack_versions.c.place == place)
        return next(iter(self._find(*this, pack_versions.c.number == number)), None)

    def standing(self, place: str) -> list[PackVersion]:
        """The open and the published versions of a municipality."""
        now = pack_versions.c.state.in_((*OPEN, "published"))
        return self._find(pack_versions.c.place == place, now)

    def published(self) -> list[PackVersion]:
        """What is told to people, of all municipalities."""
        return self._find(pack_versions.c.state == "published")

    def mark(self) -> tuple[int, int]:
        """How many were ever published, and how many are: another pair after each change."""
        ever = sa.func.count(pack_versions.c.published_at)
        now = sa.func.count(sa.case((pack_versions.c.state == "published", 1)))
        row = self.connection.execute(sa.select(ever, now)).one()
        return int(row[0]), int(row[1])

    def save(  # noqa: PLR0913  an edit is these facts
        self,
        topic: str,
        place: str,
        content: Mapping[str, Any],
        stamp: str,
        who: Operator,
        now: int,
    ) -> PackVersion | Declined:
        """Keep an edit that was begun on the version with this stamp (NEW: on none).

        An author's own draft is written over; otherwise a new draft supersedes the open version,
        and its review with it. Declined when somebody else has changed the edition meanwhile.
        """
        wait_for_turn(self.connection, f"pack {topic} {place}")
        before = self.history(topic, place)
        if stamp != (before[0].stamp if before else NEW):
            return Declined("pack_stale")
        current = next((version for version in before if version.open), None)
        if current and current.content == content:
            return current
        if current and current.state == "draft" and current.author == who.id:
            self._set(current, content=dict(content), changed_at=now)
            number = current.number
        else:
            if current:
                self._set(current, state=after_edit(current.state), ended_at=now)
            number = before[0].number + 1 if before else 1
            self._insert(topic, place, number, content, who, now)
        saved = self._get_surely(topic, place, number)
        self._note(saved, "pack_draft", who, now)
        return saved

    def act(  # noqa: PLR0913  an act is these facts
        self, version: PackVersion, act: Act, stamp: str, who: Operator, now: int, *, sound: bool
    ) -> PackVersion | Declined:
        """Review, publish, discard or withdraw a version whose `stamp` the operator saw.

        `sound`: nothing is wrong with its text. Publishing supersedes what was published before.
        """
        wait_for_turn(self.connection, f"pack {version.topic} {version.place}")
        found = self._get_surely(version.topic, version.place, version.number)
        if found.stamp != stamp:
            return Declined("pack_stale")
        state = decide(act, found.state, author=found.author, who=who.id, sound=sound)
        if isinstance(state, Declined):
            return state
        if act == "publish":
            self._supersede(found, now)
        done = dict(zip(STEP_COLUMNS[act], (who.id, now), strict=False))
        ended = {"ended_at": now} if state == "withdrawn" else {}
        self._set(found, state=state, **done, **ended)
        self._note(found, f"pack_{act}", who, now)
        return self._get_surely(version.topic, version.place, version.number)

    def _supersede(self, version: PackVersion, now: int) -> None:
        told = self._find(
            pack_versions.c.topic == version.topic,
            pack_versions.c.place == version.place,
            pack_versions.c.state == "published",
        )
        for one in told:
            self._set(one, state="superseded", ended_at=now)

    def _insert(  # noqa: PLR0913  a row is these facts
        self,
        topic: str,
        place: str,
        number: int,
        content: Mapping[str, Any],
        who: Operator,
        now: int,
    ) -> None:
        row = {
            "id": new_id(now),
            "topic": topic,
            "place": place,
            "number": number,
            "content": dict(content),
            "author": who.id,
            "made_at": now,
            "changed_at": now,
        }
        self.connection.execute(pack_versions.insert(), row)

    def _set(self, version: PackVersion, **values: object) -> None:
        this = pack_versions.c.id == version.id
        changed = {**values, "revision": version.revision + 1}
        self.connection.execute(pack_versions.update().where(this).values(**changed))

    def _note(self, version: PackVersion, action: str, who: Operator, now: int) -> None:
        detail = {"topic": version.topic, "version": str(version.number)}
        audit = Audit(self.connection, self.vault)
        audit.add(version.place, who.id, action, version.id, detail, now)

    def _get_surely(self, topic: str, place: str, number: int) -> PackVersion:
        found = self.get(topic, place, number)
        if found is None:
            raise LookupError(f"no version {number}")
        return found

    def _find(self, *which: sa.ColumnElement[bool]) -> list[PackVersion]:
        people = {name: operators.alias(name) for name in ("author", "reviewer", "publisher")}
        found = sa.select(
            pack_versions, *(who.c.name.label(f"{name}_name") for name, who in people.items())
        )
        for name, who in people.items():
            found = found.outerjoin(who, who.c.id == pack_versions.c[name])
        newest = (pack_versions.c.topic, pack_versions.c.place, pack_versions.c.number.desc())
        rows = self.connection.execute(found.where(*which).order_by(*newest)).mappings()
        return [_version(row) for row in rows]


def _version(row: sa.RowMapping) -> PackVersion:
    texts = ("author_name", "reviewer", "reviewer_name", "publisher", "publisher_name")
    times = ("reviewed_at", "published_at", "ended_at")
    filled = {name: row[name] or "" for name in texts} | {name: row[name] or 0 for name in times}
    given = {str(name): value for name, value in row.items()}  # names of columns are no plain str
    return msgspec.convert({**given, **filled}, PackVersion)
