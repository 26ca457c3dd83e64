"""A process killed at any moment loses nothing that was acknowledged and doubles nothing."""

import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import text

from storage.database import Database
from tests.storage.hot import LEASE, NOW, answer, said, take_turn, wrote

ROOT = Path(__file__).resolve().parents[2]
DYING = """
import os, signal, sys
from storage.database import Database
from tests.storage.hot import LEASE, NOW, VAULT, answer, take_turn, wrote

def die(*_):
    os.kill(os.getpid(), signal.SIGKILL)

def turn_and_die(unit):
    take_turn(unit, answer("Faleminderit"))
    die()

db = Database(sys.argv[1], VAULT)
if sys.argv[2] == "before the commit":
    db.write_now(turn_and_die)
if sys.argv[2] == "between claim and turn":
    db.write_now(lambda unit: unit.inbox.claim(9, NOW, LEASE))
if sys.argv[2] == "after the commit":
    db.write_now(lambda unit: take_turn(unit, answer("Faleminderit")))
if sys.argv[2] == "after a put":
    db.write_now(lambda unit: unit.inbox.put([wrote("e pranuar")], NOW))
die()
"""


@pytest.mark.parametrize(
    "moment", ["before the commit", "between claim and turn", "after the commit"]
)
def test_one_answer_whenever_the_process_was_killed(
    db: Database, database_url: str, moment: str
) -> None:
    db.write_now(lambda unit: unit.inbox.put([wrote("ndihmë")], NOW))
    command = [sys.executable, "-c", DYING, database_url, moment]
    killed = subprocess.run(command, cwd=ROOT, check=False, capture_output=True, timeout=60)
    assert killed.returncode == -9, killed.stderr
    db.write_now(lambda unit: unit.inbox.put([wrote("ndihmë")], NOW + LEASE))
    db.write_now(lambda unit: take_turn(unit, answer("Faleminderit"), now=NOW + LEASE))
    assert db.write_now(lambda unit: unit.inbox.claim(9, NOW + 3 * LEASE, LEASE)) == []
    parcels = db.write_now(lambda unit: unit.outbox.claim(9, NOW + LEASE, LEASE))
    assert [parcel.outgoing.parts for parcel in parcels] == [("Faleminderit",)]
    heard = text("SELECT count(*) FROM transcript")
    assert db.read_now(lambda unit: unit.connection.scalar(heard)) == 1


def test_what_was_put_before_the_kill_is_still_there(db: Database, database_url: str) -> None:
    command = [sys.executable, "-c", DYING, database_url, "after a put"]
    killed = subprocess.run(command, cwd=ROOT, check=False, capture_output=True, timeout=60)
    assert killed.returncode == -9, killed.stderr
    taken = db.write_now(lambda unit: unit.inbox.claim(9, NOW, LEASE))
    assert [said(one) for one in taken] == ["e pranuar"]
