"""What the engine may know of the world, handed in as plain data."""

from collections.abc import Hashable, Mapping
from typing import Protocol

import msgspec

from flows.flow import Flow
from flows.triggers import Triggers


class Words(Hashable, Protocol):
    """The speaking room as the deciding room sees it."""

    def text(self, key: str, language: str, /, **params: str) -> str:
        """The sentence of a key in a BCP 47 language; raises when it does not exist."""

    def labels(self, key: str, language: str, /) -> tuple[str, ...]:
        """All wordings under which a choice may be typed: its label first, then synonyms."""


class UnitView(msgspec.Struct, frozen=True):
    """An administrative unit: `names` by language, `heard_as` all spellings for hearing."""

    id: str
    names: Mapping[str, str]
    heard_as: tuple[str, ...] = ()


class MunicipalityView(msgspec.Struct, frozen=True):
    """One municipality: bare emergency numbers, general ones first (safety S2, S4).

    `danger_numbers` is shown on danger, `child_numbers` is added when a child is concerned.
    `groups` are (id, names by language) of case categories that a professional may pick.
    Times are seconds.
    """

    slug: str
    prefix: str
    names: Mapping[str, str]
    languages: tuple[str, ...]
    danger_numbers: tuple[str, ...]
    child_numbers: tuple[str, ...]
    units: tuple[UnitView, ...]
    groups: tuple[tuple[str, Mapping[str, str]], ...]
    report_timeout: int = 1800


class PackView(msgspec.Struct, frozen=True):
    """An information pack as a menu needs it; `titles` by language."""

    topic: str
    neutral_id: str
    places: tuple[str, ...]
    titles: Mapping[str, str]
    sections: tuple[str, ...]
    sensitive: bool = False


class World(msgspec.Struct, frozen=True):
    """All that `step` may look at besides the session and the event."""

    flows: Mapping[str, Flow]
    words: Words
    triggers: Triggers
    municipalities: Mapping[str, MunicipalityView]
    packs: tuple[PackView, ...]
