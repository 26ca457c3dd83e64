"""Packs: complete in every language, short enough for SMS, and nothing in them without a source."""

import re
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from locales.catalog import load_catalog
from locales.fitting import SMS, fit, segments
from locales.languages import load_languages
from locales.neutral import telling_words
from locales.packs import SECTIONS, Edition, Pack, PackError, PackText, load_packs
from storage.directory import load_directory

PACKS = load_packs()
CATALOG = load_catalog()
PLACES = ("kucova", "gjilan", "kamenica", "fushe-kosova", "tirana")
EDITIONS = [
    pytest.param(pack, edition, id=f"{pack.topic}-{place}")
    for pack in PACKS
    for place, edition in pack.editions.items()
]
TEXTS = [
    pytest.param(pack, text, id=f"{pack.topic}-{place}-{tag}")
    for pack in PACKS
    for place, edition in pack.editions.items()
    for tag, text in edition.texts.items()
]
SMS_CHOICES = ("section.how", "section.bring", "section.cost", "section.deadlines", "info.more",
               "info.human")  # fmt: skip
LIVING = date(2026, 11, 21)
"""The day on which the packs were written."""

FACTS = """topic = "bread"
neutral_id = "b1"
order = 1
sensitive = false
audience = ["everyone"]
needs = ["food"]
area = "money"
"""
PLACE = """status = "exists"
sources = ["kucova L100-200: the oven", "national lines: 112"]
review_date = 2027-05-21
"""
SENTENCES = {"sq": "Pyesni furrën.", "sr": "Питајте пекару.", "en": "Ask the oven."}
TITLES = {"sq": "Bukë", "sr": "Хлеб", "en": "Bread"}

Break = Callable[[str, str, str], list[tuple[str, int, str, str]]]


def write_pack(folder: Path, topic: str = "bread") -> None:
    """A pack of seven one-line sections, the first heading on line 4, a text below each."""
    place = folder / topic / "kucova"
    place.mkdir(parents=True)
    facts = FACTS.replace('"bread"', f'"{topic}"').replace('"b1"', f'"{topic[:4]}1"')
    (folder / topic / "pack.toml").write_text(facts, encoding="utf-8")
    (place / "place.toml").write_text(PLACE, encoding="utf-8")
    for language, sentence in SENTENCES.items():
        sections = "\n".join(f"\n## {name}\n{sentence}" for name in SECTIONS)
        text = f"# {TITLES[language]}\nshort: {sentence}\n{sections}\n"
        (place / f"{language}.md").write_text(text, encoding="utf-8")


@pytest.fixture
def broken(tmp_path: Path) -> Break:
    """Change one passage of a small pack and tell what the loader says of it."""
    write_pack(tmp_path)
    assert [pack.topic for pack in load_packs(tmp_path)] == ["bread"]

    def change(file: str, old: str, new: str) -> list[tuple[str, int, str, str]]:
        path = tmp_path / "bread" / file
        source = path.read_text(encoding="utf-8")
        assert old in source
        path.write_text(source.replace(old, new, 1), encoding="utf-8")
        return mistakes_in(tmp_path)

    return change


def mistakes_in(folder: Path) -> list[tuple[str, int, str, str]]:
    with pytest.raises(PackError) as caught:
        load_packs(folder)
    assert all(mistake.remedy for mistake in caught.value.mistakes)
    assert str(folder) not in str(caught.value)
    return [(m.file, m.line, m.what, m.remedy) for m in caught.value.mistakes]


def test_every_municipality_offers_what_is_written_for_it() -> None:
    for place in load_directory(PLACES):
        written = {pack.topic for pack in PACKS if place.slug in pack.editions}
        assert set(place.packs.offered) == written
        assert len(written) >= 18


@pytest.mark.parametrize(("pack", "edition"), EDITIONS)
def test_an_edition_is_complete_in_every_language(pack: Pack, edition: Edition) -> None:
    assert set(edition.texts) == set(load_languages())
    for text in edition.texts.values():
        assert text.title
        assert tuple(name for name, _ in text.sections) == SECTIONS


@pytest.mark.parametrize(("pack", "edition"), EDITIONS)
def test_an_edition_names_its_sources_and_when_it_is_read_again(
    pack: Pack, edition: Edition
) -> None:
    assert edition.sources
    assert not edition.due(LIVING)
    assert edition.due(edition.review_date)


@pytest.mark.parametrize(("pack", "text"), TEXTS)
def test_the_short_form_is_one_message_of_three_segments_with_its_choices(
    pack: Pack, text: PackText
) -> None:
    labels = [(key, CATALOG.text(key, "sq", channel="sms")) for key in SMS_CHOICES]
    fitted = fit(text.short, labels[-2:] if pack.sensitive else labels, SMS)
    assert len(fitted.parts) == 1
    assert 0 < segments(fitted.parts[0]) <= 3
    assert segments(text.short) <= (1 if pack.sensitive else 2)


@pytest.mark.parametrize(("pack", "text"), TEXTS)
def test_the_short_form_betrays_nobody_who_reads_it_aloud(pack: Pack, text: PackText) -> None:
    assert telling_words(text.short) == []


def test_serbian_is_read_in_both_scripts() -> None:
    line = PACKS[0].editions["kucova"]
    assert line.texts["sr-Cyrl"].title == "Како ради ова линија"
    assert line.texts["sr-Latn"].title == "Kako radi ova linija"
    for pack in PACKS:
        for edition in pack.editions.values():
            latin = edition.texts["sr-Latn"]
            assert not re.search(r"[Ѐ-ӿ]", f"{latin.title}{latin.short}{latin.sections}")


