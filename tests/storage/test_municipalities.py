"""Municipalities as rows: seeded from their files, who manages which case."""

from msgspec.structs import replace

from flows.facts import Circle, Circles
from storage.database import Database
from storage.municipality import Municipality
from tests.storage.desk import KUCOVA, seed
from tests.storage.hot import NOW


def test_a_file_is_seeded_once_and_again_when_it_changed(db: Database) -> None:
    def sow(place: Municipality) -> bool:
        return db.write_now(lambda unit: unit.municipalities.seed(place, NOW))

    assert [sow(KUCOVA), sow(KUCOVA)] == [True, False]
    assert sow(replace(KUCOVA, time_zone="Europe/Belgrade"))
    (place,) = db.read_now(lambda unit: unit.municipalities.all())
    assert place.time_zone == "Europe/Belgrade"


def test_what_comes_back_is_what_the_file_says(db: Database) -> None:
    seed(db)
    assert db.read_now(lambda unit: unit.municipalities.get("kucova")) == KUCOVA
    assert db.read_now(lambda unit: unit.municipalities.get("gjilan")) is None


def test_kucova_closes_children_and_domestic_violence(db: Database) -> None:
    seed(db)
    circles = db.read_now(lambda unit: unit.municipalities.circles("kucova"))
    assert circles.by_category == {
        "child": Circle("child_protection", "njvnr"),
        "domestic_violence": Circle("dv_coordinator", "directorate"),
    }
    assert circles.find("poverty", child=True) == Circle("child_protection", "njvnr")
    assert circles.find("poverty", child=False) is None


def test_an_unknown_municipality_closes_them_all_the_same(db: Database) -> None:
    assert db.read_now(lambda unit: unit.municipalities.circles("nowhere")) == Circles()
    assert Circles().find("domestic_violence", child=False) == Circle("dv_coordinator")
