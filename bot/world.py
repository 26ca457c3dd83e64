"""Puts together what the engine may know: flows, words, triggers, municipalities, packs."""

from collections.abc import Iterable, Mapping, Sequence

import msgspec

from bot.asking import load_weights
from flows.asking import Asker
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

    def text(self, key: str, language: str, /, *, channel: str = "", **params: str) -> str:
        """Return the sentence of `key`; raises MissingText or MissingParam."""
        return self._plain.text(key, language, channel=channel, **params)

    def labels(self, key: str, language: str, /) -> tuple[str, ...]:
        """Return every wording under which the choice `key` may be typed, its label first."""
        plain, sms = self._plain.labels(key, language), self._sms.labels(key, language)
        return tuple(dict.fromkeys((*plain, *sms)))


def build_world(
    municipalities: Iterable[MunicipalityView], catalog: Catalog, packs: Sequence[Pack]
) -> World:
    """Return the world of the municipalities served; FlowError when a flow file is wrong."""
    keywords = load_keywords()
    words = msgspec.convert(keywords.triggers, TriggerWords)
    places = {view.slug: view for view in municipalities}
    return World(
        flows=load_flows(),
        words=EitherWords(catalog, keywords),
        triggers=Triggers(words),
        municipalities=places,
        packs=_pack_views(packs, places),
        asker=Asker(load_weights(), words.asking),
    )


def with_packs(world: World, packs: Sequence[Pack]) -> World:
    """Return the same world with other packs, for what was published since."""
    return msgspec.structs.replace(world, packs=_pack_views(packs, world.municipalities))


def _pack_views(
    packs: Sequence[Pack], places: Mapping[str, MunicipalityView]
) -> tuple[PackView, ...]:
    """Each topic in each place that is served and offers it."""
    return tuple(
        PackView(
            topic=pack.topic,
            neutral_id=pack.neutral_id,
            place=edition.place,
            area=pack.area,
            titles={tag: text.title for tag, text in edition.texts.items()},
            sections=SECTIONS,
            sensitive=pack.sensitive,
        )
        for pack in packs
        for edition in pack.editions.values()
        if edition.place in places and pack.topic in places[edition.place].packs
    )
