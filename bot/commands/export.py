"""`refero export directory`: what of the directory may leave, as HSDS 3.0 JSON on standard output."""

import sys
from argparse import ArgumentParser, Namespace
from contextlib import closing

from bot.clock import now
from bot.opening import open_database
from bot.serving import NotServed, place_of
from locales.catalog import load_catalog
from locales.serbian import to_latin
from storage.audit import SYSTEM
from storage.directory_exchange import write_package
from storage.hsds_terms import Speech
from storage.unit import Unit


def arguments(parser: ArgumentParser) -> None:
    """What, in which format and language, of which municipality."""
    parser.add_argument("what", choices=("directory",))
    parser.add_argument("--format", choices=("hsds",), default="hsds")
    parser.add_argument("--municipality", default="", help="the only one served, by default")
    parser.add_argument("--lang", default="", metavar="TAG", help="sq, sr-Cyrl, sr-Latn or en")


def run(options: Namespace) -> int:
    """The package on standard output; 1 when the municipality or the language is not served."""
    catalog = load_catalog()

    def write(unit: Unit) -> bytes:
        place = place_of(unit, options.settings, options.municipality)
        language = options.lang or place.first_language
        if language not in place.languages:
            raise NotServed(f"{language} is not among {', '.join(place.languages)}")
        unit.audit.add(place.slug, SYSTEM, "exported", "", {"what": "directory"}, now())
        speech = Speech(language, to_latin, catalog)
        return write_package(unit.directory.all(place.slug), place, speech)

    with closing(open_database(options.settings)) as database:
        try:
            print(database.write_now(write).decode())
        except NotServed as wrong:
            print(f"refero: {wrong}", file=sys.stderr)
            return 1
    return 0
