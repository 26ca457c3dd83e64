"""`refero export indicators`: what campaigns came to, without a word about anybody."""

import csv
import io
import json
from datetime import date

import msgspec
import pytest

from storage.campaign_results import CampaignRow
from storage.directory import SEEDS, load_municipality
from storage.indicators import PEOPLE, Period, campaign_line, period_of, write_lines
from tests.bot.shell import Shell, shell

__all__ = ["shell"]

KUCOVA = load_municipality(SEEDS / "kucova.toml")

EVER = Period(0, 1_900_000_000_000_000)
ROW = CampaignRow(
    campaigns=2, people=900, reached=850, delivered=400, opted_out=3, replies=40, packs=5,
    reports=1, cost=6525, currency="EUR",
)  # fmt: skip


@pytest.fixture
def seeded(shell: Shell) -> Shell:
    assert shell.run("seed", "kucova").code == 0
    return shell


def test_few_people_are_never_told_exactly() -> None:
    line = campaign_line(KUCOVA, ROW, EVER)
    assert (line["opted_out"], line["reports"], line["packs"], line["people"]) == (
        "1-4",
        "1-4",
        5,
        900,
    )
    assert (line["since"], line["until"], line["cost"]) == ("", "2030-03-17", 6525)
    assert set(PEOPLE) <= set(line)


def test_both_forms_say_the_same() -> None:
    line = campaign_line(KUCOVA, ROW, EVER)
    (as_json,) = [json.loads(one) for one in write_lines([line], "jsonl").splitlines()]
    (as_csv,) = csv.DictReader(io.StringIO(write_lines([line], "csv")))
    assert {name: str(value) for name, value in as_json.items()} == as_csv


@pytest.mark.parametrize("few", ["people", "reached"])
def test_what_few_messages_cost_is_not_told(few: str) -> None:
    line = campaign_line(KUCOVA, msgspec.structs.replace(ROW, **{few: 2}), EVER)
    assert (line[few], line["cost"]) == ("1-4", "")


def test_days_are_whole_days_there() -> None:
    july = period_of(date(2026, 7, 1), date(2026, 7, 31), "Europe/Tirane", 1)
    assert july == Period(1_782_856_800_000_000, 1_785_535_200_000_000)
    line = campaign_line(KUCOVA, ROW, july)
    assert (line["since"], line["until"]) == ("2026-07-01", "2026-07-31")
    assert period_of(None, None, "Europe/Tirane", 7) == Period(0, 7)


def test_the_command_counts_from_a_day_on_and_is_audited(seeded: Shell) -> None:
    told = seeded.run("export", "indicators", "--since", "2026-01-01")
    line = json.loads(told.out)
    assert (line["indicator"], line["municipality"], line["campaigns"]) == (
        "campaigns",
        "kucova",
        0,
    )
    assert line["since"] == "2026-01-01"
    earlier = seeded.run("export", "indicators", "--until", "2025-12-31")
    assert json.loads(earlier.out)["until"] == "2025-12-31"
    assert seeded.run("export", "indicators", "--format", "csv").out.startswith("indicator,")


@pytest.mark.parametrize("form", ["hsds", "xml"])
def test_another_form_is_refused(seeded: Shell, form: str) -> None:
    assert seeded.run("export", "indicators", "--format", form).code == 1
