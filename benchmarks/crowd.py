"""Many people who agreed to campaigns, and a campaign to them, written straight into a database."""

import time
from collections.abc import Iterator
from itertools import islice
from typing import Any, Final

from sqlalchemy import insert, select

from flows.messages import Outgoing
from storage.bulk import Bulk
from storage.campaign_audience import Rendition
from storage.database import Database
from storage.ids import new_id
from storage.inbox import person_of
from storage.lines import Line
from storage.schema import campaigns, contacts, municipalities
from storage.unit import Unit
from storage.vault import Vault

NOW: Final = 1_800_000_000_000_000
TOPIC: Final = "services"
FIRST_CHAT: Final = 10_000_000
LANGUAGES: Final = ("sq", "sr-Cyrl", "sr-Latn", "en")
CHUNK: Final = 20_000
INSERT: Final = Bulk(insert(contacts))
WORDS: Final = (
    "Nga muaji tjetër zyra e shërbimeve është e hapur çdo ditë pune. "
    "Për pyetje na shkruani këtu. Për të mos marrë më lajme, shkruani NDAL."
)


def people(vault: Vault | None, line: str, count: int) -> Iterator[dict[str, object]]:
    """Contacts who agreed, chat ids from FIRST_CHAT on; without a vault nobody can be reached."""
    for number in range(count):
        row_id = new_id(NOW + number)
        chat = str(FIRST_CHAT + number)
        yield {
            "id": row_id,
            "line": line,
            "channel": "telegram",
            "address_index": person_of(vault, line, chat) if vault else number.to_bytes(16),
            "address_enc": vault.seal_text("contacts", "address_enc", row_id, chat)
            if vault
            else b"\0" * 40,
            "municipality": "kucova",
            "language": LANGUAGES[number % len(LANGUAGES)],
            "topics": f" {TOPIC} ",
            "made_at": NOW,
        }


def fill(db: Database, line: str, count: int, vault: Vault | None = None) -> None:
    """Write so many people down."""
    left = people(vault, line, count)
    while rows := list(islice(left, CHUNK)):
        db.write_now(lambda unit: INSERT.run(unit.connection, rows))


def telegram_line(db: Database) -> str:
    """The id of the line that the service will use."""
    wanted = Line(id="", name="default-telegram", channel="telegram", municipality="kucova")
    return db.write_now(lambda unit: unit.lines.ensure(wanted, NOW)).id


def rendition(language: str) -> Rendition:
    """The same words for everybody."""
    words = Outgoing(parts=(WORDS,))
    return Rendition(language, "telegram", diacritics=False, country="", outgoing=words, segments=1)


def campaign(db: Database) -> int:
    """The number of a campaign whose audience is yet to be written down."""

    def write(unit: Unit) -> int:
        row = {
            "id": new_id(NOW), "municipality": "kucova", "name": "bench", "topic": TOPIC,
            "details": {}, "audience": {}, "state": "freezing", "author": "a" * 32,
            "edited_by": "a" * 32, "made_at": NOW, "changed_at": NOW,
        }  # fmt: skip
        made = unit.connection.execute(campaigns.insert().returning(campaigns.c.number), row)
        number = int(made.scalar_one())
        unit.audiences.freeze(number, [rendition(language) for language in LANGUAGES])
        return number

    return db.write_now(write)


def approve(db: Database, number: int) -> None:
    """As if a second person had let it leave."""
    wanted = campaigns.c.number == number
    db.write_now(
        lambda unit: unit.connection.execute(
            campaigns.update()
            .where(wanted)
            .values(state="approved", approved_at=int(time.time() * 1_000_000))
        )
    )


def open_all_day(db: Database) -> None:
    """Campaigns may leave at any hour: the machine measures at night as well."""

    def write(unit: Unit) -> None:
        here = municipalities.c.slug == "kucova"
        found = select(municipalities.c.document).where(here)
        document: dict[str, Any] = unit.connection.execute(found).scalar_one()
        document["sms_window"] |= {"start": "00:00", "end": "23:59"}
        unit.connection.execute(municipalities.update().where(here).values(document=document))

    db.write_now(write)
