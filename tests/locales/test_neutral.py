"""Nothing that is read on a shared phone tells the topic (safety S4)."""

import pytest

from locales.neutral import STEMS, has_link, telling_words


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Raporti juaj u pa.", ["raporti"]),
        ("Kemi folur me POLICINË.", ["policine"]),
        ("Насиље се пријављује.", ["nasilje", "prijavljuje"]),
        ("zaštita dece, zaštitu dece", ["zastita dece", "zastitu dece"]),
        (
            "mbrojtja e fëmijëve, mbrojtjen e fëmijës",
            ["mbrojtja e femijeve", "mbrojtjen e femijes"],
        ),
        ("We know about the violence; you were threatened.", ["violence", "threatened"]),
        ("сигурна кућа", ["sigurna kuca"]),
        ("трговина људима", ["trgovina ljudima"]),
        ("Përdhunim", ["perdhunim"]),
        ("Nëse ju rreh, na shkruani.", ["rreh"]),
        ("p o l i c i a", ["policia"]),
        ("P.o.l.i.c.i.a vjen", ["policia"]),
        ("n-a-s-i-lj-e", ["nasilje"]),
        ("н а с и љ е", ["nasilje"]),
    ],
)
def test_words_of_the_topic_are_heard_in_every_script(text: str, words: list[str]) -> None:
    assert telling_words(text) == words


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Mirë, flasim nesër në orën 10.",
        "Дођите сутра у десет.",
        "You have an answer. Write 1 when you can.",
        "112 · 129 · 116117",
        "Përgjigjja është gati.Me shëndet.",
    ],
)
def test_a_plain_answer_may_go(text: str) -> None:
    assert telling_words(text) == []
    assert not has_link(text)


@pytest.mark.parametrize(
    "text",
    [
        "https://example.org",
        "shihni www.example",
        "kucova.gov.al",
        "t.me/example",
        "bit.ly/example",
        "goo.gl/example",
        "wa.me/355",
    ],
)
def test_a_link_is_seen(text: str) -> None:
    assert has_link(text)


def test_every_beginning_is_written_as_folding_leaves_it() -> None:
    assert all(stem.isascii() and stem == stem.casefold() for stem in STEMS)
