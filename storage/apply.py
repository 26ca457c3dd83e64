"""Effects become rows: one match over all of them, a few statements a batch."""

from collections.abc import Sequence
from typing import assert_never

import msgspec

from flows import effects as e
from storage.applying.agreeing import Agreements
from storage.applying.answering import Answers
from storage.applying.intakes import Intakes
from storage.applying.outcome import Applied, Outcome
from storage.applying.people import People
from storage.applying.talks import Talks
from storage.parcels import NO_ROOM, Room
from storage.unit import Unit

__all__ = ["Applied", "Outcome", "apply"]


def apply(unit: Unit, outcomes: Sequence[Outcome], now: int, room: Room = NO_ROOM) -> Applied:
    """Write a batch of turns, one event each, and mark their events as done.

    `room`: what this process's own sender takes at once.

    Raises StaleSession or StaleClaim when another process took one of these turns meanwhile.
    """
    batch = Batch(unit, now)
    batch.intakes.look_up(unit, outcomes)
    batch.answers.look_up(unit, outcomes)
    for outcome in outcomes:
        batch.collect(outcome)
    return batch.write(outcomes, room)


class Batch:
    """Everything that a batch of turns will write."""

    def __init__(self, unit: Unit, now: int) -> None:
        self._unit = unit
        self._now = now
        self.talks = Talks(now)
        self.people = People(now)
        self.answers = Answers(now)
        self.agreements = Agreements(now, self.answers.of)
        self.intakes = Intakes(unit.vault, now)
        self._packs: list[dict[str, object]] = []
        self._votes: list[dict[str, object]] = []
        self._questions: list[e.AskedInVain] = []
        self._wrong_codes: list[dict[str, object]] = []

    def collect(self, outcome: Outcome) -> None:
        """Take one turn in."""
        self.people.meet(outcome)
        self.talks.hear(outcome)
        self.answers.hear(outcome)
        if any(isinstance(effect, e.Forget) for effect in outcome.effects):
            self.people.forget(outcome)
            self.agreements.withdraw_all(outcome, "forgotten")
        for effect in outcome.effects:
            self._take(outcome, effect)

    def write(self, outcomes: Sequence[Outcome], room: Room) -> Applied:
        """One statement a table; the events are done with the same commit."""
        unit, now = self._unit, self._now
        self.intakes.write(unit)
        self.answers.write(unit)
        unit.sessions.save(
            [
                (outcome.contact.id, outcome.session, outcome.session_version)
                for outcome in outcomes
                if not self.people.is_forgotten(outcome.contact.id)
            ],
            now,
            {one.contact.id for one in outcomes if one.heard is not None},
        )
        self.agreements.write(unit)
        self.people.write(unit)
        self.talks.write(unit, room)
        unit.counts.packs_given(self._packs)
        unit.counts.packs_rated(self._votes)
        unit.questions.add(self._questions, now)
        unit.counts.wrong_codes(self._wrong_codes)
        unit.inbox.done([outcome.claimed.seq for outcome in outcomes], now)
        told = self.intakes.told()
        talks = self.talks
        return msgspec.structs.replace(
            told, taken=len(outcomes), waiting=talks.waiting, handed=tuple(talks.handed)
        )

    def _take(self, outcome: Outcome, effect: e.Written) -> None:  # noqa: C901, PLR0912 one case an effect
        match effect:
            case e.Spoken():
                self.talks.say(outcome, effect, self.people.stands_in(outcome.contact.id))
            case e.Remember():
                self.people.remember(outcome, effect)
            case e.OpenReport():
                self.intakes.open(outcome, effect)
            case e.AddToReport():
                self.intakes.add(outcome, effect)
            case e.AnswerReport():
                self.intakes.answer(effect)
            case e.SetContact():
                self.intakes.set_contact(effect)
            case e.RaiseFlag():
                self.intakes.raise_flag(effect)
            case e.CompleteReport():
                self.intakes.complete(effect)
            case e.SetTimer():
                self.people.set_timer(outcome, effect)
            case e.CancelTimer():
                self.people.cancel_timer(outcome, effect)
            case e.DeliverPack():
                self._count_pack(outcome, effect)
            case e.RatePack():
                self._votes.append({**msgspec.structs.asdict(effect), "at": self._now})
            case e.AskedInVain():
                self._questions.append(effect)
            case e.OptOut():
                self.people.consent(outcome, opted_out=True)
                self.agreements.withdraw_all(outcome)
            case e.OptIn():
                self.people.consent(outcome, opted_out=False)
            case e.Subscribe():
                self.agreements.give(outcome, effect)
            case e.Unsubscribe():
                self.agreements.withdraw(outcome, effect)
            case e.Forget():
                """Taken first, by `collect`: what is said goes to the new contact."""
            case e.LeaveTalk():
                self.talks.leave(outcome, effect)
                self.people.leave(outcome)
            case e.WrongCode():
                self._wrong_codes.append({"person": outcome.claimed.person, "at": self._now})
            case e.LinkDuty():
                self.people.link_duty(outcome, effect)
            case e.Flagged():
                self.intakes.flag(effect)
            case _:
                assert_never(effect)

    def _count_pack(self, outcome: Outcome, effect: e.DeliverPack) -> None:
        self._packs.append(
            {
                "topic": effect.topic,
                "municipality": effect.municipality,
                "language": effect.language,
                "channel": outcome.contact.channel,
                "at": self._now,
            }
        )
