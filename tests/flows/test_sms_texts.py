"""Every SMS text of every language: one segment, and no word that betrays (safety S4)."""

from typing import Final

import pytest

from flows.checks import PARAMS, text_keys
from flows.effects import Say
from flows.events import Given
from flows.nodes.base import Kind
from flows.nodes.campaign import Campaign
from flows.session import Place, ReportTalk, Session
from flows.talk import Talk
from locales.fitting import fold, segments
from locales.languages import load_languages
from locales.neutral import has_link, telling_words
from tests.world import real_speaker, real_world

LANGUAGES: Final = tuple(load_languages())
LONGEST: Final = {
    "code": "KU-7F3K-9QTW",
    "date": "21.11.2026 22:30",
    "emergency": "112 · 116111",
    "numbers": "112 · 129 · 116117 · 116111",
    "when": "ponedeljak 08:00",
    "year": "2026",
    "topic": "Të drejtat e njerëzve",
    "number": "+383 44 000 000",
    "office": "bashkisë ose komunës",
    "reader": "një punonjës i linjës",
}
PLACES: Final = ("kucova", "gjilan", "kamenica", "fushe-kosova", "tirana")
STAFF: Final = tuple(
    key
    for key in sorted(real_speaker().catalog.keys("en"))
    if key.startswith(("canned.", "staff."))
)


def spoken(key: str, language: str) -> str:
    return fold(real_speaker().catalog.text(key, language, channel="sms", count="99", **LONGEST))


def questions() -> list[tuple[str, str]]:
    return [
        (flow.name, name)
        for flow in real_world().flows.values()
        for name, node in flow.nodes.items()
        if node.waits
        and flow.name not in ("report", "welcome")
        and not isinstance(node, Campaign)  # it has only buttons, which stand in a chat
    ]


def asked_by_sms(
    flow: str, node: str, language: str, *, place: str = "kucova", area: str = "work"
) -> str:
    session = Session(
        language=language,
        place=Place(flow, node),
        report=ReportTalk("r", LONGEST["code"], place, 0, 0),
        shared={"topic": "economic-aid", "area": area, "asked": "economic-aid work health"},
    )
    given = Given(channel="sms", municipality=place, report_id="r", code=LONGEST["code"])
    world = real_world((place,))
    talk = Talk(world, session, given, 0)
    found = world.flows[flow].nodes[node]
    assert isinstance(found, Kind)
    found.enter(talk)
    says = [effect for effect in talk.effects if isinstance(effect, Say)]
    (part,) = real_speaker().voice("sms", language).speak(says).outgoing.parts
    return part


def test_the_longest_values_are_known() -> None:
    assert set(LONGEST) == set(PARAMS)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("key", [*text_keys(real_world().flows), *STAFF])
def test_a_text_is_one_neutral_segment(key: str, language: str) -> None:
    text = spoken(key, language)
    assert segments(text) == 1, (len(text), text)
    assert telling_words(text) == []
    assert not has_link(text)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("flow", "node"), questions())
def test_a_question_with_its_choices_fits(flow: str, node: str, language: str) -> None:
    text = asked_by_sms(flow, node, language)
    budget = 2 if flow == "info" else 1
    assert segments(text) <= budget, (len(text), text)
    assert flow == "info" or telling_words(text) == []


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("place", PLACES)
def test_the_topics_of_a_part_of_life_fit_three_segments(place: str, language: str) -> None:
    for area in {pack.area for pack in real_world().packs if pack.place == place}:
        text = asked_by_sms("info", "topics", language, place=place, area=area)
        assert segments(text) <= 3, (area, len(text), text)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("key", ["danger.numbers", "self.numbers", "opened", "closing"])
def test_an_emergency_text_names_numbers_and_nobody(key: str, language: str) -> None:
    assert "112" in spoken(key, language)
