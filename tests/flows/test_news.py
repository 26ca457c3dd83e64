"""Agreeing to campaigns in the middle of anything: buttons mean one thing, reports go on."""

import pytest

from flows.effects import (
    CompleteReport,
    OptIn,
    Remember,
    Say,
    SetTimer,
    Subscribe,
    Unsubscribe,
)
from flows.engine import step
from flows.events import Event, Given, MessageHeard
from flows.messages import Inbound
from flows.session import Place, Session
from flows.talk import Turn
from tests.flows.turns import CODE, NOW, all_of, heard, said, take
from tests.world import real_world

HOME = Session(language="sq", municipality="kucova", noticed=True)


def pressed(button: str, session: Session = HOME, **given: object) -> Turn:
    return take(session, MessageHeard(Inbound(button=button)), channel="telegram", **given)  # type: ignore[arg-type]


def opened() -> Session:
    """A report whose question for the place is open."""
    return take(HOME, heard("nje plake jeton vetem dhe nuk ka ushqim"), channel="telegram").session


def topics(turn: Turn, kind: type[Subscribe] | type[Unsubscribe]) -> list[str]:
    return [topic for effect in turn.effects if isinstance(effect, kind) for topic in effect.topics]


def test_pressed_twice_is_still_yes() -> None:
    for had in ((), ("school",)):
        turn = pressed("news.topics.school", topics=had)
        assert topics(turn, Subscribe) == ["school"]
        assert topics(turn, Unsubscribe) == []


def test_an_old_ticked_button_never_subscribes() -> None:
    for had in ((), ("school",)):
        turn = pressed("news.topics.less_school", topics=had)
        assert topics(turn, Subscribe) == []
        assert topics(turn, Unsubscribe) == ["school"]


def test_what_is_chosen_is_offered_as_something_to_leave() -> None:
    turn = pressed("menu.main.news", topics=("school",))
    (ask,) = all_of(turn.effects, Say)
    assert isinstance(ask, Say)
    ids = [offer.id.removeprefix("news.topics.") for offer in ask.offers]
    assert ids == ["services", "rights", "less_school", "work", "events", "none", "ready"]


def test_nothing_is_agreed_to_before_a_choice() -> None:
    for turn in (pressed("menu.main.news"), take(HOME, heard("LAJME"), channel="telegram")):
        assert topics(turn, Subscribe) == []


@pytest.mark.parametrize("last", ["news.topics.none", "news.topics.ready"])
def test_news_in_the_middle_of_a_report_come_back_to_its_question(last: str) -> None:
    before = opened()
    turn = take(before, heard("LAJME"), channel="telegram")
    turn = pressed("news.topics.school", turn.session)
    turn = pressed(last, turn.session, topics=("school",))
    if last.endswith("ready"):
        turn = take(turn.session, heard("kalo"), channel="telegram")
    assert said(turn)[-1] == "ask.where"
    assert turn.session.place == before.place
    assert turn.session.report == before.report


@pytest.mark.parametrize("word", ["ndal shkolla", "lajme shkolla", "NDAL"])
def test_words_about_campaigns_leave_an_open_report_as_it_is(word: str) -> None:
    before = opened()
    turn = take(before, heard(word), channel="telegram")
    assert turn.session.report is not None
    assert turn.session.report.open
    assert turn.session.place == before.place
    assert all_of(turn.effects, CompleteReport) == []
    assert all_of(turn.effects, SetTimer)  # the intake's time-out goes on


def test_a_button_under_a_campaign_works_in_any_state() -> None:
    for session in (
        Session(),
        HOME,
        opened(),
        Session(language="en", place=Place("info", "areas")),
    ):
        turn = pressed("news.stop.school", session)
        assert topics(turn, Unsubscribe) == ["school"]
        assert said(turn)[0] == "news.removed"


def test_a_button_for_what_is_no_more_says_so() -> None:
    for button in ("news.pack.horoscopes", "news.stop.horoscopes"):
        turn = pressed(button)
        assert said(turn) == ["button.old"]
        assert turn.session.place is None


def test_where_the_municipality_is_not_known_it_is_asked_before_anything() -> None:
    two = real_world(("kucova", "gjilan"))
    given = Given(channel="telegram", municipality="", report_id="r1", code=CODE)
    for what in (heard("lajme shkolla"), MessageHeard(Inbound(button="news.topics.school"))):
        turn = step(two, Session(language="sq"), Event(what, given), NOW)
        assert said(turn) == ["municipality.ask"]
        assert topics(turn, Subscribe) == []


def test_a_yes_says_to_which_municipality_once() -> None:
    turn = take(Session(language="sq"), heard("lajme shkolla"))
    places = [e.municipality for e in turn.effects if isinstance(e, Remember) and e.municipality]
    assert places == ["kucova"]
    again = take(turn.session, heard("lajme puna"))
    assert all_of(again.effects, Remember) == []


def test_a_yes_after_a_stop_takes_the_stop_back() -> None:
    turn = take(HOME, heard("lajme shkolla"), opted_out=True)
    assert all_of(turn.effects, OptIn)
    assert topics(turn, Subscribe) == ["school"]


def test_start_subscribes_to_nothing_and_says_how() -> None:
    turn = take(HOME, heard("FILLO"), opted_out=True)
    assert topics(turn, Subscribe) == []
    assert said(turn)[0] == "optout.undone"


@pytest.mark.parametrize("topic", ["food", ""])
def test_a_campaigns_link_is_remembered_and_opens_its_pack(topic: str) -> None:
    link = f"c-12-{topic}".rstrip("-")
    turn = take(HOME, MessageHeard(Inbound(start=link)), channel="telegram")
    assert turn.session.shared["campaign"] == "12"
    assert topics(turn, Subscribe) == []
    assert turn.session.place is not None
    assert turn.session.place.flow == ("info" if topic else "menu")
