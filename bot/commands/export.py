"""`refero export directory|indicators`: what may leave, on standard output; each export is audited."""

import sys
from argparse import ArgumentParser, Namespace
from contextlib import closing
from datetime import date

from bot.clock import now
from bot.opening import open_database
from bot.serving import NotServed, place_of
from locales.catalog import load_catalog
from locales.serbian import to_latin
from storage.audit import SYSTEM
from storage.directory_exchange import write_package
from storage.hsds_terms import Speech
from storage.indicators import indicator_lines, period_of, write_lines
from storage.unit import Unit

FORMATS = {"directory": ("hsds",), "indicators": ("jsonl", "csv")}


def arguments(parser: ArgumentParser) -> None:
    """What, in which format and language, of which municipality, of which days."""
    parser.add_argument("what", choices=tuple(FORMATS))
    parser.add_argument("--format", default="", metavar="FORMAT", help="hsds; jsonl or csv")
    parser.add_argument("--municipality", default="", help="the only one served, by default")
    parser.add_argument("--lang", default="", metavar="TAG", help="sq, sr-Cyrl, sr-Latn or en")
    for name, means in (("--since", "2026-01-31"), ("--until", "the last day, today by default")):
        parser.add_argument(name, default=None, metavar="DAY", type=date.fromisoformat, help=means)


def run(options: Namespace) -> int:
    """What was asked for on standard output; 1 when it cannot be had in that way."""
    known = FORMATS[options.what]
    if options.format not in ("", *known):
        print(f"refero: {options.what} comes as {' or '.join(known)}", file=sys.stderr)
        return 1
    write = directory if options.what == "directory" else indicators
    with closing(open_database(options.settings)) as database:
        try:
            print(database.write_now(lambda unit: write(unit, options)))
        except NotServed as wrong:
            print(f"refero: {wrong}", file=sys.stderr)
            return 1
    return 0


def directory(unit: Unit, options: Namespace) -> str:
    """What of the directory may leave, as HSDS 3.0 JSON."""
    place = place_of(unit, options.settings, options.municipality)
    language = options.lang or place.first_language
    if language not in place.languages:
        raise NotServed(f"{language} is not among {', '.join(place.languages)}")
    unit.audit.add(place.slug, SYSTEM, "exported", "", {"what": "directory"}, now())
    speech = Speech(language, to_latin, load_catalog())
    return write_package(unit.directory.all(place.slug), place, speech).decode()


def indicators(unit: Unit, options: Namespace) -> str:
    """The rows of the plan's indicators that are counted by now."""
    place = place_of(unit, options.settings, options.municipality)
    period = period_of(options.since, options.until, place.time_zone, now())
    unit.audit.add(place.slug, SYSTEM, "exported", "", {"what": "indicators"}, now())
    return write_lines(indicator_lines(unit, place, period), options.format or "jsonl")
