"""Danger is heard anywhere in a text, commands only when they are the whole message."""

import tomllib
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.campaigns import TOPICS
from flows.triggers import Triggers, TriggerWords, normalise
from locales.catalog import load_catalog
from locales.keywords import load_keywords
from locales.languages import HERE
from locales.packs import load_packs

PHRASES = tomllib.loads(Path(__file__).with_name("danger_phrases.toml").read_text("utf-8"))
TRIGGERS = Triggers(msgspec.convert(load_keywords().triggers, TriggerWords))


def phrases(kind: str, part: str) -> list[str]:
    """All phrases of `kind` (danger, calm) in the tune or the measure part."""
    languages = PHRASES[kind][part].values()
    return [phrase for groups in languages for listed in groups.values() for phrase in listed]


@pytest.mark.parametrize("part", ["tune", "measure"])
def test_at_least_95_of_100_dangers_are_heard(part: str) -> None:
    told = phrases("danger", part)
    unheard = [phrase for phrase in told if TRIGGERS.danger(phrase) is None]
    assert len(unheard) <= 0.05 * len(told), unheard


@pytest.mark.parametrize("part", ["tune", "measure"])
def test_at_most_5_of_100_ordinary_texts_sound_like_danger(part: str) -> None:
    told = phrases("calm", part)
    mistaken = [phrase for phrase in told if TRIGGERS.danger(phrase) is not None]
    assert len(mistaken) <= 0.05 * len(told), mistaken


def test_the_list_is_long_and_a_third_is_misspelt() -> None:
    dangers = phrases("danger", "tune") + phrases("danger", "measure")
    calm = phrases("calm", "tune") + phrases("calm", "measure")
    misspelt = [
        phrase
        for part in PHRASES["danger"].values()
        for groups in part.values()
        for phrase in groups["misspelt"]
    ]
    assert len(set(dangers)) >= 240
    assert len(set(calm)) >= 200
    assert len(misspelt) >= len(dangers) / 3


@pytest.mark.parametrize("text", ["Kunati më prek natën", "Po më prek një burrë"])
def test_a_word_that_must_be_spelt_so_is_heard_anywhere_in_a_phrase(text: str) -> None:
    assert TRIGGERS.danger(text) is not None


@pytest.mark.parametrize(
    ("text", "child"),
    [
        ("Babi më rreh çdo natë", True),
        ("Babi më bie me rrip", True),
        ("Вајза 9 vjeç po rrihet, e rreh njerku", True),
        ("Муж ми бије децу", True),
        ("jam 14vjec dhe me rreh vllai", True),
        ("my stepfather hits me", True),
        ("moj cale... tata me bije", True),
        ("he hits my son", True),
        ("Burri më rreh", False),
        ("Babai nuk merr frymë", False),
        ("Djali im më godet kur pi", False),
        ("Sin me bije kad popije", False),
        ("Komšija tuče ženu", False),
    ],
)
def test_a_child_is_noticed_with_the_danger(text: str, child: bool) -> None:
    danger = TRIGGERS.danger(text)
    assert danger is not None
    assert danger.child is child


@pytest.mark.parametrize(
    "text",
    ["УБИЋЕ МЕ!!!", "u b i c e me ubice me", "ubi\u200bce me", "\u202eubice me", "UBIĆEEEE ME 😭"],
)
def test_script_marks_and_noise_hide_no_danger(text: str) -> None:
    assert TRIGGERS.danger(text) is not None


def test_danger_is_heard_in_the_middle_of_a_long_report() -> None:
    around = "Jeton vetëm me nënën dhe nuk ka të ardhura. " * 40
    assert TRIGGERS.danger(around + "Djali e rreh. " + around) is not None


def test_no_choice_that_we_offer_sounds_like_danger() -> None:
    catalog = load_catalog()
    offered = [
        catalog.text(key, language)
        for language in catalog.languages
        for key in catalog.keys(language)
        if key.startswith(("choice.", "menu.", "contact.yes", "contact.never"))
    ]
    assert len(offered) > 20
    assert [label for label in offered if TRIGGERS.danger(label)] == []


def test_what_we_tell_about_services_hardly_sounds_like_danger() -> None:
    told = [
        words
        for pack in load_packs()
        if not pack.sensitive
        for edition in pack.editions.values()
        for text in edition.texts.values()
        for words in (text.short, *dict(text.sections).values())
        if "112" not in words
    ]
    mistaken = [line for line in told if TRIGGERS.danger(line)]
    assert len(mistaken) <= 0.04 * len(told), mistaken


def test_what_was_long_ago_is_no_danger_unless_it_goes_on() -> None:
    assert TRIGGERS.danger("Para shumë vitesh më rrahu burri") is None
    assert TRIGGERS.danger("Para shumë vitesh më rrahu burri, sot më rrahu prapë") is not None
    assert TRIGGERS.danger("Martuar para 10 vitesh. Burri më rreh") is not None


