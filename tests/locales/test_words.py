"""The keyword files say the same things in every language, and choices carry their synonyms."""

import tomllib

import pytest

from locales.catalog import load_catalog
from locales.keywords import load_keywords
from locales.languages import HERE
from locales.words import SpokenWords

FOLDERS = ("sq", "sr", "en")
TABLES = {
    name: tomllib.loads((HERE / name / "keywords.toml").read_text("utf-8")) for name in FOLDERS
}
WORDS = SpokenWords(load_catalog(), load_keywords())


@pytest.mark.parametrize("table", ["commands", "synonyms", "numbers", "mentions"])
def test_every_language_hears_the_same_things(table: str) -> None:
    assert len({frozenset(TABLES[name][table]) for name in FOLDERS}) == 1


@pytest.mark.parametrize("table", ["phrases", "happened"])
def test_every_language_hears_the_same_dangers(table: str) -> None:
    assert len({frozenset(TABLES[name]["danger"][table]) for name in FOLDERS}) == 1


def test_exit_words_are_innocent() -> None:
    exits = {word for name in FOLDERS for word in TABLES[name]["commands"]["exit"]}
    assert exits.isdisjoint({"END", "QUIT", "CANCEL", "STOP"})


def test_a_choice_is_typed_by_its_label_or_a_synonym_of_any_language() -> None:
    labels = WORDS.labels("choice.can_wait", "sr-Cyrl")
    assert labels[0] == load_catalog().text("choice.can_wait", "sr-Cyrl")
    assert labels.index("није хитно") < labels.index("nuk ka ngut")
    assert "nije hitno" in labels


def test_a_text_has_the_wording_of_its_channel() -> None:
    catalog, sms = load_catalog(), SpokenWords(load_catalog(), load_keywords(), channel="sms")
    assert sms.text("choice.now", "sq") == catalog.text("choice.now@sms", "sq")
    assert WORDS.text("choice.now", "sq") == catalog.text("choice.now", "sq")
