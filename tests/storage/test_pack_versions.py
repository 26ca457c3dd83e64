"""Packs written by staff: two people read every word, and nobody's edit is lost to another's."""

import pytest
from sqlalchemy.exc import IntegrityError

from flows.editing import Act, Declined
from flows.facts import Operator
from storage.database import Database
from storage.pack_versions import NEW, PackVersion
from storage.schema import pack_versions
from tests.storage.desk import hire
from tests.storage.hot import NOW

SECOND = 1_000_000


@pytest.fixture
def ana(db: Database) -> Operator:
    return hire(db, "ana", "editor")


@pytest.fixture
def besa(db: Database) -> Operator:
    return hire(db, "besa", "editor", "municipality_admin")


def save(
    db: Database, words: str, stamp: str, who: Operator, now: int = NOW, topic: str = "food"
) -> PackVersion | Declined:
    content = {"texts": {"sq": words}}
    return db.write_now(
        lambda unit: unit.pack_versions.save(topic, "kucova", content, stamp, who, now)
    )


def saved(db: Database, words: str, stamp: str, who: Operator, now: int = NOW) -> PackVersion:
    version = save(db, words, stamp, who, now)
    assert isinstance(version, PackVersion), version
    return version


def act(
    db: Database, version: PackVersion, what: Act, who: Operator, *, sound: bool = True
) -> PackVersion | Declined:
    return db.write_now(
        lambda unit: unit.pack_versions.act(
            version, what, version.stamp, who, NOW + SECOND, sound=sound
        )
    )


def acted(db: Database, version: PackVersion, what: Act, who: Operator) -> PackVersion:
    found = act(db, version, what, who)
    assert isinstance(found, PackVersion), found
    return found


def publish(db: Database, words: str, stamp: str, author: Operator, other: Operator) -> PackVersion:
    draft = saved(db, words, stamp, author)
    return acted(db, acted(db, draft, "review", other), "publish", other)


def states(db: Database) -> list[tuple[int, str]]:
    found = db.read_now(lambda unit: unit.pack_versions.history("food", "kucova"))
    return [(version.number, version.state) for version in found]


def test_a_version_goes_from_its_author_to_a_second_person_to_everybody(
    db: Database, ana: Operator, besa: Operator
) -> None:
    draft = saved(db, "Bukë", NEW, ana)
    assert (draft.number, draft.state, draft.author_name) == (1, "draft", "ana")
    reviewed = acted(db, draft, "review", besa)
    assert (reviewed.state, reviewed.reviewer_name) == ("reviewed", "besa")
    assert reviewed.reviewed_at == NOW + SECOND
    assert db.read_now(lambda unit: unit.pack_versions.published()) == []
    told = acted(db, reviewed, "publish", besa)
    assert (told.state, told.publisher_name, told.published_at) == (
        "published", "besa", NOW + SECOND
    )  # fmt: skip
    assert db.read_now(lambda unit: unit.pack_versions.published()) == [told]
    trail = db.read_now(lambda unit: unit.audit.of_object("kucova", draft.id))
    assert {one.action for one in trail} == {"pack_draft", "pack_review", "pack_publish"}
    assert all(one.detail == {"topic": "food", "version": "1"} for one in trail)


def test_nobody_reviews_their_own_words(db: Database, ana: Operator) -> None:
    draft = saved(db, "Bukë", NEW, ana)
    assert act(db, draft, "review", ana) == Declined("pack_own")
    assert states(db) == [(1, "draft")]


def test_the_database_itself_refuses_a_reviewer_who_is_the_author(
    db: Database, ana: Operator
) -> None:
    saved(db, "Bukë", NEW, ana)
    by_hand = pack_versions.update().values(reviewer=ana.id, state="reviewed")
    with pytest.raises(IntegrityError):
        db.write_now(lambda unit: unit.connection.execute(by_hand))


def test_nothing_is_published_that_no_second_person_has_read(
    db: Database, ana: Operator, besa: Operator
) -> None:
    draft = saved(db, "Bukë", NEW, ana)
    assert act(db, draft, "publish", besa) == Declined("pack_state")


