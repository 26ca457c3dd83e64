"""Packs: complete in every language, short enough for SMS, and nothing in them without a source."""

import re
import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from locales.fitting import SMS, fit, segments
from locales.languages import HERE, load_languages
from locales.packs import SECTIONS, Pack, PackError, PackText, load_packs

PACKS = load_packs()
TEXTS = [
    pytest.param(pack, tag, text, id=f"{pack.topic}-{tag}")
    for pack in PACKS
    for tag, text in pack.texts.items()
]
LIVING = date(2026, 11, 21)
"""The day on which the packs were written."""

BARRED = (
    "dhun", "abuz", "polic", "strehi", "mbrojtjen e fëmij", "raport", "viktim",
    "насиљ", "злостав", "полициј", "склониш", "сигурна кућа", "пријав", "жртв",
    "violen", "abuse", "police", "shelter", "child protection", "report", "victim",
)  # fmt: skip
"""Stems that safety S4 keeps out of an SMS; the Serbian ones are looked for in both scripts."""

Break = Callable[[str, str, str], list[tuple[str, int, str, str]]]


@pytest.fixture
def broken(tmp_path: Path) -> Break:
    """Change one passage of a copied pack and tell what the loader says of it."""
    folder = tmp_path / "packs"
    shutil.copytree(HERE / "packs" / "work", folder / "work")

    def change(file: str, old: str, new: str) -> list[tuple[str, int, str, str]]:
        path = folder / "work" / file
        source = path.read_text(encoding="utf-8")
        assert old in source
        path.write_text(source.replace(old, new, 1), encoding="utf-8")
        return mistakes_in(folder)

    return change


def mistakes_in(folder: Path) -> list[tuple[str, int, str, str]]:
    with pytest.raises(PackError) as caught:
        load_packs(folder)
    assert all(mistake.remedy for mistake in caught.value.mistakes)
    assert str(folder) not in str(caught.value)
    return [(m.file, m.line, m.what, m.remedy) for m in caught.value.mistakes]


def test_the_menu_offers_six_topics_in_their_order() -> None:
    topics = ["line", "economic-aid", "disability", "work", "health", "legal-aid"]
    assert [pack.topic for pack in PACKS] == topics


@pytest.mark.parametrize("pack", PACKS, ids=lambda pack: pack.topic)
def test_a_pack_is_complete_in_every_language(pack: Pack) -> None:
    assert set(pack.texts) == set(load_languages())
    for text in pack.texts.values():
        assert text.title
        assert tuple(name for name, _ in text.sections) == SECTIONS


@pytest.mark.parametrize("pack", PACKS, ids=lambda pack: pack.topic)
def test_a_pack_says_where_it_holds_and_when_it_is_read_again(pack: Pack) -> None:
    assert pack.places == ("kucova",)
    assert pack.sources
    assert not pack.due(LIVING)
    assert pack.due(pack.review_date)


@pytest.mark.parametrize(("pack", "tag", "text"), TEXTS)
def test_the_short_form_fits_two_segments(pack: Pack, tag: str, text: PackText) -> None:
    assert 0 < segments(text.short) <= 2
    assert len(fit(text.short, (), SMS).parts) == 1


@pytest.mark.parametrize(("pack", "tag", "text"), TEXTS)
def test_the_short_form_betrays_nobody_who_reads_it_aloud(
    pack: Pack, tag: str, text: PackText
) -> None:
    cyrillic = PACKS[pack.order - 1].texts["sr-Cyrl"].short if tag == "sr-Latn" else ""
    said = f"{text.short} {cyrillic}".casefold()
    assert [stem for stem in BARRED if stem in said] == []


@pytest.mark.parametrize(("pack", "tag", "text"), TEXTS)
def test_a_section_is_one_to_four_sentences_that_can_be_read_aloud(
    pack: Pack, tag: str, text: PackText
) -> None:
    for name, words in text.sections:
        sentences = [s for s in re.split(r"(?<=[.!?])\s+", words) if s]
        assert 1 <= len(sentences) <= 4, name
        assert max(len(sentence.split()) for sentence in sentences) <= 24, name


