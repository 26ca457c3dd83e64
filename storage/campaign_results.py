"""What a campaign brought: what became of everybody, answers, opt-outs, what it cost."""

from collections import Counter
from collections.abc import Mapping, Sequence

import msgspec
from sqlalchemy import BigInteger, bindparam, text

from flows.campaign_cost import Share
from flows.campaigns import FATES, Fate
from storage.campaign_money import is_paid
from storage.campaign_tallies import CampaignTallies, Tally
from storage.table import TableAccess

MINUTE = 60_000_000
NEWEST = 5_000
"""Messages that are looked at to tell how fast they leave."""
CENTS = 10_000


class Results(msgspec.Struct, frozen=True, kw_only=True):
    """Counts of people; `cost` in minor units of `currency`, `a_minute` messages in the last one.

    `fates` add up to `size` at every moment. `faults` are (fate, coded reason), `left` what still
    waits to leave.
    """

    size: int
    fates: Mapping[Fate, int]
    by_kind: Sequence[tuple[str, str, Mapping[Fate, int]]]
    faults: Mapping[tuple[Fate, str], int]
    left: Sequence[Share]
    a_minute: int
    opted_out: int
    replies: int
    packs: int
    reports: int
    cost: int
    currency: str


class CampaignRow(msgspec.Struct, frozen=True, kw_only=True):
    """A municipality's campaigns in a period, for its indicators.

    `reached`: a provider took it; `delivered` of them: and reported that it arrived (by SMS only).
    """

    campaigns: int
    people: int
    reached: int
    delivered: int
    opted_out: int
    replies: int
    packs: int
    reports: int
    cost: int
    currency: str


class CampaignResults(TableAccess):
    """Reads the tallies, the answers and the proofs of consent."""

    def of(self, number: int, now: int) -> Results:
        """One campaign as it stands."""
        tallies = CampaignTallies(self.connection, self.vault).of(number)
        answers = self._answers([number])
        a_minute = self.connection.scalar(
            A_MINUTE, {"number": number, "newest": NEWEST, "since": now - MINUTE}
        )
        return Results(
            size=sum(one.count for one in tallies),
            fates=_sum(tallies),
            by_kind=[
                (channel, language, _sum(own))
                for channel, language in sorted({(one.channel, one.language) for one in tallies})
                if (own := [t for t in tallies if (t.channel, t.language) == (channel, language)])
            ],
            faults=_faults(tallies),
            left=_left(tallies),
            a_minute=a_minute or 0,
            cost=_cost(tallies),
            currency=next((one.currency for one in tallies if one.currency), ""),
            **answers,
        )

    def row(self, municipality: str, since: int, until: int) -> CampaignRow:
        """What a municipality's campaigns that began in a period came to; microseconds."""
        wanted = {"municipality": municipality, "since": since, "until": until}
        numbers = list(self.connection.execute(BEGAN, wanted).scalars())
        tallies = [
            one
            for number in numbers
            for one in CampaignTallies(self.connection, self.vault).of(number)
        ]
        fates = _sum(tallies)
        return CampaignRow(
            campaigns=len(numbers),
            people=sum(one.count for one in tallies),
            reached=fates["sent"] + fates["delivered"],
            delivered=fates["delivered"],
            cost=_cost(tallies),
            currency=next((one.currency for one in tallies if one.currency), ""),
            **self._answers(numbers),
        )

    def _answers(self, numbers: Sequence[int]) -> dict[str, int]:
        found = Counter[str]()
        for number in numbers:
            for became, count in self.connection.execute(REPLIES, {"number": number}):
                found["replies"] += count
                found[{"pack": "packs", "report": "reports"}.get(became, "")] += count
            found["opted_out"] += self.connection.scalar(OPTED_OUT, {"number": number}) or 0
        return {name: found[name] for name in ("replies", "packs", "reports", "opted_out")}


def _sum(tallies: Sequence[Tally]) -> dict[Fate, int]:
    counted: dict[Fate, int] = dict.fromkeys(FATES.values(), 0)
    for one in tallies:
        counted[one.fate] += one.count
    return counted


def _faults(tallies: Sequence[Tally]) -> dict[tuple[Fate, str], int]:
    counted = Counter[tuple[Fate, str]]()
    for one in tallies:
        if one.fate in ("failed", "skipped"):
            counted[one.fate, one.fault] += one.count
    return dict(counted.most_common())


def _left(tallies: Sequence[Tally]) -> list[Share]:
    return [
        Share(one.language, one.channel, one.count, one.segments, one.price, one.currency)
        for one in tallies
        if one.fate == "waiting"
    ]


def _cost(tallies: Sequence[Tally]) -> int:
    paid = (one for one in tallies if is_paid(one.state, one.fault) and one.price is not None)
    return -(-sum(one.count * one.segments * (one.price or 0) for one in paid) // CENTS)


A_MINUTE = text("""
    SELECT count(*) FROM (
        SELECT rendition, done_at, state FROM outbox ORDER BY seq DESC LIMIT :newest
    ) AS newest
    WHERE done_at > :since AND state IN ('sent', 'delivered', 'failed', 'unknown')
    AND rendition IN (SELECT number FROM campaign_renditions WHERE campaign = :number)
""").bindparams(bindparam("since", type_=BigInteger()))
REPLIES = text("""
    SELECT became, count(*) FROM campaign_replies WHERE campaign = :number GROUP BY became
""")
OPTED_OUT = text("""
    SELECT count(DISTINCT contact) FROM consents WHERE campaign = :number AND what = 'withdrawn'
""")
BEGAN = text("""
    SELECT number FROM campaigns WHERE municipality = :municipality
    AND started_at >= :since AND started_at < :until ORDER BY number
""")
