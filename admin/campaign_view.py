"""One campaign as its page shows it: both forms in every language, how many get it, what it costs."""

from collections.abc import Sequence
from typing import Any, Final

from admin.campaign_counts import at_most, bound, few, money
from admin.campaign_plan import Obstacle, Plan
from admin.campaigning import (
    CHANNELS,
    is_sensitive,
    make_outgoing,
    named,
    place_of,
    words_for,
    written,
)
from admin.desk import Desk
from flows.campaign_cost import Share, cost
from flows.campaigns import SECOND_PERSON_ABOVE, needs_second_person
from flows.messages import Outgoing
from locales.fitting import segments
from storage.campaign_draft import Campaign

STEPS: Final = (
    ("write", ("draft",)),
    ("hand_in", ("freezing", "frozen")),
    ("approve", ("approved",)),
    ("send", ("running", "paused")),
    ("done", ("finished",)),
)


def steps(campaign: Campaign) -> list[tuple[str, bool]]:
    """The steps of its life and which one it is at; a cancelled one is at none."""
    return [(name, campaign.state in states) for name, states in STEPS]


def next_step(desk: Desk, campaign: Campaign, plan: Plan, released_today: int) -> str:
    """The one thing to do now, by this operator."""
    if campaign.state == "draft":
        if not desk.may("campaigns.write"):
            return "being_written"
        return "mend" if plan.obstacles else "freeze"
    if campaign.state != "frozen":
        return campaign.state
    if plan.obstacles:
        return "mend"
    if desk.staff.id not in (campaign.author, campaign.edited_by):
        return "approve" if desk.may("campaigns.approve") else "wait_for_second"
    alone = not needs_second_person(campaign.facts((), released_today))
    return "release" if alone and desk.may("campaigns.write") else "wait_for_second"


def previews(desk: Desk, campaign: Campaign, plan: Plan) -> list[dict[str, Any]]:
    """Each language of the place with what its readers get in a chat and by SMS."""
    languages = desk.services.catalog.languages
    return [
        {
            "tag": tag,
            "name": languages[tag].name,
            "folder": languages[tag].folder,
            **{channel: _shown(desk, campaign, plan, tag, channel) for channel in CHANNELS},
        }
        for tag in place_of(desk, campaign).languages
        if tag in languages
    ]


def audience_rows(desk: Desk, campaign: Campaign, plan: Plan) -> list[dict[str, Any]]:
    """For each language how many by channel, what an SMS takes, and what that costs."""
    rows = []
    for tag in place_of(desk, campaign).languages:
        by_channel = {name: _counts(plan, tag, name) for name in CHANNELS}
        if not any(map(sum, by_channel.values())):
            continue
        longest = max((one.segments for one, _ in plan.people if one.language == tag), default=0)
        paid = _paid(plan, tag)
        rows.append(
            {
                "name": desk.services.catalog.languages[tag].name,
                "tag": tag,
                "people": {name: few(sum(counts)) for name, counts in by_channel.items()},
                "segments": longest,
                "cost": _told_cost(desk, plan, paid, hidden=_few(by_channel["sms"])),
            }
        )
    return rows


def totals(desk: Desk, plan: Plan) -> dict[str, Any]:
    """How many in all, and what it costs, told so that the few stay hidden."""
    counts = [count for _, count in plan.people]
    tags = dict.fromkeys(one.language for one, _ in plan.people)
    cells = [sum(_counts(plan, tag, channel)) for tag in tags for channel in CHANNELS]
    hidden = any(_few([count]) for count in cells)
    shares = [share for tag in tags for share in _paid(plan, tag)]
    over = hidden and any(_few(_counts(plan, tag, "sms")) for tag in tags)
    return {
        "people": at_most(desk, cells) if cells else "0",
        "many": sum(counts) > SECOND_PERSON_ABOVE,
        "cost": _told_cost(desk, plan, shares, hidden=over),
        "time": desk.views.waiting(0, plan.seconds * 1_000_000, desk.language) if counts else "–",
        "budget": money(plan.budget.amount, plan.budget.currency) if plan.budget else "",
        "spent": money(plan.spent, plan.budget.currency) if plan.budget else "",
    }


def left_out(desk: Desk, plan: Plan) -> list[dict[str, str]]:
    """Who agreed but reads a language, or has a channel, without a text."""
    languages = desk.services.catalog.languages
    told: dict[tuple[str, str], int] = {}
    for group in plan.left_out:
        key = (group.language, group.channel)
        told[key] = told.get(key, 0) + group.count
    return [
        {
            "language": languages[tag].name if tag in languages else tag,
            "channel": desk.text(f"channel.{channel}"),
            "people": few(count),
        }
        for (tag, channel), count in told.items()
    ]


def told_obstacles(desk: Desk, obstacles: Sequence[Obstacle]) -> list[dict[str, str]]:
    """Each obstacle in plain words: where it stands, what it is, and the way to mend it."""
    languages, tags = desk.services.catalog.languages, written(desk)
    return [
        {
            "where": " · ".join(
                (languages[tags[one.language]].name, desk.text(f"channel.{one.channel}"))
            )
            if one.language
            else "",
            "words": desk.text(one.key, what=named(desk, one.code, one.what)),
            "link": one.link,
            "remedy": desk.text(_remedy(one)),
        }
        for one in obstacles
    ]


def _remedy(obstacle: Obstacle) -> str:
    if obstacle.link == "/desk/campaigns/money":
        return "campaigns.remedy.money"
    return f"campaigns.remedy.{'audience' if obstacle.link.endswith('#audience') else 'text'}"


def _shown(
    desk: Desk, campaign: Campaign, plan: Plan, tag: str, channel: str
) -> dict[str, Any] | None:
    """What readers get, exactly; None where there is nothing to read."""
    own = desk.services.catalog.languages[tag]
    if not words_for(campaign, own.folder, channel).strip():
        return None
    sent: Outgoing = plan.sent(tag, channel) or make_outgoing(desk, campaign, tag, channel)[0]
    text = sent.parts[0]
    return {
        "text": text,
        "buttons": [button.label for button in sent.buttons],
        "segments": segments(text, fold=False) if channel == "sms" else 0,
        "letters": len(text),
        "sensitive": channel == "sms" and is_sensitive(desk, campaign),
    }


def _counts(plan: Plan, tag: str, channel: str) -> list[int]:
    return [count for one, count in plan.people if (one.language, one.channel) == (tag, channel)]


def _few(counts: Sequence[int]) -> bool:
    return 0 < sum(counts) <= bound([1])


def _paid(plan: Plan, tag: str) -> list[Share]:
    """What readers of a language cost; a few are counted as the most that they can be."""
    hidden = _few(_counts(plan, tag, "sms"))
    return [
        Share(
            one.language,
            one.channel,
            bound([count]) if hidden else count,
            one.segments,
            one.price,
            one.currency,
        )
        for one, count in plan.people
        if one.language == tag
    ]


def _told_cost(desk: Desk, plan: Plan, shares: Sequence[Share], *, hidden: bool) -> str:
    if any(share.segments and share.price is None for share in shares):
        return desk.text("campaigns.price_unknown")
    return _amount(desk, cost(shares).total, plan.cost.currency, hidden=hidden)


def _amount(desk: Desk, minor: int, currency: str, *, hidden: bool) -> str:
    if not minor:
        return "–"
    amount = money(minor, currency)
    return desk.text("campaigns.at_most", n=amount) if hidden else amount
