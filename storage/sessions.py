"""What is remembered of each talk, as one sealed value a person."""

from collections.abc import Collection, Iterable, Sequence

import msgspec
from sqlalchemy import String, case, delete, select
from sqlalchemy.dialects.postgresql import insert

from flows.session import Session
from storage.bulk import Bulk
from storage.prepared import Prepared
from storage.schema import sessions
from storage.table import TableAccess, many


class StaleSession(Exception):
    """Somebody else saved this talk since it was loaded."""


encode = msgspec.msgpack.Encoder().encode
decode = msgspec.msgpack.Decoder(Session).decode


class Sessions(TableAccess):
    """The table `sessions`."""

    def load(self, contact_ids: Iterable[str]) -> dict[str, tuple[Session, int]]:
        """Session and version by contact id; who has none is left out (version 0)."""
        rows = LOAD.run(self.connection, {"contacts": list(contact_ids)})
        return {
            row.contact: (self._opened(row.contact, row.state_enc), row.version) for row in rows
        }

    def save(
        self,
        changed: Sequence[tuple[str, Session, int]],
        now: int,
        heard: Collection[str] = (),
    ) -> None:
        """Keep (contact id, session, version loaded); StaleSession when one was overtaken.

        `heard`: the contacts that said something just now.
        """
        rows = [
            {
                "contact": contact,
                "state_enc": self.vault.seal("sessions", "state_enc", contact, encode(session)),
                "version": version + 1,
                "changed_at": now,
                "heard_at": now if contact in heard else 0,
            }
            for contact, session, version in changed
        ]
        if SAVE.run(self.connection, rows) < len(rows):
            raise StaleSession

    def forget(self, contact_ids: Iterable[str]) -> None:
        """Remove these talks."""
        self.connection.execute(FORGET, {"contacts": list(contact_ids)})

    def _opened(self, contact: str, sealed: bytes) -> Session:
        return decode(self.vault.open("sessions", "state_enc", contact, sealed))


_load = select(sessions.c.contact, sessions.c.state_enc, sessions.c.version)
LOAD = Prepared(_load.where(sessions.c.contact.in_(many("contacts", String()))), "contacts")

_new = insert(sessions)
_save = _new.on_conflict_do_update(
    index_elements=["contact"],
    set_={
        **{name: _new.excluded[name] for name in ("state_enc", "version", "changed_at")},
        "heard_at": case(
            (_new.excluded.heard_at > 0, _new.excluded.heard_at), else_=sessions.c.heard_at
        ),
    },
    where=sessions.c.version == _new.excluded.version - 1,
)
SAVE = Bulk(_save)

FORGET = delete(sessions).where(sessions.c.contact.in_(many("contacts", String())))
