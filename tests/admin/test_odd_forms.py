"""Forms that no page of ours sends: refused kindly, and nothing of them gets into a header (R49)."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from admin import gate
from tests.admin.office import Browser, Office

FORM = {
    "Sec-Fetch-Site": "same-origin",
    "Origin": "null",
    "Content-Type": "application/x-www-form-urlencoded",
}


@pytest.mark.parametrize(
    "back",
    ["/desk/\r\nX-Evil: 1", "/desk/\n", "/desk/\x00", "/desk//else.example", "//else.example", "é"],
)
async def test_an_address_to_come_back_to_never_leaves_the_desk(
    visitor: Browser, back: str
) -> None:
    await visitor.get("/desk/sign-in")
    answer = await visitor.post("/desk/language", language="en", back=back)
    assert (answer.status, answer.headers["Location"]) == (303, "/desk/")
    assert "X-Evil" not in answer.headers


async def test_a_sign_in_without_its_fields_is_a_wrong_one(visitor: Browser) -> None:
    await visitor.get("/desk/sign-in")
    assert (await visitor.post("/desk/sign-in")).status == 403


async def test_a_form_that_never_ends_is_given_up(
    visitor: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(gate, "FORM_SECONDS", 0.05)

    async def dripping() -> AsyncIterator[bytes]:
        yield b"name=a"
        await asyncio.sleep(30)

    url = f"{visitor.office.url}/desk/sign-in"
    async with visitor.session.post(url, data=dripping(), headers=FORM) as answer:
        assert answer.status == 408


async def test_a_charset_that_nobody_knows_is_refused(visitor: Browser) -> None:
    headers = {**FORM, "Content-Type": f"{FORM['Content-Type']}; charset=nonsense"}
    url = f"{visitor.office.url}/desk/sign-in"
    async with visitor.session.post(url, data=b"name=a", headers=headers) as answer:
        assert answer.status == 400


@pytest.mark.parametrize("act", ["take", "assign"])
async def test_a_unit_is_one_of_the_municipality_and_never_free_words(
    office: Office, operator: Browser, act: str
) -> None:
    """The unit lies unsealed in case, referral and trail."""
    case = office.report()
    await operator.page(f"/desk/reports/{case}")
    words = {"unit": "Shembullore Provuese", "assigned_unit": "Shembullore Provuese"}
    assert (await operator.post(f"/desk/reports/{case}/{act}", **words)).status == 400
