"""The pages for anybody, as a visitor meets them: on a phone, in a hurry, on paper, read aloud."""

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from playwright.async_api import Browser, Page, Route, expect

from admin.leaflet import PRINTED
from locales.packs import SECTIONS, Edition, Pack
from storage.directory import SEEDS, load_municipality
from tests.admin.office import CATALOG, PACKS, PASSWORD, Office, open_office
from tests.browser import accessibility_faults
from tests.journeys.town import Visitors

SCREENS = {"desktop": (1280, 800), "phone": (390, 844), "narrow": (320, 700)}
NEUTRAL = "https://www.wikipedia.org/"
A5, A4, A3 = (148, 210), (210, 297), (297, 420)
POINT = 25.4 / 72
"""Millimetres."""
SLOW = 0.7
"""Seconds until the neutral page answers."""
LOOK = """
document.addEventListener("keyup", () => {
  console.log(document.documentElement.hidden, document.title);
});
"""


@asynccontextmanager
async def kucova(folder: Path) -> AsyncIterator[Office]:
    """One municipality, open to anybody."""
    async with open_office(folder) as office:
        del office.places["elsewhere"]
        yield office


async def somewhere_neutral(page: Page, wait: float = 0) -> list[dict[str, str]]:
    """The page behind the quick exit; the headers of each request for it."""
    asked: list[dict[str, str]] = []

    async def answer(route: Route) -> None:
        asked.append(await route.request.all_headers())
        await asyncio.sleep(wait)
        await route.fulfill(body="calm", content_type="text/html")

    await page.route(f"{NEUTRAL}**", answer)
    return asked


def sheets(pdf: bytes) -> list[tuple[int, int]]:
    """The size of each page in millimetres."""
    boxes = re.findall(rb"/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]", pdf)
    return [(round(float(w) * POINT), round(float(h) * POINT)) for w, h in boxes]


@pytest.mark.parametrize("screen", SCREENS)
async def test_every_page_can_be_read_aloud_and_fits(
    page: Page, tmp_path: Path, screen: str
) -> None:
    width, height = SCREENS[screen]
    await page.set_viewport_size({"width": width, "height": height})
    async with open_office(tmp_path) as office:
        for path in ("", "?place=kucova", "p2?place=kucova", "p27?place=kucova", "nothing"):
            for scheme in ("light", "dark"):
                await page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
                await page.goto(f"{office.url}/info/{path}")
                assert await accessibility_faults(page) == [], (path, scheme)
            wide = await page.evaluate("document.documentElement.scrollWidth")
            assert wide <= width, (path, wide)


async def test_on_a_phone_somebody_finds_a_topic_and_reads_it_in_both_scripts(
    page: Page, tmp_path: Path
) -> None:
    await page.set_viewport_size({"width": 360, "height": 740})
    async with kucova(tmp_path) as office:
        await page.goto(f"{office.url}/info/")
        await expect(page.locator("html")).to_have_attribute("lang", "sq")
        await page.get_by_role("link", name="Ndihma ekonomike").click()
        await expect(page.get_by_role("heading", level=1)).to_have_text("Ndihma ekonomike")
        await page.get_by_role("link", name="Српски").click()
        await expect(page.get_by_role("heading", level=1)).to_have_text("Економска помоћ")
        await page.get_by_role("link", name="Srpski").click()
        await expect(page.get_by_role("heading", level=1)).to_have_text("Ekonomska pomoć")
        chat = page.get_by_role("link", name="Pišite nam na Telegramu")
        link = "https://t.me/line_bot?start=kucova--economic-aid"
        await expect(chat).to_have_attribute("href", link)
        await expect(page.locator("figure")).to_be_hidden()
        # The way out stays in sight.
        await page.mouse.wheel(0, 2000)
        await expect(page.locator("#exit")).to_be_in_viewport()


async def test_at_a_desktop_the_code_can_be_scanned_from_the_screen(
    page: Page, tmp_path: Path
) -> None:
    async with kucova(tmp_path) as office:
        await page.goto(f"{office.url}/info/p2?lang=en")
        await expect(page.get_by_role("img", name="Scan the code")).to_be_visible()
        await page.get_by_role("link", name="Rent bonus").click()
        await expect(page.get_by_role("heading", level=1)).to_have_text("Rent bonus")
        await page.get_by_role("link", name="All topics").click()
        await expect(page).to_have_title("Information · Kuçovë")


async def test_the_quick_exit_comes_first_and_leaves_none_of_our_pages_behind(
    page: Page, tmp_path: Path
) -> None:
    async with kucova(tmp_path) as office:
        asked = await somewhere_neutral(page)
        await page.goto(f"{office.url}/desk/static/icon.svg")
        await page.goto(f"{office.url}/info/?lang=en")
        before = await page.evaluate("history.length")
        await page.get_by_role("link", name="Safety at home").click()
        await page.get_by_role("link", name="Srpski").click()
        await expect(page.get_by_role("heading", level=1)).to_have_text("Bezbednost u kući")
        assert await page.evaluate("history.length") == before
        await page.keyboard.press("Tab")
        await expect(page.locator(":focus")).to_have_id("exit")
        await page.keyboard.press("Enter")
        await page.wait_for_url(NEUTRAL)
        assert len(asked) == 1
        assert not {"referer", "origin", "cookie"} & asked[0].keys()
        await page.go_back()
        assert page.url.endswith("icon.svg")


@pytest.mark.parametrize("presses", [1, 2, 3])
async def test_escape_leaves_however_often_it_is_pressed_and_hides_the_page_at_once(
    page: Page, tmp_path: Path, presses: int
) -> None:
    async with kucova(tmp_path) as office:
        asked = await somewhere_neutral(page, SLOW)
        seen: list[str] = []
        page.on("console", lambda message: seen.append(message.text))
        await page.goto(f"{office.url}/info/p27?lang=en")
        await page.evaluate(LOOK)
        for _ in range(presses):
            await page.keyboard.press("Escape")
        await page.wait_for_url(NEUTRAL)
        assert seen == ["true www.wikipedia.org"] * presses
        assert len(asked) == 1


