"""Telegram without a public address: the updates are fetched (Bot API, getUpdates).

Each update goes through the same intake as the webhook's, and is confirmed to Telegram
(by the next offset) only after it is durable.
"""

import asyncio
import logging
from contextlib import suppress
from typing import Final

from bot.channels.base import Arrival, SendFailed
from bot.channels.telegram import TelegramChannel
from bot.intake import Intake
from bot.metrics import provider_fault
from storage.database import StorageDown

log = logging.getLogger(__name__)

LEAST_SECONDS: Final = 0.25
"""Between two polls: under five a second whatever comes back (R7)."""
FAULT_SECONDS: Final = 3.0


class Poller:
    """Fetches one bot's updates until cancelled."""

    def __init__(self, channel: TelegramChannel, intake: Intake) -> None:
        self._channel = channel
        self._intake = intake
        self._offset = 0

    async def run(self) -> None:
        """Until cancelled; a fault is told once a minute at most, and never ends the fetching."""
        while True:  # noqa: ASYNC110  the pause itself fetches
            await asyncio.sleep(await self._pause())

    async def _pause(self) -> float:
        """One poll; the seconds to wait before the next."""
        try:
            await self.once()
        except SendFailed as fault:
            return self._told(fault)
        except StorageDown:
            log.warning("storage is down, updates wait at Telegram")
            return FAULT_SECONDS
        provider_fault(self._channel.name).set(0)
        return LEAST_SECONDS

    async def once(self) -> int:
        """Fetch, keep, then confirm; how many updates came. Raises SendFailed or StorageDown."""
        bodies = await self._channel.updates(self._offset)
        arrivals = await self._intake.store(self._channel, bodies)
        self._offset = max([self._offset, *(_after(one) for one in arrivals)])
        if bodies and not any(_after(one) for one in arrivals):
            # Nothing says how these are numbered: go on past what was confirmed last (R7).
            self._offset += 1
        for one in arrivals:
            if one.answer:
                with suppress(SendFailed):
                    await self._channel.answer(one.answer)
        return len(bodies)

    def _told(self, fault: SendFailed) -> float:
        if fault.code == "conflict":
            provider_fault(self._channel.name).set(1)
            log.error("another process fetches this bot's updates, or its webhook is set (409)")
        else:
            log.warning("fetching updates failed: %s", fault.code)
        return max(FAULT_SECONDS, fault.after)


def _after(arrival: Arrival) -> int:
    """The offset that confirms this update, 0 when its number is unknown."""
    return int(arrival.external_id) + 1 if arrival.external_id.isdecimal() else 0
