"""Sealed values open only where they were sealed, under any key that is still ours."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.vault import Key, KeyMistake, Unreadable, Vault, kept_keys, new_key, parse_keys

OLD, NEW = Key("k1", b"1" * 32), Key("k2", b"2" * 32)
ANY_TEXT = st.text(st.characters(), max_size=200)


@given(ANY_TEXT)
def test_any_text_comes_back_byte_for_byte(words: str) -> None:
    vault = Vault([OLD])
    assert vault.open_text("t", "c", "1", vault.seal_text("t", "c", "1", words)) == words


@pytest.mark.parametrize("place", [("u", "c", "1"), ("t", "d", "1"), ("t", "c", "2")])
def test_a_value_moved_elsewhere_does_not_open(place: tuple[str, str, str]) -> None:
    vault = Vault([OLD])
    sealed = vault.seal("t", "c", "1", b"word")
    with pytest.raises(Unreadable):
        vault.open(*place, sealed)


def test_a_changed_value_does_not_open() -> None:
    vault = Vault([OLD])
    sealed = bytearray(vault.seal("t", "c", "1", b"word"))
    sealed[-1] ^= 1
    with pytest.raises(Unreadable):
        vault.open("t", "c", "1", bytes(sealed))


def test_a_rotation_reads_the_old_and_writes_the_new() -> None:
    before, during, after = Vault([OLD]), Vault([NEW, OLD]), Vault([NEW])
    old = before.seal("t", "c", "1", b"word")
    assert during.open("t", "c", "1", old) == b"word"
    assert after.open("t", "c", "1", during.seal("t", "c", "1", b"word")) == b"word"
    with pytest.raises(KeyMistake, match="no key"):
        after.open("t", "c", "1", old)
    assert before.index("code", "KU") in during.indexes("code", "KU")
    assert during.index("code", "KU") == after.index("code", "KU")


def test_a_blind_index_is_equal_for_one_purpose_only() -> None:
    vault = Vault([OLD])
    assert vault.index("code", "KU") == vault.index("code", "KU")
    assert vault.index("code", "KU") != vault.index("person", "KU")
    assert b"KU" not in vault.index("code", "KU")


@pytest.mark.parametrize("sealed", [b"", b"\x00", b"\x02k9", b"\xff"])
def test_what_is_no_sealed_value_is_named_so(sealed: bytes) -> None:
    with pytest.raises(KeyMistake):
        Vault([OLD]).open("t", "c", "1", sealed)


def test_printed_keys_are_read_again() -> None:
    first, second = new_key("k1"), new_key("k2")
    keys = parse_keys(f"{second}, {first}")
    assert [key.id for key in keys] == ["k2", "k1"]
    assert first.split(":")[1] not in repr(keys)


@pytest.mark.parametrize(
    "text",
    [
        "k1",
        "k1:",
        "k1:!!!",
        "k1:AAAA",
        ":x",
        pytest.param(f"{new_key('k')},{new_key('k')}", id="two keys of one name"),
    ],
)
def test_a_wrong_key_is_refused_without_being_shown(text: str) -> None:
    with pytest.raises(KeyMistake) as caught:
        parse_keys(text)
    assert "AAAA" not in str(caught.value)


def test_a_vault_without_keys_is_refused() -> None:
    with pytest.raises(KeyMistake, match="keys new"):
        Vault([])


def test_a_demo_keeps_its_key_for_its_owner_only(tmp_path: Path) -> None:
    kept = kept_keys(tmp_path / "var")
    assert kept_keys(tmp_path / "var") == kept
    assert (tmp_path / "var" / "keys").stat().st_mode & 0o777 == 0o600
    assert parse_keys(kept)
