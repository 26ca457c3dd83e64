"""Packs: complete in every language, short enough for SMS, and nothing in them without a source."""

import re
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from locales.fitting import SMS, fit, segments
from locales.languages import load_languages
from locales.neutral import telling_words
from locales.packs import SECTIONS, Pack, PackError, PackText, load_packs

PACKS = load_packs()
TEXTS = [
    pytest.param(pack, tag, text, id=f"{pack.topic}-{tag}")
    for pack in PACKS
    for tag, text in pack.texts.items()
]
LIVING = date(2026, 11, 21)
"""The day on which the packs were written."""

FACTS = """topic = "bread"
neutral_id = "b1"
order = 1
sensitive = false
audience = ["everyone"]
needs = ["food"]
tags = []
sources = ["kucova L100-200: the oven", "national lines: 112"]
review_date = 2027-05-21

[place.kucova]
status = "exists"
source = "kucova L100"
"""
SENTENCES = {"sq": "Pyesni furrën.", "sr": "Питајте пекару.", "en": "Ask the oven."}
TITLES = {"sq": "Bukë", "sr": "Хлеб", "en": "Bread"}

Break = Callable[[str, str, str], list[tuple[str, int, str, str]]]


def write_pack(folder: Path, topic: str = "bread") -> None:
    """A pack of seven one-line sections, the first heading on line 4, a text below each."""
    (folder / topic).mkdir(parents=True)
    facts = FACTS.replace('"bread"', f'"{topic}"').replace('"b1"', f'"{topic[:4]}1"')
    (folder / topic / "pack.toml").write_text(facts, encoding="utf-8")
    for language, sentence in SENTENCES.items():
        sections = "\n".join(f"\n## {name}\n{sentence}" for name in SECTIONS)
        text = f"# {TITLES[language]}\nshort: {sentence}\n{sections}\n"
        (folder / topic / f"{language}.md").write_text(text, encoding="utf-8")


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
def test_the_short_form_fits_two_segments_with_its_choices(
    pack: Pack, tag: str, text: PackText
) -> None:
    choices = (("more", "Teme të tjera, information"), ("human", "Fol me një person"))
    fitted = fit(text.short, choices, SMS)
    assert len(fitted.parts) == 1
    assert 0 < segments(fitted.parts[0]) <= 2


@pytest.mark.parametrize(("pack", "tag", "text"), TEXTS)
def test_the_short_form_betrays_nobody_who_reads_it_aloud(
    pack: Pack, tag: str, text: PackText
) -> None:
    assert telling_words(text.short) == []


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
        ("pack.toml", ("sources =", "sourcess ="), 8, "unknown field"),
        ("pack.toml", ("review_date = 2027-05-21", ""), 1, "review_date"),
        ("pack.toml", ("2027-05-21", '"soon"'), 9, "review_date"),
        ("pack.toml", ('topic = "bread"', 'topic = "cake"'), 1, "differs from its folder"),
        ("pack.toml", ('"brea1"', '"fresh-bread!"'), 2, "neutral_id"),
        ("pack.toml", ('status = "exists"', 'status = "planned"'), 11, "without a year"),
        ("pack.toml", ('status = "exists"', 'status = "perhaps"'), 12, "perhaps"),
        ("pack.toml", ("order = 1", "order = "), 3, "Invalid value"),
        ("sq.md", ("# Bukë\n", "\n"), 1, "has no title"),
        ("en.md", ("short: ", "brief: "), 2, "outside a section"),
        ("en.md", ("short: ", "brief: "), 1, "has no short form"),
        ("sq.md", ("short: ", "short: " + "Pyesni përsëri. " * 20), 2, "SMS segments"),
        ("en.md", ("## who", "## whose"), 7, "'whose' is no section"),
        ("en.md", ("## who", "## whose"), 1, "section who is missing"),
        ("en.md", ("## who", "## what"), 7, "stands there twice"),
        ("en.md", ("## what\nAsk the oven.", "## what\n"), 1, "section what is empty"),
        ("en.md", ("Ask the oven.\n\n## what", "Call 035512345.\n\n## what"), 2, "no source"),
        ("en.md", ("## what\nAsk", "## what\nIn 100 days ask"), 5, "no source"),
        ("sr.md", ("## what\nПитајте", "## what\nПитаjте"), 5, "mixes Cyrillic and Latin"),
        ("sq.md", ("## what\nPyesni", "## what\nПитајте"), 5, "is Cyrillic"),
    ],
)
def test_a_mistake_is_named_with_file_and_line(
    broken: Break, file: str, change: tuple[str, str], line: int, what: str
) -> None:
    found = broken(file, *change)
    assert any((f"bread/{file}", line) == at[:2] and what in at[2] for at in found), found


def test_a_number_with_a_source_may_be_told(tmp_path: Path) -> None:
    write_pack(tmp_path)
    english = tmp_path / "bread" / "en.md"
    english.write_text(english.read_text(encoding="utf-8").replace("oven", "oven or call 112"))
    assert "112" in load_packs(tmp_path)[0].texts["en"].short


def test_a_missing_translation_stops_the_pack(tmp_path: Path) -> None:
    write_pack(tmp_path)
    (tmp_path / "bread" / "sr.md").unlink()
    assert [(file, what) for file, _, what, _ in mistakes_in(tmp_path)] == [
        ("bread/sr.md", "is missing")
    ]


def test_serbian_written_in_latin_is_refused(broken: Break) -> None:
    found = broken("sr.md", "short: Питајте пекару.", "short: Pitajte pekaru.")
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
    (tmp_path / "void").mkdir()
    languages = ("pack.toml", "sq.md", "sr.md", "en.md")
    assert [file for file, *_ in mistakes_in(tmp_path)] == [
        f"{folder}/{file}" for folder in ("empty", "void") for file in languages
    ]
