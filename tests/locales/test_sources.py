"""Where facts come from, said in kinds."""

from locales.packs import load_packs
from locales.sources import plain_sources, source_kinds


def test_a_source_is_told_by_its_kind() -> None:
    sources = (
        "safety S12, S13",
        "kucova L2144, L2193; national lines: 116111, free, day and night",
        "kucova: no fee named",
        "Decision 12 of the council, 2026",
    )
    assert source_kinds(sources) == ("plan", "national", "line")
    assert plain_sources(sources, "kucova") == ("Decision 12 of the council, 2026",)


def test_no_source_of_the_packs_needs_explaining() -> None:
    odd = [
        source
        for pack in load_packs()
        for edition in pack.editions.values()
        for source in plain_sources(edition.sources, edition.place)
    ]
    assert odd == []


def test_every_edition_has_a_source_that_can_be_said() -> None:
    editions = [edition for pack in load_packs() for edition in pack.editions.values()]
    assert all(source_kinds(edition.sources) for edition in editions)
