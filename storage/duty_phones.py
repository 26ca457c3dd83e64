"""A phone number of staff that gets pings by SMS."""

import sqlalchemy as sa

from storage.ids import new_id
from storage.inbox import person_of
from storage.schema import contacts, lines
from storage.table import TableAccess


class DutyPhones(TableAccess):
    """Joins a number to an account, as a one-time token joins a chat (`storage.tokens`)."""

    def link(self, operator_id: str, municipality: str, phone: str, now: int) -> bool:
        """Pings go to this E.164 number alone from now on; False when no line sends SMS here."""
        line = self._sms_line(municipality)
        if line is None:
            return False
        person = person_of(self.vault, line, phone)
        mine = sa.and_(contacts.c.operator == operator_id, contacts.c.channel == "sms")
        self.connection.execute(contacts.update().where(mine).values(operator=None))
        known = sa.and_(contacts.c.line == line, contacts.c.address_index == person)
        joined = contacts.update().where(known).values(operator=operator_id)
        if self.connection.execute(joined).rowcount == 0:
            self._add(line, phone, {"operator": operator_id, "made_at": now})
        return True

    def _add(self, line: str, phone: str, fields: dict[str, object]) -> None:
        row_id = new_id(int(str(fields["made_at"])))
        row = {
            "id": row_id,
            "line": line,
            "channel": "sms",
            "address_index": person_of(self.vault, line, phone),
            "address_enc": self.vault.seal_text("contacts", "address_enc", row_id, phone),
        }
        self.connection.execute(contacts.insert(), {**row, **fields})

    def _sms_line(self, municipality: str) -> str | None:
        """The municipality's own line before one that serves everybody."""
        here = lines.c.municipality.is_(None) | (lines.c.municipality == municipality)
        found = sa.select(lines.c.id).where(lines.c.channel == "sms", here)
        return self.connection.scalar(found.order_by(lines.c.municipality.is_(None)).limit(1))
