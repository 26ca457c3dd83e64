"""A campaign to a small crowd, its audience already written down; what becomes of it is the test's."""

from collections import Counter
from collections.abc import Sequence

import msgspec
from sqlalchemy import insert, text, update

from flows.messages import Outgoing
from storage.database import Database
from storage.ids import new_id
from storage.inbox import person_of
from storage.parcels import Parcel, pack
from storage.schema import campaign_recipients, campaign_renditions, campaigns, contacts
from storage.unit import Unit
from tests.storage.hot import LEASE, LINE, NOW

TOPIC = "services"
WORDS = {"voice": "?", "telegram": "Zyra hapet të hënën.", "sms": "Zyra hapet te henen."}
WIDE = {"telegram": 10**6, "sms": 10**6}


class Crowd(msgspec.Struct, frozen=True):
    """A campaign's number and whoever it goes to, in their order."""

    number: int
    people: tuple[str, ...]


def gathered(
    db: Database,
    people: Sequence[tuple[str, str]],
    *,
    state: str = "running",
    lines: dict[str, str] | None = None,
    **more: object,
) -> Crowd:
    """A campaign to these (channel, address)."""

    def work(unit: Unit) -> Crowd:
        number = written(unit, state, more)
        sizes = Counter(name for name, _ in people)
        renditions = {name: rendition(unit, number, name) for name in sizes}
        ids = []
        for at, (channel, address) in enumerate(people):
            line = (lines or {}).get(channel, LINE)
            ids.append(person(unit, (line, channel, address), NOW + at))
            row = {"campaign": number, "contact": ids[-1], "rendition": renditions[channel]}
            unit.connection.execute(insert(campaign_recipients), row)
        for name, size in sizes.items():
            of = campaign_renditions.c.number == renditions[name]
            unit.connection.execute(update(campaign_renditions).where(of).values(size=size))
        of = campaigns.c.number == number
        unit.connection.execute(update(campaigns).where(of).values(size=len(people)))
        return Crowd(number, tuple(ids))

    return db.write_now(work)


def written(unit: Unit, state: str, more: dict[str, object]) -> int:
    """The row of a campaign; its number."""
    row = {
        "id": new_id(NOW), "municipality": "kucova", "name": "zyra", "topic": TOPIC,
        "details": {}, "audience": {}, "state": state, "author": "a" * 32, "edited_by": "a" * 32,
        "made_at": NOW, "changed_at": NOW, "approved_at": NOW, "started_at": NOW,
        "resumed_at": NOW, **more,
    }  # fmt: skip
    made = unit.connection.execute(insert(campaigns).returning(campaigns.c.number), row)
    return int(made.scalar_one())


def rendition(unit: Unit, number: int, channel: str) -> int:
    """What everybody on a channel gets; its number."""
    row = {
        "campaign": number, "language": "sq", "channel": channel, "diacritics": False,
        "country": "", "outgoing": pack(Outgoing(parts=(WORDS[channel],))), "segments": 1,
    }  # fmt: skip
    statement = insert(campaign_renditions).returning(campaign_renditions.c.number)
    return int(unit.connection.execute(statement, row).scalar_one())


def person(unit: Unit, where: tuple[str, str, str], now: int) -> str:
    """Somebody who agreed to the topic; `where` is line, channel and address."""
    line, channel, address = where
    row_id = new_id(now)
    row = {
        "id": row_id, "line": line, "channel": channel,
        "address_index": person_of(unit.vault, line, address),
        "address_enc": unit.vault.seal_text("contacts", "address_enc", row_id, address),
        "municipality": "kucova", "language": "sq", "topics": f" {TOPIC} school ", "made_at": now,
    }  # fmt: skip
    unit.connection.execute(insert(contacts), row)
    return row_id


def chats(count: int) -> list[tuple[str, str]]:
    """So many people on Telegram."""
    return [("telegram", str(7000 + at)) for at in range(count)]


def fed(db: Database, crowd: Crowd, most: int = 10**6) -> int:
    """Hand recipients to the outbox; how many."""
    room = dict.fromkeys(WIDE, most)
    return db.write_now(lambda unit: unit.campaign_feed.feed(crowd.number, room, NOW))


def claimed(db: Database, most: int = 48, now: int = NOW) -> list[Parcel]:
    """What may leave."""
    return db.write_now(lambda unit: unit.campaign_claims.claim(WIDE, most, now, LEASE))


def changed(db: Database, contact: str, **values: object) -> None:
    """Something is different about a contact."""
    of = update(contacts).where(contacts.c.id == contact).values(**values)
    db.write_now(lambda unit: unit.connection.execute(of))


def state_of(db: Database, crowd: Crowd) -> str:
    """The campaign's state."""
    of = text("SELECT state FROM campaigns WHERE number = :number")
    return str(db.read_now(lambda unit: unit.connection.scalar(of, {"number": crowd.number})))


def fates_of(db: Database, crowd: Crowd) -> Counter[tuple[str, str]]:
    """(fate, fault) of all recipients, freshly counted."""
    db.write_now(lambda unit: unit.campaign_tallies.recount(crowd.number, NOW))
    tallies = db.read_now(lambda unit: unit.campaign_tallies.of(crowd.number))
    found: Counter[tuple[str, str]] = Counter()
    for tally in tallies:
        found[tally.fate, tally.fault] += tally.count
    return found


def staff(db: Database, crowd: Crowd, action: str) -> None:
    """Staff act, as `Campaigns.act` writes it: the state and what waits, in one transaction."""
    states = {"pause": "paused", "resume": "running", "cancel": "cancelled"}
    of = text("UPDATE campaigns SET state = :state WHERE number = :number")

    def work(unit: Unit) -> None:
        unit.connection.execute(of, {"state": states[action], "number": crowd.number})
        unit.campaign_feed.acted(crowd.number, action, NOW)

    db.write_now(work)
