"""What changed between two texts, word by word."""

from hypothesis import given
from hypothesis import strategies as st

from admin.differences import Piece, differences

TEXTS = st.text(alphabet="ab ë.\nш", max_size=40)


def test_a_changed_word_stands_alone() -> None:
    assert differences("We know of no payment.", "We know of no charge.") == [
        Piece("same", "We know of no "),
        Piece("gone", "payment"),
        Piece("new", "charge"),
        Piece("same", "."),
    ]


def test_a_text_from_nothing_is_new() -> None:
    assert differences("", "Bukë") == [Piece("new", "Bukë")]
    assert differences("Bukë", "") == [Piece("gone", "Bukë")]


@given(TEXTS, TEXTS)
def test_both_texts_can_be_read_out_of_their_differences(before: str, after: str) -> None:
    pieces = differences(before, after)
    assert "".join(one.words for one in pieces if one.kind != "new") == before
    assert "".join(one.words for one in pieces if one.kind != "gone") == after
