"""A provider's delivery becomes a durable inbox row, whichever way it came in."""

import logging
from collections.abc import Callable, Mapping, Sequence
from typing import Final

import msgspec

from bot.channels.base import Arrival, Channel
from bot.metrics import RECEIVED
from flows.events import ChannelChanged, MessageHeard
from storage.database import Database
from storage.inbox import NewEvent
from storage.signals import Signals
from storage.unit import Unit

log = logging.getLogger(__name__)

PARSER: Final = "parser"


class Delivered(msgspec.Struct, frozen=True):
    """One delivery: its bytes, kept raw, and what they say."""

    body: bytes
    arrival: Arrival


class Intake:
    """Stores deliveries; `lines` gives the id of our line by channel id."""

    def __init__(
        self,
        db: Database,
        signals: Signals,
        lines: Mapping[str, str],
        now: Callable[[], int],
    ) -> None:
        self._db = db
        self._signals = signals
        self._lines = lines
        self._now = now

    async def store(self, channel: Channel, bodies: Sequence[bytes]) -> list[Arrival]:
        """Keep all deliveries in one commit; returns what they were, in their order.

        Raises StorageDown when nothing was kept. A delivery seen before changes nothing (R2).
        """
        delivered = [Delivered(body, read(channel, body)) for body in bodies]
        line, now = self._lines[channel.name], self._now()
        events = [_event(line, channel.name, one) for one in delivered if _speaks(one.arrival)]
        dead = [one for one in delivered if one.arrival.fault and not _speaks(one.arrival)]

        def keep(unit: Unit) -> None:
            unit.inbox.put(events, now)
            for one in dead:
                fault = one.arrival.fault
                unit.inbox.put_dead(line, one.arrival.external_id, one.body, fault, now)

        if events or dead:
            await self._db.write(keep)
            self._signals.wake("inbox")
        for one in delivered:
            RECEIVED.labels(channel.name, _outcome(one.arrival)).inc()
        return [one.arrival for one in delivered]


def read(channel: Channel, body: bytes) -> Arrival:
    """Decode a delivery; whatever a parser trips over becomes a dead letter, not an error (R7)."""
    try:
        return channel.parse(body)
    except Exception as fault:  # noqa: BLE001  a poisoned delivery costs only itself
        log.error("unreadable delivery on %s: %s", channel.name, type(fault).__name__)
        return Arrival(external_id="", fault=PARSER)


def _speaks(arrival: Arrival) -> bool:
    return arrival.inbound is not None or arrival.blocked is not None


def _event(line: str, channel: str, one: Delivered) -> NewEvent:
    arrival = one.arrival
    heard = arrival.inbound is not None
    what = (
        MessageHeard(arrival.inbound) if arrival.inbound else ChannelChanged(bool(arrival.blocked))
    )
    return NewEvent(
        line=line,
        channel=channel,
        external_id=arrival.external_id,
        address=arrival.address,
        kind="message" if heard else "channel",
        what=what,
        raw=one.body,
    )


def _outcome(arrival: Arrival) -> str:
    if _speaks(arrival):
        return "kept"
    return arrival.fault or "ignored"
