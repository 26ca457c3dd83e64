"""A text and a channel's limits become the exact parts."""

import pytest
import smsutil
from hypothesis import given
from hypothesis import strategies as st

from locales.fitting import SMS, TELEGRAM, Limits, fit, fold, segments
from locales.folding import GSM

WILD = st.text(max_size=400)
WORDS = st.lists(st.text(alphabet="abčëш12.!?🙂", min_size=1, max_size=9), max_size=120)
ONE_SEGMENT = Limits(max_chars=1600, segments=1, buttons=False, folds=True)


@pytest.mark.parametrize(
    ("written", "sent"),
    [
        ("Shkruani këtu, çdo fjalë", "Shkruani ketu, cdo fjale"),
        ("Hvala, čekajte ćerku, šta žele đaci", "Hvala, cekajte cerku, sta zele djaci"),
        ("ĐAK, Đak, ЂАК, Ђак", "DJAK, Djak, DJAK, Djak"),
        ("Помоћ је близу", "Pomoc je blizu"),
        ("ÇFARË Është „kjo“ – dhe “ajo”…", 'CFARE Eshte "kjo" - dhe "ajo"...'),
        ("112 · 129 · 116117", "112, 129, 116117"),
        ("• një\n• dy", "- nje\n- dy"),
        ("Nr\u00a05\u200b 👍 ٣ ² ①", "Nr 5  3 2 1"),
        ("Cena 5€ [x]", "Cena 5€ [x]"),
    ],
)
def test_a_text_is_folded_to_what_one_segment_carries(written: str, sent: str) -> None:
    assert fold(written) == sent


@given(WILD)
def test_a_folded_text_is_gsm_and_stays_folded(text: str) -> None:
    folded = fold(text)
    assert GSM.issuperset(folded)
    assert fold(folded) == folded


@given(WILD)
def test_no_digit_is_lost(text: str) -> None:
    kept = iter(fold(text))
    assert all(digit in kept for digit in text if digit in "0123456789")


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("", 0),
        ("a" * 160, 1),
        ("a" * 161, 2),
        ("a" * 306, 2),
        ("a" * 307, 3),
        ("€" * 80, 1),
        ("a" * 152 + "€" + "a" * 10, 2),
        ("a" * 152 + "€" + "a" * 152, 3),
        ("ë" * 160, 1),
    ],
)
def test_segments_are_counted_as_sent(text: str, count: int) -> None:
    assert segments(text) == count


@pytest.mark.parametrize(
    ("text", "count"),
    [("ë" * 70, 1), ("ë" * 71, 2), ("ë" * 65 + "🙂" + "ë" * 67, 2), ("ë" * 66 + "🙂" * 34, 3)],
)
def test_diacritics_cost_more_when_they_are_kept(text: str, count: int) -> None:
    assert segments(text, fold=False) == count


@given(st.text(alphabet="abë€🙂 \n[č", min_size=1, max_size=700))
def test_segments_agree_with_an_independent_count(text: str) -> None:
    assert segments(text, fold=False) == len(smsutil.split(text).parts)


def test_choices_become_numbered_words_on_sms() -> None:
    fitted = fit("A është urgjente?", [("yes", "Po"), ("no", "Jo")], SMS)
    assert fitted.parts == ("A eshte urgjente? 1 Po  2 Jo",)
    assert fitted.buttons == ()


def test_choices_stay_buttons_on_telegram() -> None:
    choices = [("yes", "Да"), ("no", "Не")]
    fitted = fit("Да ли је хитно?", choices, TELEGRAM)
    assert fitted.parts == ("Да ли је хитно?",)
    assert fitted.buttons == (("yes", "Да"), ("no", "Не"))


def test_diacritics_stay_for_who_asked_for_them() -> None:
    keeps = Limits(max_chars=1600, segments=10, buttons=False, folds=False)
    assert fit("Shkruani këtu", [], keeps).parts == ("Shkruani këtu",)


def test_a_long_text_is_cut_at_a_paragraph() -> None:
    first, second = "Një fjali. " * 300, "Tjetra. " * 200
    fitted = fit(f"{first.strip()}\n\n{second.strip()}", [], TELEGRAM)
    assert fitted.parts == (first.strip(), second.strip())


def test_a_long_sms_is_cut_after_a_sentence() -> None:
    text = "Zyra hapet ne oren tete. " * 8
    parts = fit(text, [("a", "Po"), ("b", "Jo")], ONE_SEGMENT).parts
    assert all(segments(part) == 1 for part in parts)
    assert all(part.endswith(".") for part in parts[:-1])
    assert parts[-1].endswith("1 Po  2 Jo")


def test_nothing_to_say_makes_no_part() -> None:
    assert fit("  ", [], TELEGRAM).parts == ()


@given(WORDS, st.sampled_from([ONE_SEGMENT, Limits(40, None, True, False)]))
def test_the_parts_join_to_the_text(words: list[str], limits: Limits) -> None:
    text = " ".join(words)
    parts = fit(text, [], limits).parts
    expected = fold(text) if limits.folds else text
    assert "".join("".join(parts).split()) == "".join(expected.split())
    assert all(len(part.encode("utf-16-le")) // 2 <= limits.max_chars for part in parts)
    assert all(segments(part, fold=False) <= (limits.segments or 99) for part in parts)


@given(WORDS)
def test_no_word_that_fits_is_cut(words: list[str]) -> None:
    parts = fit(" ".join(words), [], ONE_SEGMENT).parts
    assert [w for part in parts for w in part.split()] == fold(" ".join(words)).split()
