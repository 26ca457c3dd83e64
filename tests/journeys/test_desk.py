"""The desk in a real browser: by mouse, by keyboard, without JavaScript, read aloud."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from playwright.async_api import Page, expect

from flows.effects import AddToReport, RaiseFlag
from tests.admin.office import MINUTE, PASSWORD, Office, answer, open_office
from tests.admin.payloads import PAYLOADS
from tests.browser import accessibility_faults

SCREENS = {"desk": (1280, 800), "phone": (390, 844), "narrow": (320, 700)}
"""The narrowest is where WCAG 2.2 still asks for no scrolling sideways (1.4.10)."""
LANGUAGES = ("sq", "sr-Latn", "sr-Cyrl", "en")


@asynccontextmanager
async def working_desk(folder: Path) -> AsyncIterator[Office]:
    """A desk with a social worker and three reports, one of them a danger."""
    async with open_office(folder) as office:
        office.hire("worker", "operator", "unit_worker", "supervisor")
        office.report(1, answer(1, "where", "perondi"), answer(1, "category", "elderly"))
        danger = RaiseFlag(report_id=f"{2:032x}", reason="danger", child=True)
        office.report(2, answer(2, "where", "kozare"), danger, channel="telegram")
        office.report(3, contact="never", waited=300 * MINUTE, language="sr-Latn")
        yield office


async def enter(page: Page, office: Office) -> None:
    """Sign in as the social worker."""
    await page.goto(f"{office.url}/desk/")
    await page.get_by_label("Emri i përdoruesit").fill("worker")
    await page.get_by_label("Fjalëkalimi").fill(PASSWORD)
    await page.get_by_role("button", name="Hyni").click()
    await page.wait_for_url("**/desk/queue")


async def test_a_new_report_appears_by_itself(page: Page, tmp_path: Path) -> None:
    async with working_desk(tmp_path) as office:
        await enter(page, office)
        await expect(page.locator("tbody tr")).to_have_count(3)
        await expect(page.locator("tbody tr").first).to_contain_text("RREZIK")
        office.report(4, answer(4, "where", "lumas"), text="e re")
        await expect(page.locator("tbody tr")).to_have_count(4)
        await expect(page.locator("#news")).to_contain_text("njoftim i ri")
        await expect(page.locator("#count")).to_have_text("4 njoftime")
        await expect(page.locator("#news")).to_contain_text("4 njoftime")
        office.database.write_now(
            lambda unit: unit.inbox.put_dead(office.line, "", b"?", "unreadable", office.clock())
        )
        await expect(page.locator("#failed")).to_contain_text("1 mesazh i pambërritur")
        await expect(page.locator("#news")).to_contain_text("1 mesazh i pambërritur")
        await page.locator("#failed").click()
        await page.get_by_role("button", name="Lexoje").click()
        await expect(page.locator("pre")).to_have_text("?")


async def test_a_report_is_taken_answered_and_closed(page: Page, tmp_path: Path) -> None:
    async with working_desk(tmp_path) as office:
        await enter(page, office)
        await page.get_by_role("link", name="Perondi · I moshuar").click()
        await page.get_by_role("button", name="Merre dhe fillo").click()
        await expect(page.get_by_role("status")).to_have_text("U ruajt.")
        await page.get_by_label("Teksti juaj").fill("Mirë, flasim nesër.")
        await page.get_by_role("button", name="Shiko si del").click()
        await expect(page.locator("#preview")).to_contain_text("Mire, flasim neser.")
        await expect(page.locator("#preview")).to_be_focused()
        await page.get_by_role("button", name="Dërgoje").click()
        await expect(page.get_by_role("status")).to_contain_text("në radhë për dërgim")
        await page.get_by_role("button", name="U bë ndërhyrja e parë").click()
        await page.locator("summary", has_text="Mbylle rastin").click()
        await page.get_by_label("Si përfundoi").select_option("served")
        await page.get_by_role("button", name="Mbylle rastin").click()
        await expect(page.locator("[aria-current=step]")).to_have_text("I mbyllur")


async def test_the_same_works_without_javascript(plain_page: Page, tmp_path: Path) -> None:
    async with working_desk(tmp_path) as office:
        await enter(plain_page, office)
        await plain_page.get_by_role("link", name="Perondi · I moshuar").click()
        await plain_page.get_by_role("button", name="Merre dhe fillo").click()
        await plain_page.get_by_label("Teksti juaj").fill("Mirë, flasim nesër.")
        await plain_page.get_by_role("button", name="Shiko si del").click()
        await expect(plain_page.locator("#preview")).to_contain_text("Mire, flasim neser.")
        await plain_page.get_by_role("button", name="Dërgoje").click()
        await expect(plain_page.get_by_role("status")).to_contain_text("në radhë për dërgim")
        await plain_page.locator("summary").filter(has_text="Shqip").click()
        await plain_page.get_by_role("button", name="English").click()
        await expect(plain_page.get_by_role("button", name="Sign out")).to_be_visible()


async def test_the_keyboard_alone_is_enough(page: Page, tmp_path: Path) -> None:
    async with working_desk(tmp_path) as office:
        await page.goto(f"{office.url}/desk/sign-in")
        await page.keyboard.press("Tab")
        await expect(page.locator(":focus")).to_have_class("skip")
        await page.keyboard.press("Enter")
        await page.keyboard.press("Tab")
        await page.keyboard.type("worker")
        await page.keyboard.press("Tab")
        await page.keyboard.type(PASSWORD)
        await page.keyboard.press("Enter")
        await page.wait_for_url("**/desk/queue")
        await page.locator("#rows a").first.focus()
        await page.keyboard.press("Enter")
        await page.wait_for_url("**/desk/reports/*")
        await page.get_by_role("button", name="E pashë").focus()
        await page.keyboard.press("Enter")
        await expect(page.locator("[aria-current=step]")).to_have_text("Po shihet")


async def test_focus_stays_when_the_queue_refreshes(page: Page, tmp_path: Path) -> None:
    async with working_desk(tmp_path) as office:
        await enter(page, office)
        await page.locator("#rows a").nth(1).focus()
        before = await page.evaluate("document.activeElement.id")
        office.report(4, text="e re")
        await expect(page.locator("tbody tr")).to_have_count(4)
        assert await page.evaluate("document.activeElement.id") == before


@pytest.mark.parametrize("screen", SCREENS)
async def test_every_page_can_be_read_aloud_and_fits(
    page: Page, tmp_path: Path, screen: str
) -> None:
    width, height = SCREENS[screen]
    await page.set_viewport_size({"width": width, "height": height})
    async with working_desk(tmp_path) as office:
        await page.goto(f"{office.url}/desk/sign-in")
        assert await accessibility_faults(page) == []
        await enter(page, office)
        report = await page.locator("#rows a").first.get_attribute("href")
        await page.goto(office.url + str(report))
        await page.get_by_role("button", name="Merre dhe fillo").click()
        await expect(page.get_by_text("(NJVNR)").first).to_be_visible()
        pages = ("queue", "phone", "duty", "failed", "audit", "operators", "second-code")
        for path in ("/", *(f"/desk/{name}" for name in pages), str(report)):
            for scheme in ("light", "dark"):
                await page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
                await page.goto(office.url + path)
                await page.evaluate("document.querySelectorAll('details').forEach(d=>d.open=true)")
                assert await accessibility_faults(page) == [], (path, scheme)
            wide = await page.evaluate("document.documentElement.scrollWidth")
            assert wide <= width, (path, wide)


@pytest.mark.parametrize("language", LANGUAGES)
async def test_every_language_is_complete(page: Page, tmp_path: Path, language: str) -> None:
    async with working_desk(tmp_path) as office:
        await enter(page, office)
        await page.locator("summary").first.click()
        await page.locator(f"button[name=language][value={language}]").click()
        await expect(page.locator("html")).to_have_attribute("lang", language)
        report = await page.locator("#rows a").first.get_attribute("href")
        for path in (str(report), "/desk/phone", "/desk/duty", "/desk/failed", "/desk/operators"):
            response = await page.goto(office.url + path)
            assert response is not None
            assert response.ok, path


async def test_what_is_shown_only_once_fits_and_can_be_read_aloud(
    page: Page, tmp_path: Path
) -> None:
    async with working_desk(tmp_path) as office:
        office.database.write_now(
            lambda unit: unit.inbox.put_dead(office.line, "", b"x" * 900, "odd", office.clock())
        )
        await enter(page, office)
        await page.set_viewport_size({"width": 320, "height": 700})
        for path, button in (("second-code", "Vendos një të ri"), ("failed", "Lexoje")):
            await page.goto(f"{office.url}/desk/{path}")
            await page.get_by_role("button", name=button).click()
            assert await accessibility_faults(page) == [], path
            assert await page.evaluate("document.documentElement.scrollWidth") <= 320, path


async def test_nothing_that_people_write_runs(page: Page, tmp_path: Path) -> None:
    async with working_desk(tmp_path) as office:
        more = [AddToReport(report_id=f"{9:032x}", text=text) for text in PAYLOADS]
        case = office.report(9, answer(9, "seen", words=PAYLOADS[0]), *more, text=PAYLOADS[1])
        who = office.staff["worker"].id
        office.database.write_now(
            lambda unit: [unit.notes.add(case, who, text, office.clock()) for text in PAYLOADS]
        )
        await enter(page, office)
        await page.goto(f"{office.url}/desk/reports/{case}")
        await page.wait_for_load_state("networkidle")
        assert await page.evaluate("window.pwned") is None
        assert page.url == f"{office.url}/desk/reports/{case}"
        assert await page.locator("script").count() == 2
        assert await page.locator(".said script, .note script, .said img, .note img").count() == 0


async def test_the_quick_exit_leaves_no_way_back(page: Page, tmp_path: Path) -> None:
    async with working_desk(tmp_path) as office:
        await page.route("https://www.wikipedia.org/**", lambda route: route.fulfill(body="calm"))
        await page.goto(f"{office.url}/desk/static/icon.svg")
        await page.goto(f"{office.url}/")
        await page.keyboard.press("Escape")
        await page.wait_for_url("https://www.wikipedia.org/")
        await page.go_back()
        assert page.url.endswith("icon.svg")


async def test_a_form_names_its_origin_to_us_and_nobody_else_learns_it(
    page: Page, tmp_path: Path
) -> None:
    async with working_desk(tmp_path) as office:
        await page.route("https://www.wikipedia.org/**", lambda route: route.fulfill(body="calm"))
        async with page.expect_request(lambda one: one.method == "POST") as sent:
            await enter(page, office)
        ours = await (await sent.value).all_headers()
        assert ours["origin"] == office.url
        await page.goto(f"{office.url}/")
        async with page.expect_request("https://www.wikipedia.org/**") as gone:
            await page.keyboard.press("Escape")
        abroad = await (await gone.value).all_headers()
        assert not {"referer", "origin"} & abroad.keys()


async def test_it_works_and_reads_well_without_the_fetched_files(
    plain_page: Page, tmp_path: Path
) -> None:
    async with working_desk(tmp_path) as office:
        await plain_page.route("**/vendor/**", lambda route: route.abort())
        await enter(plain_page, office)
        await expect(plain_page.locator("tbody tr")).to_have_count(3)
        shown = await plain_page.locator(".mark.u3").first.evaluate(
            "e => getComputedStyle(e).color"
        )
        assert shown == "rgb(255, 255, 255)"
