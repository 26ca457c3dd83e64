"""Campaigns: two people let one leave, an edit takes that away, and no act happens twice."""

import msgspec
import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from flows.campaigns import (
    Approve,
    Audience,
    CampaignRefused,
    Cancel,
    Command,
    Edit,
    Freeze,
    Release,
)
from flows.facts import Operator
from flows.messages import Outgoing
from storage.campaign_draft import Campaign, CampaignDraft, Image
from storage.database import Database
from storage.ids import new_id
from storage.parcels import pack
from storage.schema import (
    campaign_recipients,
    campaign_renditions,
    campaign_tallies,
    campaigns,
)
from storage.unit import Unit
from tests.storage.desk import hire
from tests.storage.hot import NOW

SECOND = 1_000_000
HOUR = 3600 * SECOND
DRAFT = CampaignDraft(
    name="Information meeting",
    topic="events",
    template="meeting",
    details={"place": {"sq": "Pallati i Kulturës", "sr": "Дом културе"}, "time": {"": "10:00"}},
    audience=Audience(areas=("kozare",), channels=("sms",)),
    texts={"sq": ("Takim në {place}.", "Takim {time}."), "sr": ("Састанак.", "")},
)


@pytest.fixture
def ana(db: Database) -> Operator:
    return hire(db, "ana", "campaigns")


@pytest.fixture
def besa(db: Database) -> Operator:
    return hire(db, "besa", "campaigns")


def write(
    db: Database, who: Operator, draft: CampaignDraft = DRAFT, place: str = "kucova"
) -> Campaign:
    made = db.write_now(lambda unit: unit.campaigns.create(new_id(NOW), place, draft, who, NOW))
    assert made is not None
    return made


def act(
    db: Database,
    seen: Campaign,
    command: Command,
    who: Operator,
    now: int = NOW + SECOND,
    obstacles: tuple[str, ...] = (),
) -> Campaign | CampaignRefused:
    return db.write_now(
        lambda unit: unit.campaigns.act(seen, seen.version, command, who, now, obstacles=obstacles)
    )


def acted(
    db: Database, seen: Campaign, command: Command, who: Operator, now: int = NOW + SECOND
) -> Campaign:
    found = act(db, seen, command, who, now)
    assert isinstance(found, Campaign), found
    return found


def frozen(db: Database, author: Operator, size: int = 1000) -> Campaign:
    """Handed in, and its audience of this size written down as the worker does it."""
    handed_in = acted(db, write(db, author), Freeze(), author)
    row = {
        "campaign": handed_in.number,
        "language": "sq",
        "channel": "sms",
        "diacritics": False,
        "country": "AL",
        "outgoing": pack(Outgoing(parts=("Takim 10:00.",))),
        "segments": 1,
        "price": 70_000,
        "currency": "EUR",
        "size": size,
    }
    done = campaigns.update().where(campaigns.c.number == handed_in.number)

    def work_off(unit: Unit) -> None:
        connection = unit.connection
        made = campaign_renditions.insert().returning(campaign_renditions.c.number)
        rendition = connection.scalar(made, row)
        person = {"campaign": handed_in.number, "contact": "c" * 32, "rendition": rendition}
        connection.execute(campaign_recipients.insert(), person)
        tally = {"rendition": rendition, "state": "", "fault": "", "count": size, "at": NOW}
        connection.execute(campaign_tallies.insert(), tally)
        connection.execute(done.values(state="frozen", size=size, frozen_at=NOW))

    db.write_now(work_off)
    return msgspec.structs.replace(handed_in, state="frozen", size=size, frozen_at=NOW)


def edit(
    db: Database, seen: Campaign, who: Operator, **changes: object
) -> Campaign | CampaignRefused:
    draft = msgspec.structs.replace(seen.draft, **changes)
    return db.write_now(
        lambda unit: unit.campaigns.edit(seen, seen.version, draft, who, NOW + SECOND)
    )


def counted(db: Database, table: sa.Table) -> int:
    found = sa.select(sa.func.count()).select_from(table)
    return int(db.read_now(lambda unit: unit.connection.scalar(found)) or 0)


def trail(db: Database, of: Campaign) -> list[str]:
    found = db.read_now(lambda unit: unit.audit.of_object(of.municipality, of.id))
    return [entry.action for entry in found]


def test_what_was_written_is_found_again_word_for_word(db: Database, ana: Operator) -> None:
    made = write(db, ana)
    found = db.read_now(lambda unit: unit.campaigns.get("kucova", made.id))
    assert found == made
    assert made.draft == DRAFT
    assert (made.state, made.version, made.author_name) == ("draft", 1, "ana")
    assert [one.id for one in db.read_now(lambda unit: unit.campaigns.list("kucova"))] == [made.id]


def test_another_municipality_has_no_such_campaign(db: Database, ana: Operator) -> None:
    made = write(db, ana)
    assert db.read_now(lambda unit: unit.campaigns.get("tirana", made.id)) is None
    assert db.read_now(lambda unit: unit.campaigns.list("tirana")) == []
    again = db.write_now(lambda unit: unit.campaigns.create(made.id, "tirana", DRAFT, ana, NOW))
    assert again is None


def test_a_form_sent_twice_makes_one_campaign(db: Database, ana: Operator) -> None:
    given = new_id(NOW)
    for _ in range(2):
        db.write_now(lambda unit: unit.campaigns.create(given, "kucova", DRAFT, ana, NOW))
    assert len(db.read_now(lambda unit: unit.campaigns.list("kucova"))) == 1


