"""The pulse: claim, load, step, speak, apply; one transaction for a batch of people."""

import logging
from collections.abc import Sequence
from typing import NamedTuple

from msgspec.structs import replace

from bot.alerts import Alerts
from bot.drawing import Draws
from bot.known import Known
from bot.speaking import Speaker
from bot.world import with_packs
from flows.effects import Effect, Remember, Say, Written
from flows.engine import step
from flows.events import Event
from flows.session import Session
from flows.world import World
from locales.packs import Pack
from storage.apply import Applied, Outcome, apply
from storage.contacts import Contact
from storage.inbox import Claimed
from storage.parcels import NO_ROOM, Room
from storage.unit import Unit

log = logging.getLogger(__name__)

LEASE = 60_000_000


class TurnBroken(Exception):
    """A batch could not be written; `seqs` are the inbox rows that were in it."""

    def __init__(self, seqs: Sequence[int]) -> None:
        super().__init__(f"turn of {len(seqs)} events could not be written")
        self.seqs = tuple(seqs)


class Told(NamedTuple):
    """What one batch decides and speaks with: both know the same packs."""

    world: World
    speaker: Speaker


class Turns:
    """Takes turns for whoever waits; the only caller of the engine outside of its proofs."""

    def __init__(self, world: World, speaker: Speaker, draws: Draws, alerts: Alerts) -> None:
        self._told = Told(world, speaker)
        self._draws = draws
        self._alerts = alerts

    def tell(self, packs: Sequence[Pack]) -> None:
        """From the next batch on these packs are told; the one that runs ends with its own."""
        world, speaker = self._told
        self._told = Told(with_packs(world, packs), Speaker(speaker.catalog, packs))

    def take(self, unit: Unit, limit: int, now: int, room: Room = NO_ROOM) -> Applied:
        """One batch: the oldest event of each of up to `limit` people (0 = nobody waited).

        `room`: how many answers are handed to this process's own sender with the same commit.
        """
        claimed = unit.inbox.take(limit, now, LEASE)
        if not claimed:
            return Applied()
        try:
            known, told = _load(unit, claimed, now), self._told
            events = self._draws.events(unit, told.world, known, now)
            outcomes, broken = _decide(told, known, events, now)
            applied = apply(unit, outcomes, now, room)
            for seq in broken:
                unit.inbox.failed(seq, "turn", now)
            pings = self._alert(unit, applied, now)
        except Exception as fault:
            raise TurnBroken([one.seq for one in claimed]) from fault
        return replace(applied, waiting=applied.waiting + pings)

    def _alert(self, unit: Unit, applied: Applied, now: int) -> int:
        urgent = self._alerts.urgent_cases(unit, applied.urgent, now)
        return urgent + self._alerts.new_cases(unit, applied.completed, now)


def _decide(
    told: Told, known: Sequence[Known], events: Sequence[Event], now: int
) -> tuple[list[Outcome], list[int]]:
    outcomes: list[Outcome] = []
    broken: list[int] = []
    for one, event in zip(known, events, strict=True):
        try:
            outcomes.append(_outcome(told, one, event, now))
        except Exception as fault:  # noqa: BLE001  one bad turn costs only itself (R7)
            log.error("turn failed: %s", type(fault).__name__)
            broken.append(one.claimed.seq)
    return outcomes, broken


def _outcome(told: Told, one: Known, event: Event, now: int) -> Outcome:
    turn = step(told.world, one.session, event, now)
    language = turn.session.language or one.contact.language
    written = _speak(told.speaker, turn.effects, one.contact, language)
    return Outcome(
        claimed=one.claimed,
        contact=one.contact,
        session=turn.session,
        session_version=one.version,
        effects=written,
    )


def _speak(
    speaker: Speaker, effects: Sequence[Effect], contact: Contact, language: str
) -> tuple[Written, ...]:
    voice = speaker.voice(contact.channel, language, diacritics=contact.diacritics)
    written: list[Written] = []
    says: list[Say] = []
    for effect in effects:
        if isinstance(effect, Say):
            if says and not effect.join:
                written.append(voice.speak(says))
                says = []
            says.append(effect)
        else:
            if isinstance(effect, Remember) and effect.diacritics is not None:
                kept = effect.diacritics
                voice = speaker.voice(contact.channel, language, diacritics=kept)
            written.append(effect)
    if says:
        written.append(voice.speak(says))
    return tuple(written)


def _load(unit: Unit, claimed: Sequence[Claimed], now: int) -> list[Known]:
    contacts = unit.contacts.ensure(claimed, now)
    sessions = unit.sessions.load([contact.id for contact in contacts.values()])
    fresh = (Session(), 0)
    people = [(one, contacts[one.person]) for one in claimed]
    return [Known(one, who, *sessions.get(who.id, fresh)) for one, who in people]
