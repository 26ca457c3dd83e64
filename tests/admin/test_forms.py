"""A form of another site changes nothing (reliability R37)."""

import re

import pytest

from admin.gate import Route
from admin.routes import ROUTES
from tests.admin.office import Browser, Office

POSTS = [route for route in ROUTES if route.method == "POST"]
ABROAD = [
    {"Origin": "https://elsewhere.example", "Sec-Fetch-Site": "cross-site"},
    {"Origin": "null", "Sec-Fetch-Site": "cross-site"},
    {"Sec-Fetch-Site": "same-site", "Origin": "https://other.example"},
    {"Sec-Fetch-Site": "none"},
    {"Origin": "https://elsewhere.example"},
    {"Origin": "null"},
    {},
]


def address(route: Route) -> str:
    """The route's path with an id that exists nowhere."""
    return re.sub(r"\{\w+:[^}]*\}(\})?", "0" * 32, route.path)


@pytest.mark.parametrize("route", POSTS, ids=lambda route: route.path)
async def test_every_form_of_another_site_is_refused(operator: Browser, route: Route) -> None:
    for headers in ABROAD:
        assert (await operator.post(address(route), headers)).status == 403, headers


@pytest.mark.parametrize("route", POSTS, ids=lambda route: route.path)
async def test_every_form_without_our_token_is_refused(operator: Browser, route: Route) -> None:
    for token in ("", "x", operator.csrf[:-1], operator.csrf.swapcase()):
        assert (await operator.post(address(route), csrf=token)).status == 403


async def test_our_own_form_counts_in_old_and_new_browsers(operator: Browser) -> None:
    ours = operator.office.url
    for headers in (
        {"Origin": ours},
        {"Origin": ours, "Sec-Fetch-Site": "same-origin"},
        {"Origin": "null", "Sec-Fetch-Site": "same-origin"},
    ):
        assert (await operator.post("/desk/duty", headers, on="yes")).status == 303, headers


async def test_the_token_of_one_session_is_worth_nothing_in_another(
    office: Office, operator: Browser
) -> None:
    office.hire("second", "operator")
    other = Browser(office)
    await other.sign_in("second")
    refused = await other.post("/desk/duty", csrf=operator.csrf, on="yes")
    assert refused.status == 403
    await other.close()


async def test_only_a_plain_form_is_read(operator: Browser) -> None:
    headers = {"Sec-Fetch-Site": "same-origin", "Content-Type": "application/json"}
    url = operator.office.url + "/desk/duty"
    async with operator.session.post(url, data=b"{}", headers=headers) as response:
        assert response.status == 400


async def test_no_get_changes_anything(office: Office, operator: Browser) -> None:
    case = office.report()
    for route in ROUTES:
        if route.method == "GET" and "live" not in route.path:
            path = re.sub(r"\{case:[^}]*\}\}?", case, route.path)
            await operator.get(re.sub(r"\{\w+:[^}]*\}(\})?", "0" * 32, path))
    found = office.database.read_now(lambda unit: unit.cases.load(case, "kucova"))
    assert found is not None
    assert (found.state, found.version, found.acknowledged_at) == ("received", 1, None)
