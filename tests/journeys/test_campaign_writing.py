"""A campaign is written, looked at, tried on a phone, handed in, approved, and withdrawn by an edit."""

import re
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime, timedelta

import pytest
import pytest_asyncio
import sqlalchemy as sa
from playwright.async_api import Page, expect

from storage.database import Database
from storage.ids import new_id
from storage.schema import audit, contacts, lines
from storage.unit import Unit
from tests.admin.campaigners import PAGE, TEXTS, agree, begin, price, step, write, written_down
from tests.admin.office import PASSWORD, Browser, Office, open_office
from tests.browser import accessibility_faults
from tests.journeys.town import Town, Visitors
from tests.storage.hot import NOW, VAULT

PEOPLE = 600
SCREENS = {(1280, 800): ("dark", "light"), (390, 844): ("light",), (320, 700): ()}
"""Sizes, and the colours in which a page of that size is read aloud."""
TWICE = "Nothing was done: this campaign has changed meanwhile, perhaps by your own second click."


@pytest.fixture
def books(town: Town) -> Iterator[Database]:
    """The town's database, in which people have agreed to hear of meetings."""
    database = Database(f"sqlite:///{town.folder}/var/refero.db", VAULT)
    database.write_now(_say_yes)
    yield database
    database.close()


def _say_yes(unit: Unit) -> None:
    line = unit.connection.scalar(sa.select(lines.c.id).where(lines.c.channel == "telegram"))
    ids = [new_id(NOW) for _ in range(PEOPLE)]
    rows = [
        {"id": one, "line": line, "channel": "telegram", "address_index": bytes.fromhex(one),
         "address_enc": b"", "municipality": "kucova", "language": "sq", "topics": " events ",
         "made_at": NOW}
        for one in ids
    ]  # fmt: skip
    unit.connection.execute(contacts.insert(), rows)


FROZEN = """async () => {
    const page = await (await fetch(location.pathname)).text();
    return page.includes("waits for a second person");
}"""
"""The worker has written the audience down."""


def acts(unit: Unit, action: str) -> int:
    """How often this was done in the town."""
    done = sa.select(sa.func.count()).where(audit.c.action == action)
    return int(unit.connection.scalar(done) or 0)


async def fill(desk: Page) -> None:
    """Type the texts, and then what fills their places, which the form asks for once it knows."""
    for name, words in TEXTS.items():
        if not name.startswith("value."):
            await desk.locator(f"[name='{name}']").fill(words)
    await desk.get_by_role("button", name="Save and go on writing").click()
    for name, words in TEXTS.items():
        if name.startswith("value."):
            await desk.locator(f"[name='{name}']").fill(words)
    await desk.locator("[name='start']").fill(f"{in_a_week():%Y-%m-%dT%H:%M}")
    await desk.get_by_role("button", name="Save and look at it").click()


def in_a_week() -> datetime:
    """A noon on which it may leave: until then it only waits."""
    return datetime.now(UTC).replace(hour=12, minute=0) + timedelta(days=7)


async def begin_meeting(desk: Page) -> None:
    await desk.get_by_role("link", name="New campaign").click()
    await desk.get_by_label("Name").fill("Autumn meeting")
    await desk.get_by_label("Our own words").check()
    await desk.get_by_role("button", name="Begin to write").click()
    await desk.get_by_label("Topic", exact=True).select_option("events")


