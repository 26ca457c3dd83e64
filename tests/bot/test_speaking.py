"""A Say becomes exactly what is sent, the same in outbox, desk and preview."""

import pytest

from flows.effects import Offer, Say
from flows.messages import Button
from locales.packs import load_packs
from tests.world import real_speaker, real_world

CODE = (("code", "KU-7F3K-9QTW"), ("emergency", "112"), ("numbers", "112 · 129"))
CHOICES = (Offer("sms.wait.now", "choice.now"), Offer("x.y.z", "Ë drejtë", literal=True))


def speak(
    channel: str, *says: Say, language: str = "sq", diacritics: bool = False
) -> tuple[str, ...]:
    voice = real_speaker().voice(channel, language, diacritics=diacritics)
    return voice.speak(says).outgoing.parts


def test_choices_are_numbered_by_sms_and_buttons_on_a_chat() -> None:
    say = Say(key="ask.wait", language="sq", offers=CHOICES)
    assert speak("sms", say) == ("A mund te prese? 1 Jo  2 E drejte",)
    chat = real_speaker().voice("telegram", "sq").speak([say]).outgoing
    assert chat.buttons == (
        Button("sms.wait.now", "Jo, duhet tani"),
        Button("x.y.z", "Ë drejtë"),
    )


def test_a_contact_may_keep_the_diacritics() -> None:
    say = Say(key="added", language="sq")
    assert speak("sms", say) == ("Faleminderit, e shtuam.",)
    say = Say(key="exit.done", language="sq")
    assert speak("sms", say) == ("Faleminderit, diten e mire.",)
    assert speak("sms", say, diacritics=True) == ("Faleminderit, ditën e mirë.",)


def test_texts_of_one_turn_are_one_message_with_the_last_choices() -> None:
    first = Say(key="opened", language="en", params=CODE, report_id="r1")
    last = Say(key="ask.where", language="en", offers=CHOICES, ask_for="location", report_id="r1")
    spoken = real_speaker().voice("telegram", "en").speak([first, last])
    (part,) = spoken.outgoing.parts
    assert part.startswith("We have your message. Your code: KU-7F3K-9QTW.")
    assert part.endswith("send the location.")
    assert spoken.outgoing.ask_for == "location"
    assert len(spoken.outgoing.buttons) == 2
    assert spoken.report_id == "r1"


def test_staff_words_go_as_written_and_without_sound() -> None:
    say = Say(literal="Ejani {nesër}", reply_id="p1", silent=True)
    spoken = real_speaker().voice("telegram", "sq").speak([say])
    assert spoken.outgoing.parts == ("Ejani {nesër}",)
    assert spoken.outgoing.silent
    assert spoken.reply_id == "p1"


def test_a_receipt_tells_the_local_day_and_hour() -> None:
    at = (("at", "1790000000000000"),)
    say = Say(key="professional.receipt", language="en", params=(*CODE, *at))
    (part,) = speak("sms", say, language="en")
    assert "on 21.09.2026 16:13" in part


@pytest.mark.parametrize("language", ["sq", "sr-Latn", "sr-Cyrl", "en"])
def test_a_topic_is_short_by_sms_and_whole_on_a_chat(language: str) -> None:
    for pack in real_world().packs:
        short = speak("sms", Say(pack=(pack.topic, pack.place, "short"), language=language))
        assert len(short) == 1
        chat = Say(pack=(pack.topic, pack.place, "how"), language=language)
        (section,) = speak("telegram", chat)
        assert section.startswith(pack.titles[language])
        voice = real_speaker().voice("telegram", language)
        outgoing = voice.speak([chat]).outgoing
        assert outgoing.parts[0][: outgoing.heading] == pack.titles[language]


@pytest.mark.parametrize(
    ("topic", "said"),
    [
        ("economic-aid", ""),
        ("line", "Ask first whether this still applies today."),
        ("training", "This is planned for 20"),
    ],
)
def test_what_is_not_sure_to_exist_is_said_with_the_first_section(topic: str, said: str) -> None:
    edition = next(p for p in load_packs() if p.topic == topic).editions["kucova"]
    (first,) = speak("telegram", Say(pack=(topic, "kucova", "what"), language="en"), language="en")
    assert (
        first.removeprefix(edition.texts["en"].title)
        .strip()
        .startswith(edition.texts["en"].section("what"))
    )
    assert bool(said) == (edition.status != "exists")
    assert said in first
