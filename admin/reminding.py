"""What an event says the day before to whoever agreed to hear of events, and what is wrong with it."""

from collections.abc import Iterator
from typing import Final, NamedTuple

from admin.campaign_plan import make_rendition
from admin.campaigning import (
    CHANNELS,
    all_values,
    make_outgoing,
    named,
    templates,
    texts_of,
    way_out,
    written,
)
from admin.days import clock_of, day_before, day_in_words
from admin.desk import Desk
from admin.naming import tongue
from flows.campaigns import Audience
from flows.safe_hours import safe_from
from locales.campaign_texts import CampaignText, faults
from locales.fitting import segments
from storage.campaign_audience import Group, Rendition
from storage.campaign_draft import Campaign, CampaignDraft
from storage.events import Event, EventWords
from storage.municipality import Municipality
from storage.unit import Unit

AT: Final = "10:00"
"""Local time of the day before."""
TEMPLATE: Final = "meeting"
TOPIC: Final = "events"
NAME: Final = 80


class EventFault(NamedTuple):
    """A mistake in its words: the language's own name, what is wrong, and the field to mend."""

    where: str
    words: str
    field: str


def reminds_at(desk: Desk, event: Event) -> int:
    """When people are reminded, in the hours for campaigns; 0 when that has passed."""
    place = place_of(desk, event)
    before = day_before(event.starts_at, AT, place.time_zone)
    at = safe_from(before, desk.services.window_of(place.slug))
    return at if desk.now < at < event.starts_at else 0


def reminder_of(desk: Desk, event: Event) -> CampaignDraft:
    """The campaign in the words of the event."""
    zone, tags = place_of(desk, event).time_zone, written(desk)
    content = {folder: event.content.get(folder, EventWords()) for folder in tags}
    template = templates()[TEMPLATE]
    return CampaignDraft(
        name=next((one.title for one in content.values() if one.title), event.id)[:NAME],
        topic=TOPIC,
        template=TEMPLATE,
        start_at=reminds_at(desk, event),
        texts={folder: (own.text, own.sms) for folder, own in template.texts.items()},
        details={
            "service": {folder: one.title for folder, one in content.items()},
            "place": {folder: one.place for folder, one in content.items()},
            "date": {
                folder: day_in_words(event.starts_at, zone, tag) for folder, tag in tags.items()
            },
            "time": {"": clock_of(event.starts_at, zone)},
        },
    )


def event_faults(desk: Desk, event: Event) -> list[EventFault]:
    """Everything that has to be mended before anybody may read it."""
    draft, found = reminder_of(desk, event), list[EventFault]()
    described = any(one.description for one in event.content.values())
    for folder, tag in written(desk).items():
        own, where = event.content.get(folder, EventWords()), tongue(desk, tag)
        for name in EventWords.__struct_fields__:
            words = getattr(own, name)
            mistakes = _mistakes(words, folder) if words else [("missing", "")]
            if words or described or name != "description":
                found += [_told(desk, where, folder, name, *one) for one in mistakes]
        for code, what in _too_long(desk, place_of(desk, event), draft, folder):
            found.append(_told(desk, where, folder, "title", code, what))
    return found


def previews(desk: Desk, event: Event) -> list[dict[str, object]]:
    """The reminder sign for sign, in each language of the place, in a chat and by SMS."""
    place, seen = place_of(desk, event), _unsent(desk, event)
    rows: list[dict[str, object]] = []
    for tag in place.languages:
        if tag in desk.services.catalog.languages:
            texts = {name: make_outgoing(desk, seen, tag, name)[0].parts[0] for name in CHANNELS}
            cost = segments(texts["sms"], fold=False)
            rows.append({"tag": tag, "name": tongue(desk, tag), "segments": cost, **texts})
    return rows


def remind(desk: Desk, unit: Unit, event: Event) -> None:
    """Keep what an event says in its reminder: made once, and made anew with each edit."""
    draft = reminder_of(desk, event)
    wanted = draft if draft.start_at else None
    campaign = unit.reminders.set(event, wanted, desk.staff, desk.now)
    if campaign is not None:
        unit.audiences.freeze(campaign.number, list(_renditions(desk, unit, campaign)))


def place_of(desk: Desk, event: Event) -> Municipality:
    """The municipality in which it takes place."""
    return desk.services.municipalities[event.municipality]


def _renditions(desk: Desk, unit: Unit, campaign: Campaign) -> Iterator[Rendition]:
    """Whatever somebody may get who agrees before the audience is written down."""
    place = desk.services.municipalities[campaign.municipality]
    prices = unit.campaign_money.prices(place.slug)
    groups = unit.audiences.count(
        place.slug, campaign.topic, Audience(), place.first_language, desk.now
    )
    kinds = {(one.language, one.channel, one.diacritics, one.country) for one in groups}
    abroad = {"", place.country, *(price.country for price in prices)}
    for language in desk.services.catalog.languages:
        for diacritics in (False, True):
            kinds.add((language, "telegram", diacritics, ""))
            kinds |= {(language, "sms", diacritics, country) for country in abroad}
    for language, channel, diacritics, country in sorted(kinds):
        reaches = channel != "sms" or desk.services.campaign_sender
        if reaches and language in desk.services.catalog.languages:
            group = Group(language, channel, diacritics, country, 0)
            yield make_rendition(desk, campaign, group, prices)


def _told(desk: Desk, where: str, folder: str, name: str, *mistake: str) -> EventFault:
    code, what = mistake
    if code == "missing":
        what = desk.text("events.title_of" if name == "title" else f"events.{name}")
        words = desk.text("events.fault.missing", what=what)
    else:
        words = desk.text(f"campaign.fault.{code}", what=named(desk, code, what))
    return EventFault(where, words, f"f-{folder}-{name}")


def _mistakes(words: str, folder: str) -> list[tuple[str, str]]:
    """What is wrong with one text, by code: a phone shows it, so it is neutral (safety S4)."""
    found = faults(
        {folder: CampaignText(words, words)},
        {},
        sensitive=True,
        image=False,
        languages=[folder],
        channels=["sms"],
        way_out={},
    )
    return [(one.code, one.what) for one in found if one.code != "long_sms"]


def _too_long(
    desk: Desk, place: Municipality, draft: CampaignDraft, folder: str
) -> list[tuple[str, str]]:
    """The reminder as a whole, by code."""
    out = way_out(desk, place, written(desk)[folder], "sms")
    found = faults(
        texts_of(draft),
        all_values(desk, draft, place),
        sensitive=False,
        image=False,
        languages=[folder],
        channels=["sms"],
        way_out={(folder, "sms"): out},
    )
    return [(one.code, one.what) for one in found if one.code == "long_sms"]


def _unsent(desk: Desk, event: Event) -> Campaign:
    """The reminder as if it were a campaign, to look at before there is one."""
    draft = reminder_of(desk, event)
    written_so_far = {name: getattr(draft, name) for name in CampaignDraft.__struct_fields__}
    return Campaign(
        number=0,
        id="",
        municipality=event.municipality,
        state="draft",
        version=0,
        author="",
        edited_by="",
        **written_so_far,
    )