@pytest.mark.parametrize("what", ["review", "publish"])
def test_a_text_with_mistakes_goes_no_further(
    db: Database, ana: Operator, besa: Operator, what: Act
) -> None:
    version = saved(db, "Bukë", NEW, ana)
    if what == "publish":
        version = acted(db, version, "review", besa)
    assert act(db, version, what, besa, sound=False) == Declined("pack_faults")


def test_an_author_writes_over_their_own_draft(db: Database, ana: Operator) -> None:
    first = saved(db, "Buk", NEW, ana)
    second = saved(db, "Bukë", first.stamp, ana, NOW + SECOND)
    assert (second.number, second.id, second.changed_at) == (1, first.id, NOW + SECOND)
    assert second.content == {"texts": {"sq": "Bukë"}}
    assert second.stamp != first.stamp


def test_another_persons_edit_is_a_version_of_its_own(
    db: Database, ana: Operator, besa: Operator
) -> None:
    first = saved(db, "Buk", NEW, ana)
    second = saved(db, "Bukë", first.stamp, besa)
    assert (second.number, second.author) == (2, besa.id)
    assert states(db) == [(2, "draft"), (1, "superseded")]
    assert acted(db, second, "review", ana).state == "reviewed"


def test_an_edit_after_the_review_withdraws_it(db: Database, ana: Operator, besa: Operator) -> None:
    reviewed = acted(db, saved(db, "Bukë", NEW, ana), "review", besa)
    saved(db, "Bukë e bardhë", reviewed.stamp, ana)
    assert states(db) == [(2, "draft"), (1, "withdrawn")]
    assert act(db, reviewed, "publish", besa) == Declined("pack_stale")


def test_a_lost_update_is_refused(db: Database, ana: Operator, besa: Operator) -> None:
    seen = saved(db, "Buk", NEW, ana)
    saved(db, "Bukë", seen.stamp, besa)
    assert save(db, "Byk", seen.stamp, ana) == Declined("pack_stale")
    assert save(db, "Byk", NEW, ana) == Declined("pack_stale")


def test_saving_the_same_again_takes_no_review_away(
    db: Database, ana: Operator, besa: Operator
) -> None:
    reviewed = acted(db, saved(db, "Bukë", NEW, ana), "review", besa)
    assert saved(db, "Bukë", reviewed.stamp, besa) == reviewed


def test_the_newest_publication_takes_the_place_of_the_one_before(
    db: Database, ana: Operator, besa: Operator
) -> None:
    first = publish(db, "Bukë", NEW, ana, besa)
    before = db.read_now(lambda unit: unit.pack_versions.mark())
    publish(db, "Bukë e bardhë", first.stamp, ana, besa)
    assert states(db) == [(2, "published"), (1, "superseded")]
    assert db.read_now(lambda unit: unit.pack_versions.mark()) != before


def test_a_publication_can_be_taken_back(db: Database, ana: Operator, besa: Operator) -> None:
    told = publish(db, "Bukë", NEW, ana, besa)
    before = db.read_now(lambda unit: unit.pack_versions.mark())
    assert acted(db, told, "withdraw", besa).ended_at == NOW + SECOND
    assert db.read_now(lambda unit: unit.pack_versions.published()) == []
    assert db.read_now(lambda unit: unit.pack_versions.mark()) != before


def test_a_draft_can_be_given_up_and_begun_anew(db: Database, ana: Operator) -> None:
    given_up = acted(db, saved(db, "Bukë", NEW, ana), "discard", ana)
    assert states(db) == [(1, "withdrawn")]
    assert saved(db, "Miell", given_up.stamp, ana).number == 2


def test_each_municipality_has_its_own_versions(db: Database, ana: Operator) -> None:
    save(db, "Bukë", NEW, ana)
    save(db, "Strehë", NEW, ana, topic="rent")
    standing = db.read_now(lambda unit: unit.pack_versions.standing("kucova"))
    assert {version.topic for version in standing} == {"food", "rent"}
    assert db.read_now(lambda unit: unit.pack_versions.standing("tirana")) == []