def test_a_second_person_lets_it_leave(db: Database, ana: Operator, besa: Operator) -> None:
    waits = frozen(db, ana)
    assert act(db, waits, Approve(), ana) == CampaignRefused("same_person")
    assert act(db, waits, Release(), ana) == CampaignRefused("second_person")
    approved = acted(db, waits, Approve(), besa)
    assert (approved.state, approved.approver_name) == ("approved", "besa")
    assert approved.approved_at == NOW + SECOND
    assert trail(db, waits) == ["campaign_create", "campaign_freeze", "campaign_approve"]


def test_what_stands_in_its_way_stops_it_at_every_step(
    db: Database, ana: Operator, besa: Operator
) -> None:
    stopped = CampaignRefused("obstacles")
    assert act(db, write(db, ana), Freeze(), ana, obstacles=("no_price",)) == stopped
    assert act(db, frozen(db, ana), Approve(), besa, obstacles=("over_budget",)) == stopped


def test_the_database_itself_refuses_an_approver_who_wrote_it(db: Database, ana: Operator) -> None:
    made = write(db, ana)
    by_hand = campaigns.update().values(approver=ana.id).where(campaigns.c.id == made.id)
    with pytest.raises(IntegrityError):
        db.write_now(lambda unit: unit.connection.execute(by_hand))


def test_a_second_click_does_nothing(db: Database, ana: Operator, besa: Operator) -> None:
    waits = frozen(db, ana)
    approved = acted(db, waits, Approve(), besa)
    assert act(db, waits, Approve(), besa) == CampaignRefused("taken")
    assert act(db, waits, Cancel(), ana) == CampaignRefused("taken")
    found = db.read_now(lambda unit: unit.campaigns.get("kucova", waits.id))
    assert found == approved
    assert trail(db, waits).count("campaign_approve") == 1


def test_the_sender_was_quicker(db: Database, ana: Operator, besa: Operator) -> None:
    """What the worker moved on in the same moment is not moved back."""
    waits = frozen(db, ana)
    started = campaigns.update().where(campaigns.c.id == waits.id).values(state="running")
    db.write_now(lambda unit: unit.connection.execute(started))
    assert act(db, waits, Edit(), ana) == CampaignRefused("state")


def test_an_edit_takes_the_approval_and_the_audience_away(
    db: Database, ana: Operator, besa: Operator
) -> None:
    approved = acted(db, frozen(db, ana), Approve(), besa)
    edited = edit(db, approved, ana, texts={"sq": ("Takim nesër.", "")})
    assert isinstance(edited, Campaign)
    assert (edited.state, edited.approver, edited.approved_at, edited.size) == ("draft", "", 0, 0)
    assert edited.texts == {"sq": ("Takim nesër.", "")}
    for table in (campaign_renditions, campaign_recipients, campaign_tallies):
        assert counted(db, table) == 0, table


def test_saving_the_same_again_takes_no_approval_away(
    db: Database, ana: Operator, besa: Operator
) -> None:
    approved = acted(db, frozen(db, ana), Approve(), besa)
    assert edit(db, approved, ana) == approved


def test_whoever_edits_it_last_cannot_approve_it(
    db: Database, ana: Operator, besa: Operator
) -> None:
    edited = edit(db, write(db, ana), besa, name="Meeting")
    assert isinstance(edited, Campaign)
    row = campaigns.update().where(campaigns.c.id == edited.id).values(state="frozen", size=900)
    db.write_now(lambda unit: unit.connection.execute(row))
    assert act(db, edited, Approve(), besa) == CampaignRefused("same_person")


def test_a_lost_update_is_refused(db: Database, ana: Operator, besa: Operator) -> None:
    seen = write(db, ana)
    edit(db, seen, besa, name="Besa's")
    assert edit(db, seen, ana, name="Ana's") == CampaignRefused("taken")
    found = db.read_now(lambda unit: unit.campaigns.get("kucova", seen.id))
    assert found is not None
    assert found.name == "Besa's"


def test_many_small_ones_count_as_one_large(db: Database, ana: Operator) -> None:
    first = acted(db, frozen(db, ana, size=300), Release(), ana)
    assert (first.state, first.approver) == ("approved", "")
    second = frozen(db, ana, size=300)
    assert act(db, second, Release(), ana) == CampaignRefused("second_person")
    tomorrow = NOW + 25 * HOUR
    assert acted(db, second, Release(), ana, tomorrow).state == "approved"


def test_a_picture_is_an_edit(db: Database, ana: Operator, besa: Operator) -> None:
    approved = acted(db, frozen(db, ana), Approve(), besa)
    picture = Image("image/png", b"\x89PNG")
    with_it = db.write_now(
        lambda unit: unit.campaigns.set_image(approved, approved.version, picture, ana, NOW)
    )
    assert isinstance(with_it, Campaign)
    assert (with_it.state, with_it.has_image) == ("draft", True)
    assert db.read_now(lambda unit: unit.campaigns.image(with_it.number)) == picture
    without = db.write_now(
        lambda unit: unit.campaigns.set_image(with_it, with_it.version, None, ana, NOW)
    )
    assert isinstance(without, Campaign)
    assert db.read_now(lambda unit: unit.campaigns.image(with_it.number)) is None


def test_what_each_kind_of_recipient_gets_is_kept_with_its_price(
    db: Database, ana: Operator
) -> None:
    waits = frozen(db, ana)
    (only,) = db.read_now(lambda unit: unit.campaigns.renditions(waits.number))
    assert only.outgoing.parts == ("Takim 10:00.",)
    assert (only.language, only.country, only.segments, only.price, only.size) == (
        "sq", "AL", 1, 70_000, 1000
    )  # fmt: skip
