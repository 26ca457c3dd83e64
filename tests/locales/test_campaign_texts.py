"""What campaigns say: every template in every language, every mistake by its name."""

import string

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flows.campaigns import TOPICS
from locales.campaign_texts import (
    LONGEST,
    LONGEST_CAPTION,
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
from locales.catalog import load_catalog
from locales.fitting import fold
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
READERS = {"sq": ("sq",), "sr": ("sr-Cyrl", "sr-Latn"), "en": ("en",)}
CODES = (
    "missing", "unknown_placeholder", "value_missing", "braces", "hidden", "not_cyrillic", "cyrillic",
    "long_sms", "long", "long_caption", "telling", "link",
)  # fmt: skip
ELSEWHERE = {"sq": "Ndal: NDAL te {}", "sr": "Крај: СТОП на {}", "en": "End: STOP to {}"}
"""The way out of a sender that nobody can answer, as the catalogue says it."""
FILLED: Values = {
    "municipality": {"sq": "Fushë Kosovë", "sr": "Косово Поље", "en": "Fushë Kosovë"},
    "line_number": {"": "+355690000000"},
    "here": {
        "sq": "në numrin +355690000000",
        "sr": "на број +355690000000",
        "en": "to +355690000000",
    },
    "emergency": {"": "112 · 129 · 116117"},
    "date": {"": "25.11.2026"},
    "time": {"": "17:00"},
    "place": {"sq": "Qendra e komunitetit", "sr": "Дом заједнице", "en": "Community centre"},
    "service": {"sq": "zyra e re e punës", "sr": "нова канцеларија", "en": "the new job office"},
    "deadline": {"": "05.09.2026"},
    "pack": {"sq": "Shkolla", "sr": "Школа", "en": "School"},
}


def mistakes(texts: dict[str, CampaignText], **also: object) -> list[Fault]:
    usual = {"sensitive": False, "image": False, "languages": ("sq",), "channels": ("telegram",)}
    return faults(texts, FILLED, **{"way_out": OUT, **usual, **also})  # type: ignore[arg-type]


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
    assert "+355690000000" in told.text, (
        "a sender of letters cannot be answered: the number is said"
    )
    if template.sensitive:
        assert telling_words(told.text) == []
        assert not has_link(told.text)


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda one: one.name)
@pytest.mark.parametrize("language", WRITTEN)
def test_from_a_sender_of_letters_a_template_still_leaves(
    template: Template, language: str
) -> None:
    out = ELSEWHERE[language].format("+355690000000")
    assert mistakes(
        dict(template.texts),
        sensitive=template.sensitive,
        languages=(language,),
        channels=("sms",),
        way_out={(language, "sms"): out},
    ) == []  # fmt: skip


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda one: one.name)
@pytest.mark.parametrize("language", WRITTEN)
def test_a_locked_phone_shows_nothing_telling(template: Template, language: str) -> None:
    assert telling_words(template.texts[language].text.partition("\n\n")[0]) == []


def test_the_warning_before_going_abroad_says_that_protection_may_be_asked_for() -> None:
    texts = next(one.texts for one in TEMPLATES if one.name == "irregular-migration")
    assert "kërkoni mbrojtje" in texts["sq"].text
    assert "тражите заштиту" in texts["sr"].text
    assert "ask for protection" in texts["en"].text


@pytest.mark.parametrize("language", ["sq", "sr", "en"])
def test_staff_read_what_every_template_place_and_mistake_is(language: str) -> None:
    catalog = load_catalog()
    tag = {"sr": "sr-Cyrl"}.get(language, language)
    for template in TEMPLATES:
        assert catalog.text(f"campaign.template.{template.name}", tag)
        assert catalog.text(f"campaign.about.{template.name}", tag)
    for name in PLACEHOLDERS:
        assert catalog.text(f"campaigns.value.{name}", tag)
    for topic in TOPICS:
        assert catalog.text(f"campaign.topic.{topic}", tag)
    for code in CODES:
        assert catalog.text(f"campaign.fault.{code}", tag, what="x")


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
        ("Takim më { date }", "braces"),
        ("Takim } tani", "braces"),
        ("Takim\u202etani", "hidden"),
        ("Takim\u200btani", "hidden"),
        ("Takim\x07", "hidden"),
        ("Taким", "cyrillic"),
        ("Takim\u200d🙂", "hidden"),
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


def test_a_value_of_blanks_is_none() -> None:
    texts = {"sq": CampaignText(text="Numri: {line_number}")}
    (fault,) = faults(
        texts, {"line_number": {"sq": "  ", "": " "}}, sensitive=False, image=False,
        languages=("sq",), channels=("telegram",), way_out=OUT,
    )  # fmt: skip
    assert fault.code == "value_missing"


def test_braces_in_a_value_are_named() -> None:
    values = {"place": {"": "{{7*7}}"}}
    (fault,) = faults(
        {"sq": CampaignText(text="Ku: {place}")}, values, sensitive=False, image=False,
        languages=("sq",), channels=("telegram",), way_out=OUT,
    )  # fmt: skip
    assert fault.code == "braces"


