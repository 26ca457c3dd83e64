"""One more municipality needs a file and no code: it is sound at once, and says what it lacks."""

import shutil
from pathlib import Path

import pytest
from msgspec.structs import replace

from flows.engine import step
from flows.events import Event, Given, MessageHeard
from flows.messages import Inbound
from flows.session import Session
from locales.serbian import to_latin
from storage.directory import SEEDS
from storage.new_municipality import NameTaken, new_municipality, slug_of
from tests.world import real_world


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The municipalities as they are, to be added to."""
    return Path(shutil.copytree(SEEDS, tmp_path / "municipalities"))


@pytest.mark.parametrize("country", ["AL", "XK"])
def test_a_new_file_is_sound_and_names_its_holes(folder: Path, country: str) -> None:
    place = new_municipality("Çelopek i Ri", "Нови Челопек", country, folder)
    assert (place.slug, place.code_prefix, place.country) == ("celopek-i-ri", "CE", country)
    assert len(place.holes()) >= 15
    assert {entry.number for entry in place.emergency if entry.show == "danger"} >= {"112"}
    assert ("129" in {entry.number for entry in place.emergency}) == (country == "AL")


def test_a_report_can_be_taken_there_at_once(folder: Path) -> None:
    place = new_municipality("Shembull", "Пример", "XK", folder)
    world = replace(real_world(), municipalities={place.slug: place.view(to_latin)})
    given = Given(channel="sms", municipality=place.slug, report_id="r", code="SH-7F3K-9QTW")
    words = MessageHeard(Inbound(text="plaka fqinje s'ka ushqim, jeton vetëm"))
    turn = step(world, Session(), Event(words, given), 0)
    assert turn.session.report is not None


def test_codes_of_two_municipalities_never_begin_alike(folder: Path) -> None:
    first = new_municipality("Kushtrim", "Куштрим", "XK", folder)
    second = new_municipality("Kushnin", "Кушнин", "XK", folder)
    assert len({"KU", "KA", first.code_prefix, second.code_prefix}) == 4


def test_a_name_is_given_once(folder: Path) -> None:
    with pytest.raises(NameTaken):
        new_municipality("Gjilan", "Гњилане", "XK", folder)


def test_a_slug_has_plain_letters() -> None:
    assert slug_of("Fushë  Kosovë!") == "fushe-kosove"
