"""People from a list become contacts who agreed; nothing tells who had left before."""

import msgspec
from sqlalchemy import select

from flows.campaigns import Audience
from flows.effects import OptIn, OptOut, Remember, Unsubscribe, Written
from storage.contact_imports import Bringing
from storage.contact_list import Agreed
from storage.database import Database
from storage.dialling import country_of
from storage.ids import new_id
from storage.lines import Line
from storage.schema import contacts
from storage.unit import Unit
from storage.vault import Key, Vault
from tests.storage.hot import KEYS, NOW, take_turn, wrote

PHONE = "+355690000001"
AFTERWARDS = "2030-03-19"
"""A day later than NOW."""


def agreed(
    phone: str = PHONE, *topics: str, area: str = "", agreed_on: str = "2026-11-20"
) -> Agreed:
    return Agreed(
        line=2, phone=phone, country=country_of(phone), topics=topics or ("school",), agreed_on=agreed_on,
        where="meeting in Perondi", language="sq", area=area,
    )  # fmt: skip


def bring(db: Database, *people: Agreed, municipality: str = "kucova") -> Bringing:
    def write(unit: Unit) -> Bringing:
        line = unit.lines.ensure(Line(id="", name="default-sms", channel="sms"), NOW).id
        bringing = Bringing(
            id=new_id(NOW), municipality=municipality, line=line, operator="o" * 32, source="sheets"
        )
        unit.contact_imports.begin(bringing, NOW)
        unit.contact_imports.take(bringing, people, NOW)
        return bringing

    return db.write_now(write)


def rows(db: Database) -> list[tuple[str, str, str, str | None]]:
    c = contacts.c
    found = select(c.topics, c.area, c.country, c.municipality).order_by(c.country)
    return db.read_now(lambda unit: [tuple(row) for row in unit.connection.execute(found)])


def writes(db: Database, *effects: Written, number: int = 1) -> None:
    """The same person writes to the line."""

    def turn(unit: Unit) -> None:
        line = unit.lines.ensure(Line(id="", name="default-sms", channel="sms"), NOW).id
        event = wrote("x", number, PHONE)
        unit.inbox.put([msgspec.structs.replace(event, line=line, channel="sms")], NOW)
        take_turn(unit, *effects)

    db.write_now(turn)


def reached(db: Database, topic: str = "school") -> int:
    groups = db.read_now(lambda unit: unit.audiences.count("kucova", topic, Audience(), "sq", NOW))
    return sum(group.count for group in groups)


def test_people_are_kept_with_their_proof_and_found_by_campaigns(db: Database) -> None:
    bring(db, agreed(PHONE, "school", "events", area="perondi"), agreed("+38344000001"))
    assert rows(db) == [
        (" events school ", "perondi", "AL", "kucova"),
        (" school ", "", "XK", "kucova"),
    ]
    assert reached(db) == 2
    contact = db.read_now(lambda unit: unit.connection.scalar(select(contacts.c.id)))
    acts = db.read_now(lambda unit: unit.consents.of_contact(str(contact)))
    assert [(a.what, a.way, a.text, a.words) for a in acts] == [
        ("given", "import", "2026-11-20", "meeting in Perondi")
    ]


def test_the_same_list_again_changes_nothing(db: Database) -> None:
    for _ in range(2):
        bring(db, agreed(area="perondi"))
    bring(db, agreed(PHONE, "events"))
    assert rows(db) == [(" events school ", "perondi", "AL", "kucova")]


def test_what_people_said_of_themselves_is_not_changed_by_a_list(db: Database) -> None:
    writes(db, Remember(municipality="kucova", area="kozare"))
    bring(db, agreed(area="perondi"))
    assert rows(db) == [(" school ", "kozare", "AL", "kucova")]


def test_the_newest_word_counts_when_a_topic_was_taken_back(db: Database) -> None:
    bring(db, agreed(PHONE, "school", "events"))
    writes(db, Unsubscribe(topics=("school",), way="word"))
    bring(db, agreed(PHONE, "school"))
    assert rows(db)[0][0] == " events "
    bring(db, agreed(PHONE, "school", agreed_on=AFTERWARDS))
    assert rows(db)[0][0] == " events school "


def test_an_older_yes_does_not_undo_a_stop_that_start_has_lifted(db: Database) -> None:
    bring(db, agreed())
    writes(db, OptOut())
    writes(db, OptIn(), number=2)
    bring(db, agreed())
    assert (rows(db)[0][0], reached(db)) == ("", 0)


def test_while_keys_rotate_whoever_stopped_is_still_known(database_url: str, db: Database) -> None:
    writes(db, Remember(municipality="kucova"), OptOut())
    rotated = Database(database_url, Vault((Key("k2", b"2" * 32), *KEYS)))
    bring(rotated, agreed())
    assert (len(rows(rotated)), reached(rotated)) == (1, 0)
    rotated.close()


def test_a_list_that_broke_off_is_accounted_for(db: Database) -> None:
    bringing = bring(db, agreed(), agreed("+38344000001"))
    assert db.read_now(lambda unit: unit.contact_imports.newest("kucova")) == [
        (NOW, "sheets", 2, 0)
    ]
    db.write_now(lambda unit: unit.contact_imports.finish(bringing, 3))
    assert db.read_now(lambda unit: unit.contact_imports.newest("kucova")) == [
        (NOW, "sheets", 2, 3)
    ]
    assert db.read_now(lambda unit: unit.contact_imports.newest("gjilan")) == []


def test_whoever_wrote_stop_stays_out_and_the_list_tells_nothing(db: Database) -> None:
    writes(db, Remember(municipality="kucova"), OptOut())
    bring(db, agreed())
    assert (rows(db)[0][0], reached(db)) == ("", 0)


def test_whoever_only_reported_is_reached_once_a_list_brings_their_yes(db: Database) -> None:
    writes(db, Remember(municipality="kucova"))
    assert reached(db) == 0
    bring(db, agreed())
    assert reached(db) == 1


def test_somebody_of_another_municipality_is_left_there(db: Database) -> None:
    writes(db, Remember(municipality="gjilan"))
    bring(db, agreed())
    assert rows(db)[0][0] == ""
