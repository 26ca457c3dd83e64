"""Letting people in from the shell: what is printed works, once, and nothing else is kept."""

import logging
import re
from contextlib import closing

import pyotp
import pytest

from bot.clock import now
from storage.operators import Account
from tests.bot.shell import Ended, Shell, shell

__all__ = ["shell"]
LINK = re.compile(r"(\S+)/desk/sign-in/link/(\S+)")
TOTP = re.compile(r"otpauth://\S+")
PASSWORD = "four plain words together"


def account(shell: Shell, name: str) -> Account:
    with closing(shell.database()) as database:
        found = database.read_now(lambda unit: unit.operators.find(name))
    assert found is not None
    return found


def use(shell: Shell, ended: Ended) -> str:
    """Open the printed link; the operator's id, "" when it does not work."""
    link = LINK.search(ended.out)
    assert link is not None
    token = link[2]
    with closing(shell.database()) as database:
        return database.write_now(lambda unit: unit.tokens.use(token, "sign_in", now()))


def test_a_new_operator_gets_a_link_that_works_once_and_a_second_factor(shell: Shell) -> None:
    shell.run("seed", "kucova")
    added = shell.run(
        "user", "add", "dora", "--role", "operator", "--role", "unit_worker",
        "--municipality", "kucova", "--unit", "njvnr", "--language", "en",
    )  # fmt: skip
    assert added.code == 0
    made = account(shell, "dora")
    assert made.operator.roles == {"operator", "unit_worker"}
    assert (made.operator.municipality, made.operator.unit) == ("kucova", "njvnr")
    assert made.operator.language == "en"
    assert use(shell, added) == made.operator.id
    assert use(shell, added) == ""


def test_the_printed_second_factor_is_the_one_that_is_asked_for(shell: Shell) -> None:
    added = shell.run("user", "add", "dora", "--role", "supervisor")
    (address,) = TOTP.findall(added.out)
    factor = pyotp.parse_uri(address)
    assert isinstance(factor, pyotp.TOTP)
    code = factor.at(now() // 1_000_000)
    made = account(shell, "dora")
    with closing(shell.database()) as database:
        right = database.write_now(
            lambda unit: unit.operators.check_totp(made.operator.id, code, now())
        )
    assert right


@pytest.mark.parametrize(("env", "role"), [("pilot", "auditor"), ("demo", "operator")])
def test_no_second_factor_where_none_is_demanded(shell: Shell, env: str, role: str) -> None:
    shell.set(env=env)
    assert not TOTP.search(shell.run("user", "add", "dora", "--role", role).out)
    assert not account(shell, "dora").has_second_factor


def test_the_link_leads_to_the_public_address(shell: Shell) -> None:
    local = shell.run("user", "add", "dora", "--role", "auditor")
    shell.set(public_url="https://line.example")
    public = shell.run("user", "reset", "dora")
    links = [LINK.search(ended.out) for ended in (local, public)]
    assert [link[1] for link in links if link] == ["http://127.0.0.1:8080", "https://line.example"]


def test_a_password_from_standard_input_needs_no_link(shell: Shell) -> None:
    shell.set(env="demo")
    words = ("user", "add", "dora", "--role", "operator", "--password-stdin")
    ended = shell.run(*words, typed=f"{PASSWORD}\n")
    assert (ended.code, ended.out) == (0, "dora was added\n")
    with closing(shell.database()) as database:
        tried = database.write_now(lambda unit: unit.sign_ins.begin("dora", now()))
    assert tried.matches(PASSWORD)
    assert not tried.matches(PASSWORD.upper())


@pytest.mark.parametrize("typed", ["", "tiny one\n", "password1234567\n", "dora and her friends\n"])
def test_a_weak_password_is_refused_and_no_account_is_left(shell: Shell, typed: str) -> None:
    words = ("user", "add", "dora", "--role", "auditor", "--password-stdin")
    ended = shell.run(*words, typed=typed)
    assert ended.code == 1
    assert ended.err.startswith("refero user: the password ")
    assert typed.strip() not in ended.err or not typed.strip()
    with closing(shell.database()) as database:
        assert database.read_now(lambda unit: unit.operators.find("dora")) is None
        assert database.read_now(lambda unit: unit.audit.chains()) == []


def test_a_name_is_given_once(shell: Shell) -> None:
    shell.run("user", "add", "dora", "--role", "auditor")
    again = shell.run("user", "add", "dora", "--role", "operator")
    assert again.code == 1
    assert "refero user reset dora" in again.err
    assert account(shell, "dora").operator.roles == {"auditor"}


@pytest.mark.parametrize(
    ("words", "remedy"),
    [
        (("add", "x", "--role", "operator", "--municipality", "atlantis"), "refero seed"),
        (("add", "x", "--role", "operator", "--unit", "njvnr"), "--municipality"),
        (
            ("add", "x", "--role", "operator", "--municipality", "kucova", "--unit", "moon"),
            "njvnr",
        ),
        (("add", "x" * 65, "--role", "operator"), "1 to 64"),
        (("add", " ", "--role", "operator"), "1 to 64"),
        (("add", "x", "--role", "operator", "--language", "xx"), "sr-Cyrl"),
        (("disable", "x"), "refero user add x"),
        (("reset", "x"), "refero user add x"),
    ],
)
def test_a_mistake_is_one_line_with_its_remedy(
    shell: Shell, words: tuple[str, ...], remedy: str
) -> None:
    shell.run("seed", "kucova")
    ended = shell.run("user", *words)
    assert ended.code == 1
    (line,) = ended.err.splitlines()
    assert remedy in line


def test_disabling_ends_every_way_in_and_resetting_opens_new_ones(shell: Shell) -> None:
    added = shell.run("user", "add", "dora", "--role", "supervisor")
    assert shell.run("user", "disable", "dora").out == "dora is disabled\n"
    assert account(shell, "dora").disabled
    assert use(shell, added) == ""
    reset = shell.run("user", "reset", "dora")
    assert not account(shell, "dora").disabled
    assert TOTP.findall(reset.out) != TOTP.findall(added.out)
    assert use(shell, reset) == account(shell, "dora").operator.id


def test_each_act_stands_in_the_record_and_no_secret_in_a_log(
    shell: Shell, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    added = shell.run("user", "add", "dora", "--role", "supervisor")
    shell.run("user", "reset", "dora")
    shell.run("user", "disable", "dora")
    operator = account(shell, "dora").operator.id
    with closing(shell.database()) as database:
        entries = database.read_now(lambda unit: unit.audit.of_object("", operator))
    assert [entry.action for entry in entries] == ["add_user", "reset_user", "disable_user"]
    link = LINK.search(added.out)
    assert link is not None
    written = caplog.text + repr(entries)
    assert not [secret for secret in (link[2], *TOTP.findall(added.out)) if secret in written]
