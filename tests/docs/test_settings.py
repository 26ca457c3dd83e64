"""The page of settings says what the code says."""

import pathlib
import re
import runpy

from storage.settings import Settings, variable

ROOT = pathlib.Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "settings.md"


def test_the_page_is_the_one_that_the_code_writes() -> None:
    page = runpy.run_path(str(ROOT / ".ci" / "settings_page.py"))["page"]
    assert PAGE.read_text(encoding="utf-8") == page()


def test_every_setting_stands_on_the_page_with_its_meaning() -> None:
    rows = re.findall(r"^\| `(REFERO_\w+)` \|[^|]*\| (.+) \|$", PAGE.read_text(), re.MULTILINE)
    assert [name for name, _ in rows] == [variable(f) for f in Settings.__struct_fields__]
    assert all(meaning.endswith(".") for _, meaning in rows)
