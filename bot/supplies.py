"""What channels need to carry a campaign, out of storage: pictures, and countries with a price."""

import asyncio
from collections.abc import Callable, Collection
from typing import Final, TypeVar

from bot.channels.base import SendFailed, Supplies
from storage.database import Database, StorageDown
from storage.unit import Unit

T = TypeVar("T")

PROVIDER: Final = "twilio"
FRESH: Final = 10.0
"""Seconds for which a price that was found holds."""
MISSED: Final = 1.0
"""Seconds after which a price that was not found is looked for again."""
AWAY_SECONDS: Final = 5.0


class Priced:
    """Countries with a price, looked up once in a while and not for each SMS."""

    def __init__(self, db: Database, municipalities: Collection[str]) -> None:
        self._db = db
        self._municipalities = municipalities
        self._known: frozenset[str] = frozenset()
        self._read_at = float("-inf")

    async def has(self, country: str) -> bool:
        """Whether an SMS to this country has a price in one municipality at least. Raises SendFailed."""
        age = asyncio.get_running_loop().time() - self._read_at
        if age > (FRESH if country in self._known else MISSED):
            self._known = await look(
                self._db, lambda unit: unit.campaign_supplies.priced(self._municipalities, PROVIDER)
            )
            self._read_at = asyncio.get_running_loop().time()
        return country in self._known


def make_supplies(db: Database, municipalities: Collection[str]) -> Supplies:
    """Both, for the municipalities that are served."""

    async def picture(key: str) -> bytes | None:
        return await look(db, lambda unit: unit.campaign_supplies.picture(key))

    return Supplies(picture, Priced(db, municipalities).has)


async def look(db: Database, work: Callable[[Unit], T]) -> T:
    """What `work` finds; while the database is away the message waits: surely nothing was sent."""
    try:
        return await db.read(work)
    except StorageDown:
        raise SendFailed("storage_down", retry=True, after=AWAY_SECONDS, alone=True) from None
