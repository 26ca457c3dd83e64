"""`refero check`: every mistake in flows, packs, languages and municipality files, with remedy."""

from argparse import ArgumentParser, Namespace
from collections.abc import Iterable
from pathlib import Path
from typing import Final

import msgspec

from bot.asking import WeightsUnreadable, is_stale, load_weights
from bot.world import build_world
from flows.checks import check_flows
from flows.definition import FlowError
from locales.catalog import Catalog, load_catalog
from locales.checks import check_languages
from locales.mistake import Mistake
from locales.packs import Pack, PackError, load_packs
from locales.serbian import to_latin
from storage.directory import SEEDS, DirectoryError, DirectoryMistake, load_municipality
from storage.municipality import Municipality

SOUND: Final = "flows, packs, languages and municipalities are sound"


class Found:
    """What could be read, and the mistakes met on the way, each one line."""

    def __init__(self) -> None:
        self.mistakes: list[str] = []
        self.packs: tuple[Pack, ...] = ()
        self.places: list[Municipality] = []

    def add(self, mistakes: Iterable[object]) -> None:
        """Keep mistakes as the lines they are printed as."""
        self.mistakes += map(str, mistakes)

    def read_packs(self) -> None:
        """The packs, or what is wrong with them."""
        try:
            self.packs = load_packs()
        except PackError as wrong:
            self.add(f"locales/packs/{mistake}" for mistake in wrong.mistakes)

    def read_weights(self) -> None:
        """What asking was learned from must be the phrases as they stand."""
        try:
            stale = is_stale(load_weights())
        except WeightsUnreadable:
            stale = True
        if stale:
            what = "was learned from other phrases"
            self.add([Mistake("locales/packs/asked.bin", 1, what, "run refero packs learn")])

    def read_places(self, folder: Path = SEEDS) -> None:
        """Every municipality that has a file."""
        for path in sorted(folder.glob("*.toml")):
            try:
                self.places.append(load_municipality(path))
            except DirectoryError as wrong:
                self.add(placed(path, mistake) for mistake in wrong.mistakes)

    def prove_flows(self, catalog: Catalog) -> None:
        """The flows together, against everything else that could be read."""
        reviewed = [tag for tag, own in catalog.languages.items() if own.status == "reviewed"]
        views = [place.view(to_latin) for place in self.places]
        try:
            self.add(check_flows(build_world(views, catalog, self.packs), reviewed))
        except WeightsUnreadable:
            """Named by `read_weights`; without them there is no world to prove anything in."""
        except FlowError as wrong:
            self.add(f"flows/{mistake}" for mistake in wrong.mistakes)
        except (ValueError, KeyError, msgspec.ValidationError) as wrong:
            remedy = "correct the phrase"
            self.add([Mistake("locales/<folder>/keywords.toml", 1, str(wrong), remedy)])


def arguments(parser: ArgumentParser) -> None:
    """Nothing to choose: everything is checked."""


def run(options: Namespace) -> int:  # noqa: ARG001 it takes none
    """One line a mistake; 1 when there is one."""
    found = Found()
    texts = check_languages()
    found.add(f"locales/{mistake}" for mistake in texts)
    found.read_packs()
    found.read_weights()
    found.read_places()
    if not texts:
        found.prove_flows(load_catalog())
    for mistake in found.mistakes:
        print(mistake)
    count = len(found.mistakes)
    print(f"{count} to mend" if count else SOUND)
    return int(bool(count))


def placed(path: Path, mistake: DirectoryMistake) -> str:
    """A municipality's mistake with the line of its key."""
    folder = f"storage/seeds/municipalities/{path.name}:{line_of(path, mistake.key)}"
    return f"{folder}: {mistake.key}: {mistake.what} ({mistake.remedy})"


def line_of(path: Path, key: str) -> int:
    """Where "group.elderly.rule" stands: each part is looked for below the one before it."""
    lines = path.read_text(encoding="utf-8", errors="replace").splitlines()
    at = 0
    for part in key.split("."):
        at = next((n for n in range(at, len(lines)) if begins(lines[n], part)), at)
    return at + 1


def begins(line: str, part: str) -> bool:
    """Whether a table, a key or a row's own id of this name stands on a line."""
    name, _, value = line.partition("=")
    own = value.strip().strip('"') == part and name.strip() in {"id", "number"}
    return own or part in {name.strip(), line.strip().strip("[]")}
