"""A campaign while it leaves and what it brought, at the desk."""

import asyncio
import csv
import io
from collections.abc import AsyncIterator

import pytest
import sqlalchemy as sa

from admin.views import clock_in
from flows.safe_hours import Window
from storage.schema import campaign_replies, campaigns
from storage.unit import Unit
from tests.admin.campaigners import step, version, words
from tests.admin.office import MINUTE, Browser, Office
from tests.storage.crowd import Crowd, gathered
from tests.storage.hot import NOW


@pytest.fixture
async def staff(office: Office) -> AsyncIterator[Browser]:
    office.hire("vera", "supervisor")
    browser = Browser(office)
    await browser.sign_in("vera")
    await browser.post("/desk/language", language="en", back="/desk/")
    yield browser
    await browser.close()


def leaving(office: Office, **ends: int) -> tuple[Crowd, str]:
    """A campaign to 40 chats and 10 phones of which so many ended in each state; its address."""
    people = [("telegram", str(n)) for n in range(40)]
    people += [("sms", f"+3556900000{n:02}") for n in range(10)]
    crowd = gathered(office.database, people)

    def fare(unit: Unit) -> str:
        unit.campaign_feed.feed(crowd.number, {"telegram": 100, "sms": 100}, NOW)
        left = list(crowd.people)
        for state, count in ends.items():
            fault = {"failed": "blocked", "dropped": "no_consent"}.get(state, "")
            for _ in range(count):
                unit.connection.execute(
                    sa.text(
                        "UPDATE outbox SET state = :s, fault = :f, done_at = :at WHERE contact = :c"
                    ),
                    {"s": state, "f": fault, "at": office.clock.now, "c": left.pop(0)},
                )
        unit.campaign_tallies.recount(crowd.number, NOW)
        mine = sa.select(campaigns.c.id).where(campaigns.c.number == crowd.number)
        return f"/desk/campaigns/{unit.connection.scalar(mine)}"

    return crowd, office.database.write_now(fare)


def slower(office: Office, segments: int) -> None:
    """Its SMS are so long, at one segment a second."""
    change = sa.text("UPDATE campaign_renditions SET segments = :n WHERE channel = 'sms'")
    office.database.write_now(lambda unit: unit.connection.execute(change, {"n": segments}).close())


async def test_it_shows_how_far_it_is_and_the_parts_add_up(office: Office, staff: Browser) -> None:
    _, path = leaving(office, sent=20, failed=5)
    page = words(await staff.page(f"{path}/progress"))
    assert "50 % · 25 of 50" in page
    for part in ("sent 20 40 %", "failed 5 10 %", "waiting 25 50 %", "In the last minute 25"):
        assert part in page, part
    assert "They blocked the line. failed 5" in page
    assert "Ends at about" in page


async def test_few_people_are_never_told_exactly(office: Office, staff: Browser) -> None:
    crowd, path = leaving(office, sent=40, dropped=2)

    def reply(unit: Unit) -> None:
        rows = [
            {"campaign": crowd.number, "contact": who, "at": NOW, "became": became}
            for who, became in zip(crowd.people, ("report", "", "pack", "", ""), strict=False)
        ]
        unit.connection.execute(campaign_replies.insert(), rows)

    office.database.write_now(reply)
    page = words(await staff.page(f"{path}/progress"))
    assert "Replied 5" in page
    assert "Opened a report 1–4" in page
    assert "Asked for information 1–4" in page
    assert "They want no messages, or must not be written to. skipped 1–4" in page


async def test_it_is_paused_resumed_and_cancelled_from_there(
    office: Office, staff: Browser
) -> None:
    crowd, path = leaving(office, sent=10)

    def state() -> str:
        wanted = sa.select(campaigns.c.state).where(campaigns.c.number == crowd.number)
        return str(office.database.read_now(lambda unit: unit.connection.scalar(wanted)))

    for act, then in (("pause", "paused"), ("resume", "running"), ("cancel", "cancelled")):
        version = office.database.read_now(
            lambda unit: unit.connection.scalar(
                sa.select(campaigns.c.version).where(campaigns.c.number == crowd.number)
            )
        )
        await staff.post(f"{path}/{act}", version=str(version))
        assert state() == then
        await staff.post(f"{path}/{act}", version=str(version))
        assert state() == then
    office.database.write_now(lambda unit: unit.campaign_tallies.recount(crowd.number, NOW))
    page = words(await staff.page(f"{path}/progress"))
    assert "sent 10 20 %" in page
    assert "skipped 40 80 %" in page


async def test_the_file_holds_nobody_and_is_written_down(office: Office, staff: Browser) -> None:
    crowd, path = leaving(office, sent=30, failed=3)
    response = await staff.get(f"{path}/results.csv")
    text = await response.text()
    rows = list(csv.reader(io.StringIO(text.removeprefix("\ufeff"))))
    assert rows[0] == ["Channel", "Language", "Country", "Outcome", "Reason", "People", "Segments"]
    assert ["telegram", "sq", "", "failed", "They blocked the line.", "1–4", "1"] in rows
    assert ["telegram", "sq", "", "sent", "", "30", "1"] in rows
    assert ["", "", "", "Replied", "", "0", ""] in rows
    assert not any(cell[:1] in set("=+-@\t\r") for row in rows for cell in row if cell)
    assert not any(who in text for who in crowd.people)
    assert "+355" not in text
    (act,) = office.database.read_now(lambda unit: unit.audit.newest("kucova", 0, 1))
    assert (act.action, act.detail["what"]) == ("exported", "campaign")


