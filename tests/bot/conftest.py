"""A started line for every test of this room."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.bot.rig import Rig, open_rig


@pytest.fixture
async def rig(sqlite_url: str, tmp_path: Path) -> AsyncIterator[Rig]:
    """On SQLite."""
    async with open_rig(sqlite_url, tmp_path) as opened:
        yield opened


@pytest.fixture
async def any_rig(database_url: str, tmp_path: Path) -> AsyncIterator[Rig]:
    """On both databases."""
    async with open_rig(database_url, tmp_path) as opened:
        yield opened
