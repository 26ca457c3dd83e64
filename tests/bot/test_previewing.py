"""The preview of a pack is made by what sends it: section by section, button by button."""

import pytest

from bot.previewing import Previewer
from locales.catalog import load_catalog
from locales.packs import load_packs
from tests.world import real_speaker, real_world

PACKS = {pack.topic: pack for pack in load_packs()}
PREVIEWER = Previewer(real_world(), load_catalog())


@pytest.mark.parametrize("language", ["sq", "sr-Cyrl", "sr-Latn", "en"])
def test_a_chat_gets_every_section_and_may_rate_it(language: str) -> None:
    sent = PREVIEWER.messages(PACKS["food"], "kucova", language, "telegram")
    assert [section for section, _ in sent] == [
        "what", "who", "gives", "how", "bring", "cost", "deadlines"
    ]  # fmt: skip
    text = PACKS["food"].editions["kucova"].texts[language]
    for section, message in sent:
        assert text.section(section) in message.parts[0]
    labels = [button.label for button in sent[0][1].buttons]
    assert real_speaker().catalog.text("info.useful", language) in labels


def test_an_sms_is_short_folded_and_numbered() -> None:
    sent = PREVIEWER.messages(PACKS["food"], "kucova", "sq", "sms")
    assert [section for section, _ in sent] == ["short", "how", "bring", "cost", "deadlines"]
    assert all(message.parts[0].isascii() for _, message in sent)
    assert "1 Ku dhe si" in sent[0][1].parts[0]


def test_of_a_sensitive_topic_only_the_short_form_leaves_by_sms() -> None:
    sent = PREVIEWER.messages(PACKS["trafficking"], "kucova", "sq", "sms")
    assert [section for section, _ in sent] == ["short"]
