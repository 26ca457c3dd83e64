"""People from a list become contacts who agreed, each with the proof that the list brought."""

from collections.abc import Iterable, Mapping, Sequence

import msgspec
from sqlalchemy import Case, LargeBinary, String, bindparam, case, insert, select, text, update
from sqlalchemy.dialects.postgresql import insert as insert_unless

from storage.bulk import Bulk
from storage.consents import Consent, Consents, kept
from storage.contact_list import Agreed
from storage.ids import new_ids
from storage.inbox import person_of
from storage.instants import from_iso
from storage.schema import consents, contact_imports, contacts
from storage.table import AnyRow, TableAccess, many

CHUNK = 250
"""Lines of one write: so short that no reply waits for a list."""


class Bringing(msgspec.Struct, frozen=True, kw_only=True):
    """One list: `line` is the SMS line these people belong to, `source` what staff say of the list."""

    id: str
    municipality: str
    line: str
    operator: str
    source: str


class ContactImports(TableAccess):
    """The table `contact_imports`, and the contacts that lists brought."""

    def begin(self, bringing: Bringing, now: int) -> None:
        """Keep that a list is brought, before anybody of it is: a stop leaves nobody unaccounted."""
        row = {
            "id": bringing.id, "municipality": bringing.municipality, "operator": bringing.operator,
            "source": bringing.source, "accepted": 0, "refused": 0, "at": now,
        }  # fmt: skip
        self.connection.execute(insert(contact_imports), row)

    def take(self, bringing: Bringing, people: Sequence[Agreed], now: int) -> None:
        """Write so many down; the same list again changes nothing.

        The newest word counts: who opted out, blocked us or took a topic back since the day of their
        yes stays out. Nothing here tells that they did: they count as taken like everybody else.
        """
        found = {person: one for one in people for person in self._indexes(bringing, one)}
        known = self._known(found, bringing)
        there = {found[person].phone for person in known}
        missing = [one for one in people if one.phone not in there]
        rows = [
            self._row(bringing, one, row_id, now)
            for one, row_id in zip(missing, new_ids(now, len(missing)), strict=True)
        ]
        if rows:
            INSERT.run(self.connection, rows)
            known = self._known(found, bringing)
        taken_back = self._taken_back([row.id for row in known.values()])
        acts, changes = list[Consent](), list[Mapping[str, object]]()
        for person, row in known.items():
            one = found[person]
            if not _stays_out(row, bringing):
                new = _new_topics(row, one, taken_back)
                changes.append(_change(row, one, new, bringing))
                acts += [_act(bringing, one, row.id, new, now)] if new else []
        CHANGE.run(self.connection, changes)
        Consents(self.connection, self.vault).add(acts)
        self.connection.execute(COUNT, {"id": bringing.id, "more": len(people)})

    def finish(self, bringing: Bringing, refused: int) -> None:
        """All of the list was read: so many lines were not taken."""
        self.connection.execute(REFUSED, {"id": bringing.id, "refused": refused})

    def newest(self, municipality: str, most: int = 20) -> list[tuple[int, str, int, int]]:
        """(at, source, accepted, refused) of a municipality's lists, newest first."""
        names = (contact_imports.c[name] for name in ("at", "source", "accepted", "refused"))
        mine = contact_imports.c.municipality == municipality
        found = select(*names).where(mine).order_by(contact_imports.c.at.desc()).limit(most)
        return [(row[0], row[1], row[2], row[3]) for row in self.connection.execute(found)]

    def _indexes(self, bringing: Bringing, one: Agreed) -> Iterable[bytes]:
        """Where this phone may stand: during a rotation also under an older key."""
        return self.vault.indexes("person", f"{bringing.line}/{one.phone}")

    def _known(self, persons: Mapping[bytes, Agreed], bringing: Bringing) -> dict[bytes, AnyRow]:
        """Who is a contact of the line already; held, so that no stop is overwritten meanwhile."""
        wanted = {"persons": list(persons), "line": bringing.line}
        rows = self.connection.execute(KNOWN, wanted)
        return {bytes(row.address_index): row for row in rows}

    def _taken_back(self, ids: Sequence[str]) -> dict[tuple[str, str], int]:
        """When each (contact, topic) was last said no to, in microseconds."""
        found: dict[tuple[str, str], int] = {}
        for row in self.connection.execute(TAKEN_BACK, {"ids": list(ids)}):
            found |= dict.fromkeys(((row.contact, topic) for topic in row.topics.split()), row.at)
        return found

    def _row(self, bringing: Bringing, one: Agreed, row_id: str, now: int) -> dict[str, object]:
        """Somebody new, who agreed to nothing yet."""
        return {
            "id": row_id,
            "line": bringing.line,
            "channel": "sms",
            "address_index": person_of(self.vault, bringing.line, one.phone),
            "address_enc": self.vault.seal_text("contacts", "address_enc", row_id, one.phone),
            "language": one.language,
            "made_at": now,
        }


