"""The servers of the tests are real, private and gone afterwards."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import psycopg
import pytest
import redis
import sqlalchemy

from tests.servers.postgres import Postgres, postgres_programs
from tests.servers.process import KEEPER, MissingProgram
from tests.servers.redis import redis_program


def test_each_database_is_fresh(database_url: str) -> None:
    engine = sqlalchemy.create_engine(database_url.replace("postgresql:", "postgresql+psycopg:"))
    with engine.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE once (n integer)")
    engine.dispose()


def test_a_template_is_copied(postgres: Postgres) -> None:
    template = postgres.create()
    with psycopg.connect(postgres.url(template)) as connection:
        connection.execute("CREATE TABLE remembered (n integer)")
    copy = postgres.create(template)
    with psycopg.connect(postgres.url(copy)) as connection:
        assert connection.execute("SELECT count(*) FROM remembered").fetchone() == (0,)
    postgres.drop(copy)
    postgres.drop(template)


def test_redis_starts_empty(redis_url: str) -> None:
    with redis.Redis.from_url(redis_url) as client:
        assert client.keys() == []
        client.set("left", "behind")


def test_redis_starts_empty_again(redis_url: str) -> None:
    with redis.Redis.from_url(redis_url) as client:
        assert client.keys() == []


def test_a_server_ends_with_the_process_that_started_it() -> None:
    start = (
        "import subprocess, sys, time;"
        f"p = subprocess.Popen(['sh', '-c', {KEEPER!r}, 'sh', 'sh', '-c', 'echo $$; exec sleep 60'],"
        " stdin=subprocess.PIPE);"
        "time.sleep(60)"
    )
    parent = subprocess.Popen([sys.executable, "-c", start], stdout=subprocess.PIPE)
    assert parent.stdout
    server = int(parent.stdout.readline())
    parent.kill()
    parent.wait()
    parent.stdout.close()
    deadline = time.monotonic() + 10
    while is_alive(server) and time.monotonic() < deadline:
        time.sleep(0.02)
    assert not is_alive(server)


def is_alive(process: int) -> bool:
    """True while the process exists."""
    try:
        os.kill(process, signal.SIG_DFL)
    except ProcessLookupError:
        return False
    return True


@pytest.mark.parametrize(
    ("setting", "find"),
    [("REFERO_TEST_POSTGRES_BIN", postgres_programs), ("REFERO_TEST_REDIS", redis_program)],
)
def test_a_chosen_server_that_is_missing_fails_loudly(
    setting: str,
    find: Callable[[Path], Path],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    monkeypatch.setenv(setting, str(tmp_path / "nowhere"))
    with pytest.raises(MissingProgram, match=setting):
        find(tmp_path)
