"""An event is written without JavaScript, published, found by anybody, and cancelled."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Page, expect

from tests.admin.office import PASSWORD, Office, open_office
from tests.browser import accessibility_faults

SCREENS = {(1280, 800): ("dark", "light"), (390, 844): ("light",), (320, 700): ()}
"""Sizes, and the colours in which a page of that size is read aloud."""
WORDS = {
    "sq": ("Takim për shkollën", "Pallati i Kulturës", "Për prindërit e nxënësve."),
    "sr": ("Састанак о школи", "Дом културе", "За родитеље ученика."),
    "en": ("Meeting about school", "House of Culture", "For parents of pupils."),
}


@pytest_asyncio.fixture(loop_scope="session")
async def office(tmp_path: Path) -> AsyncIterator[Office]:
    async with open_office(tmp_path) as opened:
        del opened.places["elsewhere"]
        opened.hire("ana", "campaigns")
        yield opened


async def sign_in(page: Page, office: Office) -> None:
    await page.goto(f"{office.url}/desk/sign-in")
    await page.locator("[name=name]").fill("ana")
    await page.locator("[name=password]").fill(PASSWORD)
    await page.locator("form:has([name=password]) button").click()


async def write(page: Page, *languages: str) -> None:
    """Fill the form in these languages and save it."""
    await page.locator("#f-day").fill("2030-03-30")
    await page.locator("#f-begin").fill("17:00")
    await page.locator("#f-end").fill("18:30")
    for folder in languages:
        for name, words in zip(("title", "place", "description"), WORDS[folder], strict=True):
            await page.locator(f"#f-{folder}-{name}").fill(words)
    await page.get_by_role("button", name="Ruani dhe shihni").click()


async def test_an_event_reaches_everybody_s_calendar_and_leaves_it_without_javascript(
    plain_page: Page, office: Office
) -> None:
    page = plain_page
    await sign_in(page, office)
    await page.get_by_role("link", name="Kalendari", exact=True).click()
    await page.get_by_role("link", name="Ngjarje e re").click()
    await write(page, "sq", "en")
    await expect(page.get_by_text("Mungon: Titulli.")).to_be_visible()
    await page.get_by_role("link", name="Ndreqni tekstin").first.click()
    await expect(page.locator("#f-sr-title")).to_be_in_viewport()
    await write(page, "sq", "sr", "en")
    await expect(page.locator(".bubble.sms").first).to_contain_text("Takim per shkollen")
    await page.get_by_role("button", name="Shpalleni").click()
    await expect(page.get_by_text("E sheh kushdo në kalendarin publik.")).to_be_visible()
    desk = page.url
    await page.goto(f"{office.url}/info/?lang=sr-Latn")
    await expect(page.get_by_text("Sastanak o školi")).to_be_visible()
    await expect(page.get_by_text("subota, 30. mart, 17:00")).to_be_visible()
    link = await page.get_by_role("link", name="Dodajte ih u svoj kalendar").get_attribute("href")
    calendar = await page.request.get(f"{office.url}{link}")
    assert "LOCATION;LANGUAGE=sr-Latn:Dom kulture" in await calendar.text()
    await page.goto(desk)
    await page.locator("details.more summary").click()
    await page.get_by_role("button", name="Nuk mbahet").click()
    await expect(page.locator(".heading .mark")).to_have_text("Nuk mbahet")
    calendar = await page.request.get(f"{office.url}{link}")
    assert "STATUS:CANCELLED" in await calendar.text()


@pytest.mark.parametrize("screen", SCREENS, ids=str)
async def test_every_page_of_the_calendar_can_be_read_aloud_and_fits(
    page: Page, office: Office, screen: tuple[int, int]
) -> None:
    await page.set_viewport_size({"width": screen[0], "height": screen[1]})
    await sign_in(page, office)
    await page.goto(f"{office.url}/desk/events/new")
    await write(page, "sq")
    faulty = page.url.partition("?")[0]
    await page.goto(f"{office.url}/desk/events/new")
    await write(page, *WORDS)
    look = page.url.partition("?")[0]
    await page.goto(f"{office.url}/desk/events/new")
    await write(page, *WORDS)
    await page.get_by_role("button", name="Shpalleni").click()
    published = page.url.partition("?")[0]
    reminder = await page.get_by_role("link", name="Shihni kujtesën").get_attribute("href")
    assert reminder
    here = (f"{office.url}/desk/events", f"{office.url}/desk/events/new", f"{office.url}/info/")
    for path in (faulty, look, published, f"{look}/edit", f"{office.url}{reminder}", *here):
        for scheme in SCREENS[screen]:
            await page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
            await page.goto(path)
            assert await accessibility_faults(page) == [], (path, scheme)
        await page.goto(path)
        wide = await page.evaluate("document.documentElement.scrollWidth")
        assert wide <= screen[0], (path, wide)
