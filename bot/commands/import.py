"""`refero import directory FILE`: an HSDS 3.0 package, written whole or refused with every mistake."""

import sys
from argparse import ArgumentParser, Namespace
from contextlib import closing
from pathlib import Path

from bot.clock import now
from bot.opening import open_database
from bot.serving import NotServed, place_of
from locales.catalog import Catalog, load_catalog
from locales.serbian import to_latin
from storage.audit import SYSTEM
from storage.directory_entries import Change
from storage.directory_exchange import Crossed, Import, Imported, import_package
from storage.hsds_in import Mistake
from storage.hsds_terms import Speech
from storage.unit import Unit


def arguments(parser: ArgumentParser) -> None:
    """What, from which file ("-" is standard input), into which municipality."""
    parser.add_argument("what", choices=("directory",))
    parser.add_argument("file", metavar="FILE")
    parser.add_argument("--municipality", default="", help="the only one served, by default")


def run(options: Namespace) -> int:
    """What was written; 1 and every mistake with its place and remedy when nothing was."""
    catalog = load_catalog()
    try:
        body = _read(options.file)
        with closing(open_database(options.settings)) as database:
            result = database.write_now(lambda unit: _take_in(unit, options, body, catalog))
    except (NotServed, OSError) as wrong:
        print(f"refero: {wrong}", file=sys.stderr)
        return 1
    except Crossed:
        result = [Mistake("", "crossed")]
    if isinstance(result, Imported):
        print(f"{result.created} new, {result.changed} changed, {result.same} the same")
        for pointer in result.left_out:
            print(f"{pointer}: the directory has no place for it")
        return 0
    for mistake in result:
        what, remedy = (
            catalog.text(f"directory.{word}.{mistake.code}", "en") for word in ("mistake", "remedy")
        )
        print(f"{mistake.pointer or options.file}: {what} ({remedy})", file=sys.stderr)
    print(f"nothing was imported: {len(result)} to mend", file=sys.stderr)
    return 1


def _read(name: str) -> bytes:
    return sys.stdin.read().encode() if name == "-" else Path(name).read_bytes()


def _take_in(
    unit: Unit, options: Namespace, body: bytes, catalog: Catalog
) -> Imported | list[Mistake]:
    place = place_of(unit, options.settings, options.municipality)
    change = Change(SYSTEM, "imported", now())
    wanted = Import(place, change, lambda language: Speech(language, to_latin, catalog))
    return import_package(unit.directory, body, wanted)
