"""Setting up one's own second factor: in force only once it works, and written down (R34)."""

import re

import pyotp

from tests.admin.office import MINUTE, Browser, Office, PlainBrowser

PATH = "/desk/second-code"


def secret_on(page: str) -> str:
    """The key that the page shows, as somebody types it into an app."""
    shown = re.search(r'class="secret code">([A-Z2-7 ]+)<', page)
    assert shown
    return shown[1].replace(" ", "")


def offer_on(page: str) -> str:
    """What the form keeps between the two steps."""
    return page.partition('name="offer" value="')[2].partition('"')[0]


def code(office: Office, secret: str) -> str:
    """What the app shows now."""
    return pyotp.TOTP(secret).at(office.clock() // 1_000_000)


async def begin(browser: Browser) -> str:
    """The page that shows a new one."""
    await browser.page(PATH)
    return await (await browser.post(f"{PATH}/begin")).text()


async def test_it_counts_only_after_a_code_proves_it(office: Office, operator: Browser) -> None:
    who = office.staff["operator"].id
    page = await begin(operator)
    secret, offer = secret_on(page), offer_on(page)
    assert f"otpauth://totp/Refero:operator?secret={secret}" in page
    wrong = await operator.post(PATH, offer=offer, code="000000")
    assert wrong.status == 403
    assert secret_on(await wrong.text()) == secret
    account = office.database.read_now(lambda unit: unit.operators.get(who))
    assert account is not None
    assert not account.has_second_factor
    done = await operator.post(PATH, offer=offer, code=code(office, secret))
    assert done.headers["Location"] == f"{PATH}?said=saved"
    page = await operator.page(PATH)
    assert "i vendosur" in page
    assert secret not in page
    acts = office.database.read_now(lambda unit: unit.audit.of_object("kucova", who))
    assert [one.action for one in acts][-1] == "second_factor"


async def test_other_sessions_end_and_the_next_sign_in_asks_for_it(
    office: Office, operator: Browser
) -> None:
    elsewhere = Browser(office)
    await elsewhere.sign_in("operator")
    page = await begin(operator)
    secret = secret_on(page)
    await operator.post(PATH, offer=offer_on(page), code=code(office, secret))
    assert (await elsewhere.get("/desk/queue")).status == 401
    assert not office.database.write_now(
        lambda unit: unit.operators.check_totp(
            office.staff["operator"].id, code(office, secret), office.clock()
        )
    )
    await elsewhere.close()


async def test_a_new_one_asks_for_the_old_one(office: Office, operator: Browser) -> None:
    page = await begin(operator)
    first = secret_on(page)
    await operator.post(PATH, offer=offer_on(page), code=code(office, first))
    office.clock.now += MINUTE
    page = await begin(operator)
    second, offer = secret_on(page), offer_on(page)
    assert second != first
    for old in ("", "000000", code(office, second)):
        refused = await operator.post(PATH, offer=offer, old=old, code=code(office, second))
        assert refused.status == 403
    old = code(office, first)
    done = await operator.post(PATH, offer=offer, old=old, code=code(office, second))
    assert done.status == 303


async def test_an_offer_is_one_accounts_own_and_not_for_long(
    office: Office, operator: Browser
) -> None:
    page = await begin(operator)
    secret, offer = secret_on(page), offer_on(page)
    office.hire("second", "operator")
    other = Browser(office)
    await other.sign_in("second")
    for forged in (offer, "", "x", "é", offer[:-8], "AAAA"):
        refused = await other.post(PATH, offer=forged, code=code(office, secret))
        assert refused.status == 403, forged
    await other.close()
    office.clock.now += 16 * MINUTE
    late = await operator.post(PATH, offer=offer, code=code(office, secret))
    assert late.status == 403


async def test_a_password_alone_sets_up_nothing(pilot: Office) -> None:
    pilot.hire("worker", "operator")
    browser = PlainBrowser(pilot)
    await browser.sign_in("worker")
    await browser.page("/desk/sign-in/code")
    for response in (await browser.get(PATH), await browser.post(f"{PATH}/begin")):
        assert response.headers["Location"] == "/desk/sign-in/code"
    await browser.close()
