"""Our own addresses: bots and phone numbers, each a row."""

import msgspec
from sqlalchemy import bindparam, insert, select, update

from storage.ids import new_id
from storage.schema import lines
from storage.table import AnyRow, TableAccess


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """One address of ours; `municipality` "" = the person is asked.

    `rate` is messages a second; nothing leaves before `paused_until` (microseconds).
    """

    id: str
    name: str
    channel: str
    municipality: str = ""
    address: str = ""
    rate: int = 20
    paused_until: int = 0


class Lines(TableAccess):
    """The table `lines`."""

    def ensure(self, wanted: Line, now: int) -> Line:
        """The line of this name, made or brought up to date; `wanted.id` is not looked at."""
        found = self.connection.execute(NAMED, {"named": wanted.name}).one_or_none()
        values = {
            "channel": wanted.channel,
            "municipality": wanted.municipality or None,
            "address": wanted.address,
            "rate": wanted.rate,
        }
        if found is None:
            row = values | {"id": new_id(now), "name": wanted.name, "made_at": now}
            self.connection.execute(insert(lines), row)
        else:
            self.connection.execute(update(lines).where(lines.c.id == found.id).values(values))
        return as_line(self.connection.execute(NAMED, {"named": wanted.name}).one())

    def all(self) -> list[Line]:
        """Every line, oldest first."""
        return [as_line(row) for row in self.connection.execute(select(lines).order_by(lines.c.id))]

    def pause(self, line_id: str, until: int) -> None:
        """Send nothing on this line before `until` (a provider said: too fast, or wrong token)."""
        self.connection.execute(
            update(lines).where(lines.c.id == line_id).values(paused_until=until)
        )


def as_line(row: AnyRow) -> Line:
    """A row, in our words."""
    return Line(
        id=row.id,
        name=row.name,
        channel=row.channel,
        municipality=row.municipality or "",
        address=row.address,
        rate=row.rate,
        paused_until=row.paused_until,
    )


NAMED = select(lines).where(lines.c.name == bindparam("named"))
