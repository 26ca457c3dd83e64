"""Information packs: one topic in every language, read from `packs/<topic>/` and checked.

`pack.toml` says for whom, where, from which source and until when; `<folder>.md` holds the words:
`# title`, `short: …` (the SMS form) and one `## id` per section. How it looks: any of the packs.
"""

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Annotated, Final, Literal

import msgspec

from locales.languages import HERE, Language, load_languages
from locales.mistake import Mistake
from locales.packtext import SECTIONS, Found, PackText, in_latin, invented_numbers, read_text

__all__ = ["SECTIONS", "Pack", "PackError", "PackText", "load_packs"]

Text = Annotated[str, msgspec.Meta(min_length=1)]
Year = Annotated[int, msgspec.Meta(ge=2020, le=2100)]
REMEDIES: Final = (
    ("missing required field", "add it"),
    ("unknown field", "correct the spelling or remove the key"),
    ("", "correct the value"),
)


class PlaceStatus(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Whether one municipality has what the pack tells of; `planned_year` where it is planned."""

    status: Literal["exists", "planned", "confirm"]
    planned_year: Year | None = None
    source: Text


class Facts(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What pack.toml holds."""

    topic: Annotated[str, msgspec.Meta(pattern=r"^[a-z][a-z0-9-]*$")]
    neutral_id: Annotated[str, msgspec.Meta(pattern=r"^[a-z0-9]{2,16}$")]
    order: int
    sensitive: bool
    audience: tuple[Text, ...]
    needs: tuple[Text, ...]
    tags: tuple[Text, ...]
    sources: Annotated[tuple[Text, ...], msgspec.Meta(min_length=1)]
    review_date: date
    place: Annotated[dict[str, PlaceStatus], msgspec.Meta(min_length=1)]


class Pack(msgspec.Struct, frozen=True, kw_only=True):
    """A topic that can be given out; `texts` by BCP 47 tag, `places` by municipality slug."""

    topic: str
    neutral_id: str
    order: int
    sensitive: bool
    audience: tuple[str, ...]
    needs: tuple[str, ...]
    tags: tuple[str, ...]
    places: tuple[str, ...]
    status: Mapping[str, PlaceStatus]
    sources: tuple[str, ...]
    review_date: date
    texts: Mapping[str, PackText]

    def due(self, today: date) -> bool:
        """Tell whether the pack has to be read again by somebody who knows the facts."""
        return today >= self.review_date


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
    for topic in sorted(path for path in folder.iterdir() if path.is_dir()):
        pack, found = _load_pack(topic, languages)
        packs += [pack] if pack else []
        mistakes += found
    mistakes += _repeated(packs)
    if mistakes:
        raise PackError(mistakes)
    return tuple(sorted(packs, key=lambda pack: pack.order))


def _load_pack(
    folder: Path, languages: Mapping[str, Language]
) -> tuple[Pack | None, list[Mistake]]:
    facts, mistakes = _read_facts(folder)
    masters, found = _read_masters(folder, languages, facts)
    mistakes += found
    if mistakes or facts is None:
        return None, mistakes
    texts = {
        tag: in_latin(masters[own.folder]) if own.script != own.master else masters[own.folder]
        for tag, own in languages.items()
        if own.folder in masters
    }
    fields = {
        name: value for name, value in msgspec.structs.asdict(facts).items() if name != "place"
    }
    return Pack(**fields, places=tuple(facts.place), status=facts.place, texts=texts), []


def _read_facts(folder: Path) -> tuple[Facts | None, list[Mistake]]:
    file = folder / "pack.toml"
    try:
        source = file.read_text(encoding="utf-8")
        raw = tomllib.loads(source)
    except OSError:
        return None, [_mistake(file, (1, "is missing", "write it like its neighbours"))]
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as broken:
        at = re.search(r"at line (\d+)", str(broken))
        line = int(at[1]) if at else 1
        return None, [_mistake(file, (line, str(broken), "repair the TOML syntax"))]
    try:
        facts = msgspec.convert(raw, Facts)
    except msgspec.ValidationError as error:
        what = str(error)
        remedy = next(remedy for sign, remedy in REMEDIES if sign in what)
        return None, [_mistake(file, (_line_of(source, _key_in(what)), what, remedy))]
    return facts, [_mistake(file, found) for found in _fact_mistakes(facts, folder.name, source)]


def _fact_mistakes(facts: Facts, folder: str, source: str) -> Found:
    if facts.topic != folder:
        yield _line_of(source, "topic"), "topic differs from its folder", f"write {folder!r}"
    for slug, place in facts.place.items():
        if place.status == "planned" and place.planned_year is None:
            yield _line_of(source, slug), "planned without a year", "add planned_year"


def _key_in(what: str) -> str:
    """The key that msgspec complains of: the last word in backquotes, without its path."""
    quoted: list[str] = re.findall(r"`([^`]*)`", what)
    return quoted[-1].rpartition(".")[2].partition("[")[0]


def _line_of(source: str, key: str) -> int:
    """The line where `key` is set or its table begins, else the first."""
    begins = re.compile(rf"{re.escape(key)}\s*=|\[place\.{re.escape(key)}\]")
    lines = enumerate(source.splitlines(), start=1)
    return next((number for number, line in lines if begins.match(line)), 1)


def _read_masters(
    folder: Path, languages: Mapping[str, Language], facts: Facts | None
) -> tuple[dict[str, PackText], list[Mistake]]:
    masters: dict[str, PackText] = {}
    mistakes: list[Mistake] = []
    for own in {language.folder: language for language in languages.values()}.values():
        file = folder / f"{own.folder}.md"
        if not file.exists():
            absent = (1, "is missing", f"write the pack in {own.name}")
            mistakes += [_mistake(file, absent)] if own.status == "reviewed" else []
            continue
        source = file.read_text(encoding="utf-8")
        text, found = read_text(source, own.master)
        if facts:
            found += invented_numbers(source, " ".join(facts.sources))
        mistakes += [_mistake(file, each) for each in found]
        masters[own.folder] = text
    return masters, mistakes


def _repeated(packs: list[Pack]) -> Iterator[Mistake]:
    for name in ("neutral_id", "order"):
        values = [getattr(pack, name) for pack in packs]
        for pack in packs:
            if values.count(getattr(pack, name)) > 1:
                what = f"{name} {getattr(pack, name)!r} belongs to another pack as well"
                yield Mistake(f"{pack.topic}/pack.toml", 1, what, "choose a free one")


def _mistake(file: Path, found: tuple[int, str, str]) -> Mistake:
    return Mistake(f"{file.parent.name}/{file.name}", *found)
