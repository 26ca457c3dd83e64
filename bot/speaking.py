"""A Say becomes exactly what is sent: words chosen, choices laid out, parts fitted."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from functools import lru_cache
from typing import Final
from zoneinfo import ZoneInfo

from flows.effects import Say, Spoken
from flows.messages import Button, Outgoing
from locales.catalog import Catalog
from locales.fitting import Limits, fit, limits_of
from locales.packs import SECTIONS, Edition, Pack

ZONE: Final = ZoneInfo("Europe/Tirane")
"""Albania and Kosovo keep the same time."""
MINUTE: Final = 60_000_000
SHORT: Final = "short"
SMS: Final = "sms"


class Speaker:
    """Catalogue and packs; made once."""

    def __init__(self, catalog: Catalog, packs: Sequence[Pack]) -> None:
        self.catalog = catalog
        self.packs: Mapping[str, Pack] = {pack.topic: pack for pack in packs}

    def voice(self, channel: str, language: str, *, diacritics: bool = False) -> "Voice":
        """Return the voice for one person; `diacritics` keeps ë and ć on SMS."""
        return Voice(self, channel, language, limits_of(channel, diacritics=diacritics))


class Voice:
    """Speaks to one person: channel, BCP 47 language and what one message carries."""

    def __init__(self, speaker: Speaker, channel: str, language: str, limits: Limits) -> None:
        self._speaker = speaker
        self._channel = channel
        self._language = language
        self._limits = limits

    def speak(self, says: Sequence[Say]) -> Spoken:
        """Return one message made of all `says`, the offers of the last one under it."""
        text = "\n\n".join(self._text(say) for say in says)
        last = says[-1]
        choices = [
            (o.id, o.label if o.literal else self._word(o.label, last, {})) for o in last.offers
        ]
        fitted = fit(text, choices, self._limits)
        return Spoken(
            outgoing=Outgoing(
                parts=fitted.parts,
                buttons=tuple(Button(id=choice, label=label) for choice, label in fitted.buttons),
                ask_for=last.ask_for,
                silent=any(say.silent for say in says),
                urgent=says[0].priority == "danger",
                heading=self._heading(last),
            ),
            priority=says[0].priority,
            report_id=last.report_id,
            reply_id=last.reply_id,
        )

    def _text(self, say: Say) -> str:
        if say.literal:
            return say.literal
        if say.pack:
            return self._pack(say.pack, say.language or self._language)
        params = dict(say.params)
        if "at" in params:
            params["date"] = _date(int(params["at"]))
        return self._word(say.key, say, params)

    def _word(self, key: str, say: Say, params: Mapping[str, str]) -> str:
        language = say.language or self._language
        return self._speaker.catalog.text(key, language, channel=self._channel, **params)

    def _pack(self, wanted: tuple[str, str, str], language: str) -> str:
        """A topic's section; the first one says whether the place has it, if that is not sure."""
        topic, place, section = wanted
        edition = self._speaker.packs[topic].editions[place]
        text = edition.texts[language]
        if section == SHORT:
            return text.short
        if self._channel == SMS:
            return text.section(section)
        paragraphs = [text.title, text.section(section)]
        if section == SECTIONS[0] and edition.status != "exists":
            paragraphs.append(self._status(edition, language))
        return "\n\n".join(paragraphs)

    def _heading(self, say: Say) -> int:
        """Characters of the title with which a topic's section begins."""
        if not say.pack or self._channel == SMS or say.pack[2] == SHORT:
            return 0
        topic, place, _ = say.pack
        edition = self._speaker.packs[topic].editions[place]
        return len(edition.texts[say.language or self._language].title)

    def _status(self, edition: Edition, language: str) -> str:
        year = str(edition.planned_year or "")
        key = f"pack.{edition.status}"
        return self._speaker.catalog.text(key, language, channel=self._channel, year=year)


def _date(at: int) -> str:
    """Return a UTC time in microseconds as the day and hour people there read."""
    return _minute(at // MINUTE)


@lru_cache(maxsize=16)
def _minute(minute: int) -> str:
    return datetime.fromtimestamp(minute * 60, UTC).astimezone(ZONE).strftime("%d.%m.%Y %H:%M")
