"""The directory in a real browser: an editor fills a gap, an operator finds it, on any screen."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from playwright.async_api import Page, expect

from tests.admin.office import PASSWORD, PLACES, Office, open_office
from tests.browser import accessibility_faults
from tests.storage.town_directory import CARE, CENTRE, HEAD, fill

SCREENS = {"desk": (1280, 800), "phone": (390, 844), "narrow": (320, 700)}
LANGUAGES = ("sq", "sr-Cyrl", "en")


@asynccontextmanager
async def desk_with_directory(folder: Path) -> AsyncIterator[Office]:
    """Kuçovë's institutions and a day centre; an editor and an operator."""
    async with open_office(folder) as office:
        office.database.write_now(
            lambda unit: unit.directory.seed(PLACES["kucova"], office.clock())
        )
        fill(office.database)
        office.hire("editor", "municipality_admin")
        office.hire("operator", "operator")
        yield office


async def enter(page: Page, office: Office, name: str) -> None:
    await page.goto(f"{office.url}/desk/sign-in")
    await page.get_by_label("Emri i përdoruesit").fill(name)
    await page.get_by_label("Fjalëkalimi").fill(PASSWORD)
    await page.get_by_role("button", name="Hyni").click()
    await page.wait_for_url("**/desk/**")
    await page.goto(f"{office.url}/desk/directory")


async def add_point(page: Page, office: Office) -> None:
    """From the gap to the filled contact point, with a slip of the pen on the way."""
    await page.get_by_role("link", name="Pikat e kontaktit").click()
    await expect(page.locator(".lead")).to_contain_text("vende pa pikë kontakti")
    await page.get_by_role("link", name="Shto: Policia, Kozarë").click()
    titles = page.get_by_role("group", name="Detyra")
    await titles.get_by_label("Shqip").fill("Polici i zonës")
    await page.get_by_label("Telefonat").fill("telefono")
    await page.get_by_role("group", name="Orari").get_by_label("E hënë").fill("08:00-16:00")
    await page.get_by_role("button", name="Ruaj").click()
    await expect(page.get_by_role("alert")).to_contain_text("Telefonat: shkruani numrin")
    await page.get_by_label("Telefonat").fill("069 123 4567")
    await page.get_by_role("button", name="Ruaj").click()
    await expect(page.get_by_role("status")).to_have_text("U ruajt.")
    await expect(page.locator("main")).to_contain_text("+355691234567")
    await expect(page.locator("main")).to_contain_text("Kozarë")


async def test_a_gap_is_filled_and_found(page: Page, tmp_path: Path) -> None:
    async with desk_with_directory(tmp_path) as office:
        await enter(page, office, "editor")
        await add_point(page, office)
        await page.get_by_role("link", name="Historiku").click()
        await expect(page.locator("main")).to_contain_text("e shtuar")


async def test_the_same_works_without_javascript(plain_page: Page, tmp_path: Path) -> None:
    async with desk_with_directory(tmp_path) as office:
        await enter(plain_page, office, "editor")
        await add_point(plain_page, office)


async def test_an_operator_finds_whom_to_call(page: Page, tmp_path: Path) -> None:
    async with desk_with_directory(tmp_path) as office:
        await enter(page, office, "operator")
        await page.locator("summary", has_text="Kërko").click()
        await page.get_by_label("Nevojat").select_option("home_care")
        await page.get_by_label("Njësia administrative").select_option("perondi")
        await page.get_by_role("button", name="Shfaq").click()
        await page.get_by_role("link", name="Qendra Ditore").first.click()
        await expect(page.locator('a[href="tel:+35531122334"]').first).to_be_visible()
        await expect(page.get_by_role("link", name="Ndrysho")).to_have_count(0)


async def test_a_file_goes_out_and_comes_in_again(page: Page, tmp_path: Path) -> None:
    async with desk_with_directory(tmp_path) as office:
        await enter(page, office, "editor")
        await page.get_by_role("link", name="Import dhe eksport").click()
        async with page.expect_download() as waiting:
            await page.get_by_role("button", name="Shkarko drejtorinë").click()
        download = await waiting.value
        path = tmp_path / download.suggested_filename
        await download.save_as(path)
        await page.get_by_label("Skedari (HSDS 3.0, JSON)").set_input_files(path)
        await page.get_by_role("button", name="Importo një skedar").click()
        await expect(page.get_by_role("status")).to_contain_text("0 të reja, 0 të ndryshuara")
        path.write_text('{"version": "2.0"}', encoding="utf-8")
        await page.get_by_label("Skedari (HSDS 3.0, JSON)").set_input_files(path)
        await page.get_by_role("button", name="Importo një skedar").click()
        await expect(page.get_by_role("alert")).to_be_visible()
        await expect(page.locator("tbody")).to_contain_text("/version")


@pytest.mark.parametrize("screen", SCREENS)
async def test_every_page_fits_and_is_read_aloud(page: Page, tmp_path: Path, screen: str) -> None:
    width, height = SCREENS[screen]
    await page.set_viewport_size({"width": width, "height": height})
    paths = (
        "", "/points", f"/{CENTRE}", f"/{CARE}", f"/{HEAD}", f"/{CENTRE}/history",
        "/new?kind=contact", "/new?kind=service", f"/{CARE}/edit", "/exchange",
    )  # fmt: skip
    async with desk_with_directory(tmp_path) as office:
        await enter(page, office, "editor")
        for language in LANGUAGES if screen == "desk" else ("sq",):
            await page.context.add_cookies(
                [{"name": "refero-language", "value": language, "url": office.url}]
            )
            for path in paths:
                await page.goto(f"{office.url}/desk/directory{path}")
                wide = await page.evaluate("document.documentElement.scrollWidth")
                assert wide <= width, (path, language, wide)
                assert await accessibility_faults(page) == [], (path, language)
