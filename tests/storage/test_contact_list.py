"""A list of people who agreed: what is taken, and why a line is not."""

import tracemalloc

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.contact_list import MOST_LINES, Agreed, RefusedLine, read_list
from storage.directory import SEEDS, load_municipality

KUCOVA = load_municipality(SEEDS / "kucova.toml")
TODAY = "2026-11-25"
HEAD = "phone;topics;agreed_on;where;language;area;point\n"
GOOD = "069 000 0001;school events;2026-11-20;meeting in Perondi;sq;perondi;schools\n"


def read(text: str) -> list[Agreed | RefusedLine]:
    return list(read_list(text.encode(), KUCOVA, TODAY))


def why(line: str) -> str:
    (one,) = read(HEAD + line)
    return one.code if isinstance(one, RefusedLine) else ""


def test_a_good_line_is_taken_with_its_proof() -> None:
    assert read(HEAD + GOOD) == [
        Agreed(
            line=2, phone="+355690000001", country="AL", topics=("school", "events"), agreed_on="2026-11-20",
            where="meeting in Perondi", language="sq", area="perondi", point="schools",
        )
    ]  # fmt: skip


@pytest.mark.parametrize(
    "body",
    [
        b"\xef\xbb\xbfTelefoni,Temat,Pranuar me,Ku\n0690000001,school,20.11.2026,takim\n",
        "Телефон\tТеме\tПристао дана\tГде\n+355690000001\tschool\t20/11/2026\tсастанак\n".encode(),
        "phone;topics;agreed_on;where\n00355690000001;school;2026-11-20;Kuçovë\n".encode("cp1250"),
    ],
)
def test_other_headings_separators_and_letters_are_read(body: bytes) -> None:
    (one,) = read_list(body, KUCOVA, TODAY)
    assert isinstance(one, Agreed)
    assert (one.phone, one.agreed_on) == ("+355690000001", "2026-11-20")


@pytest.mark.parametrize(
    ("line", "code"),
    [
        (";school;2026-11-20;x", "no_phone"),
        ("0690000001;;2026-11-20;x", "no_topics"),
        ("0690000001;school;;x", "no_agreed_on"),
        ("0690000001;school;2026-11-20;", "no_where"),
        ("hello;school;2026-11-20;x", "not_a_phone"),
        ("112;school;2026-11-20;x", "short_number"),
        ("069 000 0001 (the neighbour);school;2026-11-20;x", "not_a_phone"),
        ("042222222;school;2026-11-20;x", "fixed_line"),
        ("+4915112345678;school;2026-11-20;x", "foreign_prefix"),
        ("+355900123;school;2026-11-20;x", "dear_number"),
        ("0690000001;weather;2026-11-20;x", "topic"),
        ("0690000001;school;yesterday;x", "day"),
        ("0690000001;school;2026-11-26;x", "future"),
        ("0690000001;school;2026-11-20;x;de", "language"),
        ("0690000001;school;2026-11-20;x;sq;tirana", "area"),
        ("0690000001;school;2026-11-20;x;sq;perondi;victims", "point"),
        (f"0690000001;school;2026-11-20;{'x' * 201}", "too_long"),
        (f"0690000001;school;2026-11-20;{'x' * 100_000}", "too_long"),
        ("0690000001;school;2026-11-20;x;sq;perondi;schools;more", "cells"),
        ('0690000001;school;2026-11-20;"x', "cells"),
    ],
)
def test_a_bad_line_is_refused_with_its_reason(line: str, code: str) -> None:
    assert why(line + "\n") == code


def test_the_same_phone_written_otherwise_is_taken_once() -> None:
    again = "+355 69 000 0001;school;2026-11-20;x\n"
    assert [type(one) for one in read(HEAD + GOOD + again)] == [Agreed, RefusedLine]
    assert read(HEAD + GOOD + again)[1] == RefusedLine(3, "twice")


def test_a_forgotten_quotation_mark_costs_its_own_line_only() -> None:
    odd = '0690000001;school;2026-11-20;"meeting\n'
    assert [type(one) for one in read(HEAD + odd + GOOD)] == [RefusedLine, Agreed]


def test_lines_may_end_as_any_machine_ends_them() -> None:
    for end in ("\r\n", "\r", "\n"):
        assert [one.line for one in read((HEAD + GOOD + GOOD).replace("\n", end))] == [2, 3]


def test_a_file_without_the_needed_columns_is_refused_whole() -> None:
    assert read(HEAD.replace("language", "phone") + GOOD) == [RefusedLine(1, "columns_twice")]
    assert read("x" * 1_000_000) == [RefusedLine(1, "no_phone_column")]
    assert read("phone;name\n0690000001;x\n") == [RefusedLine(1, "no_topics_column")]
    assert read("") == [RefusedLine(1, "no_phone_column")]


def test_no_refusal_repeats_a_phone() -> None:
    assert all("0690000001" not in repr(one) for one in read(HEAD + "0690000001;x;x;x\n" + GOOD))


@given(st.binary(max_size=400))
def test_wild_bytes_are_refused_and_never_break(wild: bytes) -> None:
    list(read_list(wild, KUCOVA, TODAY))
    lines = list(read_list(HEAD.encode() + wild, KUCOVA, TODAY))
    assert all(isinstance(one, Agreed | RefusedLine) for one in lines)


def rubbish(lines: int) -> bytes:
    return HEAD.encode() + b"".join(b"%d;rubbish;\xff\xfe;?\n" % at for at in range(lines))


def peak_while_refusing(lines: int) -> int:
    """Bytes that are held at most beside the file itself."""
    body = rubbish(lines)
    tracemalloc.start()
    for one in read_list(body, KUCOVA, TODAY):
        assert isinstance(one, RefusedLine)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return peak


def test_rubbish_is_refused_in_memory_that_does_not_grow() -> None:
    assert peak_while_refusing(40_000) < peak_while_refusing(10_000) + 20_000


def test_200_000_lines_of_rubbish_are_refused_one_by_one_and_no_more_is_read() -> None:
    lines = read_list(rubbish(MOST_LINES + 5), KUCOVA, TODAY)
    refused = [one.code for one in lines if isinstance(one, RefusedLine)]
    assert refused == ["topic"] * MOST_LINES + ["too_many"]
