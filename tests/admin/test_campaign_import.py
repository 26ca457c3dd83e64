"""Lists of people and what campaigns may cost, at the desk."""

import hashlib
from collections.abc import AsyncIterator, Mapping
from io import BytesIO

import pytest
from aiohttp import ClientResponse, FormData

from storage.schema import contacts
from tests.admin.office import Browser, Office

IMPORT, MONEY = "/desk/campaigns/import", "/desk/campaigns/money"
HEAD = "phone;topics;agreed_on;where\n"
GOOD = "0690000001;school;2026-11-20;meeting\n"
ALBANIA = {"provider": "twilio", "country": "AL", "currency": "EUR"}
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


async def bring(
    browser: Browser, text: str, way: str, source: str = "sheets", *, tried: str | None = None
) -> ClientResponse:
    """Post a list; `tried` is the text that was looked at before, the same one unless told."""
    looked_at = hashlib.sha256((text if tried is None else tried).encode()).hexdigest()
    form = FormData()
    given = {"csrf": browser.csrf, "way": way, "source": source, "tried": looked_at}
    for name, value in given.items():
        form.add_field(name, value)
    form.add_field("file", BytesIO(text.encode()), filename="list.csv", content_type="text/csv")
    return await browser.session.post(
        browser.office.url + IMPORT, data=form, headers={"Sec-Fetch-Site": "same-origin"}
    )


def acts(office: Office) -> list[tuple[str, Mapping[str, str]]]:
    """What the trail says, newest first."""
    found = office.database.read_now(lambda unit: unit.audit.newest("kucova", 0, 9))
    return [(act.action, act.detail) for act in found]


def people(office: Office) -> int:
    return office.database.read_now(
        lambda unit: len(
            unit.connection.execute(contacts.select().where(contacts.c.topics != "")).all()
        )
    )


async def test_a_list_is_tried_first_and_nothing_is_kept(office: Office, staff: Browser) -> None:
    page = await (await bring(staff, HEAD + GOOD + BAD, "try")).text()
    assert "Tried. Good lines: 1. Refused: 1. Nothing was kept." in page
    assert "That is not a phone number." in page
    assert "Take the good lines (1), leave out the others (1)" in page
    assert hashlib.sha256((HEAD + GOOD + BAD).encode()).hexdigest() in page
    assert "0690000001" not in page.split("For example:")[0]
    assert people(office) == 0


async def test_its_good_lines_are_taken_and_the_act_is_written_down(
    office: Office, staff: Browser
) -> None:
    page = await (await bring(staff, HEAD + GOOD + BAD, "take")).text()
    assert "Lines taken: 1. Refused: 1." in page
    assert people(office) == 1
    assert acts(office)[:2] == [
        ("imported_contacts", {"accepted": "1", "refused": "1"}),
        ("import_contacts", {}),
    ]
    assert "sheets" in await staff.page(IMPORT)


async def test_only_the_file_that_was_tried_is_taken(office: Office, staff: Browser) -> None:
    response = await bring(staff, HEAD + GOOD, "take", tried=HEAD + GOOD + BAD)
    assert response.status == 400
    assert "This one was tried now." in await response.text()
    assert people(office) == 0


async def test_whoever_stopped_is_told_apart_by_nothing(office: Office, staff: Browser) -> None:
    await bring(staff, HEAD + GOOD, "take")
    office.database.write_now(
        lambda unit: unit.connection.execute(
            contacts.update().values(topics="", opted_out_at=office.clock())
        )
    )
    page = await (await bring(staff, HEAD + GOOD, "take")).text()
    assert "Lines taken: 1. Refused: 0." in page
    assert people(office) == 0


async def test_a_list_of_twenty_megabytes_is_read_and_a_larger_one_is_not(staff: Browser) -> None:
    line = GOOD.replace("meeting", "meeting;" + "x" * 1700)
    many = 20 * 1024 * 1024 // len(line)
    large = HEAD.replace("where", "where;note") + line * many
    page = await (await bring(staff, large, "try")).text()
    assert f"Good lines: 1. Refused: {many - 1}." in page
    assert f"{many - 1 - 1000} more: all of them are in the file." in page
    assert (await bring(staff, large + line * 100, "try")).status == 413


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"--x\r\n",
        b"--x\r\nContent-Disposition: form-data\r\n\r\nx\r\n--x--",
        b'--x\r\nContent-Disposition: form-data; name="csrf"\r\n\r\n\xff\r\n--x--\r\n',
        b'--x\r\nContent-Disposition: form-data; name="a"\r\n\r\n1\r\n' * 30 + b"--x--\r\n",
        b"\x00" * 100,
    ],
)
async def test_a_body_that_is_no_form_is_refused(staff: Browser, body: bytes) -> None:
    headers = {
        "Content-Type": "multipart/form-data; boundary=x",
        "Sec-Fetch-Site": "same-origin",
    }
    response = await staff.session.post(staff.office.url + IMPORT, data=body, headers=headers)
    assert response.status in {400, 403}


async def test_the_refused_lines_come_as_a_file_that_repeats_nothing(staff: Browser) -> None:
    response = await bring(staff, HEAD + BAD, "refused")
    assert response.content_type == "text/csv"
    text = await response.text()
    assert text.splitlines() == ["Line,Reason", "2,That is not a phone number."]
    assert "HYPERLINK" not in text


async def test_without_saying_where_it_comes_from_nothing_is_taken(
    office: Office, staff: Browser
) -> None:
    response = await bring(staff, HEAD + GOOD, "take", source="")
    assert response.status == 400
    assert "say where the list comes from" in await response.text()
    assert people(office) == 0


async def test_prices_and_budget_are_kept_with_their_source(office: Office, head: Browser) -> None:
    await head.get(MONEY)
    await head.post(f"{MONEY}/price", price="0,0725", source="price page, 25 Nov", **ALBANIA)
    await head.post(f"{MONEY}/budget", amount="1500", currency="EUR")
    page = await head.page(MONEY)
    assert "0.0725 EUR" in page
    assert "price page, 25 Nov" in page
    assert "1500.00 EUR" in page
    done = {action for action, _ in acts(office)}
    assert done >= {"set_sms_price", "set_campaign_budget"}


async def test_a_price_is_taken_away(office: Office, head: Browser) -> None:
    await head.get(MONEY)
    await head.post(f"{MONEY}/price", price="1", source="x", **ALBANIA)
    await head.post(f"{MONEY}/remove", **ALBANIA)
    assert "There is no price yet." in await head.page(MONEY)
    assert acts(office)[0] == ("remove_sms_price", {"country": "AL"})


async def test_all_prices_are_in_one_currency(head: Browser) -> None:
    await head.get(MONEY)
    await head.post(f"{MONEY}/price", price="1", source="x", **ALBANIA)
    kosovo = {**ALBANIA, "country": "XK", "currency": "ALL"}
    response = await head.post(f"{MONEY}/price", price="9", source="x", **kosovo)
    assert response.headers["Location"].endswith("said=one_currency")
    await head.post(f"{MONEY}/price", price="9", source="x", **{**ALBANIA, "currency": "ALL"})
    assert "9.00 ALL" in await head.page(MONEY)


async def test_next_year_has_a_budget_of_its_own(head: Browser) -> None:
    await head.get(MONEY)
    await head.post(f"{MONEY}/budget", amount="70", currency="EUR", year="2031")
    assert "70.00 EUR" in await head.page(f"{MONEY}?year=2031")
    assert "70.00 EUR" not in await head.page(MONEY)


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