@pytest.mark.parametrize(
    ("text", "command"),
    [
        ("STOP", "stop"),
        ("stop.", "stop"),
        ("S.T.O.P", "stop"),
        ("СТОП", "stop"),
        ("Ndalo!!", "stop"),
        ("ndallo", "stop"),
        ("çregjistrohu", "stop"),
        ("cregjistrohuu 🙏", "stop"),
        ("prekinii", "stop"),
        ("NDIHMË", "help"),
        ("ndihme", "help"),
        ("pomoc", "help"),
        ("ПОМОЋ", "help"),
        ("help", "help"),
        ("/help@ReferoBot", "help"),
        ("info", "info"),
        ("ИНФО", "info"),
        ("njeri", "human"),
        ("čovek", "human"),
        ("dil", "exit"),
        ("изађи", "exit"),
        ("izadji", "exit"),
        ("exit", "exit"),
        ("me harro", "forget"),
        ("obriši me", "forget"),
        ("kodi im", "status"),
        ("gjuha", "language"),
        ("SHKRONJA", "letters"),
        ("kvacice", "letters"),
        ("pa shkronja", "plain"),
        ("БЕЗ КВАЧИЦА", "plain"),
        ("plain letters", "plain"),
        ("menu", "menu"),
        ("мени", "menu"),
    ],
)
def test_a_command_is_the_whole_message(text: str, command: str) -> None:
    assert TRIGGERS.command(text) == command


@pytest.mark.parametrize(
    "text",
    [
        "a mund te ndalo pagesa",
        "treba mi pomoć oko papira",
        "help my neighbour with food",
        "informacion për shkollën e mesme",
        "dilni nga shtëpia",
        "",
        "🙂",
        "2",
        "KU-7F3K-9QTW",
        "e enjte",
    ],
)
def test_a_command_inside_other_words_is_none(text: str) -> None:
    assert TRIGGERS.command(text) is None


@pytest.mark.parametrize("text", ["END", "QUIT", "CANCEL"])
def test_the_providers_opt_out_words_never_exit(text: str) -> None:
    assert TRIGGERS.command(text) == "stop"


@pytest.mark.parametrize(
    ("text", "topic", "on"),
    [
        ("LAJME SHKOLLA", "school", True),
        ("lajme shkollen", "school", True),
        ("Dua lajme: punë!", "work", True),
        ("NDAL SHKOLLA", "school", False),
        ("ndalo takimet", "events", False),
        ("ВЕСТИ ШКОЛА", "school", True),
        ("vesti skola", "school", True),
        ("стоп услуге", "services", False),
        ("stop prava", "rights", False),
        ("news school", "school", True),
        ("STOP meetings", "events", False),
        ("Stop. Rights.", "rights", False),
    ],
)
def test_one_topic_of_campaigns_begins_and_ends_by_words(text: str, topic: str, on: bool) -> None:
    about = TRIGGERS.news(text)
    assert about is not None
    assert (about.topic, about.on) == (topic, on)


@pytest.mark.parametrize(
    "text", ["shkolla", "a ka lajme per shkollen", "stop", "lajme", "dua te ndaloj shkollen", ""]
)
def test_a_topic_inside_other_words_is_none(text: str) -> None:
    assert TRIGGERS.news(text) is None


@pytest.mark.parametrize("text", ["LAJME", "lajmet", "ВЕСТИ", "vesti", "новости", "News"])
def test_news_is_asked_for_in_every_language_and_script(text: str) -> None:
    assert TRIGGERS.command(text) == "news"


def test_every_topic_has_words_in_every_language() -> None:
    for language in ("sq", "sr", "en"):
        path = HERE / language / "keywords.toml"
        written = tomllib.loads(path.read_text(encoding="utf-8"))["topics"]
        assert tuple(written) == TOPICS
        assert all(written.values())


def test_no_word_is_two_commands() -> None:
    commands = load_keywords().triggers["commands"]
    words = [
        (normalise(word).replace(" ", ""), name) for name in commands for word in commands[name]
    ]
    by_word: dict[str, set[str]] = {}
    for word, name in words:
        by_word.setdefault(word, set()).add(name)
    assert {word: names for word, names in by_word.items() if len(names) > 1} == {}


@pytest.mark.parametrize(
    ("text", "rest"),
    [
        ("REFERO mësuese, shkolla e mesme", "mësuese, shkolla e mesme"),
        ("refero: nxënës pa libra", "nxënës pa libra"),
        ("РЕФЕРО учитељица", "учитељица"),
        ("refero", ""),
        ("dua të refero dikë", None),
    ],
)
def test_a_professional_begins_with_the_prefix(text: str, rest: str | None) -> None:
    assert TRIGGERS.after_prefix(text) == rest


@given(st.text(max_size=300))
def test_any_text_is_survived_and_made_plain(text: str) -> None:
    plain = normalise(text)
    assert plain == " ".join(plain.split())
    TRIGGERS.danger(text)
    TRIGGERS.command(text)


@pytest.mark.parametrize(
    ("typed", "plain"),
    [
        ("Po m'vret!!", "po mvret"),
        ("УБИЋЕ МЕ", "ubice me"),
        ("heeeeelp", "help"),
        ("h3lp p0moć", "help pomoc"),
        ("Đorđe çka", "djordje cka"),
        ("1️⃣", "1"),
        ("ndihm\u200bë", "ndihme"),
        ("jam 14 vjeç", "jam 14 vjec"),
    ],
)
def test_one_plain_spelling_for_matching(typed: str, plain: str) -> None:
    assert normalise(typed) == plain
