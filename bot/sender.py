"""Carries the outbox to the providers: many at once, one at a time to a person."""

import asyncio
import logging
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from typing import Final

import msgspec

from bot import metrics
from bot.channels.base import Channel, SendFailed
from bot.copies import LOW, Copies, Handling, Order
from bot.fates import Mark, after_failure, not_now
from bot.pacing import Pacing
from bot.safe_hours import verdict
from bot.uncut import uncut
from flows.safe_hours import Window
from storage.campaign_feed import Fed
from storage.database import Database, StorageDown
from storage.parcels import NO_ROOM, Parcel, Room
from storage.signals import Signals
from storage.unit import Unit

log = logging.getLogger(__name__)

IN_FLIGHT: Final = 64
LEASE: Final = 60_000_000
IDLE: Final = 1.0
"""Seconds after which an idle sender looks again by itself: retries come due, wake-ups get lost."""
PAUSE: Final = 0.5
STOP_SECONDS: Final = 15.0
RECOVER_SECONDS: Final = 30.0
NO_CHANNEL_PAUSE: Final = 60.0

Sent = tuple[int, str]
"""Row and provider's id of what was accepted."""


class Carriage(msgspec.Struct, frozen=True, kw_only=True):
    """What a sender works with; `window_of` gives a municipality's safe hours ("" = unknown).

    Campaigns leave through `bulk` from the lines `bulk_lines`, both by channel.
    """

    db: Database
    signals: Signals
    channels: Mapping[str, Channel]
    bulk: Mapping[str, Channel]
    bulk_lines: Mapping[str, str]
    rates: Mapping[str, int]
    window_of: Callable[[str], Window]
    now: Callable[[], int]


