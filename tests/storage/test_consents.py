"""Who agreed to what, and the proof of it; opting out touches nothing else."""

from flows.effects import (
    Forget,
    LeaveTalk,
    OptIn,
    OptOut,
    Remember,
    Subscribe,
    Unsubscribe,
    Written,
)
from flows.events import ChannelChanged
from storage.consents import Consent
from storage.contacts import Contact
from storage.database import Database
from storage.inbox import NewEvent
from storage.schema import contacts, reports
from tests.storage.hot import LINE, NOW, opened, take_turn, wrote

ADDRESS = "7"
SCHOOL = Subscribe(topics=("school",), way="button", text="news.ask", digest="d" * 64)
EVENTS = Subscribe(topics=("events",), way="word", text="news.ask", digest="e" * 64)


def turn(db: Database, *effects: Written, number: int, now: int = NOW) -> None:
    db.write_now(lambda unit: unit.inbox.put([wrote("x", number, ADDRESS)], now))
    db.write_now(lambda unit: take_turn(unit, *effects, now=now))


def blocks(db: Database, number: int) -> None:
    what = ChannelChanged(blocked=True)
    event = NewEvent(LINE, "telegram", f"b{number}", ADDRESS, "channel", what)
    db.write_now(lambda unit: unit.inbox.put([event], NOW))
    db.write_now(lambda unit: take_turn(unit, OptOut()))


def person(db: Database) -> Contact:
    def look(contact_id: str) -> Contact:
        return db.read_now(lambda unit: unit.contacts.several([contact_id]))[0]

    found = db.read_now(
        lambda unit: unit.connection.execute(
            contacts.select().where(contacts.c.unlinked_at.is_(None))
        ).all()
    )
    return look(found[-1].id)


def proof(db: Database, contact: str = "") -> list[Consent]:
    contact = contact or person(db).id
    return db.read_now(lambda unit: unit.consents.of_contact(contact))


def told(acts: list[Consent]) -> list[tuple[str, tuple[str, ...], str]]:
    return [(act.what, act.topics, act.way) for act in acts]


def test_a_yes_is_kept_with_the_text_it_was_given_to(db: Database) -> None:
    turn(db, Remember(municipality="kucova"), number=1)
    turn(db, SCHOOL, number=2, now=NOW + 1)
    assert person(db).topics == ("school",)
    (act,) = proof(db)
    assert (act.text, act.digest, act.at) == ("news.ask", "d" * 64, NOW + 1)
    assert (act.municipality, act.line) == ("kucova", LINE)


def test_topics_come_and_go_one_by_one(db: Database) -> None:
    turn(db, SCHOOL, EVENTS, number=1)
    turn(db, Unsubscribe(topics=("school",), way="word"), number=2)
    assert person(db).topics == ("events",)
    assert told(proof(db)) == [
        ("given", ("school",), "button"),
        ("given", ("events",), "word"),
        ("withdrawn", ("school",), "word"),
    ]


def test_taking_back_what_was_never_given_leaves_no_proof(db: Database) -> None:
    turn(db, Unsubscribe(topics=("school", "events"), way="button"), number=1)
    turn(db, OptOut(), number=2)
    assert proof(db) == []


def test_stop_ends_every_topic_and_start_brings_none_back(db: Database) -> None:
    turn(db, SCHOOL, EVENTS, number=1)
    turn(db, OptOut(), number=2)
    turn(db, OptIn(), number=3)
    assert (person(db).topics, person(db).opted_out) == ((), False)
    assert told(proof(db))[-1] == ("withdrawn", ("events", "school"), "word")


def test_whoever_blocks_us_has_withdrawn(db: Database) -> None:
    turn(db, SCHOOL, number=1)
    blocks(db, 2)
    assert person(db).topics == ()
    assert told(proof(db))[-1] == ("withdrawn", ("school",), "blocked")


def test_whoever_is_forgotten_gets_nothing_as_somebody_new_either(db: Database) -> None:
    turn(db, SCHOOL, number=1)
    old = person(db).id
    turn(db, Forget(), number=2)
    assert (person(db).topics, person(db).opted_out) == ((), True)
    assert told(proof(db, old))[-1] == ("withdrawn", ("school",), "forgotten")


def test_opting_out_never_touches_an_open_report(db: Database) -> None:
    turn(db, SCHOOL, opened(), number=1)
    before = db.read_now(lambda unit: unit.connection.execute(reports.select()).one())
    turn(db, OptOut(), number=2)
    blocks(db, 3)
    after = db.read_now(lambda unit: unit.connection.execute(reports.select()).one())
    assert after == before


def test_an_exit_word_is_silence_until_the_next_message(db: Database) -> None:
    turn(db, SCHOOL, number=1)
    turn(db, LeaveTalk(take_back=False), number=2)
    assert person(db).silent
    assert person(db).topics == ("school",)
    turn(db, number=3)
    assert not person(db).silent


def test_where_somebody_lives_is_remembered(db: Database) -> None:
    turn(db, Remember(area="perondi"), number=1)
    turn(db, Remember(language="sq"), number=2)
    assert (person(db).area, person(db).language) == ("perondi", "sq")
