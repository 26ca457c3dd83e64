"""Strangers who try passwords keep nobody out of their own account (reliability R35)."""

import asyncio

import pytest

from admin import signin
from tests.admin.office import Browser, Office

WRONG = "wrong wrong wrong"


async def try_passwords(office: Office, name: str, times: int) -> None:
    """Somebody else, from a browser that knows nobody."""
    stranger = Browser(office)
    await stranger.get("/desk/sign-in")
    for _ in range(times):
        assert (await stranger.post("/desk/sign-in", name=name, password=WRONG)).status == 403
    await stranger.close()


async def test_tries_of_strangers_do_not_count_against_the_own_browser(
    office: Office, operator: Browser
) -> None:
    await operator.post("/desk/sign-out")
    await try_passwords(office, "operator", 10)
    assert (await operator.sign_in("operator")).status == 303


async def test_an_own_browser_has_ten_tries_as_well(office: Office, operator: Browser) -> None:
    await operator.post("/desk/sign-out")
    await operator.get("/desk/sign-in")
    for _ in range(10):
        await operator.post("/desk/sign-in", name="operator", password=WRONG)
    assert (await operator.sign_in("operator")).status == 403


async def test_a_browser_is_at_home_in_its_own_account_only(
    office: Office, operator: Browser
) -> None:
    office.hire("second", "operator")
    await operator.post("/desk/sign-out")
    await try_passwords(office, "second", 10)
    assert (await operator.sign_in("second")).status == 403


@pytest.mark.parametrize("device", ["x", "x.y", ".", "", "a.\udce9"])
async def test_a_made_up_device_is_a_stranger(office: Office, device: str) -> None:
    office.hire("known", "operator")
    for _ in range(10):
        begun = office.database.write_now(
            lambda unit: unit.sign_ins.begin("known", office.clock(), device)
        )
        assert begun.allowed
    last = office.database.write_now(
        lambda unit: unit.sign_ins.begin("known", office.clock(), device)
    )
    assert (last.allowed, last.at_home) == (False, False)


async def test_a_flood_of_strangers_leaves_the_own_browser_its_turn(
    office: Office, operator: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The one place of strangers is taken for good: they are refused, whoever is known is not."""
    monkeypatch.setattr(signin, "STRANGERS", asyncio.Semaphore(0))
    monkeypatch.setattr(signin, "QUEUE_SECONDS", 0.05)
    await operator.post("/desk/sign-out")
    assert (await operator.sign_in("operator")).status == 303
    office.hire("second", "operator")
    stranger = Browser(office)
    assert (await stranger.sign_in("second")).status == 403
    await stranger.close()
