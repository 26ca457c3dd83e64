"""A provider's delivery becomes a durable inbox row, whichever way it came in."""

import logging
from collections.abc import Callable, Mapping, Sequence
from typing import Final

import msgspec

from bot.channels.base import Arrival, Channel
from bot.metrics import received
from flows.events import ChannelChanged, MessageHeard
from storage.database import Database
from storage.gathering import Gathering
from storage.inbox import NewEvent
from storage.signals import Signals
from storage.unit import Unit

log = logging.getLogger(__name__)

PARSER: Final = "parser"


class Delivered(msgspec.Struct, frozen=True):
    """One delivery: its bytes, kept raw, and what they say."""

    body: bytes
    arrival: Arrival


class DeadLetter(msgspec.Struct, frozen=True):
    """A body that nobody can read, and why."""

    line: str
    external_id: str
    body: bytes
    fault: str


class Letters(msgspec.Struct, frozen=True):
    """What is kept of deliveries that came together."""

    events: Sequence[NewEvent]
    dead: Sequence[DeadLetter]


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
        self._kept = Gathering(db, self._keep, self._wake)
        self._signals = signals
        self._lines = lines
        self._now = now

    async def store(
        self, channel: Channel, bodies: Sequence[bytes], patience: float | None = None
    ) -> list[Arrival]:
        """Keep all deliveries in one commit; returns what they were, in their order.

        Raises StorageDown when nothing was kept, TimeoutError when it is not sure after `patience`
        seconds. A delivery seen before changes nothing (R2).
        """
        delivered = [Delivered(body, read(channel, body)) for body in bodies]
        line = self._lines[channel.name]
        events = [_event(line, channel.name, one) for one in delivered if _speaks(one.arrival)]
        dead = [
            _dead(line, one) for one in delivered if one.arrival.fault and not _speaks(one.arrival)
        ]
        if events or dead:
            await self._kept.add(Letters(events, dead), patience)
            if not self._db.in_order:
                self._signals.wake("inbox")
        for one in delivered:
            received(channel.name, _outcome(one.arrival)).inc()
        return [one.arrival for one in delivered]

    def _wake(self) -> None:
        """With one writer a turn comes behind the delivery that it is for, in the same commit."""
        if self._db.in_order:
            self._signals.wake("inbox")

    def _keep(self, unit: Unit, several: Sequence[Letters]) -> None:
        now = self._now()
        unit.inbox.put([event for letters in several for event in letters.events], now)
        for letters in several:
            for dead in letters.dead:
                unit.inbox.put_dead(dead.line, dead.external_id, dead.body, dead.fault, now)


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


def _dead(line: str, one: Delivered) -> DeadLetter:
    return DeadLetter(line, one.arrival.external_id, one.body, one.arrival.fault)


def _outcome(arrival: Arrival) -> str:
    if _speaks(arrival):
        return "kept"
    return arrival.fault or "ignored"
