"""The form of a campaign: texts side by side, what fills them, who gets it and when."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final, get_args
from zoneinfo import ZoneInfo

import msgspec
from aiohttp import web

from admin.campaigning import CHANNELS, KNOWN, is_sensitive, templates, written
from admin.desk import Desk
from admin.naming import Options, named, options
from flows.campaigns import TOPICS, Audience
from locales.campaign_texts import PLACEHOLDERS, placeholders
from storage.campaign_draft import CampaignDraft
from storage.municipality import Category, Municipality

NAME: Final = 80
TEXT: Final = 4096
SMS: Final = 600
VALUE: Final = 200
KEYWORD: Final = 20
TYPED: Final = tuple(name for name in PLACEHOLDERS if name not in KNOWN)
POINTS: Final[tuple[str, ...]] = get_args(Category)
DAYS: Final = ("0", "30", "90", "180", "365")
"""Within how many days somebody last wrote; 0 = does not matter."""


@dataclass(frozen=True, slots=True)
class Typed:
    """What was typed, and the fields in which it cannot be understood."""

    draft: CampaignDraft
    start: str
    wrong: tuple[str, ...]


def read_typed(desk: Desk, place: Municipality, before: CampaignDraft) -> Typed:
    """The form; the template stays as it was. 400 for a choice that was not offered."""
    name, start = " ".join(_signs(desk, "name", NAME).split()), desk.field("start", 32)
    start_at = moment(start, place.time_zone) if start else 0
    draft = CampaignDraft(
        name=name,
        topic=_chosen(desk, "topic", TOPICS),
        template=before.template,
        sensitive=desk.field("sensitive", 3) == "yes",
        pack=_chosen(desk, "pack", ("", *(pack.topic for pack in desk.services.packs()))),
        keyword=" ".join(_signs(desk, "keyword", KEYWORD).split()),
        details=_details(desk),
        audience=_audience(desk, place),
        start_at=start_at or 0,
        texts=_texts(desk),
    )
    draft = msgspec.structs.replace(draft, sensitive=is_sensitive(desk, draft))
    wrong = (*(() if name else ("name",)), *(("start",) if start_at is None else ()))
    return Typed(draft, start, wrong)


def form_values(desk: Desk, place: Municipality, typed: Typed) -> dict[str, Any]:
    """What campaign_edit.html shows."""
    draft, tags = typed.draft, written(desk)
    languages = desk.services.catalog.languages
    template = templates().get(draft.template)
    return {
        "draft": draft,
        "start": typed.start,
        "wrong": typed.wrong,
        "topics": options(desk, "campaign.topic", TOPICS),
        "forced": is_sensitive(desk, msgspec.structs.replace(draft, sensitive=False)),
        "from_template": desk.text(f"campaign.template.{template.name}") if template else "",
        "tongues": [(folder, tag, languages[tag].name) for folder, tag in tags.items()],
        "values": [_value_row(desk, draft, name) for name in _asked(draft)],
        "placeholders": [
            (f"{{{name}}}", desk.text(f"campaigns.value.{name}")) for name in PLACEHOLDERS
        ],
        "areas": named(desk, place.administrative_unit),
        "points": options(desk, "directory.category", POINTS),
        "readers": [(tag, languages[tag].name) for tag in place.languages if tag in languages],
        "channels": options(desk, "channel", CHANNELS),
        "days": options(desk, "campaigns.heard", DAYS),
        "packs": packs(desk),
    }


def packs(desk: Desk) -> Options:
    """Every information pack that is told now, by its title in the operator's language."""
    return [(pack.topic, pack_title(desk, pack.topic)) for pack in desk.services.packs()]


def pack_title(desk: Desk, topic: str) -> str:
    """A pack's title as the operator reads it, else its own name."""
    pack = next((one for one in desk.services.packs() if one.topic == topic), None)
    editions = pack.editions.values() if pack else ()
    titles = (one.texts[desk.language].title for one in editions if desk.language in one.texts)
    return next(titles, topic)


def as_typed(draft: CampaignDraft, zone: str) -> Typed:
    """A campaign as its form shows it."""
    return Typed(draft, local_time(draft.start_at, zone), ())


def moment(typed: str, zone: str) -> int | None:
    """A local "2026-12-01T10:00" in microseconds UTC; None when it is no time."""
    try:
        local = datetime.fromisoformat(typed)
    except ValueError:
        return None
    if local.tzinfo is not None:
        return None
    return int(local.replace(tzinfo=ZoneInfo(zone)).timestamp()) * 1_000_000


def local_time(at: int, zone: str) -> str:
    """Microseconds UTC as a form's field takes them, "" for 0."""
    if not at:
        return ""
    return (
        datetime.fromtimestamp(at / 1e6, UTC).astimezone(ZoneInfo(zone)).strftime("%Y-%m-%dT%H:%M")
    )


def _audience(desk: Desk, place: Municipality) -> Audience:
    """Ticked boxes; whatever is not among those offered is not looked for."""
    days = _chosen(desk, "heard_within", DAYS)
    return Audience(
        areas=_ticked(desk, "area", (unit.id for unit in place.administrative_unit)),
        points=_ticked(desk, "point", POINTS),
        languages=_ticked(desk, "reader", place.languages),
        channels=_ticked(desk, "channel", CHANNELS),
        heard_within=int(days),
    )


def _ticked(desk: Desk, name: str, known: Iterable[str]) -> tuple[str, ...]:
    return tuple(one for one in known if desk.field(f"{name}.{one}", 3) == "yes")


def _chosen(desk: Desk, name: str, known: Sequence[str]) -> str:
    value = desk.field(name, 40) or known[0]
    if value not in known:
        raise web.HTTPBadRequest
    return value


def _texts(desk: Desk) -> dict[str, tuple[str, str]]:
    """What is written in each language; one without a word is not there."""
    found = {
        folder: (_signs(desk, f"{folder}.text", TEXT), _signs(desk, f"{folder}.sms", SMS))
        for folder in written(desk)
    }
    return {folder: texts for folder, texts in found.items() if any(texts)}


def _details(desk: Desk) -> dict[str, Mapping[str, str]]:
    found: dict[str, Mapping[str, str]] = {}
    for name in TYPED:
        given = {
            folder: " ".join(_signs(desk, f"value.{name}.{folder}", VALUE).split())
            for folder in written(desk)
        }
        if any(given.values()):
            found[name] = {folder: words for folder, words in given.items() if words}
    return found


def _asked(draft: CampaignDraft) -> list[str]:
    """Placeholders to fill: those that stand in a text, and those that were filled."""
    template = templates().get(draft.template)
    used = {
        name
        for text, sms in draft.texts.values()
        for name in (*placeholders(text), *placeholders(sms))
    }
    used |= set(draft.details) | set(template.placeholders if template else ())
    return [name for name in TYPED if name in used]


def _value_row(desk: Desk, draft: CampaignDraft, name: str) -> dict[str, Any]:
    given = draft.details.get(name, {})
    return {
        "name": name,
        "label": desk.text(f"campaigns.value.{name}"),
        "words": {folder: given.get(folder) or given.get("", "") for folder in written(desk)},
    }


def _signs(desk: Desk, name: str, longest: int) -> str:
    """A field without control signs: no database and no phone has a use for them."""
    words = desk.field(name, longest).replace("\t", " ")
    kept = "".join(sign for sign in words if sign == "\n" or sign >= " ")
    return kept.encode("utf-8", "ignore").decode().strip()
