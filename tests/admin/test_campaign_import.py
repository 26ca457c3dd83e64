"""Lists of people and what campaigns may cost, at the desk."""

from collections.abc import AsyncIterator
from io import BytesIO

import pytest
from aiohttp import ClientResponse, FormData

from storage.schema import contacts
from tests.admin.office import Browser, Office

IMPORT, MONEY = "/desk/campaigns/import", "/desk/campaigns/money"
HEAD = "phone;topics;agreed_on;where\n"
GOOD = "0690000001;school;2026-11-20;meeting\n"
BAD = "=HYPERLINK(1);school;2026-11-20;meeting\n"


async def signed_in(office: Office, role: str) -> Browser:
    office.hire(role, role)
    browser = Browser(office)
    await browser.sign_in(role)
    await browser.get("/desk/sign-in/code")
    await browser.post("/desk/language", language="en", back="/desk/")
    return browser


@pytest.fixture
async def staff(office: Office) -> AsyncIterator[Browser]:
    browser = await signed_in(office, "campaigns")
    await browser.get(IMPORT)
    yield browser
    await browser.close()


@pytest.fixture
async def head(office: Office) -> AsyncIterator[Browser]:
    browser = await signed_in(office, "municipality_admin")
    yield browser
    await browser.close()


async def bring(browser: Browser, text: str, way: str, source: str = "sheets") -> ClientResponse:
    form = FormData()
    for name, value in (("csrf", browser.csrf), ("way", way), ("source", source)):
        form.add_field(name, value)
    form.add_field("file", BytesIO(text.encode()), filename="list.csv", content_type="text/csv")
    return await browser.session.post(
        browser.office.url + IMPORT, data=form, headers={"Sec-Fetch-Site": "same-origin"}
    )


def people(office: Office) -> int:
    return office.database.read_now(
        lambda unit: len(
            unit.connection.execute(contacts.select().where(contacts.c.topics != "")).all()
        )
    )


async def test_a_list_is_tried_first_and_nothing_is_kept(office: Office, staff: Browser) -> None:
    page = await (await bring(staff, HEAD + GOOD + BAD, "try")).text()
    assert "Tried: 1 good lines, 1 refused. Nothing was kept." in page
    assert "That is not a phone number." in page
    assert people(office) == 0


async def test_its_good_lines_are_taken_and_the_act_is_written_down(
    office: Office, staff: Browser
) -> None:
    page = await (await bring(staff, HEAD + GOOD + BAD, "take")).text()
    assert "1 lines taken, 1 refused." in page
    assert people(office) == 1
    (act,) = office.database.read_now(lambda unit: unit.audit.newest("kucova", 0, 1))
    assert (act.action, act.detail) == ("import_contacts", {"accepted": "1", "refused": "1"})
    assert "sheets" in await staff.page(IMPORT)


async def test_the_refused_lines_come_as_a_file_that_repeats_nothing(staff: Browser) -> None:
    response = await bring(staff, HEAD + BAD, "refused")
    assert response.content_type == "text/csv"
    text = await response.text()
    assert text.splitlines() == ["Line,Reason", "2,That is not a phone number."]
    assert "HYPERLINK" not in text


async def test_without_saying_where_it_comes_from_nothing_is_taken(
    office: Office, staff: Browser
) -> None:
    assert (await bring(staff, HEAD + GOOD, "take", source="")).status == 400
    assert people(office) == 0


async def test_prices_and_budget_are_kept_with_their_source(office: Office, head: Browser) -> None:
    await head.get(MONEY)
    price = {"provider": "twilio", "country": "AL", "currency": "EUR"}
    await head.post(f"{MONEY}/price", price="0,0725", source="price page, 25 Nov", **price)
    await head.post(f"{MONEY}/budget", amount="1500", currency="EUR")
    page = await head.page(MONEY)
    assert "0.0725 EUR" in page
    assert "price page, 25 Nov" in page
    assert "1500.00 EUR" in page
    acts = office.database.read_now(lambda unit: unit.audit.newest("kucova", 0, 9))
    assert {act.action for act in acts} >= {"set_sms_price", "set_campaign_budget"}


@pytest.mark.parametrize(
    ("field", "value"), [("price", "free"), ("price", "-1"), ("source", ""), ("country", "US")]
)
async def test_an_odd_price_is_refused(head: Browser, field: str, value: str) -> None:
    await head.get(MONEY)
    given = {"provider": "twilio", "country": "AL", "currency": "EUR", "price": "1", "source": "x"}
    response = await head.post(f"{MONEY}/price", **{**given, field: value})
    assert response.headers["Location"].endswith("said=money")
    assert "There is no price yet." in await head.page(MONEY)


async def test_whoever_sends_campaigns_does_not_set_what_they_may_cost(staff: Browser) -> None:
    assert (await staff.get(MONEY)).status == 404
