"""The Cyrillic master is read in Latin."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from locales.serbian import LETTERS, to_latin

CYRILLIC = st.text(alphabet="".join(LETTERS) + "".join(LETTERS).upper() + " .,1")


@pytest.mark.parametrize(
    ("cyrillic", "latin"),
    [
        ("ЊЕГОШ", "NJEGOŠ"),
        ("Његош", "Njegoš"),
        ("КОЊ", "KONJ"),
        ("Њ. Петровић", "Nj. Petrović"),
        ("ЏЕП и Џеп", "DŽEP i Džep"),
        ("Љубав, ЉУБАВ, КРАЉ", "Ljubav, LJUBAV, KRALJ"),
        ("инјекција, надживети", "injekcija, nadživeti"),
        ("Ђак чека ћерку", "Đak čeka ćerku"),
        ("Пишите INFO на 112", "Pišite INFO na 112"),
        ("Kuçovë и Љешница", "Kuçovë i Lješnica"),
        ("", ""),
    ],
)
def test_cyrillic_is_read_in_latin(cyrillic: str, latin: str) -> None:
    assert to_latin(cyrillic) == latin


@given(CYRILLIC)
def test_no_serbian_cyrillic_letter_is_left(text: str) -> None:
    latin = to_latin(text)
    assert not any("Ѐ" <= letter <= "ӿ" for letter in latin)
    assert to_latin(latin) == latin


@given(CYRILLIC)
def test_small_and_capital_letters_say_the_same(text: str) -> None:
    assert to_latin(text).lower() == to_latin(text.lower())


@given(st.text(alphabet=st.characters(max_codepoint=0x3FF)))
def test_a_text_without_cyrillic_stays_as_it_is(text: str) -> None:
    assert to_latin(text) == text
