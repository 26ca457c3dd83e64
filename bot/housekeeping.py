"""What happens by itself: timers, escalations, leases that ended, raw bodies that are too old."""

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass

from bot.alerts import Alerts
from storage.anchors import Anchors
from storage.database import Database
from storage.signals import Signals
from storage.unit import Unit

log = logging.getLogger(__name__)

TIMERS = 1.0
ESCALATIONS = 15.0
LEASES = 30.0
REMINDERS = 15.0
CAMPAIGNS = 60.0
RETENTION = 3600.0
BATCH = 200
DEFAULT_STEPS = (5, 10, 15)


@dataclass(frozen=True, slots=True)
class Housekeeping:
    """Each chore at its own pace (seconds); a chore that fails is tried again at the next beat.

    `steps`: minutes after which an urgent case that nobody looked at is told further.
    """

    database: Database
    signals: Signals
    alerts: Alerts
    anchors: Anchors
    clock: Callable[[], int]
    steps: tuple[int, ...] = DEFAULT_STEPS

    async def run(self) -> None:
        """Until cancelled."""
        async with asyncio.TaskGroup() as chores:
            chores.create_task(self._every(TIMERS, self.timers))
            chores.create_task(self._every(ESCALATIONS, self.escalations))
            chores.create_task(self._every(LEASES, self.leases))
            chores.create_task(self._every(REMINDERS, self.reminders))
            chores.create_task(self._every(RETENTION, self.retention))
            chores.create_task(self._every(CAMPAIGNS, self.campaigns))
            chores.create_task(self._every(RETENTION, self.anchoring))

    async def _every(self, pace: float, chore: Callable[[Unit, int], str]) -> None:
        while True:
            try:
                topic = await self.database.write(lambda unit: chore(unit, self.clock()))
            except Exception as fault:  # noqa: BLE001  one chore must not stop the others
                log.warning("%s waits: %s", chore.__name__, type(fault).__name__)
            else:
                if topic:
                    self.signals.wake(topic)
            await asyncio.sleep(pace)

    def timers(self, unit: Unit, now: int) -> str:
        """Due timers become events."""
        return "inbox" if unit.timers.fire(now, BATCH) else ""

    def escalations(self, unit: Unit, now: int) -> str:
        """Urgent cases that nobody has looked at are told further."""
        due = unit.cases.escalate(now, self.steps)
        for one in due:
            self.alerts.escalated(unit, one.contacts, one.code, now)
        return "outbox" if due else ""

    def leases(self, unit: Unit, now: int) -> str:
        """Sends whose process died become unknown; danger numbers wait once more (R13)."""
        return "outbox" if unit.outbox.recover(now) else ""

    def reminders(self, unit: Unit, now: int) -> str:
        """Reminders of events hand themselves in at their time."""
        return "campaigns" if unit.reminders.look(now) else ""

    def retention(self, unit: Unit, now: int) -> str:
        """Raw bodies go after seven days, old tries and sign-ins with them."""
        unit.retention.purge_raw(now)
        unit.retention.purge_tries(now)
        unit.sign_ins.purge(now)
        return ""

    def campaigns(self, unit: Unit, now: int) -> str:
        """Who got campaigns of long ago is forgotten, some at a time."""
        unit.retention.purge_campaigns(now)
        return ""

    def anchoring(self, unit: Unit, now: int) -> str:
        """Once a day the heads of the audit chains are written outside the database (R40)."""
        if self.anchors.due(now):
            heads = {name: unit.audit.head(name) for name in unit.audit.chains()}
            self.anchors.add(heads, now)
        return ""
