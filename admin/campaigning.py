"""A campaign at the desk: found, filled with its values, and made into exactly what people get."""

import functools
from collections.abc import Mapping, Sequence
from typing import Final

from aiohttp import web

from admin.desk import Desk
from admin.reach import CHAT, reach_of
from flows.messages import Button, Outgoing
from locales.campaign_texts import (
    PLACEHOLDERS,
    CampaignText,
    Fault,
    Template,
    faults,
    load_templates,
    render,
)
from locales.packs import Pack
from locales.serbian import to_latin
from storage.campaign_draft import Campaign, CampaignDraft
from storage.municipality import Municipality
from storage.senders import kind_of_sender
from storage.unit import Unit

KNOWN: Final = frozenset({"municipality", "line_number", "here", "emergency", "pack"})
"""Placeholders that nobody types: they are known."""
CHANNELS: Final = ("telegram", "sms")
"""Channels that campaigns go out on."""


@functools.cache
def templates() -> Mapping[str, Template]:
    """The templates by name, read once."""
    return {one.name: one for one in load_templates()}


def find_campaign(desk: Desk, unit: Unit) -> Campaign:
    """The campaign that the address names, in one of the operator's municipalities; else 404."""
    wanted = desk.request.match_info["campaign"]
    found = (unit.campaigns.get(place.slug, wanted) for place in desk.places)
    campaign = next((one for one in found if one is not None), None)
    if campaign is None:
        raise web.HTTPNotFound
    return campaign


def asked_place(desk: Desk) -> Municipality:
    """The municipality that a form or an address names, else the operator's first; 404 for another's."""
    wanted = desk.form.get("municipality", "") or desk.request.query.get("municipality", "")
    found = next((place for place in desk.places if wanted in ("", place.slug)), None)
    if found is None:
        raise web.HTTPNotFound
    return found


def place_of(desk: Desk, campaign: Campaign) -> Municipality:
    """The municipality that it is sent for."""
    return desk.services.municipalities[campaign.municipality]


def path_of(campaign: Campaign) -> str:
    """Its page."""
    return f"/desk/campaigns/{campaign.id}"


def seen_version(desk: Desk) -> int:
    """The version on which the form was opened; 400 when it is no number."""
    typed = desk.field("version", 12)
    if not typed.isdecimal():
        raise web.HTTPBadRequest
    return int(typed)


def tell(desk: Desk, campaign: Campaign) -> None:
    """After an act: the worker looks at once, and open pages show it."""
    desk.services.signals.wake("campaigns")
    desk.services.signals.publish("campaigns", campaign.municipality)


def deep_link(desk: Desk, campaign: Campaign) -> str:
    """The chat's link that remembers this campaign, under neutral ids (safety S4); "" without a bot."""
    bot, pack = desk.services.bot_name(), pack_of(desk, campaign)
    topic = (pack.neutral_id if pack.sensitive else pack.topic) if pack else ""
    start = f"c-{campaign.number}-{topic}" if topic else f"c-{campaign.number}"
    return f"{CHAT}{bot}?start={start}" if bot else ""


def is_sensitive(desk: Desk, draft: CampaignDraft) -> bool:
    """Whether its SMS must be neutral: ticked, or by its template or its pack (safety S4)."""
    template, pack = templates().get(draft.template), pack_of(desk, draft)
    return draft.sensitive or bool(template and template.sensitive) or bool(pack and pack.sensitive)


def pack_of(desk: Desk, draft: CampaignDraft) -> Pack | None:
    """The information pack that is behind it, if there is one."""
    return next((one for one in desk.services.packs() if one.topic == draft.pack), None)


def written(desk: Desk) -> Mapping[str, str]:
    """Each written language ("sr") and the tag ("sr-Cyrl") in whose script it is written."""
    languages = desk.services.catalog.languages
    return {own.folder: tag for tag, own in languages.items() if own.script == own.master}


def texts_of(draft: CampaignDraft) -> dict[str, CampaignText]:
    """Its texts as the speaking room takes them."""
    return {folder: CampaignText(text, sms) for folder, (text, sms) in draft.texts.items()}


def words_for(draft: CampaignDraft, folder: str, channel: str) -> str:
    """What is written for a language and a channel, "" for nothing."""
    text, sms = draft.texts.get(folder, ("", ""))
    return sms if channel == "sms" else text


