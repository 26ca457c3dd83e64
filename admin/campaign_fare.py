"""How a campaign fares, as staff read it: shares, reasons, answers, cost; few people are never told exactly."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from admin.campaign_counts import FEW, few, grouped, money
from admin.campaign_plan import Plan, make_plan
from admin.campaigning import find_campaign
from admin.desk import Desk
from flows.campaign_cost import duration, expected_end
from flows.campaigns import Fate
from flows.safe_hours import safe_from
from storage.campaign_draft import Campaign
from storage.campaign_results import Results
from storage.unit import Unit

SHOWN: Final[tuple[Fate, ...]] = ("delivered", "sent", "failed", "skipped", "unknown", "waiting")
"""In the order of the bar; they add up to the audience."""
ANSWERS: Final = ("replies", "packs", "reports", "opted_out")
"""What people did after it, as results name it."""
MOVING: Final = frozenset({"running", "paused"})


@dataclass(frozen=True, slots=True)
class Fare:
    """A campaign, what was planned, and what came of it until now."""

    campaign: Campaign
    plan: Plan
    results: Results


def read_fare(desk: Desk, unit: Unit) -> Fare:
    """Everything that the page shows, in one look."""
    campaign = find_campaign(desk, unit)
    results = unit.campaign_results.of(campaign.number, desk.now)
    return Fare(campaign, make_plan(desk, unit, campaign), results)


def told(desk: Desk, fare: Fare) -> dict[str, Any]:
    """The page's values."""
    campaign, results = fare.campaign, fare.results
    done = results.size - results.fates["waiting"]
    return {
        "campaign": campaign,
        "results": results,
        "percent": _percent(done, results.size),
        "done": grouped(done),
        "size": grouped(results.size),
        "fates": [(fate, grouped(results.fates[fate]), _share(results.fates[fate], results.size))
                  for fate in SHOWN if results.fates[fate]],
        "kinds": _kinds(desk, fare),
        "faults": _faults(desk, results),
        "answers": [(name, few(getattr(results, name)))
                    for name in ANSWERS],
        "cost": money(results.cost, results.currency),
        "planned": money(fare.plan.cost.total, fare.plan.cost.currency),
        "a_minute": grouped(results.a_minute),
        "end": _end(desk, fare),
        "goes_on": _goes_on(desk, campaign),
        "moving": campaign.state in MOVING,
        "may_stop": desk.may("campaigns.approve"),
    }  # fmt: skip


def _percent(part: int, whole: int) -> int:
    """Whole percents; almost all is not shown as all."""
    if not whole:
        return 0
    return min(99, round(100 * part / whole)) if part < whole else 100


def _share(part: int, whole: int) -> str:
    """Percents as they are read; something is never shown as nothing."""
    percent = _percent(part, whole)
    return f"{percent} %" if percent or not part else "<1 %"


def _kinds(desk: Desk, fare: Fare) -> list[dict[str, Any]]:
    languages = desk.services.catalog.languages
    return [
        {
            "channel": channel,
            "language": languages[tag].name if tag in languages else tag,
            "tag": tag,
            "done": few(_done(fates)),
            "of": few(sum(fates.values())),
            "percent": None
            if (all_of := sum(fates.values())) in FEW
            else _percent(_done(fates), all_of),
            "failed": few(fates["failed"]),
        }
        for channel, tag, fates in fare.results.by_kind
    ]


def _done(fates: Mapping[Fate, int]) -> int:
    return sum(count for fate, count in fates.items() if fate != "waiting")


def _faults(desk: Desk, results: Results) -> list[tuple[str, str, str]]:
    """(what became of them, the reason in words, how many); equal words are one line."""
    counted: dict[tuple[str, str], int] = {}
    for (fate, code), count in results.faults.items():
        key = (desk.text(f"campaign.fate.{fate}"), reason(desk, code))
        counted[key] = counted.get(key, 0) + count
    return [(fate, words, few(count)) for (fate, words), count in counted.items()]


def reason(desk: Desk, code: str) -> str:
    """A coded reason in plain words; a provider's number that has none is told with its number."""
    catalog = desk.services.catalog
    if catalog.has(f"campaign.reason.{code}", desk.language):
        return desk.text(f"campaign.reason.{code}")
    return desk.text("campaign.reason.other", code=code or "?")


def _end(desk: Desk, fare: Fare) -> int:
    """When the last of what waits leaves at the rates that are allowed; 0 when nothing leaves now."""
    campaign, left = fare.campaign, fare.results.left
    if campaign.state != "running" or not left:
        return 0
    seconds = duration(left, desk.services.campaign_rates)
    return expected_end(desk.now, seconds, desk.services.window_of(campaign.municipality))


def _goes_on(desk: Desk, campaign: Campaign) -> int:
    """When it goes on after the night, 0 while it may leave (reliability R15, safety S23)."""
    if campaign.state != "running":
        return 0
    leaves = safe_from(desk.now, desk.services.window_of(campaign.municipality))
    return leaves if leaves > desk.now else 0


def day(desk: Desk) -> str:
    """Today, for a file's name."""
    return datetime.datetime.fromtimestamp(desk.now / 1e6, datetime.UTC).date().isoformat()
