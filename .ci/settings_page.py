"""Writes docs/settings.md from the documented fields of storage/settings.py.

Usage: settings_page.py, in the environment made by `make setup`.
"""

import pathlib

from storage.settings import descriptions

ROOT = pathlib.Path(__file__).resolve().parent.parent
HEAD = """# Settings

Read from the environment or from a file named `.env` in the folder where a command is started; the
environment wins. A wrong or missing setting stops the start with one clear line. This page is
written by `.ci/settings_page.py` from `storage/settings.py`.

| setting | default | what it is |
|---|---|---|
"""


def page() -> str:
    """The page as it must be: one row a setting, in the order of the code."""
    rows = [
        f"| `{name}` | {f'`{default}`' if default else ''} | {meaning} |\n"
        for name, default, meaning in descriptions()
    ]
    return HEAD + "".join(rows)


if __name__ == "__main__":
    (ROOT / "docs" / "settings.md").write_text(page(), encoding="utf-8")
