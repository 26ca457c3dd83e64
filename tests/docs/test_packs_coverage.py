"""The page of what the packs cover says what the files say."""

import re
from pathlib import Path

import pytest

from bot.__main__ import main
from locales.packs import load_packs

PAGE = Path(__file__).resolve().parents[2] / "docs" / "packs-coverage.md"


def test_the_page_is_the_one_that_the_command_prints(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["packs", "table"]) == 0
    assert capsys.readouterr().out == PAGE.read_text(encoding="utf-8")


def test_every_edition_has_its_cell() -> None:
    page = PAGE.read_text(encoding="utf-8")
    rows = dict(re.findall(r"^\| ([a-z-]+) \|(.*)\|$", page, re.MULTILINE))
    places = [cell.strip() for cell in rows["topic"].split("|")][3:]
    for pack in load_packs():
        cells = dict(zip(places, rows[pack.topic].split("|")[3:], strict=True))
        told = {place for place, cell in cells.items() if cell.strip() != "–"}
        assert told == set(pack.editions), pack.topic
        for place, edition in pack.editions.items():
            planned = f"planned {edition.planned_year}"
            says = {"exists": "exists", "planned": planned, "confirm": "to confirm"}
            assert cells[place].strip().startswith(f"{says[edition.status]}: "), pack.topic
