"""People from a list become contacts who agreed, each with the proof that the list brought."""

from collections.abc import Sequence

import msgspec
from sqlalchemy import Case, LargeBinary, bindparam, case, insert, select, update

from storage.bulk import Bulk
from storage.consents import Consent, Consents, kept
from storage.contact_list import Agreed
from storage.dialling import country_of
from storage.ids import new_ids
from storage.inbox import person_of
from storage.schema import contact_imports, contacts
from storage.table import TableAccess, many

CHUNK = 500
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

    def take(self, bringing: Bringing, people: Sequence[Agreed], now: int) -> None:
        """Write so many down; the same list again changes nothing.

        Who has opted out, or left us otherwise, stays out: nothing here tells that they had.
        """
        found = {self._person(bringing.line, one.phone): one for one in people}
        known = self.connection.execute(KNOWN, {"persons": list(found)}).all()
        missing = found.keys() - {bytes(row.address_index) for row in known}
        fresh = [(person, found[person]) for person in found if person in missing]
        ids = new_ids(now, len(fresh))
        rows = [
            self._row(bringing, person, one, row_id, now)
            for (person, one), row_id in zip(fresh, ids, strict=True)
        ]
        INSERT.run(self.connection, rows)
        changed, acts = (
            [],
            [
                self._act(bringing, one, row_id, one.topics, now)
                for (_, one), row_id in zip(fresh, ids, strict=True)
            ],
        )
        for row in known:
            one = found[bytes(row.address_index)]
            new = tuple(topic for topic in one.topics if topic not in row.topics.split())
            elsewhere = row.municipality not in (None, bringing.municipality)
            if row.opted_out_at is None and row.blocked_at is None and not elsewhere:
                changed.append(_change(row.id, row.topics.split(), one, bringing))
                acts += [self._act(bringing, one, row.id, new, now)] if new else []
        CHANGE.run(self.connection, changed)
        Consents(self.connection, self.vault).add(acts)

    def finish(self, bringing: Bringing, accepted: int, refused: int, now: int) -> None:
        """Keep that this list was brought, by whom, and how much of it was taken."""
        row = {
            "id": bringing.id, "municipality": bringing.municipality, "operator": bringing.operator,
            "source": bringing.source, "accepted": accepted, "refused": refused, "at": now,
        }  # fmt: skip
        self.connection.execute(insert(contact_imports), row)

    def newest(self, municipality: str, most: int = 20) -> list[tuple[int, str, int, int]]:
        """(at, source, accepted, refused) of a municipality's lists, newest first."""
        names = (contact_imports.c[name] for name in ("at", "source", "accepted", "refused"))
        mine = contact_imports.c.municipality == municipality
        found = select(*names).where(mine).order_by(contact_imports.c.at.desc()).limit(most)
        return [(row[0], row[1], row[2], row[3]) for row in self.connection.execute(found)]

    def _person(self, line: str, phone: str) -> bytes:
        return person_of(self.vault, line, phone)

    def _row(
        self, bringing: Bringing, person: bytes, one: Agreed, row_id: str, now: int
    ) -> dict[str, object]:
        return {
            "id": row_id,
            "line": bringing.line,
            "channel": "sms",
            "address_index": person,
            "address_enc": self.vault.seal_text("contacts", "address_enc", row_id, one.phone),
            "municipality": bringing.municipality,
            "language": one.language,
            "topics": kept(one.topics),
            "area": one.area,
            "point": one.point,
            "country": country_of(one.phone),
            "made_at": now,
        }

    def _act(
        self, bringing: Bringing, one: Agreed, contact: str, topics: tuple[str, ...], now: int
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


def _change(
    contact: str, topics: Sequence[str], one: Agreed, bringing: Bringing
) -> dict[str, object]:
    return {
        "of": contact,
        "topics": kept(tuple({*topics, *one.topics})),
        "area": one.area,
        "point": one.point,
        "municipality": bringing.municipality,
        "country": country_of(one.phone),
    }


KNOWN = select(
    contacts.c.id, contacts.c.address_index, contacts.c.topics, contacts.c.opted_out_at,
    contacts.c.blocked_at, contacts.c.municipality,
).where(contacts.c.address_index.in_(many("persons", LargeBinary())))  # fmt: skip
INSERT = Bulk(insert(contacts))


def _given_or_kept(name: str) -> Case[str]:
    return case((bindparam(name) != "", bindparam(name)), else_=contacts.c[name])


CHANGE = Bulk(
    update(contacts)
    .where(contacts.c.id == bindparam("of"))
    .values(
        topics=bindparam("topics"),
        area=_given_or_kept("area"),
        point=_given_or_kept("point"),
        municipality=bindparam("municipality"),
        country=bindparam("country"),
    )
)