def _stays_out(row: AnyRow, bringing: Bringing) -> bool:
    elsewhere = row.municipality not in (None, bringing.municipality)
    return elsewhere or row.opted_out_at is not None or row.blocked_at is not None


def _new_topics(
    row: AnyRow, one: Agreed, taken_back: Mapping[tuple[str, str], int]
) -> tuple[str, ...]:
    """What they agreed to on that day, have not agreed to yet, and did not take back since."""
    since, own = from_iso(one.agreed_on) or 0, row.topics.split()
    return tuple(
        topic
        for topic in one.topics
        if topic not in own and taken_back.get((row.id, topic), 0) < since
    )


def _change(row: AnyRow, one: Agreed, new: Sequence[str], bringing: Bringing) -> dict[str, object]:
    return {
        "of": row.id,
        "topics": kept((*row.topics.split(), *new)),
        "area": one.area,
        "point": one.point,
        "municipality": bringing.municipality,
        "country": one.country,
    }


def _act(
    bringing: Bringing, one: Agreed, contact: str, topics: tuple[str, ...], now: int
) -> Consent:
    return Consent(
        contact=contact,
        line=bringing.line,
        municipality=bringing.municipality,
        what="given",
        topics=topics,
        way="import",
        text=one.agreed_on,
        words=one.where,
        import_id=bringing.id,
        at=now,
    )


# In the order of their ids, so that two lists never wait for each other.
KNOWN = (
    select(
        contacts.c.id, contacts.c.address_index, contacts.c.topics, contacts.c.opted_out_at,
        contacts.c.blocked_at, contacts.c.municipality,
    )
    .where(
        contacts.c.address_index.in_(many("persons", LargeBinary())),
        contacts.c.line == bindparam("line"),
    )
    .order_by(contacts.c.id)
    .with_for_update()
)  # fmt: skip
TAKEN_BACK = (
    select(consents.c.contact, consents.c.topics, consents.c.at)
    .where(consents.c.contact.in_(many("ids", String())), consents.c.what == "withdrawn")
    .order_by(consents.c.seq)
)
# Whoever writes to the line in the same moment is there already.
INSERT = Bulk(
    insert_unless(contacts).on_conflict_do_nothing(index_elements=["address_index", "line"])
)
COUNT = text("UPDATE contact_imports SET accepted = accepted + :more WHERE id = :id")
REFUSED = text("UPDATE contact_imports SET refused = :refused WHERE id = :id")


def _own_or_given(name: str) -> Case[str]:
    """What people said of themselves is not changed by a list."""
    return case((contacts.c[name] == "", bindparam(name)), else_=contacts.c[name])


CHANGE = Bulk(
    update(contacts)
    .where(contacts.c.id == bindparam("of"))
    .values(
        topics=bindparam("topics"),
        area=_own_or_given("area"),
        point=case((bindparam("point") != "", bindparam("point")), else_=contacts.c.point),
        municipality=bindparam("municipality"),
        country=bindparam("country"),
    )
)
