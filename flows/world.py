"""What the engine may know of the world, handed in as plain data."""

from collections.abc import Collection, Hashable, Mapping
from typing import Protocol

import msgspec

from flows.flow import Flow
from flows.triggers import Triggers


class Words(Hashable, Protocol):
    """The speaking room as the deciding room sees it."""

    def text(self, key: str, language: str, /, *, channel: str = "", **params: str) -> str:
        """The sentence of a key in a BCP 47 language, as `channel` has it; raises without one."""

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
    `groups` are (id, names by language) of case categories that a professional may pick, `packs`
    the topics that are offered. `country` (ISO 3166) and `reader` choose the words for the office
    and for whoever reads (texts `office.*`, `reader.*`).
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
    packs: tuple[str, ...] = ()
    country: str = ""
    reader: str = "staff"

    def __hash__(self) -> int:
        """By the slug, so that what is made of a view can be kept with it; `==` looks at all."""
        return hash(self.slug)


class PackView(msgspec.Struct, frozen=True, kw_only=True):
    """A topic as one municipality has it, as a menu needs it; `titles` by language.

    `area` is the part of life under which it is listed, `place` the municipality's slug.
    """

    topic: str
    neutral_id: str
    place: str
    area: str
    titles: Mapping[str, str]
    sections: tuple[str, ...]
    sensitive: bool = False


class Asked(msgspec.Struct, frozen=True):
    """What a question in free words is about: topics by likelihood, the best one first.

    `sure`: the first one is meant. `cry`: rather somebody in need than a question, `in_need`: even
    where a question was asked for. No topic: nothing we know of. `question`: asked, not told.
    """

    topics: tuple[str, ...] = ()
    sure: bool = False
    cry: bool = False
    in_need: bool = False
    question: bool = False


class Asker(Protocol):
    """Finds what free words ask for; knows the words of every language at once."""

    def ask(self, text: str, topics: Collection[str], /) -> Asked:
        """Which of `topics` the text asks for."""


class World(msgspec.Struct, frozen=True):
    """All that `step` may look at besides the session and the event."""

    flows: Mapping[str, Flow]
    words: Words
    triggers: Triggers
    municipalities: Mapping[str, MunicipalityView]
    packs: tuple[PackView, ...]
    asker: Asker
