"""A test send: the very message, to the phones of whoever asks for it and to nobody else."""

from typing import Final

from aiohttp import web

from admin.campaigning import find_campaign, find_faults, make_outgoing, path_of, words_for
from admin.desk import Desk
from storage.campaign_draft import Campaign
from storage.operators import WorkPhone
from storage.parcels import Message
from storage.unit import Unit

PAUSE: Final = 10_000_000
"""Microseconds within which a second click sends nothing more."""
ACTION: Final = "campaign_test"


async def send(desk: Desk) -> web.Response:
    """One message a phone of mine, in the chosen language; it counts nowhere and needs no consent."""
    language = desk.field("language", 20)
    if language not in desk.services.catalog.languages:
        raise web.HTTPBadRequest
    campaign, said = await desk.services.database.write(lambda unit: _send(desk, unit, language))
    if said == "campaign_tested":
        desk.services.signals.wake("outbox")
    return desk.go(f"{path_of(campaign)}", said)


async def make_token(desk: Desk) -> web.Response:
    """A one-time token; the phone that sends it is mine from then on. Shown on this page only."""
    who = desk.staff.id

    def work(unit: Unit) -> tuple[Campaign, str]:
        return find_campaign(desk, unit), unit.tokens.make(who, "duty", desk.now)

    campaign, token = await desk.services.database.write(work)
    return desk.show("campaign_phone.html", campaign=campaign, path=path_of(campaign), token=token)


def _send(desk: Desk, unit: Unit, language: str) -> tuple[Campaign, str]:
    campaign = find_campaign(desk, unit)
    phones = unit.operators.work_phones(desk.staff.id)
    if not phones:
        return campaign, "campaign_no_phone"
    folder = desk.services.catalog.languages[language].folder
    ready = [one for one in phones if words_for(campaign, folder, one.channel).strip()]
    faulty = {(one.language, one.channel) for one in find_faults(desk, campaign)}
    sound = [one for one in ready if (folder, one.channel) not in faulty]
    if not sound:
        return campaign, "campaign_test_faults" if ready else "campaign_test_no_text"
    if _just_now(desk, unit, campaign):
        return campaign, "campaign_tested_before"
    unit.outbox.put([_message(desk, campaign, one, language) for one in sound], desk.now)
    detail = {"campaign": str(campaign.number), "phones": str(len(sound))}
    unit.audit.add(campaign.municipality, desk.staff.id, ACTION, campaign.id, detail, desk.now)
    return campaign, "campaign_tested"


def _just_now(desk: Desk, unit: Unit, campaign: Campaign) -> bool:
    """Whether the same person has just sent one: the second click, or a second tab."""
    before = unit.audit.lately(campaign.municipality, ACTION, desk.now - PAUSE)
    return any(one.actor == desk.staff.id for one in before)


def _message(desk: Desk, campaign: Campaign, phone: WorkPhone, language: str) -> Message:
    outgoing, _ = make_outgoing(
        desk, campaign, language, phone.channel, diacritics=phone.diacritics
    )
    return Message(
        contact=phone.contact,
        line=phone.line,
        channel=phone.channel,
        kind="test",
        outgoing=outgoing,
        cause_at=desk.now,
    )