def test_pictures_may_be_joined_but_an_sms_of_pictures_says_nothing() -> None:
    family = "\U0001f468\u200d\U0001f469\u200d\U0001f467"
    assert codes(f"Familja {family}") == []
    assert codes(family, channels=("sms",)) == ["missing"]


def test_serbian_is_counted_as_long_as_its_readers_in_latin_get_it() -> None:
    assert codes("Њ" * 2100, languages=("sr",)) == ["long"]
    assert codes("Н" * 2100, languages=("sr",)) == []


def test_under_a_picture_there_is_less_room() -> None:
    assert codes("a" * 1020) == []
    assert codes("a" * 1020, image=True) == ["long_caption"]


def test_an_sms_that_costs_too_much_is_named_with_its_cost() -> None:
    room = MOST_SEGMENTS * 153 - len(" Ndal: NDAL")
    assert mistakes({"sq": CampaignText(sms="a" * room)}, channels=("sms",)) == []
    dear = mistakes({"sq": CampaignText(sms="a" * (room + 1))}, channels=("sms",))
    assert dear == [Fault("long_sms", "sq", "sms", str(MOST_SEGMENTS + 1))]


@pytest.mark.parametrize(
    "word", ["dhunë në familje", "policia", "насиље", "shelter", "p o l i c i"]
)
def test_a_sensitive_sms_tells_nothing(word: str) -> None:
    language = "sr" if word == "насиље" else "sq"
    assert "telling" in codes(word, sensitive=True, channels=("sms",), languages=(language,))
    assert "telling" not in codes(word, sensitive=True, languages=(language,))


def test_a_telling_word_is_named_though_nobody_marked_the_campaign() -> None:
    assert codes("Takim me policinë", channels=("sms",)) == ["telling"]
    assert codes("Takim me policinë") == []


def test_a_sensitive_sms_holds_no_link() -> None:
    assert "link" in codes("Lexoni refero.al/x", sensitive=True, channels=("sms",))
    assert codes("Lexoni refero.al/x", channels=("sms",)) == []


def test_serbian_in_latin_letters_is_named() -> None:
    assert codes("Upis", languages=("sr",)) == ["not_cyrillic"]
    assert codes("Upis, {place}", languages=("sr",)) == ["not_cyrillic"]
    assert codes("{date}, 17:00", languages=("sr",)) == []


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


PIECES = st.lists(
    st.one_of(
        st.sampled_from([f"{{{name}}}" for name in (*PLACEHOLDERS, "day", "7*7")]),
        st.sampled_from(
            ["Takim ", "Састанак ", "Њњ", "ë", "polici", "{", "}", "\u202e", "😀", "\n"]
        ),
        st.text(alphabet="abcëçшђљ1 .", max_size=400),
    ),
    max_size=12,
).map("".join)


@settings(deadline=None)
@given(text=PIECES, value=PIECES, image=st.booleans(), marked=st.booleans())
def test_what_has_no_mistake_can_leave_as_it_is(
    text: str, value: str, image: bool, marked: bool
) -> None:
    values = {**FILLED, "place": {"": value}}
    for written, readers in READERS.items():
        texts = {written: CampaignText(text, text)}
        for channel in CHANNELS:
            found = faults(
                texts, values, sensitive=marked, image=image, languages=(written,),
                channels=(channel,), way_out=OUT,
            )  # fmt: skip
            assert {one.code for one in found} <= set(CODES)
            if found:
                continue
            for reader in readers:
                latin = reader == "sr-Latn"
                out = OUT[written, channel]
                out = to_latin(out) if latin else out
                told = render(
                    texts, values, language=reader, channel=channel, diacritics=False,
                    way_out=out, latin=to_latin,
                )  # fmt: skip
                assert not set("{}\u202e") & set(told.text)
                if channel == "sms":
                    assert told.text.endswith(fold(out))
                    assert 1 <= told.segments <= MOST_SEGMENTS
                    assert telling_words(told.text) == []
                else:
                    assert told.text.endswith(out)
                    most = LONGEST_CAPTION if image else LONGEST
                    assert len(told.text.encode("utf-16-le")) // 2 <= most


@given(st.text(alphabet=string.printable, max_size=60))
def test_a_value_is_never_filled_again(wild: str) -> None:
    texts = {"sq": CampaignText(text="[{place}]")}
    told = render(
        texts, {"place": {"": f"({wild}{{date}}"}, "date": {"": "never"}}, language="sq",
        channel="telegram", diacritics=True, way_out="x", latin=to_latin,
    )  # fmt: skip
    assert told.text == f"[({wild}{{date}}]\n\nx"


def test_every_placeholder_is_one_that_staff_can_fill() -> None:
    used = {name for one in TEMPLATES for name in one.placeholders}
    assert used <= set(PLACEHOLDERS)
