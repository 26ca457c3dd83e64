"""Which topic each municipality tells, how sure it is, and in which languages."""

from collections.abc import Mapping, Sequence
from typing import Final

from locales.languages import Language
from locales.packs import Edition, Pack

NOWHERE: Final = "–"
STATES: Final = {"exists": "exists", "planned": "planned {year}", "confirm": "to confirm"}


def coverage_table(packs: Sequence[Pack], languages: Mapping[str, Language]) -> str:
    """Return a Markdown table: a row a topic in the order of the menu, a column a municipality.

    Languages are named by their folder, so that Serbian in both scripts is one.
    """
    places = sorted({place for pack in packs for place in pack.editions})
    head = ["topic", "neutral id", "part of life", "sensitive", *places]
    rows = [_row(pack, places, languages) for pack in packs]
    counts = [str(sum(place in pack.editions for pack in packs)) for place in places]
    lines = [head, ["---"] * len(head), *rows, [f"{len(packs)} topics", "", "", "", *counts]]
    return "".join(f"| {' | '.join(cells)} |\n" for cells in lines)


def _row(pack: Pack, places: Sequence[str], languages: Mapping[str, Language]) -> list[str]:
    told = [
        _told(pack.editions[place], languages) if place in pack.editions else NOWHERE
        for place in places
    ]
    return [pack.topic, pack.neutral_id, pack.area, "yes" if pack.sensitive else "", *told]


def _told(edition: Edition, languages: Mapping[str, Language]) -> str:
    state = STATES[edition.status].format(year=edition.planned_year)
    folders = dict.fromkeys(languages[tag].folder for tag in edition.texts)
    return f"{state}: {' '.join(folders)}"
