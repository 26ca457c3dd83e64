"""Information packs: one topic, told for each place that has it, in every language.

`packs/<topic>/pack.toml` says what the topic is. `packs/<topic>/<place>/place.toml` says whether
that municipality has it, from which source and until when; `<folder>.md` beside it holds the words
(see `packtext`). Words that are the same everywhere stand once, in the topic's own folder.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from pathlib import Path

import msgspec

from locales.languages import HERE, Language, load_languages
from locales.mistake import Mistake
from locales.packfacts import PlaceFacts, TopicFacts, read_place, read_topic
from locales.packtext import SECTIONS, PackText, in_latin, invented_numbers, read_text

__all__ = ["SECTIONS", "Edition", "Pack", "PackError", "PackText", "load_packs"]


class Edition(msgspec.Struct, frozen=True, kw_only=True):
    """A topic as one municipality has it; `texts` by BCP 47 tag, `place` its slug."""

    place: str
    status: str
    planned_year: int | None
    sources: tuple[str, ...]
    review_date: date
    texts: Mapping[str, PackText]

    def due(self, today: date) -> bool:
        """Tell whether it has to be read again by somebody who knows the facts."""
        return today >= self.review_date


class Pack(msgspec.Struct, frozen=True, kw_only=True):
    """A topic that can be given out; `editions` by municipality slug."""

    topic: str
    neutral_id: str
    order: int
    sensitive: bool
    audience: tuple[str, ...]
    needs: tuple[str, ...]
    area: str
    editions: Mapping[str, Edition]


class PackError(Exception):
    """The packs have mistakes; all of them are in `mistakes`."""

    def __init__(self, mistakes: Iterable[Mistake]) -> None:
        self.mistakes = tuple(mistakes)
        super().__init__("\n".join(map(str, self.mistakes)))


def load_packs(folder: Path = HERE / "packs") -> tuple[Pack, ...]:
    """Return the packs of `folder` in their order; PackError names every mistake in all of them."""
    languages = load_languages()
    packs: list[Pack] = []
    mistakes: list[Mistake] = []
    for topic in _folders(folder):
        pack, found = _load_pack(topic, languages)
        packs += [pack] if pack else []
        mistakes += found
    mistakes += _repeated(packs)
    if mistakes:
        raise PackError(mistakes)
    return tuple(sorted(packs, key=lambda pack: pack.order))


def _folders(folder: Path) -> list[Path]:
    return sorted(path for path in folder.iterdir() if path.is_dir())


def _load_pack(
    folder: Path, languages: Mapping[str, Language]
) -> tuple[Pack | None, list[Mistake]]:
    facts, mistakes = read_topic(folder)
    editions: dict[str, Edition] = {}
    for place in _folders(folder):
        edition, found = _load_edition(place, languages, facts)
        mistakes += found
        editions |= {place.name: edition} if edition else {}
    if not _folders(folder):
        mistakes.append(Mistake(f"{folder.name}/pack.toml", 1, "holds nowhere", "add a place"))
    if mistakes or facts is None:
        return None, mistakes
    return Pack(**msgspec.structs.asdict(facts), editions=editions), []


def _load_edition(
    folder: Path, languages: Mapping[str, Language], topic: TopicFacts | None
) -> tuple[Edition | None, list[Mistake]]:
    facts, mistakes = read_place(folder)
    sensitive = bool(topic and topic.sensitive)
    masters, found = _read_masters(folder, languages, facts, sensitive=sensitive)
    mistakes += found
    if mistakes or facts is None:
        return None, mistakes
    return make_edition(folder.name, facts, masters), []


def make_edition(place: str, facts: PlaceFacts, masters: Mapping[str, PackText]) -> Edition:
    """Return the edition of `masters` (by languages' folder), derived scripts included."""
    texts = {
        tag: in_latin(masters[own.folder]) if own.script != own.master else masters[own.folder]
        for tag, own in load_languages().items()
        if own.folder in masters
    }
    return Edition(place=place, texts=texts, **msgspec.structs.asdict(facts))


def _read_masters(
    folder: Path, languages: Mapping[str, Language], facts: PlaceFacts | None, *, sensitive: bool
) -> tuple[dict[str, PackText], list[Mistake]]:
    masters: dict[str, PackText] = {}
    mistakes: list[Mistake] = []
    for own in {language.folder: language for language in languages.values()}.values():
        file = _text_file(folder, f"{own.folder}.md")
        named = file.relative_to(folder.parent.parent).as_posix()
        if not file.exists():
            absent = Mistake(named, 1, "is missing", f"write the pack in {own.name}")
            mistakes += [absent] if own.status == "reviewed" else []
            continue
        source = file.read_text(encoding="utf-8")
        text, found = read_text(source, own.master, sensitive=sensitive)
        if facts:
            found += invented_numbers(source, " ".join(facts.sources))
        mistakes += [Mistake(named, each.line, each.what, each.remedy) for each in found]
        masters[own.folder] = text
    return masters, mistakes


def _text_file(folder: Path, name: str) -> Path:
    """The place's own words, else those of the topic for everywhere."""
    common = folder.parent / name
    return common if common.exists() and not (folder / name).exists() else folder / name


def _repeated(packs: list[Pack]) -> Iterator[Mistake]:
    for name in ("neutral_id", "order"):
        values = [getattr(pack, name) for pack in packs]
        for pack in packs:
            if values.count(getattr(pack, name)) > 1:
                what = f"{name} {getattr(pack, name)!r} belongs to another pack as well"
                yield Mistake(f"{pack.topic}/pack.toml", 1, what, "choose a free one")
