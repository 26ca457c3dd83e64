"""Where a child is spoken of, the children's number is always given too (safety S13)."""

import pytest

from flows.effects import RaiseFlag, Say
from flows.session import Session
from flows.talk import Turn
from tests.flows.turns import all_of, heard, take

HUNGRY = {
    "sq": "femijet e komshiut s'kane ngrene asgje sot",
    "sr-Latn": "deca kod komsije danas nista nisu jela",
    "en": "the children next door have eaten nothing today",
}


def number_given(turn: Turn) -> str:
    first = next(effect for effect in turn.effects if isinstance(effect, Say))
    return dict(first.params)["emergency"]


@pytest.mark.parametrize("language", HUNGRY)
def test_a_hungry_child_brings_the_number_without_being_called_a_danger(language: str) -> None:
    turn = take(Session(language=language), heard(HUNGRY[language]))
    assert number_given(turn) == "112 · 116111"
    assert all_of(turn.effects, RaiseFlag) == []


def test_the_number_stays_in_the_talk() -> None:
    first = take(Session(language="sq"), heard(HUNGRY["sq"]))
    assert number_given(take(first.session, heard("perondi"))) == "112 · 116111"


def test_nobody_else_is_given_it() -> None:
    turn = take(Session(language="sq"), heard("plaka fqinje s'ka ushqim, jeton vetem"))
    assert number_given(turn) == "112"
