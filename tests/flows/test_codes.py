"""Reference codes survive the telephone, the thumb and the copy on paper."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.codes import LETTERS, find_code, looks_like_code, make_code

DRAWN = st.integers(0, 2**35 - 1)
PREFIXES = ("KU", "KM")


def test_a_code_has_its_shape() -> None:
    code = make_code("KU", 0)
    assert code.startswith("KU-0000-000")
    assert set("ILOU").isdisjoint(LETTERS)
    assert len(LETTERS) == 32


def test_more_than_35_bits_are_refused() -> None:
    with pytest.raises(ValueError, match="35 bits"):
        make_code("KU", 2**35)


@given(DRAWN)
def test_a_code_is_found_however_it_is_typed(drawn: int) -> None:
    code = make_code("KU", drawn)
    packed = code.replace("-", "")
    spaced = f"{packed[:2]} {packed[2:6].lower()} {packed[6:].lower()}"
    looked_like = packed.replace("0", "o").replace("1", "l")
    for typed in (code, code.lower(), packed, spaced, looked_like, f"  {code}\n"):
        assert find_code(typed, PREFIXES) == code


def test_the_prefix_may_be_left_out_where_a_digit_shows_a_code() -> None:
    code = make_code("KU", 12345678901)
    assert find_code(code[3:], PREFIXES) == code


@given(DRAWN)
def test_a_code_is_found_inside_a_sentence(drawn: int) -> None:
    code = make_code("KU", drawn)
    assert find_code(f"per kodin {code.lower()}, ajo erdhi", PREFIXES) == code


@given(DRAWN, st.integers(0, 7), st.sampled_from(LETTERS))
def test_one_wrong_character_is_noticed(drawn: int, at: int, wrong: str) -> None:
    code = make_code("KU", drawn)
    body = code.replace("-", "")[2:]
    typed = body[:at] + wrong + body[at + 1 :]
    expected = code if typed == body else ""
    assert find_code(f"KU-{typed[:4]}-{typed[4:]}", ["KU"]) == expected


@given(DRAWN, st.integers(0, 6))
def test_two_swapped_characters_are_noticed(drawn: int, at: int) -> None:
    code = make_code("KU", drawn)
    body = code.replace("-", "")[2:]
    typed = body[:at] + body[at + 1] + body[at] + body[at + 2 :]
    expected = code if typed == body else ""
    assert find_code(f"KU-{typed[:4]}-{typed[4:]}", ["KU"]) == expected


@pytest.mark.parametrize(
    "sentence",
    [
        "",
        "ku jeton nena ime",
        "Ku eshte zyra juaj?",
        "ku banojne ata",
        "KU",
        "kuku kuku kuku",
        "2",
        "familjen",
        "punetore",
    ],
)
def test_words_are_no_code(sentence: str) -> None:
    assert find_code(sentence, PREFIXES) == ""
    assert not looks_like_code(sentence, PREFIXES)


def test_a_mistyped_code_is_still_meant_as_one() -> None:
    assert looks_like_code("ku 7f3k 9qtx", PREFIXES)
    assert not looks_like_code("7 ditë pa bukë", PREFIXES)
