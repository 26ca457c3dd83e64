"""What campaigns say: every template in every language, every mistake by its name."""

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.campaigns import TOPICS
from locales.campaign_texts import (
    MOST_SEGMENTS,
    PLACEHOLDERS,
    CampaignText,
    Fault,
    Template,
    Values,
    faults,
    load_templates,
    render,
)
from locales.neutral import has_link, telling_words
from locales.packs import load_packs
from locales.serbian import to_latin

TEMPLATES = load_templates()
WRITTEN = ("sq", "sr", "en")
CHANNELS = ("telegram", "sms")
OUT = {
    (language, channel): words
    for language, words in {"sq": "Ndal: NDAL", "sr": "Крај: СТОП", "en": "End: STOP"}.items()
    for channel in CHANNELS
}
FILLED: Values = {
    "municipality": {"sq": "Fushë Kosovë", "sr": "Косово Поље", "en": "Fushë Kosovë"},
    "line_number": {"": "+355690000000"},
    "emergency": {"": "112 · 129 · 116117"},
    "date": {"": "25.11.2026"},
    "time": {"": "17:00"},
    "place": {"sq": "Qendra e komunitetit", "sr": "Дом заједнице", "en": "Community centre"},
    "service": {"sq": "zyra e re e punës", "sr": "нова канцеларија", "en": "the new job office"},
    "deadline": {"": "05.09.2026"},
    "pack": {"sq": "Shkolla", "sr": "Школа", "en": "School"},
}


def mistakes(texts: dict[str, CampaignText], **also: object) -> list[Fault]:
    given_ = {"sensitive": False, "image": False, "languages": ("sq",), "channels": ("telegram",)}
    return faults(texts, FILLED, way_out=OUT, **{**given_, **also})  # type: ignore[arg-type]


def codes(text: str, **also: object) -> list[str]:
    both = CampaignText(text=text, sms=text)
    return [one.code for one in mistakes({"sq": both, "sr": both, "en": both}, **also)]


def test_the_six_templates_are_there() -> None:
    assert [one.name for one in TEMPLATES] == [
        "irregular-migration", "line-number", "meeting", "school-enrolment", "service-opens",
        "sixteen-days",
    ]  # fmt: skip


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda one: one.name)
def test_a_template_is_whole_in_every_language_and_names_its_source(template: Template) -> None:
    assert mistakes(
        dict(template.texts),
        sensitive=template.sensitive,
        languages=WRITTEN,
        channels=CHANNELS,
        image=False,
    ) == []  # fmt: skip
    assert template.topic in TOPICS
    assert template.source
    packs = {pack.topic for pack in load_packs()}
    assert not template.pack or template.pack in packs


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda one: one.name)
@pytest.mark.parametrize("language", ["sq", "sr-Cyrl", "sr-Latn", "en"])
def test_by_sms_a_template_costs_two_segments_and_ends_with_the_way_out(
    template: Template, language: str
) -> None:
    out = OUT[language.partition("-")[0], "sms"]
    told = render(
        template.texts, FILLED, language=language, channel="sms", diacritics=False, way_out=out,
        latin=to_latin,
    )  # fmt: skip
    assert told.segments <= 2
    assert told.text.isascii()
    assert told.text.endswith(("Ndal: NDAL", "Kraj: STOP", "End: STOP"))
    assert "{" not in told.text
    if template.sensitive:
        assert telling_words(told.text) == []
        assert not has_link(told.text)


def test_whoever_keeps_their_letters_gets_them_and_pays_for_them() -> None:
    texts = {"sq": CampaignText(sms="Për të gjithë: " + "ë" * 60)}
    plain, own = (
        render(
            texts,
            {},
            language="sq",
            channel="sms",
            diacritics=kept,
            way_out="Ndal: NDAL",
            latin=to_latin,
        )
        for kept in (False, True)
    )
    assert (plain.segments, own.segments) == (1, 2)
    assert "ë" in own.text


def test_serbian_is_written_once_and_read_in_both_scripts() -> None:
    texts = {"sr": CampaignText(text="Упис до {deadline} у {place}")}
    told = render(
        texts, FILLED, language="sr-Latn", channel="telegram", diacritics=True, way_out="Kraj: STOP",
        latin=to_latin,
    )  # fmt: skip
    assert told.text == "Upis do 05.09.2026 u Dom zajednice\n\nKraj: STOP"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "missing"),
        ("  \n ", "missing"),
        ("Takim më {datë}", "braces"),
        ("Takim më {day}", "unknown_placeholder"),
        ("{{7*7}}", "braces"),
        ("Takim } tani", "braces"),
        ("Takim\u202etani", "hidden"),
        ("Takim\u200btani", "hidden"),
        ("Takim\x07", "hidden"),
        ("Taким", "cyrillic"),
        ("a" * 4090, "long"),
    ],
)
def test_a_mistake_is_named(text: str, code: str) -> None:
    assert code in codes(text)


def test_a_value_that_nobody_gave_is_named() -> None:
    texts = {"sq": CampaignText(text="Numri: {line_number}")}
    assert faults(
        texts, {}, sensitive=False, image=False, languages=("sq",), channels=("telegram",),
        way_out=OUT,
    ) == [Fault("value_missing", "sq", "telegram", "line_number")]  # fmt: skip


def test_under_a_picture_there_is_less_room() -> None:
    assert codes("a" * 1020) == []
    assert codes("a" * 1020, image=True) == ["long_caption"]


def test_an_sms_that_costs_too_much_is_named_with_its_cost() -> None:
    dear = mistakes({"sq": CampaignText(sms="a" * 460)}, channels=("sms",))
    assert dear == [Fault("long_sms", "sq", "sms", str(MOST_SEGMENTS + 1))]


@pytest.mark.parametrize(
    "word", ["dhunë në familje", "policia", "насиље", "shelter", "p o l i c i"]
)
def test_a_sensitive_sms_tells_nothing(word: str) -> None:
    language = "sr" if word == "насиље" else "sq"
    assert "telling" in codes(word, sensitive=True, channels=("sms",), languages=(language,))
    assert "telling" not in codes(word, sensitive=True, languages=(language,))


def test_a_sensitive_sms_holds_no_link() -> None:
    assert "link" in codes("Lexoni refero.al/x", sensitive=True, channels=("sms",))


def test_serbian_in_latin_letters_is_named() -> None:
    assert codes("Upis", languages=("sr",)) == ["not_cyrillic"]


@given(st.text(alphabet=st.characters(codec="utf-8"), max_size=200))
def test_wild_words_of_staff_stay_words(wild: str) -> None:
    texts = {"sq": CampaignText(text=wild)}
    told = render(
        texts, {}, language="sq", channel="telegram", diacritics=True, way_out="x", latin=to_latin
    )
    assert told.text == f"{wild}\n\nx"
    faults(
        texts, FILLED, sensitive=True, image=True, languages=WRITTEN, channels=CHANNELS, way_out=OUT
    )


@given(st.text(alphabet=string.printable, max_size=60))
def test_a_value_is_never_filled_again(wild: str) -> None:
    texts = {"sq": CampaignText(text="[{place}]")}
    told = render(
        texts, {"place": {"": wild + "{date}"}, "date": {"": "never"}}, language="sq",
        channel="telegram", diacritics=True, way_out="x", latin=to_latin,
    )  # fmt: skip
    assert told.text == f"[{wild}{{date}}]\n\nx"


def test_every_placeholder_is_one_that_staff_can_fill() -> None:
    used = {name for one in TEMPLATES for name in one.placeholders}
    assert used <= set(PLACEHOLDERS)
