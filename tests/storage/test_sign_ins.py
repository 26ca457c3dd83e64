"""Tries, sessions and their ends (R35, R36)."""

from concurrent.futures import ThreadPoolExecutor
from typing import Literal

import pyotp
import pytest
import sqlalchemy as sa
from argon2 import PasswordHasher

from flows.facts import Operator
from storage import passwords
from storage.database import Database
from storage.schema import operator_sessions
from storage.sign_ins import Attempt, NewSession, SignedIn
from tests.storage.desk import hire
from tests.storage.hot import NOW, SECOND

MINUTE = 60 * SECOND
PASSWORD = "tre lule mbi dritare"


@pytest.fixture
def worker(db: Database) -> Operator:
    made = hire(db, "worker", "operator")
    db.write_now(lambda unit: unit.operators.set_password(made.id, PASSWORD))
    return made


def begin(db: Database, name: str = "worker", now: int = NOW) -> Attempt:
    return db.write_now(lambda unit: unit.sign_ins.begin(name, now))


def start(db: Database, operator: Operator, now: int = NOW) -> NewSession:
    return db.write_now(lambda unit: unit.sign_ins.start(operator.id, now))


def find(db: Database, session: NewSession, now: int = NOW) -> SignedIn | None:
    return db.read_now(lambda unit: unit.sign_ins.find(session.token, now))


def test_the_right_password_of_a_known_account(db: Database, worker: Operator) -> None:
    attempt = begin(db)
    assert (attempt.allowed, attempt.operator_id) == (True, worker.id)
    assert attempt.matches(PASSWORD)
    assert not attempt.matches("something else")
    assert not begin(db, "nobody").matches(PASSWORD)
    assert "argon2" not in repr(attempt)


def test_ten_tries_in_a_quarter_of_an_hour_for_known_and_unknown_names(
    db: Database, worker: Operator
) -> None:
    for name in ("worker", "nobody"):
        tries = [begin(db, name).allowed for _ in range(30)]
        assert tries == [True] * 10 + [False] * 20
    assert begin(db, "WORKER").allowed is False
    assert begin(db, "somebody else").allowed
    assert begin(db, now=NOW + 16 * MINUTE).allowed


def test_many_tries_at_once_are_counted_as_well(db: Database, worker: Operator) -> None:
    with ThreadPoolExecutor(8) as many:
        tries = list(many.map(lambda _: begin(db).allowed, range(40)))
    assert tries.count(True) == 10


def test_an_unknown_user_costs_the_same_work(
    db: Database, worker: Operator, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each name costs one Argon2 of the same parameters (R35)."""
    hashed: list[str] = []

    class Counting(PasswordHasher):
        def verify(self, hash: str | bytes, password: str | bytes) -> Literal[True]:  # noqa: A002
            hashed.append(str(hash).rsplit("$", 2)[0])
            return super().verify(hash, password)

    monkeypatch.setattr(passwords, "_hasher", Counting())
    for name in ("worker", "nobody"):
        assert not begin(db, name).matches("wrong wrong wrong")
    assert hashed == ["$argon2id$v=19$m=19456,t=2,p=1"] * 2


def test_a_session_is_known_by_its_token_alone_and_not_stored(
    db: Database, worker: Operator
) -> None:
    session = start(db, worker)
    signed_in = find(db, session)
    assert signed_in is not None
    assert signed_in.account.operator == worker
    assert (signed_in.csrf, signed_in.second_factor) == (session.csrf, False)
    assert len(session.token) >= 43
    assert find(db, NewSession("x" * 43, "")) is None
    stored = db.read_now(
        lambda unit: unit.connection.scalar(sa.select(operator_sessions.c.token_index))
    )
    assert stored is not None
    assert session.token.encode() not in stored


def test_a_session_ends_when_idle_for_half_an_hour(db: Database, worker: Operator) -> None:
    session = start(db, worker)
    assert find(db, session, NOW + 29 * MINUTE)
    assert find(db, session, NOW + 30 * MINUTE) is None
    db.write_now(lambda unit: unit.sign_ins.touch(session.token, NOW + 29 * MINUTE))
    assert find(db, session, NOW + 58 * MINUTE)


def test_a_session_ends_after_twelve_hours_whatever_happens(db: Database, worker: Operator) -> None:
    session = start(db, worker)
    for minutes in range(20, 720, 20):
        at = NOW + minutes * MINUTE
        db.write_now(lambda unit, at=at: unit.sign_ins.touch(session.token, at))  # type: ignore[misc]
    assert find(db, session, NOW + 719 * MINUTE)
    assert find(db, session, NOW + 720 * MINUTE) is None


def test_disabling_resetting_and_new_roles_end_sessions_at_once(
    db: Database, worker: Operator
) -> None:
    ends = [
        lambda unit: unit.operators.disable(worker.id, NOW),
        lambda unit: unit.operators.reset(worker.id),
        lambda unit: unit.operators.set_roles(worker.id, frozenset({"auditor"})),
        lambda unit: unit.operators.set_password(worker.id, "katër lule mbi dritare"),
    ]
    for end in ends:
        db.write_now(lambda unit: unit.operators.enable(worker.id))
        session = start(db, worker)
        assert find(db, session)
        db.write_now(end)
        assert find(db, session) is None


def test_signing_out_ends_only_this_session(db: Database, worker: Operator) -> None:
    one, other = start(db, worker), start(db, worker)
    db.write_now(lambda unit: unit.sign_ins.end(one.token))
    assert find(db, one) is None
    assert find(db, other)


def test_the_second_factor_gives_a_new_session(db: Database, worker: Operator) -> None:
    uri = db.write_now(lambda unit: unit.operators.new_totp(worker.id))
    totp = pyotp.parse_uri(uri)
    assert isinstance(totp, pyotp.TOTP)
    session = start(db, worker)
    code = totp.at(NOW // SECOND)
    confirmed = db.write_now(lambda unit: unit.sign_ins.confirm(session.token, code, NOW))
    assert confirmed is not None
    assert confirmed.token != session.token
    assert find(db, session) is None
    signed_in = find(db, confirmed)
    assert signed_in is not None
    assert signed_in.second_factor


def test_codes_are_not_guessed_without_end(db: Database, worker: Operator) -> None:
    uri = db.write_now(lambda unit: unit.operators.new_totp(worker.id))
    totp = pyotp.parse_uri(uri)
    assert isinstance(totp, pyotp.TOTP)
    session = start(db, worker)
    code = totp.at(NOW // SECOND)
    wrong = f"{(int(code) + 1) % 1_000_000:06}"
    for _ in range(10):
        assert not db.write_now(lambda unit: unit.sign_ins.confirm(session.token, wrong, NOW))
    assert not db.write_now(lambda unit: unit.sign_ins.confirm(session.token, code, NOW))


def test_what_has_ended_is_removed(db: Database, worker: Operator) -> None:
    start(db, worker)
    later = NOW + 31 * MINUTE
    assert db.write_now(lambda unit: unit.sign_ins.purge(later)) == 1
    assert db.write_now(lambda unit: unit.sign_ins.purge(later)) == 0
