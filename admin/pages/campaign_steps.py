"""The steps of a campaign: handed in, approved, stopped, gone on with; each only once."""

from aiohttp import web

from admin.campaign_plan import make_plan
from admin.campaigning import find_campaign, path_of, seen_version, tell
from admin.desk import Desk
from flows.campaigns import (
    Approve,
    CampaignRefused,
    Cancel,
    Command,
    Freeze,
    Pause,
    Release,
    Resume,
)
from storage.campaign_audience import Rendition
from storage.campaign_draft import Campaign
from storage.unit import Unit


async def freeze(desk: Desk) -> web.Response:
    """Hand it in: the words are made once, for exactly the groups that were counted.

    Counting and making may take a second for many people; only keeping them is a write.
    """
    version = seen_version(desk)

    def look(unit: Unit) -> tuple[Campaign, tuple[str, ...], list[Rendition]]:
        campaign = find_campaign(desk, unit)
        if campaign.state != "draft":
            return campaign, (), []
        plan = make_plan(desk, unit, campaign)
        return campaign, plan.codes, [one for one, _ in plan.people]

    campaign, obstacles, renditions = await desk.services.database.read(look)

    def hand_in(unit: Unit) -> Campaign | CampaignRefused:
        acts = unit.campaigns
        done = acts.act(campaign, version, Freeze(), desk.staff, desk.now, obstacles=obstacles)
        if isinstance(done, Campaign):
            unit.audiences.freeze(done.number, renditions)
        return done

    return _answer(desk, campaign, await desk.services.database.write(hand_in))


async def approve(desk: Desk) -> web.Response:
    """A second person lets it leave."""
    return await _act(desk, Approve())


async def release(desk: Desk) -> web.Response:
    """Its author lets a small one leave alone."""
    return await _act(desk, Release())


async def pause(desk: Desk) -> web.Response:
    """Nothing more leaves until it is resumed."""
    return await _act(desk, Pause())


async def resume(desk: Desk) -> web.Response:
    """Go on."""
    return await _act(desk, Resume())


async def cancel(desk: Desk) -> web.Response:
    """Nothing more leaves, ever."""
    return await _act(desk, Cancel())


async def _act(desk: Desk, command: Command) -> web.Response:
    version = seen_version(desk)

    def work(unit: Unit) -> tuple[Campaign, Campaign | CampaignRefused]:
        campaign = find_campaign(desk, unit)
        leaves = isinstance(command, Approve | Release) and campaign.state == "frozen"
        obstacles = make_plan(desk, unit, campaign).codes if leaves else ()
        acts = unit.campaigns
        done = acts.act(campaign, version, command, desk.staff, desk.now, obstacles=obstacles)
        return campaign, done

    return _answer(desk, *await desk.services.database.write(work))


def _answer(desk: Desk, campaign: Campaign, done: Campaign | CampaignRefused) -> web.Response:
    """Back to the campaign; whoever stops it or goes on while it leaves keeps watching it."""
    watching = campaign.state in ("running", "paused")
    path = f"{path_of(campaign)}/progress" if watching else path_of(campaign)
    if isinstance(done, CampaignRefused):
        return desk.go(path, f"campaign_{done.reason}")
    tell(desk, done)
    return desk.go(path, "saved")
