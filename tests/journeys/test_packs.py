"""A pack is changed at the desk by two people, and the next person who asks gets the new words."""

from collections.abc import AsyncIterator

import pytest
from playwright.async_api import Page, expect

from tests.admin.editing import FOOD, write
from tests.admin.office import MINUTE, PASSWORD, Browser, Office, open_office
from tests.browser import accessibility_faults
from tests.journeys.people import Chatter, answered, comes_true
from tests.journeys.service import House, Starter, open_house
from tests.journeys.town import Phone, Visitors
from tests.published import WORDS as ENGLISH
from tests.published import publish

OLD = "Help when there is no food at home."
WORDS = {
    "sq": "Ndihmë kur në shtëpi mungon buka.",
    "sr": "Помоћ кад у кући нема хлеба.",
    "en": ENGLISH,
}
ASK = "/start kucova--food"
PATIENCE = 30.0


async def asks(phone: Phone, words: str) -> None:
    """Ask for the food pack until these words come: an answer under way may still be the old one."""
    for _ in range(5):
        before = await phone.heard.count()
        await phone.say(ASK)
        await expect(phone.heard.nth(before)).to_be_visible()
        if words in await phone.last.inner_text():
            return
    await phone.reads(words)


async def send_review(desk: Page) -> None:
    """What an author could still do: send the reviewer's form without its button."""
    await desk.evaluate(
        """() => {
            const form = document.querySelector('form[action$="/discard"]');
            form.action = form.action.replace("discard", "review");
            form.submit();
        }"""
    )


async def test_an_edit_reaches_the_phone_without_a_restart(visitors: Visitors) -> None:
    phone = await visitors.phone("telegram", 1)
    await phone.say(ASK)
    await phone.tap("English")
    await phone.reads(OLD)

    editor = await visitors.desk("editor", first="packs")
    await editor.get_by_role("link", name="All topics").click()
    await editor.get_by_role("link", name="Food and urgent help").click()
    await editor.get_by_role("link", name="Edit the text").click()
    for folder, words in WORDS.items():
        await editor.locator(f"#f-{folder}-what").fill(words)
    await editor.get_by_role("button", name="Save the draft").click()
    await expect(editor.get_by_role("status")).to_have_text("Saved.")
    await expect(editor.get_by_text("Another person has to read it")).to_be_visible()
    await send_review(editor)
    await expect(editor.get_by_role("status")).to_have_text(
        "Your own text has to be read by another person."
    )
    await asks(phone, OLD)

    admin = await visitors.desk("admin", first="packs")
    await admin.get_by_role("link", name="Information").click()
    await expect(admin.get_by_role("heading", name="Waiting for you to review")).to_be_visible()
    await admin.get_by_role("link", name="Food and urgent help").first.click()
    await expect(admin.get_by_text(WORDS["en"]).first).to_be_visible()
    await admin.get_by_role("link", name="Српски").click()
    await expect(admin.get_by_text(WORDS["sr"]).first).to_be_visible()
    await admin.get_by_role("button", name="I have read it, it is right").click()
    await admin.get_by_role("button", name="Publish").click()
    await expect(admin.get_by_role("status")).to_have_text("Saved.")
    await asks(phone, WORDS["en"])
    other = await visitors.phone("telegram", 2)
    await other.say(ASK)
    await other.tap("Српски")
    await other.reads(WORDS["sr"])

    await admin.get_by_role("button", name="Take back what is published").click()
    await asks(phone, OLD)


async def test_the_form_works_without_javascript(
    plain_page: Page, tmp_path_factory: pytest.TempPathFactory
) -> None:
    async with open_office(tmp_path_factory.mktemp("desk")) as office:
        office.hire("ana", "editor")
        await sign_in(plain_page, office)
        await plain_page.goto(f"{office.url}{FOOD}/edit")
        await plain_page.locator("#f-en-cost").fill("Call 035512345.")
        await plain_page.get_by_role("button", name="Ruani dorëshkrimin").click()
        await expect(plain_page.locator("#f-en-cost")).to_have_value("Call 035512345.")
        await expect(plain_page.locator("#e-en-cost")).to_have_text(
            "Numri 035512345 nuk është te burimet."
        )
        await plain_page.get_by_role("link", name="English: Sa kushton").click()
        await plain_page.locator("#f-en-cost").fill("It costs nothing.")
        await plain_page.get_by_role("button", name="Ruani dorëshkrimin").click()
        await plain_page.get_by_role("link", name="English").click()
        await expect(plain_page.get_by_text("It costs nothing.").first).to_be_visible()


