"""Writing a campaign: begun from a template or from nothing, then all languages in one form."""

import msgspec
from aiohttp import web

from admin.campaign_form import Typed, as_typed, form_values, read_typed
from admin.campaigning import (
    find_campaign,
    pack_of,
    path_of,
    place_of,
    seen_version,
    tell,
    templates,
)
from admin.desk import Desk
from admin.naming import name_of
from flows.campaigns import LIFE, TOPICS, CampaignRefused, Edit
from storage.campaign_draft import Campaign, CampaignDraft
from storage.ids import new_id
from storage.municipality import Municipality
from storage.unit import Unit


async def show_new(desk: Desk) -> web.Response:
    """The templates to begin from. The form brings its own id, so that sent twice it makes one."""
    return desk.show(
        "campaign_new.html",
        id=new_id(desk.now),
        templates=[(one.name, one.topic, one.sensitive) for one in templates().values()],
        places=[(place.slug, name_of(desk, place.names)) for place in desk.places],
    )


async def create(desk: Desk) -> web.Response:
    """A draft with the template's words, opened in the form at once."""
    place, draft, wanted = _place(desk), _beginning(desk), desk.field("id", 32)
    if len(wanted) != 32 or not set(wanted) <= set("0123456789abcdef"):
        raise web.HTTPBadRequest
    made = await desk.services.database.write(
        lambda unit: unit.campaigns.create(wanted, place.slug, draft, desk.staff, desk.now)
    )
    if made is None:
        raise web.HTTPNotFound
    return desk.go(f"{path_of(made)}/edit")


async def show(desk: Desk) -> web.Response:
    """The form; what cannot change any more leads to its page."""
    campaign = await desk.services.database.read(lambda unit: find_campaign(desk, unit))
    if campaign.state not in LIFE[Edit]:
        return desk.go(path_of(campaign), "campaign_state")
    typed = as_typed(campaign.draft, place_of(desk, campaign).time_zone)
    return _form(desk, campaign, typed, stale=False)


async def save(desk: Desk) -> web.Response:
    """Keep what was typed, whatever is wrong with the texts; nothing typed is ever lost.

    Where somebody else changed it meanwhile the form comes back with what was typed, and with the
    new state to decide on.
    """
    version = seen_version(desk)

    def work(unit: Unit) -> tuple[Campaign, Typed, Campaign | CampaignRefused | None]:
        campaign = find_campaign(desk, unit)
        typed = read_typed(desk, place_of(desk, campaign), campaign.draft)
        if typed.wrong:
            return campaign, typed, None
        acts = unit.campaigns
        return campaign, typed, acts.edit(campaign, version, typed.draft, desk.staff, desk.now)

    campaign, typed, saved = await desk.services.database.write(work)
    if saved is None:
        return _form(desk, campaign, typed, stale=False)
    if saved == CampaignRefused("taken"):
        return _form(desk, campaign, typed, stale=True)
    if isinstance(saved, CampaignRefused):
        return desk.go(path_of(campaign), f"campaign_{saved.reason}")
    tell(desk, saved)
    more = desk.field("then", 10) == "edit"
    return desk.go(f"{path_of(saved)}/edit" if more else path_of(saved), "saved")


def _form(desk: Desk, campaign: Campaign, typed: Typed, *, stale: bool) -> web.Response:
    place = place_of(desk, campaign)
    return desk.show(
        "campaign_edit.html",
        status=409 if stale else 422 if typed.wrong else 200,
        campaign=campaign,
        path=path_of(campaign),
        stale=stale,
        **form_values(desk, place, typed),
    )


def _place(desk: Desk) -> Municipality:
    """The municipality chosen, one of the operator's; the only one without a choice."""
    slug = desk.field("municipality", 40) or desk.places[0].slug
    place = next((one for one in desk.places if one.slug == slug), None)
    if place is None:
        raise web.HTTPBadRequest
    return place


def _beginning(desk: Desk) -> CampaignDraft:
    """The template's texts, or an empty draft; 400 for a template that does not exist."""
    name, wanted = " ".join(desk.field("name", 80).split()), desk.field("template", 40)
    if not wanted:
        name = name or desk.text("campaigns.unnamed")
        return CampaignDraft(name=name, topic=TOPICS[0])
    template = templates().get(wanted)
    if template is None:
        raise web.HTTPBadRequest
    draft = CampaignDraft(
        name=name or desk.text(f"campaign.template.{template.name}"),
        template=template.name,
        topic=template.topic,
        sensitive=template.sensitive,
        pack=template.pack,
        texts={folder: (own.text, own.sms) for folder, own in template.texts.items()},
    )
    return draft if pack_of(desk, draft) else msgspec.structs.replace(draft, pack="")