async def test_the_live_stream_tells_when_something_moved(office: Office, staff: Browser) -> None:
    crowd, path = leaving(office, sent=1)
    async with staff.session.get(f"{office.url}{path}/live") as stream:
        office.database.write_now(
            lambda unit: unit.connection.execute(
                sa.text("UPDATE outbox SET state = 'sent' WHERE contact = :c"),
                {"c": crowd.people[9]},
            )
        )
        office.database.write_now(lambda unit: unit.campaign_tallies.recount(crowd.number, NOW))
        office.signals.publish("campaigns", "kucova")
        line = await stream.content.readline()
        while line.startswith((b":", b"\n")):
            line = await stream.content.readline()
        assert line == b"event: campaign-moved\n"
    assert "sent 2" in words(await staff.page(f"{path}/moves"))


async def test_buttons_are_replaced_only_when_somebody_acted(
    office: Office, staff: Browser
) -> None:
    _, path = leaving(office, sent=1)
    async with staff.session.get(f"{office.url}{path}/live") as stream:
        assert await step(staff, path, "pause") == "saved"
        said = [await stream.content.readline() for _ in range(5)]
    told = [line for line in said if line.startswith(b"event")]
    assert told[:1] == [b"event: campaign-acted\n"]
    assert "Go on" in words(await staff.page(f"{path}/moves"))


async def test_the_stream_ends_with_the_session(office: Office, staff: Browser) -> None:
    _, path = leaving(office, sent=1)
    async with staff.session.get(f"{office.url}{path}/live") as stream:
        await staff.post("/desk/sign-out")
        async with asyncio.timeout(10):
            await stream.content.read()


async def test_at_night_it_says_when_it_goes_on(office: Office, staff: Browser) -> None:
    _, path = leaving(office, sent=1)
    office.window = Window(end="18:00")
    page = words(await staff.page(f"{path}/progress"))
    assert "Goes on at 18.3. 09:00" in page


async def test_the_end_is_that_of_the_slower_channel_that_is_left(
    office: Office, staff: Browser
) -> None:
    _, path = leaving(office, sent=40)  # all chats; ten phones are left
    slower(office, segments=60)
    page = words(await staff.page(f"{path}/progress"))
    ends = office.clock.now + 10 * MINUTE
    assert f"Ends at about {clock_in('Europe/Tirane')(ends)}" in page


async def test_whoever_stops_it_keeps_watching(office: Office, staff: Browser) -> None:
    _, path = leaving(office, sent=1)
    response = await staff.post(f"{path}/pause", version=await version(staff, path))
    assert response.headers["Location"] == f"{path}/progress?said=saved"


async def test_the_figures_of_a_period_are_a_file_and_stand_in_the_trail(
    office: Office, staff: Browser
) -> None:
    leaving(office, sent=30, failed=20)
    office.clock.now += MINUTE
    await staff.page("/desk/campaigns")
    response = await staff.post("/desk/campaigns/indicators", since="2030-01-01", until="")
    (line,) = csv.DictReader(io.StringIO(await response.text()))
    assert (line["campaigns"], line["people"], line["reached"]) == ("1", "50", "30")
    assert line["municipality"] == "kucova"
    (act,) = office.database.read_now(lambda unit: unit.audit.newest("kucova", 0, 1))
    assert (act.action, act.detail["what"]) == ("exported", "indicators")
    later = await staff.post("/desk/campaigns/indicators", since="2031-01-01", until="")
    assert next(csv.DictReader(io.StringIO(await later.text())))["campaigns"] == "0"
    for wrong in ({"since": "yesterday"}, {"until": "9999-12-31"}):
        assert (await staff.post("/desk/campaigns/indicators", **wrong)).status == 400
    other = {"municipality": "elsewhere"}
    assert (await staff.post("/desk/campaigns/indicators", **other)).status == 404


async def test_the_report_after_a_campaign_says_so_and_not_which(office: Office) -> None:
    office.hire("operator", "operator", "unit_worker")
    browser = Browser(office)
    await browser.sign_in("operator")
    case = office.report(1)
    tag = "pas një fushate"
    assert tag not in await browser.page(f"/desk/reports/{case}")
    mark = sa.text("UPDATE reports SET campaign = 7")
    office.database.write_now(lambda unit: unit.connection.execute(mark).close())
    assert tag in await browser.page(f"/desk/reports/{case}")
    await browser.close()


async def test_a_campaign_of_elsewhere_is_not_there(office: Office) -> None:
    _, path = leaving(office, sent=1)
    office.hire("guest", "supervisor", municipality="elsewhere")
    browser = Browser(office)
    await browser.sign_in("guest")
    for page in ("progress", "moves", "live", "results.csv"):
        assert (await browser.get(f"{path}/{page}")).status == 404
    await browser.close()
