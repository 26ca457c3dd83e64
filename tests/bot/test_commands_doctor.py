"""What `refero doctor` names before a line goes live, and that it names nobody."""

import dataclasses
import re
from contextlib import closing
from datetime import date

import msgspec
import pytest
import sqlalchemy as sa

from bot.clock import now
from bot.readiness import standing
from bot.readiness.places import language_findings, pack_findings, place_findings
from flows.messages import Outgoing
from locales.languages import load_languages
from locales.packs import load_packs
from storage.directory import load_directory
from storage.lines import Line
from storage.municipality import Municipality
from storage.parcels import Message
from storage.schema import cases, contacts, sms_prices
from storage.unit import Unit
from tests.bot.shell import Shell, shell

__all__ = ["shell"]
DAY = 24 * 3_600_000_000


@pytest.fixture(scope="module")
def kucova() -> Municipality:
    (place,) = load_directory(["kucova"])
    return place


def urgent_case(unit: Unit) -> None:
    at = now()
    row = {"id": "c1", "municipality": "kucova", "channel": "sms", "language": "sq"}
    unit.connection.execute(
        cases.insert(), {**row, "danger": True, "made_at": at, "changed_at": at}
    )


def test_every_finding_has_a_remedy_and_the_exit_code_tells(shell: Shell) -> None:
    shell.run("seed", "kucova")
    ended = shell.run("doctor")
    assert ended.code == 1
    *groups, count = ended.out.strip().split("\n\n")
    findings = 0
    for group in groups:
        *whats, remedy = group.splitlines()
        assert remedy.startswith("  → ")
        assert whats
        findings += len(whats)
    assert count == f"{findings} to mend"


def test_a_demo_is_told_what_going_live_takes(shell: Shell) -> None:
    shell.set(env="demo", secret_keys="")
    out = shell.run("doctor").out
    for name in ("ENV", "SECRET_KEYS", "PUBLIC_URL", "TELEGRAM_TOKEN", "TWILIO_ACCOUNT_SID"):
        assert f"REFERO_{name} is " in out


def test_a_configured_line_is_told_nothing_about_settings(shell: Shell) -> None:
    shell.set(
        public_url="https://line.example", telegram_token="1:made-up", telegram_secret="made-up",
        twilio_account_sid="AC0", twilio_auth_token="made-up", twilio_from="+355690000000",
        twilio_campaign_from="+355690000099",
    )  # fmt: skip
    assert "REFERO_" not in shell.run("doctor").out


def by_twilio(shell: Shell, **more: str) -> str:
    """What doctor says of a line with SMS, in one line of text."""
    shell.set(
        public_url="https://line.example", twilio_account_sid="AC0",
        twilio_auth_token="made-up", **more,
    )  # fmt: skip
    return shell.run("doctor").out.replace("\n", " ")


def test_sms_campaigns_need_a_sender_of_their_own(shell: Shell) -> None:
    assert "CAMPAIGN_FROM" not in shell.run("doctor").out
    out = by_twilio(shell, twilio_from="+355690000000")
    assert "REFERO_TWILIO_CAMPAIGN_FROM is not set: no campaign leaves by SMS" in out


def test_the_name_that_campaigns_come_from_tells_nothing(shell: Shell) -> None:
    told = "tells what the line is about"
    number = {"twilio_from": "+355690000000"}
    assert told not in by_twilio(shell, twilio_campaign_from="Kucova", **number)
    for letters in ("Dhuna STOP", "Strehim", "Prijavi"):
        assert told in by_twilio(shell, twilio_campaign_from=letters, **number), letters


def test_who_gets_campaigns_from_letters_needs_a_number_to_stop_them(shell: Shell) -> None:
    shell.run("seed", "kucova")
    told = "kucova: nobody can stop SMS campaigns"
    letters = {"twilio_campaign_from": "Kucova"}
    service = {"twilio_messaging_service": "MG" + "0" * 32}
    assert told in by_twilio(shell, **letters, **service)
    assert told not in by_twilio(shell, **letters, twilio_from="+355690000000")
    assert told not in by_twilio(shell, twilio_campaign_from="+355690000099", **service)


def test_an_sms_of_a_campaign_needs_a_price(shell: Shell) -> None:
    shell.run("seed", "kucova")
    given = {"twilio_from": "+355690000000", "twilio_campaign_from": "+355690000099"}
    told = "kucova: an SMS to AL has no price"
    assert told in by_twilio(shell, **given)
    row = {
        "municipality": "kucova", "provider": "twilio", "country": "AL", "price": 72_500,
        "currency": "EUR", "source": "list", "changed_by": "a", "changed_at": now(),
    }  # fmt: skip
    with closing(shell.database()) as database:
        database.write_now(lambda unit: unit.connection.execute(sms_prices.insert(), row))
    assert told not in by_twilio(shell, **given)


def test_every_hole_of_the_municipality_is_named(shell: Shell, kucova: Municipality) -> None:
    shell.run("seed", "kucova")
    out = shell.run("doctor").out
    for hole in kucova.holes():
        number = re.fullmatch(r"emergency\.(\d+)\.last_verified", hole.key)
        told = f"number {number[1]} was never confirmed" if number else hole.key
        assert told in out


