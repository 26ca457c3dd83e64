"""The language of a text is guessed only where it is sure."""

import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from locales.detect import guess_language
from locales.serbian import to_latin

PHRASES = tomllib.loads(Path(__file__).with_name("language_phrases.toml").read_text("utf-8"))
TUNE, MORE, MEASURE = (
    [(tag, text) for tag, texts in PHRASES[part].items() for text in texts]
    for part in ("tune", "more", "measure")
)


@pytest.mark.parametrize("spoken", [TUNE, MORE, MEASURE], ids=["tune", "more", "measure"])
def test_95_of_100_texts_are_known_and_most_are_sure(spoken: list[tuple[str, str]]) -> None:
    guesses = {text: guess_language(text) for _, text in spoken}
    wrong = [text for tag, text in spoken if guesses[text].language != tag]
    unsure = [text for _, text in spoken if not guesses[text].sure]
    assert len(TUNE + MORE + MEASURE) >= 180
    assert len(wrong) <= 0.05 * len(spoken), wrong
    assert len(unsure) <= 0.15 * len(spoken), unsure


@pytest.mark.parametrize("spoken", [TUNE, MORE, MEASURE], ids=["tune", "more", "measure"])
def test_a_sure_guess_is_hardly_ever_wrong(spoken: list[tuple[str, str]]) -> None:
    sure = [(tag, guess_language(text)) for tag, text in spoken if guess_language(text).sure]
    wrong = [(tag, guess) for tag, guess in sure if guess.language != tag]
    assert len(wrong) <= 0.02 * len(sure), wrong


@pytest.mark.parametrize("text", PHRASES["unsure"]["texts"])
def test_names_numbers_and_other_languages_are_not_sure(text: str) -> None:
    assert not guess_language(text).sure


@pytest.mark.parametrize("text", ["Мне нужна помощь, это срочно", "Ќе дојдам утре"])
def test_other_cyrillic_is_not_serbian(text: str) -> None:
    assert not guess_language(text).sure


@given(st.text(max_size=200))
def test_any_text_is_survived(text: str) -> None:
    assert guess_language(text).language in {"", "sq", "sr-Latn", "sr-Cyrl", "en"}


def test_both_scripts_are_one_language() -> None:
    said = "Комшиница живи сама и нема хране"
    assert guess_language(said).language == "sr-Cyrl"
    assert guess_language(to_latin(said)).language == "sr-Latn"
