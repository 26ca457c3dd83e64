"""Events and their reminders: published once, reminded of once, and never of what does not take place."""

import msgspec
import pytest
import sqlalchemy as sa

from flows.campaigns import Approve, CampaignRefused, Cancel
from flows.facts import Operator
from flows.messages import Outgoing
from storage.campaign_audience import Rendition
from storage.campaign_draft import Campaign, CampaignDraft
from storage.campaign_money import Budget, Price
from storage.database import Database
from storage.events import Event, EventDraft, EventWords
from storage.ids import new_id
from storage.schema import campaign_recipients, campaign_renditions, contacts
from storage.unit import Unit
from tests.storage.desk import hire, seed
from tests.storage.hot import LINE, NOW

HOUR = 3600 * 1_000_000
DAY = 24 * HOUR
STARTS = NOW + 10 * DAY
REMINDS = STARTS - DAY
WORDS = EventWords(title="Takim për shkollën", place="Pallati i Kulturës")
DRAFT = EventDraft(
    kind="meeting", starts_at=STARTS, ends_at=STARTS + HOUR, content={"sq": WORDS, "en": WORDS}
)
OTHER = msgspec.structs.replace(DRAFT, ends_at=STARTS + 2 * HOUR)
REMINDER = CampaignDraft(
    name="Takim", topic="events", start_at=REMINDS, texts={"sq": ("Takim nesër.", "Takim nesër.")}
)


@pytest.fixture
def ana(db: Database) -> Operator:
    seed(db)
    return hire(db, "ana", "campaigns")


@pytest.fixture
def besa(db: Database, ana: Operator) -> Operator:
    return hire(db, "besa", "campaigns")


def write(db: Database, who: Operator, draft: EventDraft = DRAFT) -> Event:
    made = db.write_now(lambda unit: unit.events.create(new_id(NOW), "kucova", draft, who, NOW))
    assert made is not None
    return made


def publish(db: Database, who: Operator, draft: EventDraft = DRAFT) -> Event:
    event = write(db, who, draft)
    done = db.write_now(lambda unit: unit.events.publish(event, event.revision, who, NOW))
    assert done is not None
    return done


def remind(
    db: Database, event: Event, who: Operator, draft: CampaignDraft | None = REMINDER
) -> Campaign | None:
    """What the desk does with a published event."""

    def work(unit: Unit) -> Campaign | None:
        made = unit.reminders.set(event, draft, who, NOW)
        if made is not None:
            kinds = [
                Rendition("sq", channel, False, country, Outgoing(parts=("Takim nesër.",)), cost)
                for channel, country, cost in (
                    ("telegram", "", 0),
                    ("sms", "AL", 1),
                    ("sms", "IT", 1),
                )
            ]
            unit.audiences.freeze(made.number, kinds)
        return made

    return db.write_now(work)


def agree(db: Database, people: int, channel: str = "telegram") -> None:
    ids = [new_id(NOW) for _ in range(people)]
    rows = [
        {
            "id": one,
            "line": LINE,
            "channel": channel,
            "address_index": bytes.fromhex(one),
            "address_enc": b"",
            "municipality": "kucova",
            "language": "sq",
            "topics": " events ",
            "country": "AL" if channel == "sms" else "",
            "made_at": NOW,
        }
        for one in ids
    ]
    if rows:
        db.write_now(lambda unit: unit.connection.execute(contacts.insert(), rows))


def look(db: Database, now: int) -> bool:
    return db.write_now(lambda unit: unit.reminders.look(now))


def written_down(db: Database, number: int, now: int = REMINDS) -> None:
    """The worker writes the audience down."""
    while not db.write_now(lambda unit: unit.audiences.freeze_slice(number, now)):
        pass


def reminder(db: Database, event: Event) -> Campaign:
    def find(unit: Unit) -> Campaign | None:
        found = unit.events.get(event.municipality, event.id)
        return unit.reminders.of(found) if found else None

    known = db.read_now(find)
    assert known is not None
    return known


def ready(db: Database, who: Operator, people: int = 3) -> Event:
    """Published, its time has come, and its audience is written down."""
    event = publish(db, who)
    remind(db, event, who)
    agree(db, people)
    assert look(db, REMINDS)
    written_down(db, reminder(db, event).number)
    return event


def approve(db: Database, found: Campaign, who: Operator) -> Campaign | CampaignRefused:
    return db.write_now(
        lambda unit: unit.campaigns.act(found, found.version, Approve(), who, REMINDS)
    )


def trail(db: Database, of: str) -> list[str]:
    acts = db.read_now(lambda unit: unit.audit.of_object("kucova", of))
    return [act.action for act in acts]


