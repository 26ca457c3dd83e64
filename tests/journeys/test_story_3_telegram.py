"""Story 3: a citizen or returnee on Telegram: menu, things shared, and every pack."""

import asyncio
import html
import re
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Final

import aiohttp
import pytest
from playwright.async_api import expect

from locales.catalog import load_catalog
from locales.fitting import fold, segments
from locales.packs import Pack, load_packs
from tests.journeys.town import Phone, Town, Visitors, find_report

CATALOG: Final = load_catalog()
PACKS: Final = tuple(pack for pack in load_packs() if "kucova" in pack.editions)
READ: Final = tuple(pack for pack in PACKS if pack.topic in ("economic-aid", "work", "school"))
"""All others are told in tests/bot/test_speaking.py: a phone shows its whole talk each time."""
LANGUAGES: Final = {"sq": "Shqip", "sr-Cyrl": "Српски", "sr-Latn": "Srpski", "en": "English"}
BUBBLE: Final = re.compile(
    r'<div class="said (mine|theirs).*?<p class="words">(.*?)</p>', re.DOTALL
)
KEY: Final = re.compile(r'<button name="tap" value="([^"]*)">([^<]*)</button>')
PATIENCE: Final = 10.0


async def begin(phone: Phone, language: str) -> None:
    """From the first touch to the menu."""
    await phone.tap("Start")
    await phone.reads("Zgjidhni gjuhën. Изаберите језик. Choose your language.")
    await phone.tap(LANGUAGES[language])


async def test_the_notice_comes_before_the_menu(visitors: Visitors) -> None:
    phone = await visitors.phone("telegram", 1)
    await begin(phone, "sq")
    await phone.reads(
        "Mesazhin e lexon një punonjës social",
        "Ajo që shkruani ruhet e mbyllur me çelës",
        "112 · 129 · 116117",
        "Si mund t'ju ndihmojmë?",
    )
    menu = phone.page.locator("section.telegram .said").last.get_by_role("button")
    assert await menu.all_inner_texts() == [
        "Informacion",
        "Dikush tjetër ka nevojë për ndihmë",
        "Ndihmë për mua",
        "Mesazhi im",
        "Lajme nga bashkia ose komuna",
        "Të flas me një njeri",
        "Gjuha",
        "Shkruaj nga detyra (mësues, infermier, kryeplak)",
    ]


async def test_photo_voice_place_and_number_reach_the_desk(visitors: Visitors) -> None:
    phone = await visitors.phone("telegram", 1)
    await phone.tap("Dikush tjetër ka nevojë për ndihmë")
    await phone.reads("Çfarë keni parë ose dëgjuar?")
    await phone.share("Photo")
    await phone.reads("E morëm. Tani shkruani me fjalë çfarë keni parë")
    await phone.share("Voice")
    await phone.say("shtëpia është pa çati, familja është kthyer nga Gjermania")
    await phone.reads("Ku? Zgjidhni, shkruani vendin ose dërgoni vendndodhjen.")
    await phone.share("Place")
    await phone.reads("A mund t'ju shkruajmë këtu, dhe kur?")
    await phone.share("Contact")
    await phone.reads("Pyetja e fundit: a mund të presë?")
    await phone.tap("Sot")
    await phone.reads("Faleminderit. Kodi juaj: ")

    operator = await visitors.desk("operator")
    await find_report(operator, await phone.code())
    talk = operator.get_by_role("region", name="Conversation")
    await expect(talk).to_contain_text("familja është kthyer nga Gjermania")
    for kind, beginning in (("Photo", b"\xff\xd8\xff"), ("Voice", b"OggS")):
        link = talk.get_by_role("link", name=kind)
        kept = await operator.request.get(str(await link.get_attribute("href")))
        assert (await kept.body()).startswith(beginning)
    await expect(talk).to_contain_text("Location")
    await expect(talk).to_contain_text("Contact")


async def test_typed_words_do_what_buttons_do(visitors: Visitors) -> None:
    phone = await visitors.phone("telegram", 2)
    await phone.tap("Start")
    await phone.say("english")
    await phone.reads("How can we help?")
    await phone.say("talk to a person")
    await phone.reads("Somebody will read your message. What is it about?")
    await phone.say("about my pension papers")
    await phone.reads("May we write back to you here, and when?")
    await phone.say("yes, after four")
    await phone.reads("Thank you. Your code: ")


