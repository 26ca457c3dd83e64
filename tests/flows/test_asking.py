"""Asking in free words: right on questions that nobody tuned on, and safe where it is not sure."""

import pytest

from benchmarks.packs import LEAST, asker, corpus, hits, topics
from bot.asking import is_stale, load_weights
from flows.asking import masked
from locales.languages import load_languages

ASKER = asker()
TOPICS = topics()


def test_the_weights_were_learned_from_the_phrases_as_they_stand() -> None:
    assert not is_stale(load_weights())


def test_the_corpus_is_large_and_of_every_language() -> None:
    questions = [*corpus("tuned"), *corpus("measured")]
    assert len({one.text for one in questions}) == len(questions) >= 300
    for folder in {language.folder for language in load_languages().values()}:
        own = [one for one in questions if one.language.startswith(folder)]
        assert len(own) >= 100
        assert sum(one.kind == "bent" for one in own) >= 0.3 * len(own)
        assert sum(one.kind == "outside" for one in own) >= 0.1 * len(own)
    named = {topic for one in questions for topic in one.topics} - {"-", "!"}
    assert named == TOPICS


def test_questions_nobody_tuned_on_find_their_topic() -> None:
    found = hits(corpus("measured"), ASKER, TOPICS)
    for name, least in LEAST.items():
        assert getattr(found, name) >= least, found


def test_a_cry_for_help_is_not_taken_for_a_question() -> None:
    cries = [
        one.text for part in ("tuned", "measured") for one in corpus(part) if one.kind == "cry"
    ]
    mistaken = [text for text in cries if _would_only_inform(text)]
    assert len(mistaken) <= 0.1 * len(cries), mistaken


def _would_only_inform(text: str) -> bool:
    asked = ASKER.ask(text, TOPICS)
    return asked.question and asked.sure and not asked.cry


@pytest.mark.parametrize(
    ("text", "question"),
    [
        ("Mirëdita, ku regjistrohem", True),
        ("jel ima neki kurs?", True),
        ("How do I get my ID", True),
        ("a family here needs food and wood", False),
        ("plaka fqinje s'ka ushqim, jeton vetëm", False),
        ("комшиница нема дрва", False),
    ],
)
def test_a_question_is_told_from_a_tale(text: str, question: bool) -> None:
    assert ASKER.ask(text, TOPICS).question is question


def test_only_topics_of_the_place_are_found() -> None:
    assert "farming" in ASKER.ask("grant for bees and a greenhouse", TOPICS).topics
    assert "farming" not in ASKER.ask("grant for bees and a greenhouse", {"work", "rent"}).topics


@pytest.mark.parametrize("text", ["🙂", "", "x" * 4000, "Wie ist das Wetter heute in Berlin", "1"])
def test_what_nobody_can_understand_finds_nothing(text: str) -> None:
    assert not ASKER.ask(text, TOPICS).sure


def test_staff_see_no_number_and_no_name_in_a_question() -> None:
    shown = masked("Is Somename Surname at 069 123 4567 or a@b.al? He lives in Perondi.")
    assert shown == "Is … … at … … … or … He lives in …"
    assert len(masked("word " * 900)) == 200
