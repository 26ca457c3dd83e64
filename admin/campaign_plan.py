"""What sending a campaign would mean: who gets what, what it costs, how long, what stands in its way."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from admin.campaigning import (
    KNOWN,
    find_faults,
    make_outgoing,
    path_of,
    place_of,
    words_for,
)
from admin.desk import Desk
from flows.campaign_cost import Cost, Share, cost, duration, expected_end
from flows.messages import Outgoing
from locales.campaign_texts import Fault
from storage.campaign_audience import Group, Rendition
from storage.campaign_draft import Campaign
from storage.campaign_money import Budget, Price
from storage.unit import Unit

BEFORE: Final = ("draft", "freezing")
"""States in which the audience is not written down yet."""
PROVIDER: Final = "twilio"


@dataclass(frozen=True, slots=True)
class Obstacle:
    """A coded reason why it cannot leave, the words in it, and where to mend it."""

    code: str
    link: str
    language: str = ""
    channel: str = ""
    what: str = ""

    @property
    def key(self) -> str:
        """Where its sentence stands: mistakes of texts have their own."""
        of_text = self.language or self.code == "keyword"
        return f"campaign.{'fault' if of_text else 'obstacle'}.{self.code}"


@dataclass(frozen=True, slots=True)
class Plan:
    """`people` is how many get each rendition; `left_out` counts whose language has no text.

    `cost` in minor units, `seconds` of sending, `end` in microseconds UTC, `begin` the start.
    """

    people: Sequence[tuple[Rendition, int]]
    left_out: Sequence[Group]
    cost: Cost
    budget: Budget | None
    spent: int
    seconds: int
    begin: int
    end: int
    obstacles: tuple[Obstacle, ...]

    @property
    def size(self) -> int:
        """Everybody who gets it."""
        return sum(count for _, count in self.people)

    @property
    def codes(self) -> tuple[str, ...]:
        """The obstacles as `flows.campaigns` takes them."""
        return tuple(dict.fromkeys(one.code for one in self.obstacles))

    def sent(self, language: str, channel: str) -> Outgoing | None:
        """What readers of a language get, without diacritics by SMS; None while nobody would."""
        return next(
            (
                one.outgoing
                for one, _ in sorted(self.people, key=lambda pair: pair[0].diacritics)
                if (one.language, one.channel) == (language, channel)
            ),
            None,
        )


def make_plan(desk: Desk, unit: Unit, campaign: Campaign) -> Plan:
    """The plan as it stands: counted now while it is written, as frozen afterwards."""
    prices = unit.campaign_money.prices(campaign.municipality)
    if campaign.state in BEFORE:
        people, left_out = _count(desk, unit, campaign, prices)
    else:
        people, left_out = _frozen(unit, campaign), []
    shares = [
        Share(one.language, one.channel, count, one.segments, one.price, one.currency)
        for one, count in people
    ]
    year = datetime.fromtimestamp(desk.now / 1e6, UTC).year
    budget = unit.campaign_money.budget(campaign.municipality, year)
    spent = unit.campaign_money.spent(campaign.municipality, year)
    seconds = duration(shares, desk.services.campaign_rates)
    begin = campaign.started_at or max(campaign.start_at, desk.now)
    paid = cost(shares)
    return Plan(
        people=people,
        left_out=left_out,
        cost=paid,
        budget=budget,
        spent=spent,
        seconds=seconds,
        begin=begin,
        end=expected_end(begin, seconds, desk.services.window_of(campaign.municipality)),
        obstacles=(
            *_text_obstacles(desk, campaign),
            *_keyword_obstacles(desk, campaign),
            *_audience_obstacles(desk, campaign, people),
            *_money_obstacles(people, paid, budget, spent),
        ),
    )


def _count(
    desk: Desk, unit: Unit, campaign: Campaign, prices: Sequence[Price]
) -> tuple[list[tuple[Rendition, int]], list[Group]]:
    """Who would get what now; a group whose language has no text is left out."""
    place, languages = place_of(desk, campaign), desk.services.catalog.languages
    groups = unit.audiences.count(
        place.slug, campaign.topic, campaign.audience, place.first_language, desk.now
    )
    people: list[tuple[Rendition, int]] = []
    left_out: list[Group] = []
    for group in groups:
        own = languages.get(group.language)
        if own is None or not words_for(campaign, own.folder, group.channel).strip():
            left_out.append(group)
        else:
            people.append((make_rendition(desk, campaign, group, prices), group.count))
    return people, left_out


def make_rendition(
    desk: Desk, campaign: Campaign, group: Group, prices: Sequence[Price]
) -> Rendition:
    """Exactly what one group gets, and what a segment of it costs."""
    outgoing, segments = make_outgoing(
        desk, campaign, group.language, group.channel, diacritics=group.diacritics
    )
    country = group.country or place_of(desk, campaign).country
    known = next(
        (one for one in prices if (one.provider, one.country) == (PROVIDER, country)), None
    )
    return Rendition(
        language=group.language,
        channel=group.channel,
        diacritics=group.diacritics,
        country=group.country,
        outgoing=outgoing,
        segments=segments,
        price=known.price if known and segments else None,
        currency=known.currency if known and segments else "",
    )


def _frozen(unit: Unit, campaign: Campaign) -> list[tuple[Rendition, int]]:
    return [
        (
            Rendition(
                language=one.language,
                channel=one.channel,
                diacritics=one.diacritics,
                country=one.country,
                outgoing=one.outgoing,
                segments=one.segments,
                price=one.price,
                currency=one.currency,
            ),
            one.size,
        )
        for one in unit.campaigns.renditions(campaign.number)
    ]


def _text_obstacles(desk: Desk, campaign: Campaign) -> list[Obstacle]:
    edit = f"{path_of(campaign)}/edit"
    if not any(text.strip() or sms.strip() for text, sms in campaign.texts.values()):
        return [Obstacle("no_text", f"{edit}#texts")]
    return [
        Obstacle(
            fault.code,
            f"{edit}#{_place_of_fault(fault)}",
            fault.language,
            fault.channel,
            fault.what,
        )
        for fault in find_faults(desk, campaign)
    ]


def _keyword_obstacles(desk: Desk, campaign: Campaign) -> list[Obstacle]:
    """People are told to answer with a word: it has to bring them the pack, and no other."""
    word = campaign.keyword
    if not word or (
        campaign.pack and desk.services.pack_asked(word, campaign.municipality) == campaign.pack
    ):
        return []
    return [Obstacle("keyword", f"{path_of(campaign)}/edit#f-keyword", what=word)]


def _place_of_fault(fault: Fault) -> str:
    """The field of the form where a mistake is mended."""
    if fault.code == "value_missing" and fault.what not in KNOWN:
        return f"f-value-{fault.what}-{fault.language}"
    return f"f-{fault.language}-{'sms' if fault.channel == 'sms' else 'text'}"


def _audience_obstacles(
    desk: Desk, campaign: Campaign, people: Sequence[tuple[Rendition, int]]
) -> list[Obstacle]:
    edit = f"{path_of(campaign)}/edit"
    if not any(count for _, count in people):
        return [Obstacle("nobody", f"{edit}#audience")]
    by_sms = any(one.channel == "sms" for one, _ in people)
    if by_sms and not desk.services.campaign_sender:
        return [Obstacle("no_sender", f"{edit}#audience")]
    return []


def _money_obstacles(
    people: Sequence[tuple[Rendition, int]], paid: Cost, budget: Budget | None, spent: int
) -> list[Obstacle]:
    money = "/desk/campaigns/money"
    unpriced = any(one.channel == "sms" and one.price is None for one, _ in people)
    if unpriced:
        return [Obstacle("no_price", money)]
    if budget is None:
        return [Obstacle("no_budget", money)] if paid.total else []
    if budget.currency != paid.currency and paid.total:
        return [Obstacle("other_currency", money)]
    return [Obstacle("over_budget", money)] if paid.total + spent > budget.amount else []