async def test_a_deep_link_leads_to_its_topic(visitors: Visitors) -> None:
    phone = await visitors.phone("telegram", 3)
    await phone.say("/start kucova--economic-aid")
    await phone.tap("Shqip")
    await phone.reads("Ndihma ekonomike")
    await expect(phone.page.get_by_role("button", name="Për kë", exact=True)).to_be_visible()


@dataclass
class Handset:
    """A simulated phone without a browser: its forms and what it shows."""

    session: aiohttp.ClientSession
    path: str

    async def shown(self) -> str:
        """The talk as the page has it."""
        async with self.session.get(self.path) as answer:
            return await answer.text()

    async def heard(self) -> list[str]:
        """Every message of the line."""
        found = BUBBLE.findall(await self.shown())
        return [html.unescape(text) for whose, text in found if whose == "theirs"]

    async def send(self, **given: str) -> str:
        """Do something; the line's next message."""
        before = len(await self.heard())
        async with self.session.post(self.path, data={"script": "1", **given}) as answer:
            assert answer.status == 204
        return await self._next(before)

    async def _next(self, before: int) -> str:
        async with asyncio.timeout(PATIENCE):
            while len(heard := await self.heard()) <= before:  # noqa: ASYNC110  another process
                await asyncio.sleep(0.02)
        return heard[-1]

    async def press(self, label: str) -> str:
        """Press the newest button of this label; the line's next message."""
        taps = {html.unescape(text): tap for tap, text in KEY.findall(await self.shown())}
        return await self.send(tap=html.unescape(taps[label]))


@pytest.fixture
async def handsets(town: Town) -> AsyncIterator[aiohttp.ClientSession]:
    """Leads to every phone of the town."""
    async with aiohttp.ClientSession(town.url) as session:
        yield session


async def test_every_section_is_told_on_telegram_in_every_language(
    handsets: aiohttp.ClientSession, town: Town
) -> None:
    phones = {
        tag: Handset(handsets, f"/phones/telegram/{chat}")
        for chat, tag in enumerate(LANGUAGES, start=5001)
    }
    for tag, phone in phones.items():
        await phone.send(text="/language")
        await phone.press(LANGUAGES[tag])
        await phone.send(text="/menu")
        await phone.press(CATALOG.text("menu.info", tag))
    for pack in READ:
        town.wait(minutes=1.1)  # nobody reads faster, and 20 messages a minute are too many
        await asyncio.gather(*(read_pack(phones[tag], pack, tag) for tag in LANGUAGES))


async def read_pack(phone: Handset, pack: Pack, language: str) -> None:
    """Open a topic and all its sections, and go back to the topics."""
    text = pack.editions["kucova"].texts[language]
    first, *others = text.sections
    await phone.press(CATALOG.text(f"area.{pack.area}", language))
    assert first[1] in await phone.press(text.title)
    for section, words in others:
        assert words in await phone.press(CATALOG.text(f"section.{section}", language))
    await phone.press(CATALOG.text("info.more", language))


@pytest.mark.parametrize(("number", "language"), [(1, "sq"), (2, "sr-Latn"), (3, "en")])
async def test_a_pack_is_one_text_by_sms(
    handsets: aiohttp.ClientSession, town: Town, number: int, language: str
) -> None:
    phone = Handset(handsets, f"/phones/sms/+35569000000{number}")
    await phone.send(text="GJUHA")
    await phone.send(text=str(number))
    await phone.send(text="MENU")
    await phone.send(text="1")
    areas = dict.fromkeys(pack.area for pack in PACKS if not pack.sensitive)
    for pack in READ:
        town.wait(minutes=1.1)
        beside = [one for one in PACKS if one.area == pack.area and not one.sensitive]
        await phone.send(text=str([*areas].index(pack.area) + 1))
        told = await phone.send(text=str(beside.index(pack) + 1))
        assert fold(pack.editions["kucova"].texts[language].short) in told
        assert segments(told) <= 3
        await phone.send(text="5")
