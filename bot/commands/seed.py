"""`refero seed NAME`: a municipality's file goes into the database; safe to run twice."""

import sys
from argparse import ArgumentParser, Namespace
from contextlib import closing

from bot.clock import now
from bot.opening import open_database
from storage.directory import DirectoryError, load_directory
from storage.municipality import Municipality
from storage.unit import Unit


def arguments(parser: ArgumentParser) -> None:
    """The municipalities by their slugs."""
    parser.add_argument("names", nargs="+", metavar="NAME", help="for example kucova")


def run(options: Namespace) -> int:
    """All files are written, or none when one has a mistake."""
    try:
        places = load_directory(options.names)
    except DirectoryError as wrong:
        print(wrong, file=sys.stderr)
        return 1
    with closing(open_database(options.settings)) as database:
        written = database.write_now(lambda unit: seed_all(unit, places, now()))
    for place in places:
        state = "written" if place.slug in written else "unchanged"
        holes = len(place.holes())
        print(f"{place.slug}: {state}, {holes} facts missing (refero doctor names them)")
    return 0


def seed_all(unit: Unit, places: tuple[Municipality, ...], now_us: int) -> set[str]:
    """The slugs whose file was new or changed; their institutions go into the directory."""
    for place in places:
        unit.directory.seed(place, now_us)
    return {place.slug for place in places if unit.municipalities.seed(place, now_us)}