def test_what_is_written_is_found_again_in_its_municipality_only(
    db: Database, ana: Operator
) -> None:
    made = write(db, ana)
    assert made.draft == DRAFT
    assert (made.state, made.revision, made.author_name) == ("draft", 1, "ana")
    assert db.read_now(lambda unit: unit.events.get("kucova", made.id)) == made
    assert db.read_now(lambda unit: unit.events.get("tirana", made.id)) is None
    assert db.read_now(lambda unit: unit.events.upcoming("tirana", NOW)) == []
    elsewhere = msgspec.structs.replace(made, municipality="tirana")
    assert db.write_now(lambda unit: unit.events.publish(elsewhere, 1, ana, NOW)) is None
    assert db.write_now(lambda unit: unit.events.edit(elsewhere, 1, OTHER, ana, NOW)) is None
    assert not db.write_now(lambda unit: unit.events.discard(elsewhere, 1, ana, NOW))
    again = db.write_now(lambda unit: unit.events.create(made.id, "tirana", DRAFT, ana, NOW))
    assert again is None


def test_a_second_click_does_nothing(db: Database, ana: Operator) -> None:
    made = write(db, ana)
    for _ in range(2):
        db.write_now(lambda unit: unit.events.create(made.id, "kucova", DRAFT, ana, NOW))
    done = db.write_now(lambda unit: unit.events.publish(made, 1, ana, NOW))
    assert done is not None
    assert (done.state, done.revision) == ("published", 2)
    assert db.write_now(lambda unit: unit.events.publish(made, 1, ana, NOW)) is None
    assert db.write_now(lambda unit: unit.events.publish(done, 2, ana, NOW)) is None
    assert db.write_now(lambda unit: unit.events.cancel(made, 1, ana, NOW)) is None
    assert trail(db, made.id) == ["event_create", "event_publish"]


def test_a_lost_update_is_refused_and_the_same_words_change_nothing(
    db: Database, ana: Operator, besa: Operator
) -> None:
    seen = write(db, ana)
    later = msgspec.structs.replace(DRAFT, ends_at=STARTS + 2 * HOUR)
    same = db.write_now(lambda unit: unit.events.edit(seen, 1, DRAFT, ana, NOW))
    assert same == seen
    changed = db.write_now(lambda unit: unit.events.edit(seen, 1, later, besa, NOW))
    assert changed is not None
    assert changed.revision == 2
    assert db.write_now(lambda unit: unit.events.edit(seen, 1, later, ana, NOW)) is None


def test_what_anybody_may_know_holds_no_draft_and_nothing_old(db: Database, ana: Operator) -> None:
    write(db, ana)
    open_, gone = publish(db, ana), publish(db, ana)
    db.write_now(lambda unit: unit.events.cancel(gone, gone.revision, ana, NOW))
    before = msgspec.structs.replace(DRAFT, starts_at=NOW - 2 * DAY, ends_at=NOW - 2 * DAY + HOUR)
    old = publish(db, ana, before)
    told = db.read_now(lambda unit: unit.events.public("kucova", NOW))
    assert {(one.id, one.state) for one in told} == {
        (open_.id, "published"),
        (gone.id, "cancelled"),
    }
    past = db.read_now(lambda unit: unit.events.past("kucova", NOW - 9 * DAY, NOW))
    assert [one.id for one in past] == [old.id]


def test_a_draft_is_thrown_away_and_nothing_else_is(db: Database, ana: Operator) -> None:
    draft, open_ = write(db, ana), publish(db, ana)
    assert db.write_now(lambda unit: unit.events.discard(draft, 1, ana, NOW))
    assert not db.write_now(lambda unit: unit.events.discard(open_, open_.revision, ana, NOW))
    found = db.read_now(lambda unit: unit.events.upcoming("kucova", NOW))
    assert [one.id for one in found] == [open_.id]


def test_a_reminder_is_planned_once_and_stands_in_the_calendar(db: Database, ana: Operator) -> None:
    event = publish(db, ana)
    made = remind(db, event, ana)
    assert made is not None
    assert made.event == event.id
    again = db.read_now(lambda unit: unit.events.get("kucova", event.id))
    assert again is not None
    remind(db, again, ana)
    planned = db.read_now(lambda unit: unit.events.planned("kucova", NOW))
    assert [(one.id, one.start_at, one.state) for one in planned] == [(made.id, REMINDS, "draft")]


def test_who_agrees_until_the_last_moment_is_reminded(db: Database, ana: Operator) -> None:
    event = publish(db, ana)
    remind(db, event, ana)
    agree(db, 2)
    assert not look(db, REMINDS - 1)
    agree(db, 3)
    assert look(db, REMINDS)
    assert reminder(db, event).state == "freezing"
    written_down(db, reminder(db, event).number)
    assert look(db, REMINDS)
    found = reminder(db, event)
    assert (found.state, found.size, found.approver) == ("approved", 5, "")
    assert not look(db, REMINDS)
    assert db.write_now(lambda unit: unit.campaign_feed.start(found.number, REMINDS))
    room = {"telegram": 10}
    assert db.write_now(lambda unit: unit.campaign_feed.feed(found.number, room, REMINDS)) == 5
    left = sa.select(campaign_renditions.c.channel)
    assert db.read_now(lambda unit: unit.connection.scalars(left).all()) == ["telegram"]


