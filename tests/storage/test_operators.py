"""Accounts: passwords, second factors, one-time links, duty (R34)."""

import pyotp
import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from storage.common_passwords import blocked, is_common
from storage.database import Database
from storage.operators import NEAREST, Account
from storage.passwords import PasswordRefused, check_password, hash_password, matches
from storage.schema import metadata, operator_tokens, operators
from tests.storage.desk import hire, join_chat
from tests.storage.hot import NOW, SECOND, VAULT

GOOD = "tre lule mbi dritare"
HOUR = 3600 * SECOND


def account(db: Database, operator_id: str) -> Account:
    found = db.read_now(lambda unit: unit.operators.get(operator_id))
    assert found is not None
    return found


def refusal(password: str, *, second_factor: bool = True) -> str:
    try:
        check_password(password, "agron", second_factor=second_factor)
    except PasswordRefused as refused:
        return refused.reason
    return ""


def test_an_account_has_a_unique_name_roles_and_a_place(db: Database) -> None:
    worker = hire(db, "worker", "operator", "unit_worker", unit="njvnr")
    assert worker.roles == {"operator", "unit_worker"}
    assert (worker.municipality, worker.unit) == ("kucova", "njvnr")
    with pytest.raises(IntegrityError):
        hire(db, "worker", "auditor")
    listed = db.read_now(lambda unit: unit.operators.all("kucova"))
    assert [one.operator.name for one in listed] == ["worker"]
    assert db.read_now(lambda unit: unit.operators.all("gjilan")) == []


@pytest.mark.parametrize(
    ("password", "reason"),
    [
        ("short-one", "short"),
        ("elevenchars", "short"),
        ("password1234", "common"),
        ("Pa$$w0rd1234!", "common"),
        ("Fjalëkalimi123", "common"),
        ("Kucove2024!!!", "common"),
        ("kucovakucova", "common"),
        ("lozinka123456", "common"),
        ("123456789012", "common"),
        ("qwertyuiop123", "common"),
        ("aaaaaaaaaaaa", "common"),
        ("abcdefghijkl", "common"),
        ("my name is agron", "name"),
        ("x" * 129, "long"),
        (GOOD, ""),
        ("три цвета на прозору", ""),
    ],
)
def test_a_password_is_long_and_no_habit(password: str, reason: str) -> None:
    assert refusal(password) == reason


def test_without_a_second_factor_it_is_longer() -> None:
    assert refusal("lule mbi gur") == ""
    assert refusal("lule mbi gur", second_factor=False) == "short"
    assert refusal("lule mbi guri x", second_factor=False) == ""


def test_the_block_list_is_long_enough_and_every_entry_is_refused() -> None:
    long_enough = sorted(word for word in blocked() if len(word) >= 12)
    assert len(long_enough) >= 3000
    assert all(is_common(word) for word in long_enough[::50])


def test_passwords_are_kept_as_argon2id_with_the_demanded_cost() -> None:
    stored = hash_password(GOOD)
    assert stored.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    assert matches(stored, GOOD)
    assert not matches(stored, GOOD + " ")
    assert not matches("", GOOD)
    assert not matches("not a hash", GOOD)


def test_a_password_is_set_and_checked(db: Database) -> None:
    worker = hire(db, "worker", "operator")
    with pytest.raises(PasswordRefused):
        db.write_now(lambda unit: unit.operators.set_password(worker.id, "short"))
    db.write_now(lambda unit: unit.operators.set_password(worker.id, GOOD))
    assert account(db, worker.id).has_password
    db.write_now(lambda unit: unit.operators.reset(worker.id))
    assert not account(db, worker.id).has_password


def test_roles_that_see_identities_need_a_second_factor(db: Database) -> None:
    desk, editor = hire(db, "desk", "operator"), hire(db, "editor", "editor")
    assert account(db, desk.id).needs_second_factor
    assert not account(db, editor.id).needs_second_factor


