"""Texts are found by key, language and channel, and filled with care."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from locales.catalog import Catalog, load_catalog
from locales.languages import load_languages
from locales.message import MissingParam, MissingText, Wording

HEADER = """msgid ""
msgstr ""
"Content-Type: text/plain; charset=utf-8\\n"
"Language: {language}\\n"
"Plural-Forms: {plural}\\n"

"""
TWO = "nplurals=2; plural=(n != 1);"
SLAVIC = (
    "nplurals=3; plural=(n%10==1 && n%100!=11 ? 0 : "
    "n%10>=2 && n%10<=4 && (n%100<12 || n%100>14) ? 1 : 2);"
)
LANGUAGE = """
[{tag}]
name = "{tag}"
script = "{script}"
folder = "{folder}"
master = "{master}"
fallback = "en"
status = "{status}"
"""
ENGLISH = """
msgid "report.ask.where"
msgstr "Which place?"

msgid "report.received"
msgstr "Your code: {code}. Keep it."

msgid "report.received@sms"
msgstr "Code {code}"

msgid "queue.count"
msgid_plural "queue.count"
msgstr[0] "{n} report"
msgstr[1] "{n} reports"

msgid "only.english"
msgstr "Only here"
"""
SERBIAN = """
msgid "report.received"
msgstr "Ваш код: {code}. Љубазно вас молимо, чувајте га."

msgid "queue.count"
msgid_plural "queue.count"
msgstr[0] "{n} пријава"
msgstr[1] "{n} пријаве"
msgstr[2] "{n} пријава"

msgid "not.yet"
msgstr ""

#, fuzzy
msgid "not.sure"
msgstr "Можда"
"""


def write_language(folder: Path, tag: str, master: str, status: str = "reviewed") -> None:
    """Add a language block for `tag`, whose script is the part behind its hyphen."""
    name, _, script = tag.partition("-")
    block = LANGUAGE.format(
        tag=tag, script=script or "Latn", folder=name, master=master, status=status
    )
    with (folder / "languages.toml").open("a", encoding="utf-8") as stream:
        stream.write(block)


@pytest.fixture
def catalog(tmp_path: Path) -> Catalog:
    """English and Serbian catalogues, and a language that is only a draft."""
    write_language(tmp_path, "en", "Latn")
    write_language(tmp_path, "sr-Cyrl", "Cyrl")
    write_language(tmp_path, "sr-Latn", "Cyrl")
    write_language(tmp_path, "rom", "Latn", status="draft")
    for name, plural, body in (("en", TWO, ENGLISH), ("sr", SLAVIC, SERBIAN)):
        (tmp_path / name).mkdir()
        header = HEADER.replace("{language}", name).replace("{plural}", plural)
        (tmp_path / name / "bot.po").write_text(header + body, encoding="utf-8")
    return load_catalog(tmp_path)


def test_a_text_is_found_and_filled(catalog: Catalog) -> None:
    said = catalog.text("report.received", "en", code="KU-7F3K-9QTW")
    assert said == "Your code: KU-7F3K-9QTW. Keep it."


def test_a_channel_has_its_own_wording(catalog: Catalog) -> None:
    assert catalog.text("report.received", "en", channel="sms", code="KU-1") == "Code KU-1"
    assert catalog.text("report.ask.where", "en", channel="sms") == "Which place?"


def test_serbian_latin_comes_from_the_cyrillic_master(catalog: Catalog) -> None:
    said = catalog.text("report.received", "sr-Latn", code="KU-1")
    assert said == "Vaš kod: KU-1. Ljubazno vas molimo, čuvajte ga."


@pytest.mark.parametrize(
    ("number", "said"),
    [(1, "1 пријава"), (22, "22 пријаве"), (5, "5 пријава"), (11, "11 пријава")],
)
def test_numbers_go_with_their_form(catalog: Catalog, number: int, said: str) -> None:
    assert catalog.plural("queue.count", number, "sr-Cyrl") == said


def test_a_missing_text_is_named(catalog: Catalog) -> None:
    with pytest.raises(MissingText, match=r"only\.english \[sr-Cyrl\]"):
        catalog.text("only.english", "sr-Cyrl")
    with pytest.raises(MissingText, match=r"\[xx\]"):
        catalog.text("only.english", "xx")


@pytest.mark.parametrize("key", ["not.yet", "not.sure"])
def test_an_empty_or_uncertain_translation_is_missing(catalog: Catalog, key: str) -> None:
    assert not catalog.has(key, "sr-Cyrl")


def test_a_draft_reads_its_fallback(catalog: Catalog) -> None:
    assert catalog.text("report.ask.where", "rom") == "Which place?"


def test_a_place_left_open_is_an_error(catalog: Catalog) -> None:
    with pytest.raises(MissingParam, match="code"):
        catalog.text("report.received", "en")
    assert catalog.names("report.received", "en") == {"code"}


@given(st.text())
def test_braces_in_a_value_stay_inert(value: str) -> None:
    wording = Wording.parse("{name} / {place} {0} {")
    assert wording.fill({"name": value, "place": "{name}"}) == value + " / {name} {0} {"


def test_the_line_speaks_four_languages() -> None:
    assert list(load_languages()) == ["sq", "sr-Latn", "sr-Cyrl", "en"]


def test_every_catalogue_of_the_line_can_be_read() -> None:
    catalog = load_catalog()
    for language in catalog.languages:
        assert all(catalog.names(key, language) is not None for key in catalog.keys(language))
    assert catalog.keys("sr-Latn") == catalog.keys("sr-Cyrl")