def test_a_large_one_waits_for_a_second_person(db: Database, ana: Operator, besa: Operator) -> None:
    event = ready(db, ana, 501)
    assert look(db, REMINDS)
    found = reminder(db, event)
    assert found.state == "frozen"
    assert not look(db, REMINDS)
    assert approve(db, found, ana) == CampaignRefused("same_person")
    done = approve(db, found, besa)
    assert isinstance(done, Campaign)
    assert (done.state, done.approver_name) == ("approved", "besa")


def test_nobody_to_remind_is_no_campaign(db: Database, ana: Operator) -> None:
    event = ready(db, ana, 0)
    assert look(db, REMINDS)
    assert reminder(db, event).state == "cancelled"


@pytest.mark.parametrize(
    ("price", "budget", "state"),
    [
        (None, None, "frozen"),
        (70_000, None, "frozen"),
        (70_000, 13, "frozen"),
        (70_000, 14, "approved"),
    ],
)
def test_money_is_asked_for_on_the_day(
    db: Database, ana: Operator, price: int | None, budget: int | None, state: str
) -> None:
    event = publish(db, ana)
    remind(db, event, ana)
    agree(db, 2, "sms")
    money = Price("twilio", "AL", price or 0, "EUR", "list")
    if price:
        db.write_now(lambda unit: unit.campaign_money.set_price("kucova", money, ana.id, NOW))
    if budget:
        given = Budget(budget, "EUR")
        db.write_now(
            lambda unit: unit.campaign_money.set_budget("kucova", 2030, given, ana.id, NOW)
        )
    look(db, REMINDS)
    written_down(db, reminder(db, event).number)
    look(db, REMINDS)
    assert reminder(db, event).state == state


def test_an_edit_of_the_event_takes_the_approval_away(db: Database, ana: Operator) -> None:
    event = ready(db, ana)
    look(db, REMINDS)
    approved = reminder(db, event)
    assert approved.state == "approved"
    other = msgspec.structs.replace(REMINDER, texts={"sq": ("Takim në shkollë.", "")})
    found = db.read_now(lambda unit: unit.events.get("kucova", event.id))
    assert found is not None
    edited = remind(db, found, ana, other)
    assert edited is not None
    assert (edited.number, edited.state, edited.size) == (approved.number, "draft", 0)
    count = sa.select(sa.func.count()).select_from(campaign_recipients)
    assert db.read_now(lambda unit: unit.connection.scalar(count)) == 0


def test_the_same_reminder_again_leaves_the_audience_alone(db: Database, ana: Operator) -> None:
    event = ready(db, ana)
    look(db, REMINDS)
    found = db.read_now(lambda unit: unit.events.get("kucova", event.id))
    assert found is not None
    assert remind(db, found, ana) is None
    assert (reminder(db, event).state, reminder(db, event).size) == ("approved", 3)


def test_what_staff_wrote_by_hand_is_handed_in_by_hand(db: Database, ana: Operator) -> None:
    event = publish(db, ana)
    remind(db, event, ana)
    known = reminder(db, event)
    own = msgspec.structs.replace(REMINDER, texts={"sq": ("Ejani!", "Ejani!")})
    db.write_now(lambda unit: unit.campaigns.edit(known, known.version, own, ana, NOW))
    agree(db, 3)
    assert not look(db, REMINDS)
    assert reminder(db, event).state == "draft"


@pytest.mark.parametrize("running", [False, True])
def test_nobody_is_reminded_of_what_does_not_take_place(
    db: Database, ana: Operator, running: bool
) -> None:
    event = ready(db, ana)
    look(db, REMINDS)
    number = reminder(db, event).number
    if running:
        db.write_now(lambda unit: unit.campaign_feed.start(number, REMINDS))
    found = db.read_now(lambda unit: unit.events.get("kucova", event.id))
    assert found is not None
    db.write_now(lambda unit: unit.reminders.withdraw(found, ana, REMINDS))
    assert reminder(db, event).state == "cancelled"
    assert db.write_now(lambda unit: unit.campaign_feed.feed(number, {"telegram": 9}, NOW)) == 0


def test_nobody_is_reminded_after_it_began(db: Database, ana: Operator) -> None:
    event = ready(db, ana, 501)
    look(db, REMINDS)
    assert reminder(db, event).state == "frozen"
    assert look(db, STARTS)
    assert reminder(db, event).state == "cancelled"
    assert not look(db, STARTS)


def test_a_reminder_that_staff_gave_up_comes_back_only_for_another_day(
    db: Database, ana: Operator
) -> None:
    event = publish(db, ana)
    remind(db, event, ana)
    known = reminder(db, event)
    db.write_now(lambda unit: unit.campaigns.act(known, known.version, Cancel(), ana, NOW))
    found = db.read_now(lambda unit: unit.events.get("kucova", event.id))
    assert found is not None
    assert remind(db, found, ana) is None
    later = msgspec.structs.replace(REMINDER, start_at=REMINDS + DAY)
    made = remind(db, found, ana, later)
    assert made is not None
    assert made.number != known.number
    assert trail(db, known.id)[-1] == "campaign_cancel"