async def test_without_javascript_the_exit_is_a_link_that_names_nobody(
    plain_page: Page, tmp_path: Path
) -> None:
    async with kucova(tmp_path) as office:
        asked = await somewhere_neutral(plain_page)
        await plain_page.goto(f"{office.url}/info/")
        await plain_page.get_by_role("link", name="Siguria në shtëpi").click()
        await expect(plain_page.get_by_role("heading", level=1)).to_have_text("Siguria në shtëpi")
        await plain_page.get_by_role("link", name="Dil shpejt").click()
        await plain_page.wait_for_url(NEUTRAL)
        assert not {"referer", "origin", "cookie"} & asked[0].keys()


async def test_a_sensitive_topic_is_seen_in_no_address_no_tab_and_no_heading_on_paper(
    page: Page, tmp_path: Path
) -> None:
    async with kucova(tmp_path) as office:
        response = await page.goto(f"{office.url}/info/home-safety?lang=en")
        assert response is not None
        assert response.status == 404
        await expect(page.locator("#exit")).to_be_visible()
        await page.goto(f"{office.url}/info/?lang=en")
        await page.get_by_role("link", name="Safety at home").click()
        await expect(page).to_have_url(f"{office.url}/info/p27?lang=en")
        await expect(page).to_have_title("Information · Kuçovë")
        await page.emulate_media(media="print")
        await expect(page.get_by_text("Safety at home")).to_be_hidden()
        await expect(page.get_by_text("Information p27")).to_be_visible()


def printed(edition: Edition, language: str) -> int:
    """Characters that the leaflet has to hold."""
    sections = edition.texts[language].sections
    return sum(len(words) for name, words in sections if name in PRINTED)


@pytest.mark.parametrize("language", ["sq", "sr-Cyrl", "sr-Latn", "en"])
async def test_the_longest_topics_fit_on_one_a5_leaflet(
    browser: Browser, tmp_path: Path, language: str
) -> None:
    both = [(pack, edition) for pack in PACKS for edition in pack.editions.values()]

    def length(one: tuple[Pack, Edition]) -> int:
        return printed(one[1], language)

    longest = sorted(both, key=length)[-4:]
    context = await browser.new_context()
    page = await context.new_page()
    async with open_office(tmp_path) as office:
        office.places.clear()
        for file in SEEDS.glob("*.toml"):
            office.places[file.stem] = load_municipality(file)
        for pack, edition in longest:
            asked = f"{pack.neutral_id}?place={edition.place}&lang={language}"
            await page.goto(f"{office.url}/info/{asked}")
            leaflet = await page.pdf(prefer_css_page_size=True)
            assert sheets(leaflet) == [A5], asked
    await context.close()


async def test_the_leaflet_holds_the_code_and_nothing_that_only_a_screen_needs(
    page: Page, tmp_path: Path
) -> None:
    async with kucova(tmp_path) as office:
        await page.goto(f"{office.url}/info/p2?lang=en")
        await page.emulate_media(media="print")
        for section in SECTIONS:
            heading = page.get_by_role("heading", name=CATALOG.text(f"section.{section}", "en"))
            assert await heading.is_visible() is (section in {"what", "who", "how", "bring"})
        await expect(page.get_by_role("img", name="Scan the code")).to_be_visible()
        await expect(page.get_by_text("Write to us in Telegram: @line_bot")).to_be_visible()
        await expect(page.get_by_text("112", exact=True)).to_be_visible()
        for gone in ("#exit", ".languages", ".others", ".button", "footer"):
            await expect(page.locator(gone)).to_be_hidden()


async def test_the_desk_prints_its_poster_on_one_sheet_and_finds_the_leaflets(
    page: Page, tmp_path: Path
) -> None:
    async with open_office(tmp_path) as office:
        office.hire("worker", "operator", "unit_worker")
        await page.goto(f"{office.url}/desk/print")
        await page.get_by_label("Emri i përdoruesit").fill("worker")
        await page.get_by_label("Fjalëkalimi").fill(PASSWORD)
        await page.get_by_role("button", name="Hyni").click()
        await page.wait_for_url("**/desk/print")
        assert await accessibility_faults(page) == []
        for width in (1280, 320):
            await page.set_viewport_size({"width": width, "height": 800})
            wide = await page.evaluate("document.documentElement.scrollWidth")
            assert wide <= width
        for size, sheet in (("A4", A4), ("A3", A3)):
            await page.get_by_role("link", name=size, exact=True).click()
            assert await accessibility_faults(page) == []
            assert await page.evaluate("document.documentElement.scrollWidth") <= 320
            poster = await page.pdf(prefer_css_page_size=True)
            assert sheets(poster) == [sheet]
            await page.go_back()
        await page.get_by_role("link", name="English: Ndihma ekonomike").click()
        await expect(page.get_by_role("heading", level=1)).to_have_text("Economic aid")


async def test_a_running_line_knows_its_chat_and_its_number(visitors: Visitors) -> None:
    visitor = await visitors.window()
    await visitor.goto("/")
    await visitor.get_by_role("link", name="Informacion").click()
    await visitor.get_by_role("link", name="Ndihma ekonomike").click()
    chat = visitor.get_by_role("link", name="Na shkruani në Telegram")
    link = "https://t.me/line_bot?start=kucova--economic-aid"
    await expect(chat).to_have_attribute("href", link)
    await expect(visitor.get_by_role("link", name="+355 69 000 0000")).to_be_visible()
