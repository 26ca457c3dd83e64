"""People who agreed to hear of events are reminded of one the day before, by an ordinary campaign.

Publishing an event makes the campaign and its words. It stays a draft until its time, so that whoever
agrees until then is in its audience; then it hands itself in, and leaves by itself where one person
alone may let it go. Any edit of it takes its words away: from then on somebody has to hand it in.
"""

from datetime import UTC, datetime
from typing import Final

import msgspec
import sqlalchemy as sa

from flows.campaign_cost import Share, cost
from flows.campaigns import LIFE, CampaignRefused, Cancel, Command, Edit, Freeze, Release
from flows.facts import Operator
from storage.audit import SYSTEM
from storage.campaign_audience import Audiences
from storage.campaign_draft import Campaign, CampaignDraft
from storage.campaign_money import CampaignMoney
from storage.campaigns import Campaigns
from storage.events import Event
from storage.ids import new_id
from storage.municipalities import Municipalities
from storage.schema import campaign_renditions, campaigns, events
from storage.table import TableAccess

ITSELF: Final = "reminder"
"""Why a campaign was handed in without a hand."""
NOBODY: Final = Operator(id=SYSTEM, roles=frozenset(), municipality="")
TRIES: Final = 3


class Reminders(TableAccess):
    """The campaigns that belong to events."""

    def of(self, event: Event) -> Campaign | None:
        """Its reminder, whatever became of it; None without one."""
        wanted = sa.select(campaigns.c.id).where(campaigns.c.number == event.reminder)
        found = self.connection.scalar(wanted) if event.reminder else None
        return self._campaigns.get(event.municipality, found) if found else None

    def set(
        self, event: Event, draft: CampaignDraft | None, who: Operator, now: int
    ) -> Campaign | None:
        """Make the reminder what the event now says; None when there are no words to prepare.

        `draft` is None when it would come too late. What is leaving already is stopped: its words are
        wrong now. What staff gave up comes back only for another day.
        """
        known = self.of(event)
        if known and known.state in LIFE[Edit] and draft:
            edited = self._campaigns.edit(known, known.version, draft, who, now)
            if isinstance(edited, CampaignRefused):
                raise LookupError("the reminder moved on in the same moment")
            return edited if edited.state == "draft" else None
        if known:
            self._stop(known, who, now)
        if draft is None or (known and known.start_at == draft.start_at):
            return None
        return self._make(event, draft, who, now)

    def withdraw(self, event: Event, who: Operator, now: int) -> None:
        """Nobody is reminded of what does not take place."""
        known = self.of(event)
        if known:
            self._stop(known, who, now)

    def look(self, now: int) -> bool:
        """Do what is due by itself; True when anything was done."""
        over = self._where(campaigns.c.state.in_(LIFE[Cancel]), events.c.starts_at <= now)
        for one in over:
            self._stop(one, NOBODY, now)
        due = self._where(
            campaigns.c.state == "draft",
            campaigns.c.start_at <= now,
            sa.exists().where(campaign_renditions.c.campaign == campaigns.c.number),
        )
        for one in due:
            self._price(one)
            self._act(one, Freeze(why=ITSELF), now)
        frozen = self._where(campaigns.c.state == "frozen", campaigns.c.why == ITSELF)
        for one in frozen:
            self._let_go(one, now)
        return bool(over or due or frozen)

    def _let_go(self, one: Campaign, now: int) -> None:
        """Let it leave; whatever stands in its way waits for somebody, who sees it in the list."""
        if not one.size:
            self._stop(one, NOBODY, now)
            return
        Audiences(self.connection, self.vault).prune(one.number)
        obstacles = self._obstacles(one, now)
        if isinstance(self._act(one, Release(), now, obstacles), CampaignRefused):
            tried = campaigns.update().where(campaigns.c.number == one.number)
            self.connection.execute(tried.values(why=""))

    def _obstacles(self, one: Campaign, now: int) -> tuple[str, ...]:
        """Money, as at the desk: the words were looked at when the event was published."""
        shares = [
            Share(kind.language, kind.channel, kind.size, kind.segments, kind.price, kind.currency)
            for kind in self._campaigns.renditions(one.number)
        ]
        paid, year = cost(shares), datetime.fromtimestamp(now / 1_000_000, UTC).year
        money = CampaignMoney(self.connection, self.vault)
        budget = money.budget(one.municipality, year)
        if paid.unpriced:
            return ("no_price",)
        if not paid.total:
            return ()
        if budget is None:
            return ("no_budget",)
        if budget.currency != paid.currency:
            return ("other_currency",)
        over = paid.total + money.spent(one.municipality, year) > budget.amount
        return ("over_budget",) if over else ()

    def _price(self, one: Campaign) -> None:
        """What an SMS costs on the day it is handed in, as for every campaign."""
        place = Municipalities(self.connection, self.vault).get(one.municipality)
        own = place.country if place else ""
        for price in CampaignMoney(self.connection, self.vault).prices(one.municipality):
            there = (price.country, "") if price.country == own else (price.country,)
            by_sms = campaign_renditions.update().where(
                campaign_renditions.c.campaign == one.number,
                campaign_renditions.c.channel == "sms",
                campaign_renditions.c.country.in_(there),
            )
            paid = by_sms.values(price=price.price, currency=price.currency)
            self.connection.execute(paid)

    def _make(self, event: Event, draft: CampaignDraft, who: Operator, now: int) -> Campaign:
        made = self._campaigns.create(new_id(now), event.municipality, draft, who, now)
        if made is None:
            raise LookupError("no such campaign")
        mine = campaigns.update().where(campaigns.c.number == made.number)
        self.connection.execute(mine.values(event=event.id))
        of_event = events.update().where(events.c.id == event.id)
        self.connection.execute(of_event.values(reminder=made.number))
        return msgspec.structs.replace(made, event=event.id)

    def _stop(self, known: Campaign, who: Operator, now: int) -> None:
        """Give it up, however it moves on meanwhile; what is over stays as it is."""
        for _ in range(TRIES):
            done = self._campaigns.act(known, known.version, Cancel(), who, now)
            if done != CampaignRefused("taken"):
                return
            known = self._campaigns.get(known.municipality, known.id) or known
        raise LookupError("the reminder moves on all the time")

    def _act(
        self, one: Campaign, command: Command, now: int, obstacles: tuple[str, ...] = ()
    ) -> Campaign | CampaignRefused:
        return self._campaigns.act(one, one.version, command, NOBODY, now, obstacles=obstacles)

    def _where(self, *which: sa.ColumnElement[bool]) -> list[Campaign]:
        joined = campaigns.join(events, events.c.reminder == campaigns.c.number)
        wanted = sa.select(campaigns.c.municipality, campaigns.c.id).select_from(joined)
        found = self.connection.execute(wanted.where(*which).order_by(campaigns.c.number)).all()
        known = (self._campaigns.get(row.municipality, row.id) for row in found)
        return [one for one in known if one is not None]

    @property
    def _campaigns(self) -> Campaigns:
        return Campaigns(self.connection, self.vault)
