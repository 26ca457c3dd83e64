"""Whoever writes after a campaign: counted, and what came of it, without a word of what they wrote."""

from collections.abc import Iterable, Sequence

from sqlalchemy import BigInteger, String, bindparam, text, update
from sqlalchemy.dialects.postgresql import insert

from flows.effects import DeliverPack, Forget, LeaveTalk, OpenReport, OptOut, Unsubscribe
from flows.events import ChannelChanged
from storage.applying.outcome import Outcome
from storage.bulk import Bulk
from storage.campaign_feed import message_id
from storage.schema import campaign_replies, reports
from storage.table import many
from storage.unit import Unit

ANSWERS = 72 * 3_600_000_000
"""Microseconds after a message, or after its link was opened, in which words may be an answer to it."""
GOING = OptOut | Unsubscribe | Forget | LeaveTalk
"""Who says one of these does not answer: they want no more of it, or leave."""


class Answers:
    """Finds the campaigns that a batch answers, and writes that down.

    Only people who agreed to campaigns are looked at, and who came by a campaign's link: whoever only
    reports costs and leaves nothing.
    """

    def __init__(self, now: int) -> None:
        self._now = now
        self._campaigns: dict[str, int] = {}
        self._rows: dict[str, dict[str, object]] = {}
        self._reports: list[dict[str, object]] = []

    def look_up(self, unit: Unit, outcomes: Iterable[Outcome]) -> None:
        """The last campaign of each of these people, and those whose links were opened."""
        asked = [one for one in outcomes if _may_answer(one)]
        if people := sorted({one.contact.id for one in asked if one.contact.topics}):
            self._campaigns |= self._sent(unit, people)
        if linked := {one.contact.id: n for one in asked if (n := _linked(one))}:
            self._campaigns |= self._opened(unit, linked)

    def of(self, contact: str) -> int | None:
        """The campaign that this person may be answering."""
        return self._campaigns.get(contact)

    def hear(self, outcome: Outcome) -> None:
        """A message is an answer, unless it is a no to campaigns or a farewell."""
        contact = outcome.contact.id
        number = self._campaigns.get(contact)
        if number is None or outcome.heard is None or _goes(outcome.effects):
            return
        became = _became(outcome.effects)
        row = {"campaign": number, "contact": contact, "at": self._now, "became": became}
        self._rows[contact] = row
        self._reports += [
            {"of": effect.report_id, "number": number}
            for effect in outcome.effects
            if isinstance(effect, OpenReport)
        ]

    def write(self, unit: Unit) -> None:
        """Once a person and campaign; a report counts more than a pack, a pack more than words."""
        REPLY.run(unit.connection, list(self._rows.values()))
        TAG.run(unit.connection, self._reports)

    def _sent(self, unit: Unit, people: Sequence[str]) -> dict[str, int]:
        """By person the campaign that reached them last; who was passed over got nothing to answer."""
        since = {"since": self._now - ANSWERS}
        numbers = unit.connection.execute(LATELY, since).scalars().all()
        messages = {message_id(n, who): (who, n) for n in numbers for who in people}
        if not messages:
            return {}
        found = unit.connection.execute(REACHED, since | {"ids": list(messages)})
        return dict(messages[name] for name in found.scalars())

    def _opened(self, unit: Unit, linked: dict[str, int]) -> dict[str, int]:
        """Of whom came by a link those for whom it still counts: each by their first message after it."""
        wanted = {"numbers": sorted(set(linked.values())), "people": sorted(linked)}
        begun = set(unit.connection.execute(BEGUN, {"numbers": wanted["numbers"]}).scalars())
        first = {(row.campaign, row.contact): row.at for row in unit.connection.execute(AT, wanted)}
        since = self._now - ANSWERS
        return {
            who: number
            for who, number in linked.items()
            if number in begun and first.get((number, who), self._now) > since
        }


def _may_answer(outcome: Outcome) -> bool:
    spoke = outcome.heard is not None or isinstance(outcome.claimed.what, ChannelChanged)
    return spoke and bool(outcome.contact.topics or _linked(outcome))


def _linked(outcome: Outcome) -> int:
    """The campaign whose link this talk began with, 0 = none; longer numbers are nobody's."""
    number = outcome.session.shared.get("campaign", "")
    return int(number) if number.isascii() and number.isdecimal() and len(number) < 10 else 0


def _goes(effects: Sequence[object]) -> bool:
    return any(isinstance(effect, GOING) for effect in effects)


def _became(effects: Sequence[object]) -> str:
    if any(isinstance(effect, OpenReport) for effect in effects):
        return "report"
    return "pack" if any(isinstance(effect, DeliverPack) for effect in effects) else ""


LATELY = text("""
    SELECT number FROM campaigns
    WHERE started_at IS NOT NULL AND (finished_at IS NULL OR finished_at > :since)
""").bindparams(bindparam("since", type_=BigInteger()))
REACHED = text("""
    SELECT id FROM outbox
    WHERE id IN :ids AND state IN ('sending', 'sent', 'delivered', 'unknown')
    AND (done_at IS NULL OR done_at > :since) ORDER BY coalesce(done_at, lease_until), seq
""").bindparams(many("ids", String()), bindparam("since", type_=BigInteger()))
BEGUN = text("""
    SELECT number FROM campaigns WHERE number IN :numbers AND started_at IS NOT NULL
""").bindparams(many("numbers", BigInteger()))
AT = text("""
    SELECT campaign, contact, at FROM campaign_replies
    WHERE campaign IN :numbers AND contact IN :people
""").bindparams(many("numbers", BigInteger()), many("people", String()))
_reply = insert(campaign_replies)
REPLY = Bulk(
    _reply.on_conflict_do_update(
        index_elements=["campaign", "contact"],
        set_={"became": _reply.excluded.became},
        where=(campaign_replies.c.became == "")
        | ((campaign_replies.c.became == "pack") & (_reply.excluded.became == "report")),
    )
)
TAG = Bulk(
    update(reports)
    .where(reports.c.id == bindparam("of"), reports.c.campaign.is_(None))
    .values(campaign=bindparam("number"))
)
