"""A draft is held to the rules of the files, and what passes them can be written as files."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from locales.languages import HERE
from locales.packdraft import (
    FIELDS,
    EditionDraft,
    FieldFault,
    check_draft,
    draft_of,
    edition_of,
    languages_lacking,
    read_draft,
    write_draft,
)
from locales.packedits import Edit, unsound_edits, with_edits
from locales.packfiles import edition_files, place_toml, topic_files
from locales.packs import Edition, Pack, PackText, load_packs

PACKS = load_packs()
FOOD = next(pack for pack in PACKS if pack.topic == "food")
EDITIONS = [
    pytest.param(pack, edition, id=f"{pack.topic}-{edition.place}")
    for pack in PACKS
    for edition in pack.editions.values()
]


def changed(folder: str, field: str, words: str) -> EditionDraft:
    """The food pack with one field in one language changed."""
    draft = draft_of(FOOD.editions["kucova"])
    told = {name: words if name == field else draft.told(folder, name) for name in FIELDS}
    sections = tuple((name, told[name]) for name in FIELDS[2:])
    text = PackText(told["title"], told["short"], sections)
    return msgspec.structs.replace(draft, texts={**draft.texts, folder: text})


def with_facts(**facts: object) -> EditionDraft:
    draft = draft_of(FOOD.editions["kucova"])
    return msgspec.structs.replace(draft, facts=msgspec.structs.replace(draft.facts, **facts))


def faults(draft: EditionDraft, *, sensitive: bool = False) -> list[tuple[str, str]]:
    return [(one.field, one.key) for one in check_draft(draft, sensitive=sensitive)]


@pytest.mark.parametrize(("pack", "edition"), EDITIONS)
def test_every_file_is_a_draft_without_a_mistake(pack: Pack, edition: Edition) -> None:
    draft = draft_of(edition)
    assert check_draft(draft, sensitive=pack.sensitive) == ()
    assert edition_of(draft, edition.place) == edition
    assert read_draft(write_draft(draft)) == draft


@pytest.mark.parametrize(
    ("folder", "field", "words", "key"),
    [
        ("sq", "title", "", "no_title"),
        ("en", "title", "Food " * 20, "title_long"),
        ("en", "short", "", "no_short"),
        ("sq", "short", "Pyesni përsëri. " * 25, "long"),
        ("en", "short", "The police will come.", "telling"),
        ("en", "short", "See www.example.org for more.", "link"),
        ("sr", "short", "Pitajte nas.", "not_cyrillic"),
        ("sr", "how", "Питаjте нас.", "mixed"),
        ("sq", "how", "Питајте.", "cyrillic"),
        ("en", "how", "", "empty"),
        ("en", "how", "Ask. " * 5, "sentences"),
        ("en", "how", "word " * 25, "sentence"),
        ("en", "how", "Call 035512345.", "unsourced"),
        ("en", "how", "Ask\u202e us.", "hidden"),
        ("en", "how", "Ask us.\n## who\nEverybody.", "heading"),
        ("en", "bring", "short: nothing", "heading"),
    ],
)
def test_a_mistake_stands_at_its_field(folder: str, field: str, words: str, key: str) -> None:
    assert (f"{folder}.{field}", key) in faults(changed(folder, field, words.strip()))


@pytest.mark.parametrize(
    ("fact", "value"),
    [
        ("status", "perhaps"),
        ("planned_year", "soon"),
        ("planned_year", "1999"),
        ("sources", ()),
        ("review_date", ""),
        ("review_date", "21.5.2027"),
    ],
)
def test_a_wrong_fact_is_named_and_nothing_is_told_of_it(fact: str, value: object) -> None:
    draft = with_facts(**{fact: value})
    assert (fact, fact) in faults(draft)
    assert edition_of(draft, "kucova") is None


def test_what_is_planned_says_for_when() -> None:
    assert faults(with_facts(status="planned")) == [("planned_year", "planned_year")]
    assert faults(with_facts(status="planned", planned_year="2027")) == []


def test_all_wrong_facts_are_named_at_once() -> None:
    draft = with_facts(planned_year="soon", review_date="")
    assert faults(draft) == [("planned_year", "planned_year"), ("review_date", "review_date")]


def test_a_sensitive_topic_has_one_neutral_sms() -> None:
    long = "Write to us here when it suits you, at any hour of the day or of the night. " * 3
    draft = changed("en", "short", long.strip())
    assert ("en.short", "long") in faults(draft, sensitive=True)
    assert ("en.short", "long") not in faults(draft)


def test_a_language_that_nobody_wrote_is_missing_and_the_others_can_be_seen() -> None:
    draft = draft_of(FOOD.editions["kucova"])
    without = msgspec.structs.replace(draft, texts={"sq": draft.texts["sq"]})
    assert faults(without) == [("sr.title", "no_language"), ("en.title", "no_language")]
    assert languages_lacking(without) == ("sr", "en")
    edition = edition_of(without, "kucova")
    assert edition is not None
    assert list(edition.texts) == ["sq"]


def test_an_empty_draft_is_told_everything_that_it_lacks() -> None:
    told = check_draft(EditionDraft(), sensitive=False)
    assert FieldFault("sources", "sources") in told
    assert languages_lacking(EditionDraft()) == ("sq", "sr", "en")


def test_a_published_edit_takes_the_place_of_the_file() -> None:
    edit = Edit("food", "kucova", write_draft(changed("sr", "what", "Питајте нас.")))
    packs = {pack.topic: pack for pack in with_edits(PACKS, [edit])}
    texts = packs["food"].editions["kucova"].texts
    assert texts["sr-Cyrl"].section("what") == "Питајте нас."
    assert texts["sr-Latn"].section("what") == "Pitajte nas."
    assert packs["rent"] == next(pack for pack in PACKS if pack.topic == "rent")
    assert [pack.topic for pack in with_edits(PACKS, [edit])] == [pack.topic for pack in PACKS]


@pytest.mark.parametrize(
    "edit",
    [
        Edit("food", "kucova", write_draft(changed("en", "short", "The police will come."))),
        Edit("food", "kucova", {"facts": 1}),
        Edit("no-such-topic", "kucova", write_draft(changed("en", "how", "Ask us."))),
    ],
    ids=["mistake", "another shape", "unknown topic"],
)
def test_an_edit_that_breaks_a_rule_is_left_out_and_named(edit: Edit) -> None:
    assert with_edits(PACKS, [edit]) == PACKS
    assert unsound_edits(PACKS, [edit]) == (edit,)


@pytest.mark.parametrize(("pack", "edition"), EDITIONS)
def test_an_edition_is_written_as_its_files_stand(pack: Pack, edition: Edition) -> None:
    folder = HERE / "packs" / pack.topic / edition.place
    files = edition_files(pack.topic, edition)
    assert files == {path.name: path.read_bytes() for path in folder.iterdir()}


@pytest.fixture
def written(tmp_path: Path) -> Iterator[Path]:
    """A folder of packs with the food pack in it."""
    for name, content in topic_files("food").items():
        (tmp_path / "food").mkdir(exist_ok=True)
        (tmp_path / "food" / name).write_bytes(content)
    yield tmp_path
    shutil.rmtree(tmp_path / "food")


def test_what_is_written_is_read_again_as_it_was(written: Path) -> None:
    draft = msgspec.structs.replace(
        changed("sq", "how", "Na shkruani.\nOse ejani."),
        facts=msgspec.structs.replace(
            draft_of(FOOD.editions["kucova"]).facts,
            status="planned",
            planned_year="2027",
            sources=('a "quoted" source\\path', "kucova L1: 2022, 2025", "ë, 6 %"),
        ),
    )
    assert faults(draft) == []
    edition = edition_of(draft, "kucova")
    assert edition is not None
    folder = written / "food" / "kucova"
    folder.mkdir()
    for name, content in edition_files("food", edition).items():
        (folder / name).write_bytes(content)
    (pack,) = load_packs(written)
    assert pack.editions == {"kucova": edition}


def test_the_comment_for_engineers_stays() -> None:
    edition = FOOD.editions["kucova"]
    told = edition_files("food", edition)["place.toml"].decode()
    assert told.startswith("# Food.")
    assert not place_toml(edition).startswith("#")
