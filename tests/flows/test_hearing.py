"""What a person typed becomes the choice they meant, in any script, order and spelling."""

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.hearing import Choice, FreeText, Option, Unclear, find_answers, find_place, hear
from flows.spelling import NearWords, sounds_like, typing_slips
from flows.triggers import Triggers, TriggerWords
from locales.keywords import load_keywords

KEYWORDS = load_keywords()
TRIGGERS = Triggers(msgspec.convert(KEYWORDS.triggers, TriggerWords))
SLOTS = ("whom", "wait", "contact")


def option(name: str, *labels: str) -> Option:
    """A choice with its synonyms of every language."""
    synonyms = (w for words in KEYWORDS.synonyms.values() for w in words.get(name, ()))
    return Option(name, (*labels, *synonyms))


YES_NO = (option("yes", "Po"), option("no", "Jo"), option("skip", "Kalo"))
WAIT = (option("now", "Tani"), option("today", "Sot"), option("can_wait", "Mund të presë"))
WHOM = (option("other", "Dikush tjetër"), option("self", "Unë"), option("skip"))
PLACES = (
    Option("kucove", ("Kuçovë", "Kuçova", "Кучова")),
    Option("perondi", ("Perondi", "Перонди")),
    Option("kozare", ("Kozarë", "Козара")),
    Option("lumas", ("Lumas", "Лумас")),
    Option("old_town", ("Lagjja e Vjetër",)),
)


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("1", "yes"),
        ("2.", "no"),
        ("2)", "no"),
        ("2️⃣", "no"),
        ("dy", "no"),
        ("два", "no"),
        ("two", "no"),
        ("Po!", "yes"),
        ("po faleminderit", "yes"),
        ("ДА", "yes"),
        ("da, hvala", "yes"),
        ("yes please", "yes"),
        ("Jo", "no"),
        ("2 jo", "no"),
        ("nuk dua", "no"),
        ("не", "no"),
        ("skip", "skip"),
        ("прескочи", "skip"),
        ("preskoci", "skip"),
        ("s'e di", "skip"),
    ],
)
def test_yes_and_no_are_heard(text: str, meant: str) -> None:
    assert hear(text, YES_NO, TRIGGERS.hearing) == Choice(meant)


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("urgjente", "now"),
        ("urgjnete", "now"),
        ("hitno", "now"),
        ("ХИТНО", "now"),
        ("tani", "now"),
        ("sot", "today"),
        ("mund te prese", "can_wait"),
        ("mund te pres", "can_wait"),
        ("nije hitno", "can_wait"),
        ("nijehitno", "can_wait"),
        ("s'ka ngut", "can_wait"),
        ("can_wait", "can_wait"),
        ("3", "can_wait"),
    ],
)
def test_how_urgent_is_heard(text: str, meant: str) -> None:
    assert hear(text, WAIT, TRIGGERS.hearing) == Choice(meant)


@pytest.mark.parametrize(
    ("text", "meant"),
    [("për mua", "self"), ("za mene", "self"), ("fqinji", "other"), ("друго", "other")],
)
def test_whom_it_is_about_is_heard(text: str, meant: str) -> None:
    assert hear(text, WHOM, TRIGGERS.hearing) == Choice(meant)


@pytest.mark.parametrize("text", ["4", "0", "II", "12", "2 po", "nuk ka ushqim", "KU-7F3K-9QTW"])
def test_other_words_stay_words(text: str) -> None:
    assert hear(text, YES_NO, TRIGGERS.hearing) == FreeText(text)


@pytest.mark.parametrize("text", ["", "  ", "…", "🙂" * 4096, "\u200b\u202e"])
def test_no_word_is_unclear(text: str) -> None:
    assert hear(text, YES_NO, TRIGGERS.hearing) == Unclear()


def test_a_wording_of_two_options_means_the_first() -> None:
    both = (Option("unknown", ("s'e di",)), Option("skip", ("s'e di",)))
    assert hear("se di", both) == Choice("unknown")


@given(st.text(max_size=80))
def test_any_text_is_a_choice_words_or_unclear(text: str) -> None:
    heard = hear(text, WAIT, TRIGGERS.hearing)
    assert isinstance(heard, Choice | FreeText | Unclear)
    if isinstance(heard, FreeText):
        assert heard.text == text
        assert text not in repr(heard) or not text.strip("*FreTxt()")


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("plaka fqinje ne Perondi s'ka ushqim", "perondi"),
        ("u Perondiju, kod škole", "perondi"),
        ("ПЕРОНДИ", "perondi"),
        ("peronde", "perondi"),
        ("fshati Kozares", "kozare"),
        ("kozarë", "kozare"),
        ("Lumasit, afer urës", "lumas"),
        ("lagjja e vjeter", "old_town"),
        ("kemi një dhomë pa dritare", None),
        ("Perondi ose Lumas", None),
        ("", None),
    ],
)
def test_a_place_is_found_in_a_sentence(text: str, place: str | None) -> None:
    assert find_place(text, PLACES) == place


def test_the_seat_gives_way_to_the_village_beside_it() -> None:
    assert find_place("Perondi, Kuçovë", PLACES, gives_way="kucove") == "perondi"
    assert find_place("Kuçovë", PLACES, gives_way="kucove") == "kucove"


@pytest.mark.parametrize(
    ("text", "answers"),
    [
        ("plaka fqinje ne Perondi s'ka ushqim, jeton vetem", {"whom": "other"}),
        ("Jetoj vetëm dhe kam nevojë për dru, mund të presë", {"whom": "self", "wait": "can_wait"}),
        ("Комшиница живи сама, хитно је", {"whom": "other", "wait": "now"}),
        ("Nije hitno. Možete mi pisati posle 17", {"wait": "can_wait", "contact": "yes"}),
        ("It is urgent, do not call me", {"wait": "now", "contact": "never"}),
        ("mos me shkruani ketu", {"contact": "never"}),
        ("nuk eshte urgjente", {"wait": "can_wait"}),
        ("çatia pikon", {}),
    ],
)
def test_a_sentence_answers_by_itself(text: str, answers: dict[str, str]) -> None:
    assert find_answers(text, SLOTS, TRIGGERS.mentions) == answers


def test_only_open_questions_are_answered() -> None:
    assert find_answers("hitno, za mene", ("wait",), TRIGGERS.mentions) == {"wait": "now"}


NEARBY = ("pershendetje", "pomoc", "pomozi", "help", "kucove", "perondi", "perondit")


@given(st.sampled_from(NEARBY), st.lists(st.tuples(st.integers(0, 13), st.sampled_from("aeoprn "))))
def test_what_sounds_alike_is_found_without_comparing_every_word(
    word: str, slips: list[tuple[int, str]]
) -> None:
    heard = word
    for at, letter in slips[:4]:
        heard = heard[:at] + letter.strip() + heard[at + (at % 2) :]
    alike = [one for one in NEARBY if typing_slips(one) and sounds_like(heard, one)]
    assert NearWords(NEARBY).of(heard) == alike
