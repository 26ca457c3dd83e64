"""The service, ready to be started as often as a story needs."""

from collections.abc import AsyncIterator, Iterator

import pytest

from tests.journeys.service import House, Starter, open_house, running_starter


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
