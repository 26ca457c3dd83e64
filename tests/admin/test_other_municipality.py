"""Another municipality's cases do not exist, whatever is asked of them (reliability R38)."""

import re

import pytest

from admin.gate import Route
from admin.routes import CASE, ROUTES
from tests.admin.office import Browser, Office, answer

ABOUT_A_CASE = [route for route in ROUTES if route.path.startswith(CASE)]
NOWHERE = "f" * 32
FIELDS = {
    "unit": "njvnr",
    "assigned_unit": "njvnr",
    "outcome": "informed",
    "reject_reason": "no",
    "note": "x",
    "text": "x",
    "reason": "x",
    "contact": "never",
    "state": "never",
    "way": "phone",
    "words": "x",
    "why": "law",
}


def address(route: Route, case: str) -> str:
    """The route's path for one case."""
    path = route.path.replace(CASE, f"/desk/reports/{case}")
    return re.sub(r"\{\w+:[^}]*\}(\})?", "1" * 32, path)


@pytest.mark.parametrize("route", ABOUT_A_CASE, ids=lambda route: f"{route.method} {route.path}")
async def test_a_foreign_case_answers_like_one_that_never_was(office: Office, route: Route) -> None:
    foreign = office.report(municipality="elsewhere")
    office.hire("everything", "operator", "unit_worker", "supervisor", "child_protection")
    browser = Browser(office)
    await browser.sign_in("everything")
    answers = []
    for case in (foreign, NOWHERE):
        ask = browser.get if route.method == "GET" else browser.post
        fields = {} if route.method == "GET" else FIELDS
        response = await ask(address(route, case), **fields)
        body = (await response.text()).replace(case, "").replace("x" * 32, "")
        answers.append((response.status, body))
    assert answers[0] == answers[1]
    assert answers[0][0] == 404
    await browser.close()


async def test_the_queue_and_its_counts_know_only_ones_own(
    office: Office, operator: Browser
) -> None:
    office.report(1)
    office.report(2, municipality="elsewhere")
    page = await operator.page("/desk/queue")
    assert "KU-7F3K-0001" in page
    assert "EL-7F3K" not in page
    assert "1 njoftim" in page
    asked = await operator.page("/desk/queue?municipality=elsewhere")
    assert "EL-7F3K" not in asked


async def test_whoever_serves_all_sees_all_and_can_choose(office: Office) -> None:
    office.report(1)
    office.report(2, municipality="elsewhere")
    office.hire("everywhere", "operator", municipality="", unit="")
    browser = Browser(office)
    await browser.sign_in("everywhere")
    both = await browser.page("/desk/queue")
    assert "KU-7F3K" in both
    assert "EL-7F3K" in both
    assert "KU-7F3K" not in await browser.page("/desk/queue?municipality=elsewhere")
    await browser.close()


async def test_a_phone_report_cannot_be_opened_elsewhere(operator: Browser) -> None:
    response = await operator.post("/desk/phone", municipality="elsewhere", seen="x")
    assert response.status == 404


async def test_a_closed_child_case_is_gone_for_others_and_open_to_its_role(
    office: Office, operator: Browser
) -> None:
    case = office.report(1, answer(1, "category", "child"))
    await operator.page(f"/desk/reports/{case}")
    for step in ("take", "intervene"):
        assert (await operator.post(f"/desk/reports/{case}/{step}", unit="njvnr")).status == 303
    assert (await operator.get(f"/desk/reports/{case}")).status == 404
    office.hire("child", "child_protection")
    child = Browser(office)
    await child.sign_in("child")
    assert (await child.get(f"/desk/reports/{case}")).status == 200
    await child.close()
