"""Signing in and out (reliability R34 to R36)."""

from collections.abc import AsyncIterator
from http.cookies import SimpleCookie

import pyotp
import pytest

from tests.admin.office import MINUTE, PASSWORD, Browser, Office, PlainBrowser

HOUR = 60 * MINUTE


@pytest.fixture
async def worker(pilot: Office) -> AsyncIterator[PlainBrowser]:
    """Somebody at a desk with real people, still outside."""
    pilot.hire("worker", "operator")
    browser = PlainBrowser(pilot)
    yield browser
    await browser.close()


async def test_the_right_password_opens_the_queue(operator: Browser) -> None:
    assert "Radha" in await operator.page("/desk/queue")


async def test_wrong_name_and_wrong_password_get_the_same_answer(
    office: Office, visitor: Browser
) -> None:
    office.hire("known", "operator")
    await visitor.get("/desk/sign-in")
    answers = []
    for name in ("known", "unknown"):
        response = await visitor.post("/desk/sign-in", name=name, password="wrong wrong wrong")
        answers.append((response.status, await response.text()))
    assert answers[0] == answers[1]
    assert answers[0][0] == 403


async def test_after_ten_tries_the_right_password_waits_for_a_quarter_of_an_hour(
    office: Office, visitor: Browser
) -> None:
    office.hire("known", "operator")
    await visitor.get("/desk/sign-in")
    for _ in range(10):
        await visitor.post("/desk/sign-in", name="known", password="wrong wrong wrong")
    assert (await visitor.sign_in("known")).status == 403
    office.clock.now += 16 * MINUTE
    assert (await visitor.sign_in("known")).status == 303


async def test_a_cookie_set_before_signing_in_is_worth_nothing(
    office: Office, visitor: Browser
) -> None:
    office.hire("known", "operator")
    visitor.session.cookie_jar.update_cookies({"refero": "chosen-by-somebody-else"})
    response = await visitor.sign_in("known")
    assert SimpleCookie(response.headers["Set-Cookie"])["refero"].value != "chosen-by-somebody-else"


async def test_the_session_cookie_is_out_of_reach_of_scripts_and_sites(
    office: Office, visitor: Browser
) -> None:
    office.hire("known", "operator")
    cookie = (await visitor.sign_in("known")).headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Strict" in cookie


async def test_half_an_hour_of_silence_ends_the_session(office: Office, operator: Browser) -> None:
    office.clock.now += 31 * MINUTE
    assert (await operator.get("/desk/queue")).status == 401


async def test_a_queue_that_refreshes_itself_keeps_no_session_alive(
    office: Office, operator: Browser
) -> None:
    answers = []
    for _ in range(4):
        office.clock.now += 8 * MINUTE
        answers.append((await operator.get("/desk/queue/rows")).status)
    assert answers == [200, 200, 200, 401]


async def test_twelve_hours_end_the_session_of_the_busiest(
    office: Office, operator: Browser
) -> None:
    answers = []
    for _ in range(36):
        office.clock.now += 20 * MINUTE
        answers.append((await operator.get("/desk/queue")).status)
    assert answers == [200] * 35 + [401]


async def test_signing_out_ends_it_on_the_server(operator: Browser) -> None:
    kept = {one.key: one.value for one in operator.session.cookie_jar}
    assert (await operator.post("/desk/sign-out")).status == 303
    operator.session.cookie_jar.update_cookies(kept)
    assert (await operator.get("/desk/queue")).status == 401


async def test_a_disabled_account_is_out_at_once(office: Office, operator: Browser) -> None:
    who = office.staff["operator"].id
    office.database.write_now(lambda unit: unit.operators.disable(who, office.clock()))
    assert (await operator.get("/desk/queue")).status == 401


async def test_nothing_opens_before_the_second_factor(pilot: Office, worker: PlainBrowser) -> None:
    assert (await worker.sign_in("worker")).status == 303
    for path in ("/desk/queue", "/desk/duty", "/desk/phone"):
        assert (await worker.get(path)).headers["Location"] == "/desk/sign-in/code"
    assert "Kërkojini administratorit" in await worker.page("/desk/sign-in/code")


async def test_the_second_factor_opens_once_and_brings_a_new_session(
    pilot: Office, worker: PlainBrowser
) -> None:
    who = pilot.staff["worker"].id
    uri = pilot.database.write_now(lambda unit: unit.operators.new_totp(who))
    await worker.sign_in("worker")
    await worker.page("/desk/sign-in/code")
    before = worker.kept["__Host-refero"]
    code = pyotp.parse_uri(uri).at(pilot.clock() // 1_000_000)  # type: ignore[attr-defined]
    assert (await worker.post("/desk/sign-in/code", code=code)).status == 303
    assert worker.kept["__Host-refero"] != before
    assert (await worker.get("/desk/queue")).status == 200
    again = PlainBrowser(pilot)
    await again.sign_in("worker")
    await again.page("/desk/sign-in/code")
    assert (await again.post("/desk/sign-in/code", code=code)).status == 403
    await again.close()


async def test_a_link_is_used_up_by_its_form_and_not_by_looking(
    office: Office, visitor: Browser
) -> None:
    who = office.hire("fresh", "operator").id
    token = office.database.write_now(lambda unit: unit.tokens.make(who, "sign_in", office.clock()))
    path = f"/desk/sign-in/link/{token}"
    await visitor.page(path)
    weak = await visitor.post(path, password="password1234")
    assert weak.status == 400
    new = "a calm river in the evening"
    assert (await visitor.post(path, password=new)).status == 303
    assert (await visitor.get("/desk/queue")).status == 200
    outside = Browser(office)
    await outside.page(path)
    assert (await outside.post(path, password=PASSWORD)).status == 403
    await outside.close()
