"""The directory: organisations, services, locations and contact points, each version kept.

Entries are sealed whole: the address of a shelter and the names of contact staff are never plain on
disk. Every query names the municipality.
"""

from typing import Final

import msgspec
import sqlalchemy as sa

from storage.audit import SYSTEM, Audit
from storage.directory_seed import entries_of
from storage.entry import KIND_OF, AnyEntry, Kept, decode, encode, fresh_uuid
from storage.ids import new_id
from storage.municipality import Municipality
from storage.schema import directory_entries as entries
from storage.schema import directory_versions as versions
from storage.schema import operators
from storage.table import TableAccess

SEEDED: Final = "seeded"


class Change(msgspec.Struct, frozen=True):
    """Who changes (an operator's id) and how: created | changed | imported | seeded."""

    actor: str
    act: str
    at: int


class Version(msgspec.Struct, frozen=True):
    """An entry as it was; `actor` is the operator's name, "" when the file was seeded."""

    number: int
    act: str
    actor: str
    at: int
    entry: AnyEntry


class DirectoryEntries(TableAccess):
    """The entries of municipalities, and what they were."""

    def all(self, municipality: str) -> dict[str, Kept]:
        """Every entry of a municipality by id, oldest first."""
        own = entries.select().where(entries.c.municipality == municipality)
        rows = self.connection.execute(own.order_by(entries.c.made_at, entries.c.id))
        return {row.id: self._kept(row) for row in rows}

    def get(self, municipality: str, entry_id: str) -> Kept | None:
        """One entry, None when it is not this municipality's."""
        own = (entries.c.municipality == municipality) & (entries.c.id == entry_id)
        row = self.connection.execute(entries.select().where(own)).first()
        return self._kept(row) if row else None

    def owner(self, entry_id: str) -> str:
        """Whose entry it is; "" when nobody has it. Only for refusing an import."""
        found = sa.select(entries.c.municipality).where(entries.c.id == entry_id)
        return str(self.connection.scalar(found) or "")

    def add(self, municipality: str, entry: AnyEntry, change: Change, entry_id: str = "") -> str:
        """Keeps a new entry, as it was checked by `entry_checks`; its id."""
        own = entry_id or fresh_uuid(change.at)
        row = {
            "id": own,
            "municipality": municipality,
            "kind": KIND_OF[type(entry)],
            "version": 1,
            "by_staff": change.act != SEEDED,
            "document_enc": self._seal("directory_entries", own, entry),
            "made_at": change.at,
            "changed_at": change.at,
        }
        self.connection.execute(entries.insert(), row)
        self._remember(municipality, own, 1, entry, change)
        return own

    def change(self, kept: Kept, entry: AnyEntry, change: Change) -> bool:
        """A new version of an entry; False when it was changed since `kept` was read.

        What stays the same makes no version.
        """
        if entry == kept.entry:
            return True
        seen = (entries.c.id == kept.id) & (entries.c.version == kept.version)
        row: dict[str, object] = {
            "version": kept.version + 1,
            "document_enc": self._seal("directory_entries", kept.id, entry),
            "changed_at": change.at,
        }
        if change.act != SEEDED:
            row["by_staff"] = True
        done = self.connection.execute(entries.update().where(seen).values(**row))
        if done.rowcount != 1:
            return False
        self._remember(kept.municipality, kept.id, kept.version + 1, entry, change)
        return True

    def history(self, municipality: str, entry_id: str) -> list[Version]:
        """Every version of an entry, newest first; empty when it is not this municipality's."""
        found = (
            sa.select(versions, operators.c.name.label("actor_name"))
            .join(entries, entries.c.id == versions.c.entry)
            .outerjoin(operators, operators.c.id == versions.c.actor)
            .where(versions.c.entry == entry_id, entries.c.municipality == municipality)
            .order_by(versions.c.number.desc())
        )
        return [self._version(row) for row in self.connection.execute(found)]

    def seed(self, place: Municipality, now: int) -> int:
        """Writes what the municipality's file says and no staff has edited; how many changed."""
        known = self.all(place.slug)
        edited = sa.select(entries.c.id).where(
            entries.c.municipality == place.slug, entries.c.by_staff
        )
        untouchable = set(self.connection.scalars(edited))
        change, written = Change(SYSTEM, SEEDED, now), 0
        for own, entry in entries_of(place).items():
            kept = known.get(own)
            if kept is None:
                self.add(place.slug, entry, change, own)
                written += 1
            elif own not in untouchable and kept.entry != entry:
                written += self.change(kept, entry, change)
        return written

    def _remember(
        self, municipality: str, own: str, number: int, entry: AnyEntry, change: Change
    ) -> None:
        version = new_id(change.at)
        row = {
            "id": version,
            "entry": own,
            "number": number,
            "act": change.act,
            "actor": change.actor,
            "document_enc": self._seal("directory_versions", version, entry),
            "at": change.at,
        }
        self.connection.execute(versions.insert(), row)
        detail = {"kind": KIND_OF[type(entry)], "act": change.act, "version": str(number)}
        if change.act != SEEDED:
            Audit(self.connection, self.vault).add(
                municipality, change.actor, "directory", own, detail, change.at
            )

    def _seal(self, table: str, row_id: str, entry: AnyEntry) -> bytes:
        return self.vault.seal(table, "document_enc", row_id, encode(entry))

    def _kept(self, row: sa.Row[tuple[object, ...]]) -> Kept:
        document = self.vault.open("directory_entries", "document_enc", row.id, row.document_enc)
        return Kept(row.id, row.municipality, row.version, row.changed_at, decode(document))

    def _version(self, row: sa.Row[tuple[object, ...]]) -> Version:
        document = self.vault.open("directory_versions", "document_enc", row.id, row.document_enc)
        return Version(row.number, row.act, row.actor_name or "", row.at, decode(document))