class Sender:
    """One loop: write what became of the last sends and claim the next, in one commit."""

    def __init__(self, with_: Carriage) -> None:
        self._with = with_
        self._pacing = Pacing(with_.rates, lambda: asyncio.get_running_loop().time())
        self._tasks: set[asyncio.Task[None]] = set()
        self._sent: list[Sent] = []
        self._marks: list[Mark] = []
        self._woken = asyncio.Event()
        self._full_claim = False
        self._recover_at = 0.0
        self._begun = False
        self._look_at = 0.0
        self._copies = Copies(with_.bulk_lines, self._pacing, self._handling())

    async def run(self, *, alone: bool = False) -> None:
        """Until cancelled; then finishes what is under way, for 15 s at most (R21).

        `alone`: no other sender exists, so that every send found half-done is an interrupted one.
        """
        listener = asyncio.create_task(self._listen())
        try:
            await self._recover(restarted=alone)
            self._begun = True
            while True:
                await uncut(self._round())
                await self._rest()
        finally:
            listener.cancel()
            await self._finish()

    async def _listen(self) -> None:
        while True:
            await self._with.signals.wait("outbox", IDLE)
            self._woken.set()

    def room(self) -> Room:
        """What may be handed to it just now, without asking the outbox.

        Nothing before it has looked what an earlier process left half sent. Whatever has ended is
        written down before the turn: those people are free for the next answer.
        """
        if not self._begun:
            return NO_ROOM
        if self._sent or self._marks:
            self._settle_soon()
        closed = frozenset(self._pacing.closed())
        return Room(self._pacing.room(IN_FLIGHT - len(self._tasks)), LEASE, closed)

    def carry(self, parcels: Sequence[Parcel]) -> None:
        """Send these side by side; they are claimed for this sender."""
        for parcel in parcels:
            task = asyncio.create_task(self._carry(parcel))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def _round(self) -> None:
        """What it claims must also be carried: never cut short."""
        self._woken.clear()
        sent, marks = self._ended()
        limit = self._pacing.room(IN_FLIGHT - len(self._tasks))
        closed, order = self._pacing.closed(), self._copies.order()

        def work(unit: Unit) -> tuple[list[Parcel], Fed | None]:
            now = self._with.now()
            settle(unit, sent, marks, now)
            claimed = unit.outbox.claim(limit, now, LEASE, closed) if limit else []
            if order is None or len(claimed) == limit:
                return claimed, None
            return claimed, unit.campaign_feed.feed(order.lane, order.count, now, LEASE, order.line)

        try:
            parcels, fed = await self._with.db.write(work)
        except Exception as fault:  # noqa: BLE001  what was sent must not be forgotten
            self._not_written(sent, marks)
            log.warning("the outbox waits: %s", type(fault).__name__)
            await asyncio.sleep(PAUSE)
            return
        self._full_claim = bool(parcels) and len(parcels) == limit
        self.carry(parcels)
        if order and fed:
            self._carry_copies(order, fed)

    def _carry_copies(self, order: Order, fed: Fed) -> None:
        if fed.looked_at:
            self._copies.carry(fed.parcels)
        else:
            self._copies.ended(order)
            self._with.signals.publish("campaigns", str(order.lane.campaign))
        if self._copies.in_hand < LOW:
            self._woken.set()

    def _handling(self) -> Handling:
        with_ = self._with
        return Handling(
            window_of=with_.window_of,
            now=with_.now,
            wanted=self._still_wanted,
            send=lambda parcel: self._send(parcel, copy=True),
            not_now=lambda parcel, decided: self._marks.append(not_now(parcel, decided)),
            low=self._woken.set,
        )

    async def _still_wanted(self, parcel: Parcel) -> bool:
        """Asked when it had to wait: nothing leaves after an opt-out or a pause (R14, R16)."""
        try:
            return await self._with.db.read(
                lambda unit: unit.campaign_feed.still_wanted(parcel.seq, parcel.topic)
            )
        except StorageDown:
            return False

    async def _look_for_campaigns(self) -> None:
        """Which run just now; asked once a second, and when one changes."""
        self._look_at = asyncio.get_running_loop().time() + IDLE
        with suppress(StorageDown):
            self._copies.run(await self._with.db.read(lambda unit: unit.campaign_feed.lanes()))

    def _ended(self) -> tuple[list[Sent], list[Mark]]:
        sent, self._sent = self._sent, []
        marks, self._marks = self._marks, []
        return sent, marks

    def _not_written(self, sent: list[Sent], marks: list[Mark]) -> None:
        self._sent, self._marks = sent + self._sent, marks + self._marks

    def _settle_soon(self) -> None:
        sent, marks = self._ended()
        written = self._with.db.write_soon(lambda unit: settle(unit, sent, marks, self._with.now()))
        written.add_done_callback(
            lambda done: self._not_written(sent, marks) if done.exception() else None
        )

    async def _rest(self) -> None:
        """Sleep until something was sent, something waits, or a line opens again."""
        if self._full_claim and len(self._tasks) < IN_FLIGHT:
            return
        with suppress(TimeoutError):
            async with asyncio.timeout(min(IDLE, self._pacing.next_opening())):
                await self._woken.wait()
        time = asyncio.get_running_loop().time()
        if time >= self._recover_at:
            await self._recover()
        if time >= self._look_at:
            await self._look_for_campaigns()

    async def _carry(self, parcel: Parcel) -> None:
        decided = verdict(parcel, self._with.now(), self._with.window_of(parcel.municipality))
        if decided.act == "send":
            wait = self._pacing.reserve(parcel.line, parcel.contact)
            if wait > 0:
                await asyncio.sleep(wait)
            await self._send(parcel)
        else:
            metrics.sent(parcel.channel, decided.why or decided.act).inc()
            self._marks.append(not_now(parcel, decided))
        self._woken.set()

    async def _send(self, parcel: Parcel, *, copy: bool = False) -> None:
        channels = self._with.bulk if parcel.campaign else self._with.channels
        try:
            channel = channels.get(parcel.channel)
            if channel is None:
                raise SendFailed("no_channel", retry=True, after=NO_CHANNEL_PAUSE, blame="us")
            if copy:
                provider_id = await channel.send_copy(parcel.address, parcel.outgoing)
            else:
                provider_id = await channel.send(parcel.address, parcel.outgoing, parcel.part)
        except SendFailed as failure:
            self._failed(parcel, failure)
        except Exception as fault:  # noqa: BLE001  whatever broke, it may have been sent (R13)
            log.error("sending on %s broke: %s", parcel.channel, type(fault).__name__)
            self._failed(parcel, SendFailed("broken", doubt=True, blame="us"))
        else:
            metrics.sent(parcel.channel, "sent").inc()
            metrics.provider_fault(parcel.channel).set(0)
            self._sent.append((parcel.seq, provider_id))

    def _failed(self, parcel: Parcel, failure: SendFailed) -> None:
        metrics.sent(parcel.channel, failure.code).inc()
        if failure.blame == "us":
            log.error("sending on %s refused: %s", parcel.channel, failure.code)
            metrics.provider_fault(parcel.channel).set(1)
        if failure.retry and failure.after and failure.blame != "person" and not failure.alone:
            self._pacing.pause(parcel.line, failure.after)
        self._marks.append(after_failure(parcel, failure))

    async def _recover(self, *, restarted: bool = False) -> None:
        """Sends that nobody finished are in doubt."""
        self._recover_at = asyncio.get_running_loop().time() + RECOVER_SECONDS
        now = self._with.now()
        with suppress(StorageDown):
            await self._with.db.write(lambda unit: unit.outbox.recover(now, restarted=restarted))

    async def _finish(self) -> None:
        await self._copies.finish(STOP_SECONDS)
        if self._tasks:
            await asyncio.wait(tuple(self._tasks), timeout=STOP_SECONDS)
        for task in self._tasks:
            task.cancel()
        (sent, marks), now = self._ended(), self._with.now()
        with suppress(StorageDown):
            await self._with.db.write(lambda unit: settle(unit, sent, marks, now))


def settle(unit: Unit, sent: list[Sent], marks: list[Mark], now: int) -> None:
    """Write what became of finished sends."""
    unit.outbox.sent(sent, now)
    for mark in marks:
        mark(unit, now)
