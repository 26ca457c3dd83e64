"""Carries the outbox to the providers: many at once, one at a time to a person."""

import asyncio
import logging
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from typing import Final

import msgspec

from bot import metrics
from bot.channels.base import Channel, SendFailed
from bot.fates import Mark, after_failure, not_now
from bot.lanes import Lane, Lanes
from bot.mailing import TOPIC, Mailing
from bot.pacing import Pacing
from bot.safe_hours import SEND, Verdict, verdict
from bot.uncut import uncut
from flows.safe_hours import SECOND, Window
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

    `bulk` carries campaigns and `lanes` says how fast, both by channel; what is not in there does
    not leave.
    """

    db: Database
    signals: Signals
    channels: Mapping[str, Channel]
    rates: Mapping[str, int]
    window_of: Callable[[str], Window]
    now: Callable[[], int]
    bulk: Mapping[str, Channel] = {}
    lanes: Mapping[str, Lane] = {}


class Sender:
    """One loop: write what became of the last sends and claim the next, in one commit."""

    def __init__(self, with_: Carriage) -> None:
        self._with = with_
        self._pacing = Pacing(with_.rates, loop_time)
        lanes = Lanes(with_.lanes, self._pacing, loop_time)
        self._woken = asyncio.Event()
        self._mailing = Mailing(lanes, self._woken.set, loop_time)
        self._tasks: set[asyncio.Task[None]] = set()
        self._sent: list[Sent] = []
        self._marks: list[Mark] = []
        self._reached: list[tuple[str, int]] = []
        self._full_claim = False
        self._recover_at = 0.0
        self._begun = False

    async def run(self, *, alone: bool = False) -> None:
        """Until cancelled; then finishes what is under way, for 15 s at most (R21).

        `alone`: no other sender exists, so that every send found half-done is an interrupted one.
        """
        listener = asyncio.create_task(self._listen())
        try:
            await self._recover(restarted=alone)
            self._begun = True
            with self._with.signals.on_wake(TOPIC, self._mailing.fed):
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
            if parcel.campaign:
                self._mailing.carried(task)

    async def _round(self) -> None:
        """What it claims must also be carried: never cut short."""
        self._woken.clear()
        sent, marks = self._ended()
        limit = self._pacing.room(IN_FLIGHT - len(self._tasks))
        closed = self._pacing.closed()
        room, most = self._mailing.room()

        def work(unit: Unit) -> tuple[list[Parcel], list[Parcel]]:
            now = self._with.now()
            settle(unit, sent, marks, now)
            said = unit.outbox.claim(limit, now, LEASE, closed) if limit else []
            return said, unit.campaign_claims.claim(room, most, now, LEASE) if room else []

        try:
            parcels, mailed = await self._with.db.write(work)
        except Exception as fault:  # noqa: BLE001  what was sent must not be forgotten
            self._not_written(sent, marks)
            log.warning("the outbox waits: %s", type(fault).__name__)
            await asyncio.sleep(PAUSE)
            return
        self._full_claim = bool(parcels) and len(parcels) == limit
        self.carry(parcels)
        self._mailing.claimed(mailed, room, most)
        self.carry(mailed)

    def _ended(self) -> tuple[list[Sent], list[Mark]]:
        sent, self._sent = self._sent, []
        marks, self._marks = self._marks, []
        if self._reached:
            people, self._reached = self._reached, []
            marks.append(lambda unit, now: unit.campaign_claims.reached(people, now))
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
            opening = min(self._pacing.next_opening(), self._mailing.next_look())
            async with asyncio.timeout(min(IDLE, opening)):
                await self._woken.wait()
        if asyncio.get_running_loop().time() >= self._recover_at:
            await self._recover()

    async def _carry(self, parcel: Parcel) -> None:
        decided = verdict(parcel, self._with.now(), self._with.window_of(parcel.municipality))
        if decided is SEND and parcel.campaign:
            decided = self._alone_this_second(parcel)
        if decided.act == "send":
            wait = 0.0 if parcel.campaign else self._pacing.reserve(parcel.line, parcel.contact)
            if wait > 0:
                await asyncio.sleep(wait)
            await self._send(parcel)
        else:
            metrics.sent(parcel.channel, decided.why or decided.act).inc()
            self._marks.append(not_now(parcel, decided))
        if not parcel.campaign:  # of those a handful is written down at once: bot/mailing.py
            self._woken.set()

    def _alone_this_second(self, parcel: Parcel) -> Verdict:
        """A chat gets one message a second; a campaign's never waits once it is claimed (S14)."""
        if self._pacing.first_this_second(parcel.contact):
            return SEND
        return Verdict("postpone", at=self._with.now() + SECOND)

    def _channel(self, parcel: Parcel) -> Channel | None:
        """Campaigns, and tests of them, leave from their own sender where there is one."""
        bulk = self._with.bulk.get(parcel.channel)
        if parcel.campaign or (parcel.kind == "test" and bulk):
            return bulk
        return self._with.channels.get(parcel.channel)

    async def _send(self, parcel: Parcel) -> None:
        try:
            channel = self._channel(parcel)
            if channel is None:
                raise SendFailed("no_channel", retry=True, after=NO_CHANNEL_PAUSE, blame="us")
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
            if parcel.campaign:
                self._reached.append((parcel.contact, parcel.campaign))

    def _failed(self, parcel: Parcel, failure: SendFailed) -> None:
        metrics.sent(parcel.channel, failure.code).inc()
        if failure.blame == "us":
            log.error("sending on %s refused: %s", parcel.channel, failure.code)
            metrics.provider_fault(parcel.channel).set(1)
        if failure.retry and failure.after and failure.blame != "person" and not failure.alone:
            if parcel.campaign:
                self._mailing.lanes.pause(parcel.channel, failure.after)
            else:
                self._pacing.pause(parcel.line, failure.after)
        elif failure.retry and parcel.campaign and failure.blame == "them":
            self._mailing.lanes.slow_down(parcel.channel)
        self._marks.append(after_failure(parcel, failure))

    async def _recover(self, *, restarted: bool = False) -> None:
        """Sends that nobody finished are in doubt."""
        self._recover_at = asyncio.get_running_loop().time() + RECOVER_SECONDS
        now = self._with.now()
        with suppress(StorageDown):
            await self._with.db.write(lambda unit: unit.outbox.recover(now, restarted=restarted))

    async def _finish(self) -> None:
        if self._tasks:
            await asyncio.wait(tuple(self._tasks), timeout=STOP_SECONDS)
        for task in self._tasks:
            task.cancel()
        (sent, marks), now = self._ended(), self._with.now()
        with suppress(StorageDown):
            await self._with.db.write(lambda unit: settle(unit, sent, marks, now))


def loop_time() -> float:
    """Monotonic seconds of the running loop."""
    return asyncio.get_running_loop().time()


def settle(unit: Unit, sent: list[Sent], marks: list[Mark], now: int) -> None:
    """Write what became of finished sends."""
    unit.outbox.sent(sent, now)
    for mark in marks:
        mark(unit, now)
