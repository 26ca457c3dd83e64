"""One campaign: where it stands, what stands in its way, what people would get, and the next step."""

from aiohttp import web

from admin.campaign_form import pack_title
from admin.campaign_plan import BEFORE, Plan, make_plan
from admin.campaign_view import (
    audience_rows,
    left_out,
    next_step,
    previews,
    steps,
    told_obstacles,
    totals,
)
from admin.campaigning import deep_link, find_campaign, is_sensitive, path_of, place_of
from admin.desk import Desk
from admin.naming import name_of
from storage.campaign_draft import Campaign
from storage.operators import WorkPhone
from storage.unit import Unit


async def show(desk: Desk) -> web.Response:
    """The page; its numbers are counted now while it is written, and frozen afterwards."""
    campaign, plan, released, phones = await desk.services.database.read(
        lambda unit: _look(desk, unit)
    )
    leaving = campaign.state in (*BEFORE, "frozen", "approved")
    return desk.show(
        "campaign.html",
        campaign=campaign,
        path=path_of(campaign),
        place=name_of(desk, place_of(desk, campaign).names),
        several=len(desk.places) > 1,
        sensitive=is_sensitive(desk, campaign),
        pack=pack_title(desk, campaign.pack) if campaign.pack else "",
        link=deep_link(desk, campaign),
        steps=steps(campaign),
        next=next_step(desk, campaign, plan, released),
        obstacles=told_obstacles(desk, plan.obstacles) if leaving else [],
        first_link=plan.obstacles[0].link if plan.obstacles else "",
        counted=campaign.state in BEFORE,
        plan=plan,
        rows=audience_rows(desk, campaign, plan),
        totals=totals(desk, plan),
        left_out=left_out(desk, plan),
        previews=previews(desk, campaign, plan),
        phones=phones,
        tongues=[(one["tag"], one["name"]) for one in previews(desk, campaign, plan)],
        editable=campaign.state in (*BEFORE, "frozen", "approved") and desk.may("campaigns.write"),
        approved=campaign.state == "approved",
        may_stop=desk.may("campaigns.approve"),
    )


def _look(desk: Desk, unit: Unit) -> tuple[Campaign, Plan, int, list[WorkPhone]]:
    campaign = find_campaign(desk, unit)
    released = unit.campaigns.released_today(campaign.municipality, desk.now)
    phones = unit.operators.work_phones(desk.staff.id)
    return campaign, make_plan(desk, unit, campaign), released, phones