def test_a_code_of_the_second_factor_is_good_once(db: Database) -> None:
    worker = hire(db, "worker", "operator")
    uri = db.write_now(lambda unit: unit.operators.new_totp(worker.id))
    totp = pyotp.parse_uri(uri)
    assert isinstance(totp, pyotp.TOTP)
    code = totp.at(NOW // SECOND)

    def check(given: str, now: int) -> bool:
        return db.write_now(lambda unit: unit.operators.check_totp(worker.id, given, now))

    assert not check("000000" if code != "000000" else "111111", NOW)
    assert check(code, NOW)
    assert not check(code, NOW)
    assert not check(totp.at(NOW // SECOND - 30), NOW)
    assert check(totp.at(NOW // SECOND + 30), NOW)
    assert not check(totp.at(NOW // SECOND + 300), NOW)
    sealed = db.read_now(lambda unit: unit.connection.scalar(sa.select(operators.c.totp_enc)))
    assert sealed is not None
    assert totp.secret.encode() not in sealed


def test_without_a_second_factor_no_code_is_right(db: Database) -> None:
    worker = hire(db, "worker", "operator")
    assert not db.write_now(lambda unit: unit.operators.check_totp(worker.id, "", NOW))


def test_a_sign_in_link_works_once_within_a_day_and_is_not_stored(db: Database) -> None:
    worker = hire(db, "worker", "operator")

    def make() -> str:
        return db.write_now(lambda unit: unit.tokens.make(worker.id, "sign_in", NOW))

    def use(given: str, now: int = NOW) -> str:
        return db.write_now(lambda unit: unit.tokens.use(given, "sign_in", now))

    token = make()
    stored = db.read_now(
        lambda unit: unit.connection.scalar(sa.select(operator_tokens.c.token_index))
    )
    assert stored is not None
    assert token.encode() not in stored
    assert db.write_now(lambda unit: unit.tokens.use(token, "duty", NOW)) == ""
    assert use(token) == worker.id
    assert use(token) == ""
    assert use(make(), NOW + 25 * HOUR) == ""
    earlier, later = make(), make()
    assert use(earlier) == ""
    assert use(later) == worker.id


def test_a_disabled_account_keeps_neither_link_nor_ping(db: Database) -> None:
    worker = hire(db, "worker", "operator")
    join_chat(db, worker)
    token = db.write_now(lambda unit: unit.tokens.make(worker.id, "sign_in", NOW))
    db.write_now(lambda unit: unit.operators.disable(worker.id, NOW))
    assert db.write_now(lambda unit: unit.tokens.use(token, "sign_in", NOW)) == ""
    assert db.read_now(lambda unit: unit.operators.duty_contacts("kucova")) == []
    assert account(db, worker.id).disabled


def test_pings_go_to_who_is_on_duty_else_to_the_line_else_to_supervisors(db: Database) -> None:
    boss = hire(db, "boss", "supervisor")
    boss_chat = join_chat(db, boss, 1)

    def duty() -> list[str]:
        return db.read_now(lambda unit: unit.operators.duty_contacts("kucova"))

    assert duty() == [boss_chat]
    desk = hire(db, "desk", "operator")
    desk_chat = join_chat(db, desk, 2)
    assert duty() == [desk_chat]
    db.write_now(lambda unit: unit.operators.set_duty(boss.id, on_duty=True))
    assert duty() == [boss_chat]


def test_the_chats_of_staff_are_found_without_a_look_at_everybody(sqlite_url: str) -> None:
    database = Database(sqlite_url, VAULT)
    metadata.create_all(database.engine)
    asked = NEAREST.params(municipality="kucova").compile(
        database.engine, compile_kwargs={"literal_binds": True}
    )
    with database.engine.connect() as connection:
        plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {asked}").all()
    database.close()
    assert any("contacts USING INDEX ix_contacts_operator" in row[3] for row in plan), plan
