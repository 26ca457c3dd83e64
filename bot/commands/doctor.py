"""`refero doctor`: what is missing or stale for going live, each with its remedy."""

from argparse import ArgumentParser, Namespace
from collections.abc import Iterator
from contextlib import closing
from itertools import groupby

from bot.clock import now
from bot.editions import read_published
from bot.opening import open_database
from bot.readiness.configured import setting_findings
from bot.readiness.finding import Finding, Findings
from bot.readiness.mailing import mailing_findings, sender_findings
from bot.readiness.places import (
    edit_findings,
    language_findings,
    pack_findings,
    place_findings,
)
from bot.readiness.standing import (
    seeded_findings,
    sending_findings,
    staff_findings,
    waiting_findings,
)
from locales.packedits import with_edits
from locales.packs import Pack, PackError, load_packs
from storage.settings import Settings
from storage.unit import Unit


def arguments(parser: ArgumentParser) -> None:
    """Nothing to choose."""


def run(options: Namespace) -> int:
    """Findings that one act mends stand together; 1 when there is one."""
    settings: Settings = options.settings
    found = [*setting_findings(settings), *sender_findings(settings)]
    with closing(open_database(settings)) as database:
        found += database.read_now(lambda unit: list(served(unit, settings, now())))
    for remedy, findings in groupby(found, key=lambda finding: finding.remedy):
        print(*(finding.what for finding in findings), f"  → {remedy}", "", sep="\n")
    print(f"{len(found)} to mend" if found else "ready for going live")
    return int(bool(found))


def served(unit: Unit, settings: Settings, at: int) -> Findings:
    """Everything about the municipalities served, then about sending."""
    files, mistakes = packs_read()
    yield from mistakes
    edits = read_published(unit).edits
    yield from edit_findings(files, edits)
    packs = with_edits(files, edits)
    for slug in settings.municipalities:
        yield from seeded_findings(unit, slug)
        place = unit.municipalities.get(slug)
        if place is not None:
            yield from place_findings(place, at)
            yield from pack_findings(packs, place, at)
            yield from language_findings(place)
            yield from staff_findings(unit, place)
            yield from waiting_findings(unit, place)
            yield from mailing_findings(unit, settings, place)
    yield from sending_findings(unit, at)


def packs_read() -> tuple[tuple[Pack, ...], Iterator[Finding]]:
    """The packs, or that they cannot be read."""
    try:
        return load_packs(), iter(())
    except PackError:
        return (), iter([Finding("the packs have mistakes", "refero check names them")])
