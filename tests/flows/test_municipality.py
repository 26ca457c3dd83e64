"""A line without a municipality asks for it; until it is known, 112 is the number."""

from msgspec.structs import replace

from flows.effects import AnswerReport, OpenReport, Remember, Say
from flows.engine import step
from flows.events import Event, Given
from flows.session import Session
from flows.talk import Turn
from flows.world import World
from tests.flows.turns import CODE, NOW, all_of, heard, said
from tests.world import real_world


def two_places() -> World:
    world = real_world()
    kucova = world.municipalities["kucova"]
    other = replace(kucova, slug="elsewhere", names={"sq": "Tjetërkund"}, units=(), prefix="EL")
    return replace(world, municipalities={"kucova": kucova, "elsewhere": other})


def take_anywhere(session: Session, text: str) -> Turn:
    facts = Given(channel="sms", report_id="r1", code=CODE)
    return step(two_places(), session, Event(heard(text), facts), NOW)


def test_an_unknown_municipality_means_112() -> None:
    turn = take_anywhere(Session(), "burri po më rreh")
    first = next(e for e in turn.effects if isinstance(e, Say))
    assert dict(first.params)["numbers"] == "112"
    assert said(turn)[-1] == "municipality.ask"


def test_the_municipality_is_asked_for_and_settles_the_report() -> None:
    asked = take_anywhere(Session(), "nje familje pa buke")
    assert all_of(asked.effects, OpenReport)
    told = take_anywhere(asked.session, "Tjeterkund")
    answer = AnswerReport(report_id="r1", slot="municipality", value="elsewhere")
    assert answer in told.effects
    assert Remember(municipality="elsewhere") in told.effects
    assert said(told) == ["ask.where"]


def test_a_unit_tells_its_municipality() -> None:
    turn = take_anywhere(Session(), "plaka ne Perondi s'ka buke")
    assert turn.session.municipality == "kucova"
    assert AnswerReport(report_id="r1", slot="municipality", value="kucova") in turn.effects


def test_nobody_is_asked_for_the_municipality_a_third_time() -> None:
    session = take_anywhere(Session(), "nje familje pa buke").session
    asked = 0
    for _ in range(3):
        turn = take_anywhere(session, "nuk e kuptoj fare kete")
        session, asked = turn.session, asked + said(turn).count("municipality.ask")
    assert asked == 1