def test_a_number_confirmed_long_ago_is_stale(kucova: Municipality) -> None:
    entry = msgspec.structs.replace(kucova.emergency[0], last_verified=date(2026, 1, 1))
    place = msgspec.structs.replace(kucova, emergency=(entry,))
    new_year = 1_767_225_600_000_000
    stale = "kucova: emergency number 112 was confirmed over six months ago"
    assert stale not in [f.what for f in place_findings(place, new_year + 100 * DAY)]
    assert stale in [f.what for f in place_findings(place, new_year + 200 * DAY)]


def test_packs_are_read_again_when_their_review_is_due(kucova: Municipality) -> None:
    packs = load_packs()
    assert list(pack_findings(packs, kucova, 0)) == []
    late = [finding.what for finding in pack_findings(packs, kucova, now() + 5000 * DAY)]
    assert len(late) == len(kucova.packs.offered)
    missing = [finding.what for finding in pack_findings((), kucova, 0)]
    assert all("does not exist for it" in what for what in missing)
    assert len(missing) == len(kucova.packs.offered)


def test_a_draft_language_is_named(kucova: Municipality, monkeypatch: pytest.MonkeyPatch) -> None:
    assert list(language_findings(kucova)) == []
    languages = load_languages()
    languages["en"] = dataclasses.replace(languages["en"], status="draft")
    del languages["sr-Latn"]
    monkeypatch.setattr("bot.readiness.places.load_languages", lambda: languages)
    assert [f.what for f in language_findings(kucova)] == [
        "kucova: offers the language sr-Latn, which does not exist",
        "kucova: English is a draft and is not offered to people",
    ]


def test_a_municipality_must_be_in_the_database_as_it_stands_in_its_file(
    shell: Shell, kucova: Municipality
) -> None:
    assert "kucova: is not in the database" in shell.run("doctor").out
    older = msgspec.structs.replace(kucova, source="an older file")
    with closing(shell.database()) as database:
        database.write_now(lambda unit: unit.municipalities.seed(older, now()))
    assert "kucova: its file is newer than the database" in shell.run("doctor").out
    shell.run("seed", "kucova")
    out = shell.run("doctor").out
    assert "in the database" not in out
    assert "newer than" not in out


def test_somebody_must_be_able_to_sign_in_and_to_be_pinged(shell: Shell) -> None:
    shell.run("seed", "kucova")
    nobody = shell.run("doctor").out
    assert "nobody has the role operator" in nobody
    assert "nobody has joined a chat" in nobody
    shell.run("user", "add", "dora", "--role", "operator", "--municipality", "kucova")
    somebody = shell.run("doctor").out
    assert "nobody has the role operator" not in somebody
    assert "has no second factor" not in somebody
    with closing(shell.database()) as database:
        database.write_now(join_chat)
    assert "nobody has joined a chat" not in shell.run("doctor").out


def join_chat(unit: Unit) -> None:
    account = unit.operators.find("dora")
    assert account is not None
    line = unit.lines.ensure(Line(id="", name="bot", channel="telegram"), now())
    row = {"id": "p1", "line": line.id, "channel": "telegram", "address_index": b"i"}
    sealed = {"address_enc": b"a", "made_at": now(), "operator": account.operator.id}
    unit.connection.execute(contacts.insert(), {**row, **sealed})


def test_an_account_made_in_the_demo_needs_a_second_factor(shell: Shell) -> None:
    shell.run("seed", "kucova")
    shell.set(env="demo")
    shell.run("user", "add", "dora", "--role", "operator", "--municipality", "kucova")
    shell.set(env="pilot")
    assert (
        "kucova: dora has no second factor\n  → refero user reset dora" in shell.run("doctor").out
    )


def test_what_waits_for_a_person_is_counted_and_never_shown(shell: Shell) -> None:
    shell.run("seed", "kucova")
    body = "plaka nuk ka bukë".encode()

    def work(unit: Unit) -> None:
        urgent_case(unit)
        line = unit.lines.ensure(Line(id="", name="sms", channel="sms"), now())
        unit.inbox.put_dead(line.id, "SM1", body, "unreadable", now())

    with closing(shell.database()) as database:
        database.write_now(work)
    out = shell.run("doctor").out
    assert "kucova: urgent and unread: 1" in out
    assert "kucova: messages that could not be worked on: 1" in out
    assert "bukë" not in out
    seen = sa.update(cases).values(acknowledged_at=now())
    with closing(shell.database()) as database:
        database.write_now(lambda unit: unit.connection.execute(seen))
    assert "urgent and unread" not in shell.run("doctor").out


def test_messages_that_do_not_leave_are_noticed(shell: Shell) -> None:
    message = Message(
        contact="p1", line="l1", channel="sms", kind="reply",
        outgoing=Outgoing(parts=("x",)), cause_at=0,
    )  # fmt: skip
    at = now()
    with closing(shell.database()) as database:
        database.write_now(lambda unit: unit.outbox.put([message], at))
        soon = database.read_now(lambda unit: list(standing.sending_findings(unit, at + 60)))
        later = database.read_now(
            lambda unit: list(standing.sending_findings(unit, at + 2 * standing.OVERDUE))
        )
    assert soon == []
    assert [finding.what for finding in later] == [
        "messages that wait: 1, the oldest for 10 minutes"
    ]