async def test_from_the_first_word_to_the_approval_and_back(
    visitors: Visitors, books: Database
) -> None:
    desk = await visitors.desk("campaigner", first="campaigns")
    await begin_meeting(desk)
    await fill(desk)
    first = desk.get_by_role("region", name="Shqip").locator(".bubble")
    await expect(first.first).to_contain_text("Ejani të takohemi më 12 dhjetor")
    await expect(first.last).to_have_text("Takim me 12 dhjetor, Pallati i Kultures. Ndal: NDAL")
    await expect(desk.get_by_role("cell", name=str(PEOPLE))).to_be_visible()

    await desk.get_by_role("button", name="Join my phone").click()
    token = await desk.get_by_text(re.compile("^duty-")).inner_text()
    phone = await visitors.phone("telegram", 1)
    await phone.say(token)
    await expect(phone.heard.first).to_be_visible()
    await desk.get_by_role("link", name="I have sent it, go back").click()
    await expect(desk.get_by_role("button", name="Send it to myself")).to_be_visible()
    await desk.locator("#f-language").select_option("sr-Latn")
    await desk.get_by_role("button", name="Send it to myself").click()
    await phone.reads("Dođite na sastanak 12. decembra, Dom kulture.")
    await desk.go_back()
    await desk.get_by_role("button", name="Send it to myself").click()
    await expect(desk.get_by_role("status")).to_contain_text("no second one was sent")

    await desk.get_by_role("button", name="Hand it in").dblclick()
    await expect(desk.locator(".steps [aria-current]")).to_have_text("Handed in")
    await desk.wait_for_function(FROZEN)
    await desk.reload()
    await expect(desk.get_by_text("It waits for a second person")).to_be_visible()
    assert books.read_now(lambda unit: acts(unit, "campaign_freeze")) == 1

    second = await visitors.desk("supervisor")
    await second.get_by_role("link", name="Campaigns", exact=True).click()
    await second.get_by_role("link", name="Autumn meeting").click()
    other_tab = await second.context.new_page()
    await other_tab.goto(second.url)
    await second.get_by_role("button", name="I have read it, I approve").click()
    await expect(second.get_by_text("Approved by")).to_be_visible()
    await other_tab.get_by_role("button", name="I have read it, I approve").click()
    await expect(other_tab.get_by_role("status")).to_contain_text(TWICE)
    assert books.read_now(lambda unit: acts(unit, "campaign_approve")) == 1

    await desk.reload()
    await desk.get_by_role("link", name="Write", exact=True).click()
    await expect(desk.get_by_text("the approval is withdrawn")).to_be_visible()
    await desk.locator("#f-en-text").fill("Come on {date}.")
    await desk.get_by_role("button", name="Save and look at it").click()
    await expect(desk.locator(".heading .mark").first).to_have_text("being written")
    await expect(desk.get_by_text("Approved by")).to_be_hidden()
    await other_tab.locator("summary", has_text="Give this campaign up").click()
    await other_tab.get_by_role("button", name="Give it up for ever").click()
    await expect(other_tab.get_by_role("status")).to_contain_text(TWICE)


@pytest_asyncio.fixture(loop_scope="session")
async def office(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Office]:
    """A desk with two people who write campaigns."""
    async with open_office(tmp_path_factory.mktemp("desk")) as opened:
        opened.hire("ana", "campaigns")
        opened.hire("besa", "campaigns")
        yield opened


async def sign_in(page: Page, office: Office) -> None:
    """In Albanian, the language of the account."""
    await page.goto(f"{office.url}/desk/sign-in")
    await page.get_by_label("Emri i përdoruesit").fill("ana")
    await page.get_by_label("Fjalëkalimi").fill(PASSWORD)
    await page.get_by_role("button", name="Hyni").click()
    await page.wait_for_url("**/desk/campaigns")


async def test_it_is_written_and_handed_in_without_javascript(
    plain_page: Page, office: Office
) -> None:
    agree(office, 12)
    await sign_in(plain_page, office)
    await plain_page.get_by_role("link", name="Fushatë e re").click()
    await plain_page.get_by_label("Emri", exact=True).fill("Takim")
    await plain_page.get_by_role("button", name="Filloni të shkruani").click()
    await plain_page.locator("#f-topic").select_option("events")
    await plain_page.locator("#f-sq-text").fill("Ejani më {date}.")
    await plain_page.get_by_role("button", name="Ruani dhe shihni").click()
    await plain_page.get_by_role("link", name="Ndreqeni të parën").click()
    await expect(plain_page.locator("#f-value-date-sq")).to_be_in_viewport()
    await plain_page.locator("#f-value-date-sq").fill("12 dhjetor")
    await plain_page.get_by_role("button", name="Ruani dhe shihni").click()
    await expect(plain_page.locator(".bubble.telegram")).to_contain_text("Ejani më 12 dhjetor.")
    await plain_page.get_by_role("button", name="Dorëzojeni").click()
    await expect(plain_page.get_by_role("link", name="Shikoni përsëri")).to_be_visible()


@pytest.mark.parametrize("screen", SCREENS, ids=str)
async def test_every_page_of_campaigns_can_be_read_aloud_and_fits(
    page: Page, office: Office, screen: tuple[int, int]
) -> None:
    await page.set_viewport_size({"width": screen[0], "height": screen[1]})
    agree(office, 800)
    agree(office, 3, channel="sms")
    ana, besa = Browser(office), Browser(office)
    await ana.sign_in("ana")
    await besa.sign_in("besa")
    wrong = await begin(ana, "With mistakes")
    await write(ana, wrong, sq_text="Ejani {vendi}. " * 9, sq_sms="Takim. " * 80, en_text="")
    price(office)
    approved = await begin(ana)
    await write(ana, approved, channel_telegram="yes")
    assert await step(ana, approved, "freeze") == "saved"
    written_down(office, approved)
    assert await step(besa, approved, "approve") == "saved"
    await ana.close()
    await besa.close()
    await sign_in(page, office)
    for path in (PAGE, f"{PAGE}/new", wrong, f"{wrong}/edit", approved):
        for scheme in SCREENS[screen]:
            await page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
            await page.goto(office.url + path)
            assert await accessibility_faults(page) == [], (path, scheme)
        await page.goto(office.url + path)
        wide = await page.evaluate("document.documentElement.scrollWidth")
        assert wide <= screen[0], (path, wide)
