"""Whoever writes after a campaign: counted, and what came of it, without a word of what they wrote."""

from collections.abc import Iterable, Sequence

from sqlalchemy import BigInteger, String, bindparam, text, update
from sqlalchemy.dialects.postgresql import insert

from flows.effects import DeliverPack, OpenReport, OptOut, Unsubscribe
from flows.events import ChannelChanged
from storage.applying.outcome import Outcome
from storage.bulk import Bulk
from storage.schema import campaign_replies, reports
from storage.table import many
from storage.unit import Unit

ANSWERS = 72 * 3_600_000_000
"""Microseconds after a campaign in which what people write may be an answer to it."""


class Answers:
    """Finds the campaigns that a batch answers, and writes that down.

    Only people who agreed to campaigns are looked at: whoever only reports costs and leaves nothing.
    """

    def __init__(self, now: int) -> None:
        self._now = now
        self._campaigns: dict[str, int] = {}
        self._rows: dict[str, dict[str, object]] = {}
        self._reports: list[dict[str, object]] = []

    def look_up(self, unit: Unit, outcomes: Iterable[Outcome]) -> None:
        """The last campaign of each of these people, and those whose links were opened."""
        asked = [one for one in outcomes if _may_answer(one)]
        if not asked:
            return
        people = sorted({one.contact.id for one in asked if one.contact.topics})
        linked = {one.contact.id: _linked(one) for one in asked}
        wanted = {"people": people, "since": self._now - ANSWERS}
        if people:
            for contact, number in unit.connection.execute(RECENT, wanted):
                self._campaigns[contact] = max(number, self._campaigns.get(contact, 0))
        numbers = sorted({number for number in linked.values() if number})
        if numbers:
            known = set(unit.connection.execute(KNOWN, {"numbers": numbers}).scalars())
            self._campaigns |= {who: n for who, n in linked.items() if n in known}

    def of(self, contact: str) -> int | None:
        """The campaign that this person may be answering."""
        return self._campaigns.get(contact)

    def hear(self, outcome: Outcome) -> None:
        """A message is an answer, unless it is a no to campaigns."""
        contact = outcome.contact.id
        number = self._campaigns.get(contact)
        if number is None or outcome.heard is None or _is_no(outcome.effects):
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


def _may_answer(outcome: Outcome) -> bool:
    spoke = outcome.heard is not None or isinstance(outcome.claimed.what, ChannelChanged)
    return spoke and bool(outcome.contact.topics or _linked(outcome))


def _linked(outcome: Outcome) -> int:
    """The campaign whose link this talk began with, 0 = none; longer numbers are nobody's."""
    number = outcome.session.shared.get("campaign", "")
    return int(number) if number.isascii() and number.isdecimal() and len(number) < 10 else 0


def _is_no(effects: Sequence[object]) -> bool:
    return any(isinstance(effect, OptOut | Unsubscribe) for effect in effects)


def _became(effects: Sequence[object]) -> str:
    if any(isinstance(effect, OpenReport) for effect in effects):
        return "report"
    return "pack" if any(isinstance(effect, DeliverPack) for effect in effects) else ""


RECENT = text("""
    SELECT p.contact, max(p.campaign) FROM campaigns k
    JOIN campaign_recipients p ON p.campaign = k.number AND p.contact IN :people
    JOIN campaign_renditions v ON v.number = p.rendition AND v.fed_to >= p.contact
    WHERE k.started_at > :since GROUP BY p.contact
""").bindparams(many("people", String()), bindparam("since", type_=BigInteger()))
KNOWN = text("SELECT number FROM campaigns WHERE number IN :numbers").bindparams(
    many("numbers", BigInteger())
)
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
