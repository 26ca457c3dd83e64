"""Who is in an audience, and that writing it down loses and doubles nobody."""

from collections.abc import Sequence

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select, text

from flows.campaigns import Audience
from flows.messages import Outgoing
from storage.campaign_audience import Rendition
from storage.database import Database
from storage.directory import SEEDS, load_municipality
from storage.ids import new_id
from storage.schema import campaign_recipients, campaign_renditions, campaigns, contacts, sessions
from storage.unit import Unit
from tests.storage.hot import LINE, NOW

DAY = 24 * 3600 * 1_000_000
EVERYBODY = Audience()
KUCOVA = load_municipality(SEEDS / "kucova.toml")


def person(number: int, **fields: object) -> dict[str, object]:
    return {
        "id": new_id(NOW + number), "line": LINE, "channel": "telegram",
        "address_index": number.to_bytes(16, "big"), "address_enc": b"x", "municipality": "kucova",
        "language": "sq", "topics": " school ", "made_at": NOW, **fields,
    }  # fmt: skip


def write_down(db: Database, people: Sequence[dict[str, object]]) -> None:
    def write(unit: Unit) -> None:
        unit.municipalities.seed(KUCOVA, NOW)
        for row in people:
            unit.connection.execute(contacts.insert(), row)

    db.write_now(write)


def campaign(db: Database, audience: Audience = EVERYBODY, *languages: str) -> int:
    """One that is freezing, with the same words in each language and channel."""

    def write(unit: Unit) -> int:
        row = {
            "id": new_id(NOW), "municipality": "kucova", "name": "x", "topic": "school",
            "details": {}, "audience": {"areas": list(audience.areas)} if audience.areas else {},
            "state": "freezing", "author": "a" * 32, "edited_by": "a" * 32, "made_at": NOW,
            "changed_at": NOW,
        }  # fmt: skip
        made = unit.connection.execute(campaigns.insert().returning(campaigns.c.number), row)
        number = int(made.scalar_one())
        unit.audiences.freeze(
            number,
            [
                Rendition(language, channel, False, "", Outgoing(parts=("x",)), 1)
                for language in languages or ("sq", "sr-Cyrl", "sr-Latn", "en")
                for channel in ("telegram", "sms")
            ],
        )
        return number

    return db.write_now(write)


def freeze(db: Database, number: int, limit: int = 20_000) -> None:
    while not db.write_now(lambda unit: unit.audiences.freeze_slice(number, NOW, limit)):
        pass


def frozen(db: Database, number: int) -> list[str]:
    mine = select(campaign_recipients.c.contact).where(campaign_recipients.c.campaign == number)
    return db.read_now(lambda unit: sorted(unit.connection.scalars(mine)))


def counted(db: Database, audience: Audience = EVERYBODY, topic: str = "school") -> int:
    groups = db.read_now(lambda unit: unit.audiences.count("kucova", topic, audience, "sq", NOW))
    return sum(group.count for group in groups)


@pytest.mark.parametrize(
    "fields",
    [
        {"topics": ""},
        {"topics": " events "},
        {"opted_out_at": NOW},
        {"blocked_at": NOW},
        {"unlinked_at": NOW},
        {"municipality": "gjilan"},
        {"municipality": None},
    ],
)
def test_who_did_not_agree_here_is_never_in_it(db: Database, fields: dict[str, object]) -> None:
    write_down(db, [person(1, **fields), person(2)])
    assert counted(db) == 1
    number = campaign(db)
    freeze(db, number)
    assert len(frozen(db, number)) == 1


def test_an_audience_is_narrowed_by_what_people_are_not_by_what_they_told(db: Database) -> None:
    people = [
        person(1, area="perondi", point="schools"),
        person(2, language="en", channel="sms", country="AL"),
        person(3, language=""),
    ]
    write_down(db, people)
    heard = {"contact": people[0]["id"], "state_enc": b"x", "changed_at": NOW, "heard_at": NOW}
    db.write_now(lambda unit: unit.connection.execute(sessions.insert(), heard))
    assert counted(db, Audience(areas=("perondi",))) == 1
    assert counted(db, Audience(points=("schools", "police"))) == 1
    assert counted(db, Audience(channels=("sms",))) == 1
    assert counted(db, Audience(languages=("sq",))) == 2
    assert counted(db, Audience(heard_within=7)) == 1
    assert counted(db, Audience(areas=("perondi",), languages=("en",))) == 0


def test_it_is_counted_by_what_people_get(db: Database) -> None:
    write_down(
        db,
        [
            person(1), person(2, language=""), person(3, language="en"),
            person(4, channel="sms", country="XK", diacritics=True),
        ],
    )  # fmt: skip
    groups = db.read_now(
        lambda unit: unit.audiences.count("kucova", "school", Audience(), "sq", NOW)
    )
    assert [(g.channel, g.language, g.country, g.diacritics, g.count) for g in groups] == [
        ("sms", "sq", "XK", True, 1),
        ("telegram", "en", "", False, 1),
        ("telegram", "sq", "", False, 2),
    ]


def test_readers_of_a_language_without_words_are_left_out(db: Database) -> None:
    write_down(db, [person(1), person(2, language="en")])
    number = campaign(db, Audience(), "en")
    freeze(db, number)
    assert len(frozen(db, number)) == 1


def test_the_sizes_add_up_and_the_campaign_is_frozen(db: Database) -> None:
    write_down(db, [person(n, language="en" if n % 3 else "sq") for n in range(1, 20)])
    number = campaign(db)
    freeze(db, number, 4)
    row = db.read_now(lambda unit: unit.connection.execute(campaigns.select()).one())
    sizes = db.read_now(
        lambda unit: sorted(unit.connection.scalars(select(campaign_renditions.c.size)))
    )
    assert (row.state, row.size, row.version) == ("frozen", 19, 2)
    assert sizes == [0, 0, 0, 0, 0, 0, 6, 13]
    assert db.write_now(lambda unit: unit.audiences.freeze_slice(number, NOW))
    assert len(frozen(db, number)) == 19


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(plan=st.lists(st.integers(1, 7), min_size=1, max_size=8), broken=st.integers(0, 5))
def test_wherever_it_is_stopped_everybody_is_in_it_once(
    db: Database, plan: list[int], broken: int
) -> None:
    class Stopped(Exception):
        pass

    with db.engine.begin() as connection:
        for table in (
            "campaign_recipients",
            "campaign_renditions",
            "campaigns",
            "contacts",
        ):
            connection.execute(text(f"DELETE FROM {table}"))
    people = [person(n) for n in range(1, 24)]
    write_down(db, people)
    number = campaign(db)

    def stops(unit: Unit) -> None:
        unit.audiences.freeze_slice(number, NOW, 5)
        raise Stopped

    for at, limit in enumerate([*plan, *[3] * 30]):
        if at == broken:
            with pytest.raises(Stopped):
                db.write_now(stops)
        if db.write_now(lambda unit, most=limit: unit.audiences.freeze_slice(number, NOW, most)):  # type: ignore[misc]
            break
    assert frozen(db, number) == sorted(str(row["id"]) for row in people)
