"""Whatever happens to a campaign, in any order: it adds up, and nobody gets it twice."""

import random
from collections.abc import Callable

from sqlalchemy import text

from storage.database import Database
from storage.unit import Unit
from tests.storage.crowd import Crowd, changed, claimed, fates_of, fed, gathered, staff, state_of
from tests.storage.hot import NOW


class Chaos:
    """Anything that can happen to a campaign, in any order."""

    def __init__(self, db: Database, crowd: Crowd, dice: random.Random) -> None:
        self.db = db
        self.crowd = crowd
        self.dice = dice
        self.hands: list[int] = []
        self.accepted: list[str] = []
        self.gone: list[str] = []

    def feed(self) -> None:
        fed(self.db, self.crowd, most=self.dice.randint(0, 9))

    def claim(self) -> None:
        self.take(self.dice.randint(1, 6))

    def take(self, most: int) -> None:
        taken = claimed(self.db, most)
        for one in taken:
            assert one.contact not in self.gone, "taken twice"
            self.gone.append(one.contact)
            self.hands.append(one.seq)

    def end(self) -> None:
        """One send ends, in any way that a send can end."""
        if not self.hands:
            return
        seq = self.hands.pop(self.dice.randrange(len(self.hands)))
        contact = self.of(seq)
        ways: list[Callable[[Unit], object]] = [
            lambda unit: unit.outbox.sent([(seq, f"m{seq}")], NOW),
            lambda unit: unit.outbox.failed(seq, "blocked", NOW),
            lambda unit: unit.outbox.unknown(seq, "in_doubt", NOW),
            lambda unit: unit.outbox.drop(seq, "no_consent", NOW),
            lambda unit: unit.outbox.retry(seq, NOW, "flood"),
            lambda unit: unit.outbox.postpone(seq, NOW),
        ]
        way = self.dice.randrange(len(ways))
        self.db.write_now(ways[way])
        if way >= 4:
            self.gone.remove(contact)

    def of(self, seq: int) -> str:
        row = text("SELECT contact FROM outbox WHERE seq = :seq")
        return str(self.db.read_now(lambda unit: unit.connection.scalar(row, {"seq": seq})))

    def opt_out(self) -> None:
        who = self.dice.choice(self.crowd.people)
        changed(self.db, who, opted_out_at=NOW)
        self.db.write_now(lambda unit: unit.outbox.drop_campaigns([who], NOW))

    def kill(self) -> None:
        """The process dies and another one starts."""
        self.hands.clear()
        self.db.write_now(lambda unit: unit.outbox.recover(NOW, restarted=True))

    def report(self) -> None:
        """A provider tells of something that was sent."""
        told = self.dice.choice(["delivered", "undelivered"])
        row = text("SELECT provider_id FROM outbox WHERE provider_id IS NOT NULL ORDER BY seq")
        known = self.db.read_now(lambda unit: unit.connection.scalars(row).all())
        if known:
            one = self.dice.choice(known)
            self.db.write_now(lambda unit: unit.outbox.status(one, told, "twilio_30003", NOW))

    def act(self) -> None:
        moves = {"running": "pause", "paused": "resume"}
        state = state_of(self.db, self.crowd)
        if state in moves:
            staff(self.db, self.crowd, moves[state])

    def happen(self) -> None:
        often = [self.feed, self.claim, self.claim, self.end, self.end, self.end, self.end]
        self.dice.choice([*often, self.opt_out, self.kill, self.report, self.act])()

    def ends(self) -> bool:
        """Everything that is left runs to its end."""
        if state_of(self.db, self.crowd) == "paused":
            staff(self.db, self.crowd, "resume")
        fed(self.db, self.crowd)
        self.take(100)
        self.kill()
        number = self.crowd.number
        return self.db.write_now(lambda unit: unit.campaign_tallies.finish_if_done(number, NOW))


def test_every_order_of_events_adds_up_and_reaches_nobody_twice(db: Database) -> None:
    for seed in range(50):
        dice = random.Random(seed)
        people = [
            (name, f"{seed}-{at}")
            for name, at in zip(["telegram", "sms"] * 8, range(16), strict=True)
        ]
        dice.shuffle(people)
        chaos = Chaos(db, gathered(db, people), dice)
        for _ in range(25):
            chaos.happen()
            assert sum(fates_of(db, chaos.crowd).values()) == len(people), f"seed {seed}"
        assert any(chaos.ends() for _ in range(3)), f"seed {seed}"
        ended = fates_of(db, chaos.crowd)
        assert sum(ended.values()) == len(people), f"seed {seed}"
        assert not any(fate == "waiting" for fate, _ in ended), f"seed {seed}"
