"""The service, ready to be started as often as a story needs."""

from collections.abc import AsyncIterator, Iterator

import pytest
import pytest_asyncio
from playwright.async_api import Browser

from tests.journeys.service import House, Starter, open_house, running_starter
from tests.journeys.town import Town, Visitors, running_town, visiting


@pytest.fixture(scope="session")
def starter() -> Iterator[Starter]:
    """Loads the service's modules once for all stories of this test process."""
    with running_starter() as ready:
        yield ready


@pytest.fixture
async def house(starter: Starter) -> AsyncIterator[House]:
    """SQLite in a folder of its own; nothing is started yet."""
    async with open_house(starter) as opened:
        yield opened


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    """A fresh demo for all stories of a module."""
    with running_town(tmp_path_factory.mktemp("town")) as ready:
        yield ready


@pytest_asyncio.fixture(loop_scope="session")
async def visitors(browser: Browser, town: Town) -> AsyncIterator[Visitors]:
    """People with phones, and staff at the desk of the town."""
    async with visiting(browser, town) as people:
        yield people