def test_the_line_never_passes_for_an_emergency_service() -> None:
    for edition in PACKS[0].editions.values():
        for text in edition.texts.values():
            assert "112" in text.short
            assert "112" in text.section("deadlines")


def test_words_that_hold_everywhere_stand_once(tmp_path: Path) -> None:
    write_pack(tmp_path)
    place = tmp_path / "bread" / "kucova"
    (place / "sq.md").rename(tmp_path / "bread" / "sq.md")
    (pack,) = load_packs(tmp_path)
    assert pack.editions["kucova"].texts["sq"].title == "Bukë"


@pytest.mark.parametrize(
    ("file", "change", "line", "what"),
    [
        ("kucova/place.toml", ("sources =", "sourcess ="), 2, "unknown field"),
        ("kucova/place.toml", ("review_date = 2027-05-21", ""), 1, "review_date"),
        ("kucova/place.toml", ("2027-05-21", '"soon"'), 3, "review_date"),
        ("pack.toml", ('topic = "bread"', 'topic = "cake"'), 1, "differs from its folder"),
        ("pack.toml", ('"brea1"', '"fresh-bread!"'), 2, "neutral_id"),
        ("kucova/place.toml", ('status = "exists"', 'status = "planned"'), 1, "without a year"),
        ("kucova/place.toml", ('status = "exists"', 'status = "perhaps"'), 1, "perhaps"),
        ("pack.toml", ("order = 1", "order = "), 3, "Invalid value"),
        ("pack.toml", ('area = "money"', 'area = "moon"'), 7, "moon"),
        (
            "kucova/en.md",
            ("## who\nAsk", "## who\nIf you " + "very " * 24 + "much ask"),
            7,
            "words",
        ),
        ("kucova/en.md", ("## who\nAsk", "## who\nA. B. C. D. Ask"), 7, "5 sentences"),
        ("kucova/en.md", ("short: Ask", "short: Ask the shelter. Ask"), 2, "tells the topic"),
        ("kucova/sq.md", ("# Bukë\n", "\n"), 1, "has no title"),
        ("kucova/en.md", ("short: ", "brief: "), 2, "outside a section"),
        ("kucova/en.md", ("short: ", "brief: "), 1, "has no short form"),
        ("kucova/sq.md", ("short: ", "short: " + "Pyesni përsëri. " * 20), 2, "SMS segments"),
        ("kucova/en.md", ("## who", "## whose"), 7, "'whose' is no section"),
        ("kucova/en.md", ("## who", "## whose"), 1, "section who is missing"),
        ("kucova/en.md", ("## who", "## what"), 7, "stands there twice"),
        ("kucova/en.md", ("## what\nAsk the oven.", "## what\n"), 1, "section what is empty"),
        (
            "kucova/en.md",
            ("Ask the oven.\n\n## what", "Call 035512345.\n\n## what"),
            2,
            "no source",
        ),
        ("kucova/en.md", ("## what\nAsk", "## what\nIn 100 days ask"), 5, "no source"),
        ("kucova/sr.md", ("## what\nПитајте", "## what\nПитаjте"), 5, "mixes Cyrillic and Latin"),
        ("kucova/sq.md", ("## what\nPyesni", "## what\nПитајте"), 5, "is Cyrillic"),
    ],
)
def test_a_mistake_is_named_with_file_and_line(
    broken: Break, file: str, change: tuple[str, str], line: int, what: str
) -> None:
    found = broken(file, *change)
    assert any((f"bread/{file}", line) == at[:2] and what in at[2] for at in found), found


def test_a_number_with_a_source_may_be_told(tmp_path: Path) -> None:
    write_pack(tmp_path)
    english = tmp_path / "bread" / "kucova" / "en.md"
    english.write_text(english.read_text(encoding="utf-8").replace("oven", "oven or call 112"))
    assert "112" in load_packs(tmp_path)[0].editions["kucova"].texts["en"].short


def test_a_missing_translation_stops_the_pack(tmp_path: Path) -> None:
    write_pack(tmp_path)
    (tmp_path / "bread" / "kucova" / "sr.md").unlink()
    assert [(file, what) for file, _, what, _ in mistakes_in(tmp_path)] == [
        ("bread/kucova/sr.md", "is missing")
    ]


def test_serbian_written_in_latin_is_refused(broken: Break) -> None:
    found = broken("kucova/sr.md", "short: Питајте пекару.", "short: Pitajte pekaru.")
    assert [(line, what) for _, line, what, _ in found] == [(2, "is not Cyrillic")]


def test_two_packs_cannot_share_a_place_in_the_menu(tmp_path: Path) -> None:
    write_pack(tmp_path, "bread")
    write_pack(tmp_path, "soup")
    said = "order 1 belongs to another pack as well"
    assert [(file, what) for file, _, what, _ in mistakes_in(tmp_path)] == [
        ("bread/pack.toml", said),
        ("soup/pack.toml", said),
    ]


def test_all_mistakes_of_all_packs_come_at_once(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "void" / "kucova").mkdir(parents=True)
    files = ("place.toml", "sq.md", "sr.md", "en.md")
    assert [(file, what) for file, _, what, _ in mistakes_in(tmp_path)] == [
        ("empty/pack.toml", "is missing"),
        ("empty/pack.toml", "holds nowhere"),
        ("void/pack.toml", "is missing"),
        *((f"void/kucova/{file}", "is missing") for file in files),
    ]
