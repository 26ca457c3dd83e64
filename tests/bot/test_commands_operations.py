"""Keys, schema, municipalities, the record of acts and purging, on a real database."""

import stat
from contextlib import closing

import pytest
import sqlalchemy as sa

from bot.commands import check
from storage.schema import audit
from storage.vault import parse_keys
from tests.bot.shell import Shell, shell

__all__ = ["shell"]


def test_a_new_key_can_be_used_as_it_is_printed(shell: Shell) -> None:
    first, second = (shell.run("keys", "new", "--id", name).out.strip() for name in ("a", "b"))
    keys = parse_keys(f"{second},{first}")
    assert [key.id for key in keys] == ["b", "a"]
    assert keys[0].secret != keys[1].secret


def test_a_new_key_needs_no_settings_and_keeps_nothing(shell: Shell) -> None:
    shell.set(secret_keys="", env="nonsense")
    ended = shell.run("keys", "new")
    assert ended.code == 0
    assert len(parse_keys(ended.out.strip())) == 1
    assert list(shell.folder.iterdir()) == []


def test_a_demo_makes_its_keys_once_and_only_its_owner_reads_them(shell: Shell) -> None:
    shell.set(env="demo", secret_keys="")
    assert shell.run("migrate").code == 0
    kept = shell.folder / "var" / "keys"
    before = kept.read_text()
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    assert shell.run("migrate").code == 0
    assert kept.read_text() == before


def test_migrating_twice_changes_nothing(shell: Shell) -> None:
    assert shell.run("migrate").code == 0
    assert shell.run("migrate").code == 0
    with closing(shell.database()) as database:
        tables = sa.inspect(database.engine).get_table_names()
    assert {"inbox", "outbox", "cases", "audit"} <= set(tables)


def test_a_municipality_is_written_once(shell: Shell) -> None:
    assert "kucova: written" in shell.run("seed", "kucova").out
    assert "kucova: unchanged" in shell.run("seed", "kucova").out
    with closing(shell.database()) as database:
        places = database.read_now(lambda unit: unit.municipalities.all())
    assert [place.slug for place in places] == ["kucova"]


def test_nothing_is_written_when_one_file_is_missing(shell: Shell) -> None:
    ended = shell.run("seed", "kucova", "atlantis")
    assert ended.code == 1
    assert "atlantis.toml" in ended.err
    with closing(shell.database()) as database:
        assert database.read_now(lambda unit: unit.municipalities.all()) == []


def test_the_record_of_acts_is_whole_until_somebody_changes_it(shell: Shell) -> None:
    assert shell.run("audit", "verify").out == "no acts yet\n"
    shell.run("user", "add", "first", "--role", "auditor")
    shell.run("user", "add", "second", "--role", "auditor")
    shell.run("user", "disable", "first")
    whole = shell.run("audit", "verify")
    assert (whole.code, whole.out) == (0, "system: 3 acts, whole\n")
    changed = sa.update(audit).where(audit.c.number == 2).values(action="nothing")
    with closing(shell.database()) as database:
        database.write_now(lambda unit: unit.connection.execute(changed))
    broken = shell.run("audit", "verify")
    assert (broken.code, broken.out) == (1, "system: broken at number 2\n")


def test_purging_twice_is_safe(shell: Shell) -> None:
    for _ in range(2):
        ended = shell.run("purge")
        assert (ended.code, ended.out) == (0, "0 raw bodies emptied\n")


def test_bench_runs_the_named_benchmark_and_hands_on_its_verdict(
    shell: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    import benchmarks.intake

    monkeypatch.setattr(benchmarks.intake, "main", lambda: 1)
    assert shell.run("bench").code == 1
    assert shell.run("bench", "intake").code == 1


def test_what_is_delivered_is_sound(shell: Shell) -> None:
    ended = shell.run("check")
    assert (ended.code, ended.out) == (0, check.SOUND + "\n")
