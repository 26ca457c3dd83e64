"""A running desk for each test."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.admin.office import Browser, Office, open_office


@pytest.fixture
async def office(tmp_path: Path) -> AsyncIterator[Office]:
    """The demo's desk: no second factor."""
    async with open_office(tmp_path) as opened:
        yield opened


@pytest.fixture
async def pilot(tmp_path: Path) -> AsyncIterator[Office]:
    """A desk that real people work at."""
    async with open_office(tmp_path, "pilot") as opened:
        yield opened


@pytest.fixture
async def visitor(office: Office) -> AsyncIterator[Browser]:
    """Somebody who has not signed in."""
    browser = Browser(office)
    yield browser
    await browser.close()


@pytest.fixture
async def operator(office: Office) -> AsyncIterator[Browser]:
    """The line's social worker, signed in: operator and unit worker at once, as in Kuçovë."""
    office.hire("operator", "operator", "unit_worker")
    browser = Browser(office)
    await browser.sign_in("operator")
    yield browser
    await browser.close()