def test_serbian_is_read_in_both_scripts() -> None:
    line = PACKS[0]
    assert line.texts["sr-Cyrl"].title == "Како ради ова линија"
    assert line.texts["sr-Latn"].title == "Kako radi ova linija"
    for pack in PACKS:
        latin = pack.texts["sr-Latn"]
        assert not re.search(r"[Ѐ-ӿ]", f"{latin.title}{latin.short}{latin.sections}")


def test_the_line_never_passes_for_an_emergency_service() -> None:
    for text in PACKS[0].texts.values():
        assert "112" in text.short
        assert "112" in text.section("deadlines")


@pytest.mark.parametrize(
    ("file", "change", "line", "what"),
    [
        ("pack.toml", ("sources =", "sourcess ="), 10, "sources"),
        ("pack.toml", ("review_date = 2027-05-21", ""), 1, "review_date"),
        ("pack.toml", ("review_date = 2027-05-21", 'review_date = "soon"'), 17, "review_date"),
        ("pack.toml", ('topic = "work"', 'topic = "labour"'), 3, "differs from its folder"),
        ("pack.toml", ('neutral_id = "p4"', 'neutral_id = "find-a-job!"'), 4, "neutral_id"),
        ("pack.toml", ('status = "exists"', 'status = "planned"'), 19, "without a year"),
        ("pack.toml", ('status = "exists"', 'status = "perhaps"'), 20, "perhaps"),
        ("pack.toml", ("order = 4", "order = "), 5, "Invalid value"),
        ("sq.md", ("# Regjistrimi për punë\n", "\n"), 1, "has no title"),
        ("en.md", ("short: ", "brief: "), 2, "outside a section"),
        ("en.md", ("short: ", "brief: "), 1, "has no short form"),
        ("sq.md", ("short: ", "short: " + "Pyesni përsëri. " * 20), 2, "SMS segments"),
        ("en.md", ("## cost", "## price"), 19, "'price' is no section"),
        ("en.md", ("## cost", "## price"), 1, "section cost is missing"),
        ("en.md", ("## cost", "## bring"), 19, "stands there twice"),
        ("en.md", ("Ask the Employment Office.", "Call 035512345."), 20, "stated by no source"),
        ("sr.md", ("Канцеларија с вама", "Kанцеларија с вама"), 11, "mixes Cyrillic and Latin"),
        ("sq.md", ("Çerdhe ka", "Яслице ka"), 11, "is Cyrillic"),
    ],
)
def test_a_mistake_is_named_with_file_and_line(
    broken: Break, file: str, change: tuple[str, str], line: int, what: str
) -> None:
    found = broken(file, *change)
    assert any((f"work/{file}", line) == at[:2] and what in at[2] for at in found), found


def test_a_missing_translation_stops_the_pack(tmp_path: Path) -> None:
    shutil.copytree(HERE / "packs" / "work", tmp_path / "work")
    (tmp_path / "work" / "sr.md").unlink()
    assert [(file, what) for file, _, what, _ in mistakes_in(tmp_path)] == [
        ("work/sr.md", "is missing")
    ]


def test_serbian_written_in_latin_is_refused(broken: Break) -> None:
    source = (HERE / "packs" / "work" / "sr.md").read_text(encoding="utf-8")
    short = next(line for line in source.splitlines() if line.startswith("short:"))
    found = broken("sr.md", short, "short: Ako trazite posao, pisite nam.")
    assert [what for _, _, what, _ in found] == ["is not Cyrillic"]


def test_two_packs_cannot_share_a_place_in_the_menu(tmp_path: Path) -> None:
    for topic in ("work", "health"):
        shutil.copytree(HERE / "packs" / topic, tmp_path / topic)
    facts = tmp_path / "health" / "pack.toml"
    text = facts.read_text(encoding="utf-8").replace("order = 5", "order = 4")
    facts.write_text(text, encoding="utf-8")
    files = [(file, what) for file, _, what, _ in mistakes_in(tmp_path)]
    said = "order 4 belongs to another pack as well"
    assert files == [("health/pack.toml", said), ("work/pack.toml", said)]


def test_all_mistakes_of_all_packs_come_at_once(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    found = mistakes_in(tmp_path)
    assert [file for file, *_ in found] == [
        "empty/pack.toml", "empty/sq.md", "empty/sr.md", "empty/en.md",
    ]  # fmt: skip
