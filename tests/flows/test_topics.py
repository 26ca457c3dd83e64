"""Topics are told apart by what was learned, and learning the same gives the same."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.learning import fingerprint, learn
from flows.topics import TopicFinder, groups, weighed

PHRASES = {
    "bread": ("ku blej bukë", "furra e bukës", "где се купује хлеб", "where is the bakery"),
    "shoes": ("këpucë për fëmijë", "ku gjej këpucë", "ципеле за децу", "shoes for children"),
    "-": ("sa është ora", "колико је сати", "what time is it"),
}
WEIGHTS = learn(PHRASES)
FINDER = TopicFinder(WEIGHTS)


@pytest.mark.parametrize(
    ("text", "topic"),
    [
        ("ku e blej buken", "bread"),
        ("gde kupujem hleb", "bread"),
        ("SHOES??", "shoes"),
        ("kepuc per femijt", "shoes"),
        ("колко је сати", "-"),
    ],
)
def test_language_script_and_slips_do_not_matter(text: str, topic: str) -> None:
    assert FINDER.ranked(text)[0][0] == topic


def test_the_same_phrases_are_learned_the_same_way() -> None:
    assert learn(PHRASES) == WEIGHTS
    assert fingerprint({**PHRASES, "shoes": ("boots",)}) != WEIGHTS.learned_from


def test_cyrillic_and_latin_make_the_same_groups() -> None:
    assert list(groups("Купујем хлеб")) == list(groups("kupujem hleb"))


def test_what_no_phrase_holds_has_no_weight() -> None:
    assert weighed("qqq zzz", WEIGHTS.rarity) == []
    assert {score for _, score in FINDER.ranked("🙂 …")} == {0.0}


@given(st.text(max_size=4000))
def test_any_text_is_ranked(text: str) -> None:
    ranked = FINDER.ranked(text)
    assert {topic for topic, _ in ranked} == set(PHRASES)
    assert [score for _, score in ranked] == sorted((s for _, s in ranked), reverse=True)
