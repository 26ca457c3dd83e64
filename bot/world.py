"""Puts together what the engine may know: flows, words, triggers, municipalities, packs."""

from collections.abc import Iterable, Sequence

import msgspec

from flows.library import load_flows
from flows.triggers import Triggers, TriggerWords
from flows.world import MunicipalityView, PackView, World
from locales.catalog import Catalog
from locales.keywords import Keywords, load_keywords
from locales.packs import SECTIONS, Pack
from locales.words import SpokenWords


class EitherWords:
    """Words of both channels: a choice may be typed as any channel shows it."""

    def __init__(self, catalog: Catalog, keywords: Keywords) -> None:
        self._plain = SpokenWords(catalog, keywords)
        self._sms = SpokenWords(catalog, keywords, channel="sms")

    def text(self, key: str, language: str, /, **params: str) -> str:
        """Return the sentence of `key`; raises MissingText or MissingParam."""
        return self._plain.text(key, language, **params)

    def labels(self, key: str, language: str, /) -> tuple[str, ...]:
        """Return every wording under which the choice `key` may be typed, its label first."""
        plain, sms = self._plain.labels(key, language), self._sms.labels(key, language)
        return tuple(dict.fromkeys((*plain, *sms)))


def build_world(
    municipalities: Iterable[MunicipalityView], catalog: Catalog, packs: Sequence[Pack]
) -> World:
    """Return the world of the municipalities served; FlowError when a flow file is wrong."""
    keywords = load_keywords()
    return World(
        flows=load_flows(),
        words=EitherWords(catalog, keywords),
        triggers=Triggers(msgspec.convert(keywords.triggers, TriggerWords)),
        municipalities={view.slug: view for view in municipalities},
        packs=tuple(_pack_view(pack) for pack in packs),
    )


def _pack_view(pack: Pack) -> PackView:
    return PackView(
        topic=pack.topic,
        neutral_id=pack.neutral_id,
        places=pack.places,
        titles={tag: text.title for tag, text in pack.texts.items()},
        sections=SECTIONS,
        sensitive=pack.sensitive,
    )
