"""People on a channel: found by a blind index, their addresses sealed."""

from collections.abc import Iterable, Sequence

import msgspec
from sqlalchemy import LargeBinary, bindparam, insert, select, update

from storage.bulk import Bulk
from storage.dialling import country_of
from storage.ids import new_id
from storage.inbox import Claimed, person_of
from storage.prepared import Prepared
from storage.schema import contacts, reports
from storage.table import AnyRow, TableAccess, many


class Contact(msgspec.Struct, frozen=True, kw_only=True):
    """One person on one line; `municipality`, `language` and `operator` are "" when not known.

    `opted_out`: no broadcasts (S14). `verified`: staff know this sender as a professional.
    `operator` is the account that gets its pings here. `topics`: what they agreed to get. `silent`: an
    exit word was their last. `area` is an administrative unit.
    """

    id: str
    line: str
    channel: str
    address: str
    municipality: str = ""
    language: str = ""
    diacritics: bool = False
    opted_out: bool = False
    verified: bool = False
    operator: str = ""
    topics: tuple[str, ...] = ()
    area: str = ""
    silent: bool = False

    def __repr__(self) -> str:
        return f"Contact({self.id}, {self.channel})"


class Contacts(TableAccess):
    """The table `contacts`."""

    def ensure(self, claims: Sequence[Claimed], now: int) -> dict[bytes, Contact]:
        """The contact of each claim's `person`; whoever is new is written down."""
        by_person = {claim.person: claim for claim in claims}
        known = self._found(by_person.values())
        known |= self._found_by_old_keys(by_person, known)
        missing = [claim for person, claim in by_person.items() if person not in known]
        if missing:
            rows = [self._row(claim, now) for claim in missing]
            INSERT.run(self.connection, rows)
            for claim, row in zip(missing, rows, strict=True):
                known[claim.person] = as_new_contact(str(row["id"]), claim)
        return known

    def welcome(self, contact_id: str, claim: Claimed, now: int) -> None:
        """Somebody new at an address whose former contact was forgotten: no broadcasts (S7)."""
        row = self._row(claim, now, contact_id)
        INSERT.run(self.connection, [{**row, "opted_out_at": now}])

    def several(self, contact_ids: Sequence[str]) -> list[Contact]:
        """These people, without their addresses: the outbox finds those itself."""
        rows = self.connection.execute(BY_ID, {"contacts": list(contact_ids)})
        return [as_contact(row, "") for row in rows]

    def of_report(self, report_id: str) -> Contact | None:
        """Whoever wrote a report, without their address; None when nobody is linked to it."""
        row = self.connection.execute(OF_REPORT, {"report": report_id}).first()
        return None if row is None else as_contact(row, "")

    def _found(self, claims: Iterable[Claimed]) -> dict[bytes, Contact]:
        addresses = {claim.person: claim.address for claim in claims}
        rows = FIND.run(self.connection, {"persons": list(addresses)})
        return {row.address_index: as_contact(row, addresses[row.address_index]) for row in rows}

    def _found_by_old_keys(
        self, claims: dict[bytes, Claimed], known: dict[bytes, Contact]
    ) -> dict[bytes, Contact]:
        """During a rotation: people indexed under an older key are moved to the newest."""
        older: dict[bytes, Claimed] = {}
        for person, claim in claims.items():
            if person not in known:
                value = f"{claim.line}/{claim.address}"
                older |= dict.fromkeys(self.vault.indexes("person", value)[1:], claim)
        if not older:
            return {}
        rows = FIND.run(self.connection, {"persons": list(older)}).all()
        moved = {}
        for row in rows:
            claim = older[row.address_index]
            newest = person_of(self.vault, claim.line, claim.address)
            self.connection.execute(REINDEX, {"contact": row.id, "newest": newest})
            moved[claim.person] = as_contact(row, claim.address)
        return moved

    def _row(self, claim: Claimed, now: int, contact_id: str = "") -> dict[str, object]:
        row_id = contact_id or new_id(now)
        return {
            "id": row_id,
            "line": claim.line,
            "channel": claim.channel,
            "address_index": claim.person,
            "address_enc": self.vault.seal_text("contacts", "address_enc", row_id, claim.address),
            "country": country_of(claim.address) if claim.channel == "sms" else "",
            "made_at": now,
        }


def as_new_contact(contact_id: str, claim: Claimed) -> Contact:
    """Somebody of whom nothing is known but the address."""
    return Contact(id=contact_id, line=claim.line, channel=claim.channel, address=claim.address)


def as_contact(row: AnyRow, address: str) -> Contact:
    """A row of FIND, in our words."""
    return Contact(
        id=row.id,
        line=row.line,
        channel=row.channel,
        address=address,
        municipality=row.municipality or "",
        language=row.language,
        diacritics=bool(row.diacritics),
        opted_out=row.opted_out_at is not None,
        verified=row.verified_at is not None,
        operator=row.operator or "",
        topics=tuple(row.topics.split()),
        area=row.area,
        silent=bool(row.silent),
    )


_known = select(
    contacts.c.id,
    contacts.c.line,
    contacts.c.channel,
    contacts.c.address_index,
    contacts.c.municipality,
    contacts.c.language,
    contacts.c.diacritics,
    contacts.c.opted_out_at,
    contacts.c.verified_at,
    contacts.c.operator,
    contacts.c.topics,
    contacts.c.area,
    contacts.c.silent,
)
FIND = Prepared(
    _known.where(contacts.c.address_index.in_(many("persons", LargeBinary()))), "persons"
)
BY_ID = _known.where(
    contacts.c.id.in_(bindparam("contacts", expanding=True)), contacts.c.unlinked_at.is_(None)
)

OF_REPORT = (
    select(*_known.selected_columns)
    .join(reports, reports.c.contact == contacts.c.id)
    .where(reports.c.id == bindparam("report"), contacts.c.unlinked_at.is_(None))
)

INSERT = Bulk(insert(contacts))

REINDEX = (
    update(contacts)
    .where(contacts.c.id == bindparam("contact"))
    .values(address_index=bindparam("newest"))
)