@pytest.fixture
async def scaled(starter: Starter, postgres_url: str) -> AsyncIterator[House]:
    """A database that processes share, and no Redis to carry signals between them."""
    async with open_house(starter, REFERO_DATABASE_URL=postgres_url) as opened:
        yield opened


async def test_a_lost_signal_costs_seconds_not_a_restart(scaled: House) -> None:
    await scaled.open()
    person = Chatter(scaled.api, 60_001)
    await person.tell(ASK)
    assert await answered(person, 0, PATIENCE)
    await person.tell("English")
    assert await comes_true(lambda: OLD in person.heard[-1], PATIENCE)
    publish(scaled.database)
    heard = len(person.heard)
    for _ in range(10):
        await person.tell(ASK)
        assert await answered(person, heard, PATIENCE)
        heard = len(person.heard)
        if await comes_true(lambda: WORDS["en"] in person.heard[-1], 1.0):
            return
    pytest.fail(person.heard[-1])


async def test_what_was_typed_outlives_the_session(
    page: Page, tmp_path_factory: pytest.TempPathFactory
) -> None:
    async with open_office(tmp_path_factory.mktemp("desk")) as office:
        office.hire("ana", "editor")
        await sign_in(page, office)
        await page.goto(f"{office.url}{FOOD}/edit")
        await page.locator("#f-sq-how").fill("Na shkruani sot.")
        office.clock.now += 31 * MINUTE
        await page.get_by_role("button", name="Ruani dorëshkrimin").click()
        await expect(page.get_by_label("Fjalëkalimi")).to_be_visible()
        await sign_in(page, office)
        await page.goto(f"{office.url}{FOOD}/edit")
        await expect(page.locator("#kept")).to_be_visible()
        await expect(page.locator("#f-sq-how")).to_have_value("Na shkruani sot.")
        await page.get_by_role("button", name="Ruani dorëshkrimin").click()
        await expect(page.get_by_role("status")).to_have_text("U ruajt.")
        await page.goto(f"{office.url}{FOOD}/edit")
        await expect(page.locator("#kept")).to_be_hidden()
        await page.locator("#f-sq-how").fill("Jo kështu.")
        await page.get_by_role("link", name="Kthehuni pa ruajtur").click()
        await page.goto(f"{office.url}{FOOD}/edit")
        await expect(page.locator("#f-sq-how")).to_have_value("Na shkruani sot.")


async def sign_in(page: Page, office: Office) -> None:
    """As the editor, to the first page."""
    await page.goto(f"{office.url}/desk/sign-in")
    await page.get_by_label("Emri i përdoruesit").fill("ana")
    await page.get_by_label("Fjalëkalimi").fill(PASSWORD)
    await page.get_by_role("button", name="Hyni").click()
    await page.wait_for_url("**/desk/packs")


@pytest.mark.parametrize("screen", [(1280, 800), (390, 844), (320, 700)], ids=str)
async def test_every_page_of_packs_can_be_read_aloud_and_fits(
    page: Page, tmp_path_factory: pytest.TempPathFactory, screen: tuple[int, int]
) -> None:
    await page.set_viewport_size({"width": screen[0], "height": screen[1]})
    async with open_office(tmp_path_factory.mktemp("desk")) as office:
        office.hire("ana", "editor")
        editor = Browser(office)
        await editor.sign_in("ana")
        await write(editor, en_what="Call 035512345.", sr_how="", sq_short="Policia. " * 40)
        await editor.close()
        await sign_in(page, office)
        sensitive = "/desk/packs/kucova/trafficking?lang=sr-Latn"
        pages = ("/desk/packs", "/desk/packs/list", FOOD, f"{FOOD}/edit", f"{FOOD}/history")
        for path in (*pages, sensitive):
            for scheme in ("light", "dark"):
                await page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
                await page.goto(office.url + path)
                assert await accessibility_faults(page) == [], (path, scheme)
            wide = await page.evaluate("document.documentElement.scrollWidth")
            assert wide <= screen[0], (path, wide)