def all_values(
    desk: Desk, draft: CampaignDraft, place: Municipality
) -> dict[str, Mapping[str, str]]:
    """What fills the placeholders: what was typed, and what we know ourselves."""
    names = place.names
    known: dict[str, Mapping[str, str]] = {
        "municipality": {"sq": names.sq, "sr": names.sr, "en": names.en},
        "line_number": {"": reach_of(desk.services, place).number},
        "here": {folder: _here(desk, place, tag) for folder, tag in written(desk).items()},
        "emergency": {"": " · ".join(place.view(to_latin).danger_numbers)},
        "pack": _titles(desk, draft, place),
    }
    return {**draft.details, **known}


def way_out(desk: Desk, place: Municipality, language: str, channel: str) -> str:
    """How to stop getting these, as every message of a campaign says at its end (safety S14)."""
    catalog = desk.services.catalog
    if channel == "sms" and _is_deaf(desk):
        number = reach_of(desk.services, place).number
        return catalog.text("news.way_out_elsewhere", language, number=number)
    return catalog.text("news.way_out", language, channel=channel)


def make_outgoing(
    desk: Desk,
    campaign: Campaign,
    language: str,
    channel: str,
    *,
    diacritics: bool = False,
) -> tuple[Outgoing, int]:
    """Exactly what one kind of recipient gets, and its SMS segments (0 in a chat)."""
    place = place_of(desk, campaign)
    rendered = render(
        texts_of(campaign),
        all_values(desk, campaign, place),
        language=language,
        channel=channel,
        diacritics=diacritics,
        way_out=way_out(desk, place, language, channel),
        latin=to_latin,
    )
    buttons = () if channel == "sms" else _buttons(desk, campaign, language)
    sent = Outgoing(
        parts=(rendered.text,),
        buttons=buttons,
        silent=campaign.sensitive,
        image="" if channel == "sms" else campaign.picture,
    )
    return sent, rendered.segments


def find_faults(desk: Desk, campaign: Campaign) -> list[Fault]:
    """What is wrong with the texts that are there; a text that is missing is no fault."""
    place = place_of(desk, campaign)
    values, sensitive = all_values(desk, campaign, place), is_sensitive(desk, campaign)
    found: list[Fault] = []
    for folder, tag in written(desk).items():
        for channel in _channels(campaign):
            if not words_for(campaign, folder, channel).strip():
                continue
            found += faults(
                texts_of(campaign),
                values,
                sensitive=sensitive,
                image=campaign.has_image,
                languages=[folder],
                channels=[channel],
                way_out={(folder, channel): way_out(desk, place, tag, channel)},
            )
    return found


def named(desk: Desk, code: str, what: str) -> str:
    """What a mistake of a text is about, as staff know it: a place by its label, not by our word."""
    if code == "value_missing" and what in PLACEHOLDERS:
        return desk.text(f"campaigns.value.{what}")
    return f"{{{what}}}" if code == "unknown_placeholder" else what


def _is_deaf(desk: Desk) -> bool:
    """Whether SMS of campaigns leave from a name, which nobody can answer."""
    return kind_of_sender(desk.services.campaign_sender) == "letters"


def _here(desk: Desk, place: Municipality, language: str) -> str:
    """Where an SMS is answered; "" when that is a number that nobody has named yet."""
    text = desk.services.catalog.text
    if not _is_deaf(desk):
        return text("news.here", language)
    number = reach_of(desk.services, place).number
    return text("news.there", language, number=number) if number else ""


def _channels(draft: CampaignDraft) -> Sequence[str]:
    return [name for name in CHANNELS if name in (draft.audience.channels or CHANNELS)]


def _buttons(desk: Desk, campaign: Campaign, language: str) -> tuple[Button, ...]:
    """Read more, and no more of this: both work whenever they are pressed."""
    text = desk.services.catalog.text
    more = [Button(f"news.pack.{campaign.pack}", text("news.read", language))]
    less = Button(f"news.stop.{campaign.topic}", text("news.stop", language))
    return (*(more if campaign.pack else ()), less)


def _titles(desk: Desk, draft: CampaignDraft, place: Municipality) -> dict[str, str]:
    """What the pack is called in each written language."""
    pack = pack_of(desk, draft)
    edition = pack.editions.get(place.slug) if pack else None
    texts = edition.texts if edition else {}
    return {folder: texts[tag].title for folder, tag in written(desk).items() if tag in texts}
