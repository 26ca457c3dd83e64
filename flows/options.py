"""Choices as they are offered and heard: from a list in the flow, or from the world."""

from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Final

import msgspec

from flows.effects import Offer
from flows.hearing import Choice, Option, Unclear, hear
from flows.messages import Inbound
from flows.talk import Talk
from flows.world import MunicipalityView, PackView, Words

SKIP: Final = "skip"


class Offered(msgspec.Struct, frozen=True):
    """One choice: `label` is a text key or, when `literal`, the words themselves."""

    id: str
    label: str
    literal: bool = False
    heard_as: tuple[str, ...] = ()


Source = Callable[[Talk], tuple[Offered, ...]]


def name_in(names: Mapping[str, str], language: str) -> str:
    """Return a name in `language`, else in its language without script, else the first one."""
    return (
        names.get(language) or names.get(language.partition("-")[0]) or next(iter(names.values()))
    )


@lru_cache(maxsize=256)
def listed(choices: tuple[tuple[str, str], ...]) -> tuple[Offered, ...]:
    """Return the choices of a flow file: pairs of id and text key."""
    return tuple(Offered(choice, key) for choice, key in choices)


def _languages(talk: Talk) -> tuple[Offered, ...]:
    tags = tuple(
        tag for tag in talk.languages if not (talk.on_sms and _reads_the_same(tag, talk.languages))
    )
    return _named_languages(talk.world.words, tags)


@lru_cache(maxsize=64)
def _named_languages(words: Words, tags: tuple[str, ...]) -> tuple[Offered, ...]:
    return tuple(
        Offered(tag, words.text("language.name", tag), literal=True,
                heard_as=words.labels("language.name", tag))
        for tag in tags
    )  # fmt: skip


def _reads_the_same(tag: str, languages: tuple[str, ...]) -> bool:
    """By SMS Cyrillic is sent in Latin letters: one choice is enough."""
    return tag.endswith("-Cyrl") and tag.replace("-Cyrl", "-Latn") in languages


def _municipalities(talk: Talk) -> tuple[Offered, ...]:
    return tuple(
        Offered(m.slug, name_in(m.names, talk.language), True, tuple(m.names.values()))
        for m in talk.world.municipalities.values()
    )


def _units(talk: Talk) -> tuple[Offered, ...]:
    return _named_units(talk.municipality, talk.language)


@lru_cache(maxsize=64)
def _named_units(view: MunicipalityView, language: str) -> tuple[Offered, ...]:
    return tuple(
        Offered(u.id, name_in(u.names, language), True, (*u.names.values(), *u.heard_as))
        for u in view.units
    )


def _groups(talk: Talk) -> tuple[Offered, ...]:
    return tuple(
        Offered(group, name_in(names, talk.language), True, tuple(names.values()))
        for group, names in talk.municipality.groups
    )


def packs_here(talk: Talk) -> tuple[PackView, ...]:
    """Return the topics of the talk's municipality; those of all places while it is not known."""
    slug = talk.municipality.slug
    return tuple(pack for pack in talk.world.packs if not slug or pack.place == slug)


def _areas(talk: Talk) -> tuple[Offered, ...]:
    """Parts of life under which there is something to read here."""
    return tuple(
        Offered(area, f"area.{area}") for area in dict.fromkeys(p.area for p in _listed(talk))
    )


def _packs(talk: Talk) -> tuple[Offered, ...]:
    area = talk.session.shared.get("area")
    return tuple(_offered(talk, pack) for pack in _listed(talk) if area in (None, "", pack.area))


def _asked(talk: Talk) -> tuple[Offered, ...]:
    """What a question may have meant, likeliest first."""
    known = {pack.topic: pack for pack in packs_here(talk)}
    topics = talk.session.shared.get("asked", "").split()
    return tuple(_offered(talk, known[topic]) for topic in topics if topic in known)


def _listed(talk: Talk) -> tuple[PackView, ...]:
    """By SMS a sensitive topic is never offered by name (safety S4)."""
    return tuple(pack for pack in packs_here(talk) if not (pack.sensitive and talk.on_sms))


def _offered(talk: Talk, pack: PackView) -> Offered:
    titles = tuple(pack.titles.values())
    return Offered(pack.topic, name_in(pack.titles, talk.language), True, titles)


SOURCES: Final[Mapping[str, Source]] = {
    "languages": _languages,
    "municipalities": _municipalities,
    "units": _units,
    "groups": _groups,
    "areas": _areas,
    "packs": _packs,
    "asked": _asked,
}


def offers(talk: Talk, choices: tuple[Offered, ...]) -> tuple[Offer, ...]:
    """Return what is offered at the person's place; a button's id names place and choice."""
    place = talk.session.place
    at = f"{place.flow}.{place.node}." if place else ""
    return tuple(Offer(at + c.id, c.label, c.literal) for c in choices)


def pressed(talk: Talk, inbound: Inbound) -> str:
    """Return the choice of a pressed button that belongs to the person's place, else ""."""
    place = talk.session.place
    at = f"{place.flow}.{place.node}." if place else ""
    return inbound.button.removeprefix(at) if at and inbound.button.startswith(at) else ""


def chosen(talk: Talk, inbound: Inbound, choices: tuple[Offered, ...]) -> str | None:
    """Return the choice that a button or the whole text names; "" for words, None for no word.

    Typed words are heard in every language of the line: answers come in any (issue, story 2).
    """
    if inbound.button:
        choice = pressed(talk, inbound)
        return choice if any(choice == c.id for c in choices) else ""
    options = _as_heard(choices, talk.world.words, talk.languages)
    heard = hear(inbound.text, options, talk.world.triggers.hearing)
    if isinstance(heard, Choice):
        return heard.id
    return None if isinstance(heard, Unclear) else ""


@lru_cache(maxsize=64)
def as_options(choices: tuple[Offered, ...]) -> tuple[Option, ...]:
    """Return literal choices as flows.hearing wants them."""
    return tuple(Option(c.id, (c.label, *c.heard_as)) for c in choices)


@lru_cache(maxsize=512)
def _as_heard(
    choices: tuple[Offered, ...], words: Words, languages: tuple[str, ...]
) -> tuple[Option, ...]:
    return tuple(
        Option(c.id, (c.label, *c.heard_as) if c.literal else _labels(words, c.label, languages))
        for c in choices
    )


def _labels(words: Words, key: str, languages: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(word for tag in languages for word in words.labels(key, tag)))
