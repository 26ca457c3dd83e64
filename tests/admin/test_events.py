"""The calendar at the desk and for everybody: written, published once, changed, cancelled."""

import re
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack

import pytest
import sqlalchemy as sa

from flows.messages import Outgoing
from flows.safe_hours import Window
from storage.campaign_draft import Campaign
from storage.events import Event
from storage.parcels import unpack
from storage.schema import audit, campaign_renditions
from storage.unit import Unit
from tests.admin.campaigners import agree, words, write, written_down
from tests.admin.office import Browser, Office

PAGE = "/desk/events"
FEED = "/calendar/kucova.ics"
DAY = 24 * 3600 * 1_000_000
FORM = {
    "kind": "meeting",
    "day": "2030-03-30",
    "begin": "17:00",
    "end": "18:30",
    "sq.title": "Takim për shkollën",
    "sq.place": "Pallati i Kulturës",
    "sq.description": "Për prindërit.",
    "sr.title": "Састанак о школи",
    "sr.place": "Дом културе",
    "sr.description": "За родитеље.",
    "en.title": "Meeting about school",
    "en.place": "House of Culture",
    "en.description": "For parents.",
    "municipality": "kucova",
}
ROLES = {"ana": ("campaigns",), "vera": ("supervisor",), "eda": ("editor",)}


@pytest.fixture
async def people(office: Office) -> AsyncIterator[dict[str, Browser]]:
    """One who writes events, and two who only look."""
    async with AsyncExitStack() as stack:
        found = {}
        for name, roles in ROLES.items():
            office.hire(name, *roles)
            found[name] = Browser(office)
            stack.push_async_callback(found[name].close)
            await found[name].sign_in(name)
            await found[name].post("/desk/language", language="en", back="/desk/")
        yield found


async def begin(browser: Browser, **changes: str) -> str:
    """A new event; the address of its page."""
    found = re.search(r'name="id" value="([0-9a-f]{32})"', await browser.page(f"{PAGE}/new"))
    assert found
    given = {**FORM, **{name.replace("_", "."): words for name, words in changes.items()}}
    response = await browser.post(f"{PAGE}/new", id=found[1], **given)
    assert response.status == 303, await response.text()
    return response.headers["Location"].partition("?")[0]


async def revision(browser: Browser, path: str) -> str:
    found = re.search(r'name="revision" value="(\d+)"', await browser.page(path))
    assert found
    return found[1]


async def step(browser: Browser, path: str, act: str, seen: str = "") -> str:
    """Press a button; what the page says afterwards."""
    seen = seen or await revision(browser, path)
    response = await browser.post(f"{path}/{act}", revision=seen)
    assert response.status == 303, await response.text()
    return response.headers["Location"].partition("said=")[2]


async def edit(browser: Browser, path: str, seen: str = "", **changes: str) -> int:
    seen = seen or await revision(browser, f"{path}/edit")
    given = {**FORM, **{name.replace("_", "."): words for name, words in changes.items()}}
    response = await browser.post(f"{path}/edit", revision=seen, **given)
    return response.status


async def published(browser: Browser, **changes: str) -> str:
    path = await begin(browser, **changes)
    assert await step(browser, path, "publish") == "saved"
    return path


def event(office: Office, path: str) -> Event:
    wanted = path.rpartition("/")[2]
    found = office.database.read_now(lambda unit: unit.events.get("kucova", wanted))
    assert found is not None
    return found


def reminder(office: Office, path: str) -> Campaign | None:
    known = event(office, path)
    return office.database.read_now(lambda unit: unit.reminders.of(known))


def prepared(office: Office) -> dict[tuple[str, str], Outgoing]:
    rows = office.database.read_now(
        lambda unit: unit.connection.execute(sa.select(campaign_renditions)).all()
    )
    return {(row.language, row.channel): unpack(row.outgoing) for row in rows}


async def feed(visitor: Browser, query: str = "", **headers: str) -> str:
    response = await visitor.session.get(f"{visitor.office.url}{FEED}{query}", headers=headers)
    assert response.status == 200
    return (await response.text()).replace("\r\n ", "")


async def test_an_event_is_written_looked_at_and_published(
    office: Office, people: dict[str, Browser], visitor: Browser
) -> None:
    path = await begin(people["ana"])
    page = words(await people["ana"].page(path))
    for told in (
        "Saturday, 30 March, 17:00–18:30",
        "Being written",
        "Ftesë: Takim për shkollën.",
        "Kur: e shtunë, 30 mars, ora 17:00.",
        "Позив: Састанак о школи.",
        "Poziv: Sastanak o školi.",
    ):
        assert told in page, told
    assert "VEVENT" not in await feed(visitor)
    assert await step(people["ana"], path, "publish") == "saved"
    assert "SUMMARY;LANGUAGE=sq:Takim për shkollën" in await feed(visitor, "?lang=sq")
    assert "Published" in words(await people["ana"].page(PAGE))


async def test_a_missing_language_is_a_fault_before_publishing(
    office: Office, people: dict[str, Browser]
) -> None:
    path = await begin(people["ana"], sr_title="", en_description="")
    page = words(await people["ana"].page(path))
    assert "Српски: Missing: Name." in page
    assert "English: Missing: Description." in page
    assert "Publish it" not in page
    assert await step(people["ana"], path, "publish", "1") == "event_faults"
    assert event(office, path).state == "draft"
    assert await edit(people["ana"], path) == 303
    assert await step(people["ana"], path, "publish") == "saved"
    assert await edit(people["ana"], path, sr_title="") == 422
    assert event(office, path).content["sr"].title == "Састанак о школи"


@pytest.mark.parametrize(
    ("field", "typed", "told"),
    [
        ("sr_title", "Sastanak", "Serbian is written in Cyrillic"),
        ("en_title", "Against violence", "The word “violence” tells the topic"),
        ("en_description", "Against violence", "The word “violence” tells the topic"),
        ("en_title", "Come to {place}", "Nothing is known for “Place”"),
        ("en_title", "Come to }", "stray braces"),
        ("sq_place", "Дом културе", "written in Latin letters"),
        ("en_title", "See https://x.al", "no web address"),
        ("en_place", "House\u202e", "invisible signs"),
    ],
)
async def test_words_are_neutral_and_whole(
    office: Office, people: dict[str, Browser], field: str, typed: str, told: str
) -> None:
    path = await begin(people["ana"], **{field: typed})
    assert told in words(await people["ana"].page(path))
    assert await step(people["ana"], path, "publish", "1") == "event_faults"


async def test_no_click_happens_twice(office: Office, people: dict[str, Browser]) -> None:
    path = await begin(people["ana"])
    assert await step(people["ana"], path, "publish", "1") == "saved"
    assert await step(people["ana"], path, "publish", "1") == "event_taken"
    assert await step(people["ana"], path, "cancel", "1") == "event_taken"
    assert await step(people["ana"], path, "cancel", "2") == "saved"
    assert await step(people["ana"], path, "cancel", "2") == "event_taken"
    acts = office.database.read_now(
        lambda unit: unit.audit.of_object("kucova", path.rpartition("/")[2])
    )
    assert [act.action for act in acts] == ["event_create", "event_publish", "event_cancel"]
    assert all(set(act.detail) == {"revision"} for act in acts)


async def test_what_two_people_type_at_once_is_not_lost(
    office: Office, people: dict[str, Browser]
) -> None:
    path = await begin(people["ana"])
    assert await edit(people["ana"], path, "1", en_title="First") == 303
    given = {**FORM, "en.title": "Second", "revision": "1"}
    refused = await people["ana"].post(f"{path}/edit", **given)
    assert refused.status == 409
    page = await refused.text()
    assert 'value="Second"' in page
    assert "Somebody else has changed it meanwhile" in words(page)
    assert event(office, path).content["en"].title == "First"


@pytest.mark.parametrize(
    ("times", "told"),
    [
        ({"day": "2030-02-30"}, "This is no day."),
        ({"day": "2030-03-31", "begin": "02:30"}, "This hour does not exist on that day."),
        ({"end": "17:00"}, "The end has to be after the beginning."),
    ],
)
async def test_a_time_that_does_not_exist_is_told(
    people: dict[str, Browser], times: dict[str, str], told: str
) -> None:
    await people["ana"].page(f"{PAGE}/new")
    refused = await people["ana"].post(f"{PAGE}/new", id="a" * 32, **{**FORM, **times})
    assert refused.status == 422
    page = await refused.text()
    assert told in words(page)
    assert "Takim për shkollën" in page


async def test_hours_are_local_on_both_sides_of_summer_time(
    people: dict[str, Browser], visitor: Browser
) -> None:
    await published(people["ana"])
    await published(people["ana"], day="2030-03-31")
    calendar = await feed(visitor)
    assert "DTSTART:20300330T160000Z" in calendar
    assert "DTSTART:20300331T150000Z" in calendar


async def test_publishing_prepares_one_reminder_for_the_day_before(
    office: Office, people: dict[str, Browser]
) -> None:
    path = await published(people["ana"])
    found = reminder(office, path)
    assert found is not None
    assert (found.topic, found.template, found.state) == ("events", "meeting", "draft")
    sent = prepared(office)
    assert "Kur: e shtunë, 30 mars, ora 17:00." in sent["sq", "telegram"].parts[0]
    assert "Sastanak o školi" in sent["sr-Latn", "telegram"].parts[0]
    assert sent["en", "sms"].parts[0].endswith("End: STOP")
    page = words(await people["ana"].page(path))
    assert "29.3. 10:00" in page
    assert "a campaign begins" in words(await people["eda"].page(PAGE))


async def test_a_reminder_leaves_by_itself_to_whoever_agreed_by_then(
    office: Office, people: dict[str, Browser]
) -> None:
    path = await published(people["ana"])
    agree(office, 7)
    found = reminder(office, path)
    assert found is not None
    office.clock.now = found.start_at

    def look(unit: Unit) -> bool:
        return unit.reminders.look(office.clock.now)

    assert office.database.write_now(look)
    written_down(office, f"/desk/campaigns/{found.id}")
    assert office.database.write_now(look)
    await people["vera"].sign_in("vera")
    page = words(await people["vera"].page(f"/desk/campaigns/{found.id}"))
    assert "without a second person" in page
    approved = reminder(office, path)
    assert approved is not None
    assert (approved.state, approved.size) == ("approved", 7)


async def test_a_reminder_changed_by_hand_says_who_hands_it_in(
    office: Office, people: dict[str, Browser]
) -> None:
    path = await published(people["ana"])
    assert "It leaves by itself" in words(await people["ana"].page(path))
    found = reminder(office, path)
    assert found is not None
    await write(people["ana"], f"/desk/campaigns/{found.id}", name="By hand")
    page = words(await people["ana"].page(path))
    assert "It leaves by itself" not in page
    assert "it has to be handed in like any campaign" in page


async def test_a_reminder_keeps_to_the_hours_for_campaigns(
    office: Office, people: dict[str, Browser]
) -> None:
    office.window = Window("11:00", "20:00", "Europe/Tirane")
    found = reminder(office, await published(people["ana"]))
    assert found is not None
    page = words(await people["ana"].page(f"/desk/campaigns/{found.id}"))
    assert "29.3. 11:00" in page


async def test_what_comes_too_soon_has_no_reminder(
    office: Office, people: dict[str, Browser]
) -> None:
    path = await begin(people["ana"], day="2030-03-18")
    office.clock.now = event(office, path).starts_at - 20 * 3600 * 1_000_000
    await people["ana"].sign_in("ana")
    assert await step(people["ana"], path, "publish") == "saved"
    assert reminder(office, path) is None
    assert "its day has passed" in words(await people["ana"].page(path))


async def test_a_change_is_told_everywhere_and_a_cancelled_one_reminds_nobody(
    office: Office, people: dict[str, Browser], visitor: Browser
) -> None:
    path = await published(people["ana"])
    first = reminder(office, path)
    assert first is not None
    assert await edit(people["ana"], path, en_place="School", day="2030-04-02") == 303
    moved = reminder(office, path)
    assert moved is not None
    assert (moved.number, moved.start_at) == (
        first.number,
        first.start_at + 3 * DAY - 3_600_000_000,
    )
    assert "School" in prepared(office)["en", "telegram"].parts[0]
    calendar = await feed(visitor, "?lang=en")
    assert "LOCATION;LANGUAGE=en:School" in calendar
    assert "SEQUENCE:2" in calendar
    assert await step(people["ana"], path, "cancel") == "saved"
    gone = reminder(office, path)
    assert gone is not None
    assert gone.state == "cancelled"
    assert "STATUS:CANCELLED" in await feed(visitor)
    assert await edit(people["ana"], path, "3") == 303
    assert event(office, path).state == "cancelled"


async def test_a_description_alone_leaves_the_reminder_as_it_is(
    office: Office, people: dict[str, Browser]
) -> None:
    path = await published(people["ana"])
    before = reminder(office, path)
    assert await edit(people["ana"], path, en_description="For all parents.") == 303
    assert reminder(office, path) == before
    assert prepared(office)


async def test_a_draft_that_is_thrown_away_was_never_public(
    people: dict[str, Browser], visitor: Browser
) -> None:
    path = await begin(people["ana"])
    assert await step(people["ana"], path, "cancel") == "saved"
    assert (await people["ana"].get(path)).status == 404
    assert "VEVENT" not in await feed(visitor)


async def test_the_calendar_speaks_the_language_that_is_asked_for(
    people: dict[str, Browser], visitor: Browser
) -> None:
    await published(people["ana"])
    for query, header, told in (
        ("?lang=sq", "en", "Takim për shkollën"),
        ("?lang=sr-Cyrl", "en", "Састанак о школи"),
        ("?lang=sr-Latn", "en", "Sastanak o školi"),
        ("?lang=en", "sq", "Meeting about school"),
        ("", "en;q=0.9, sr-Cyrl", "Састанак о школи"),
        ("", "de", "Takim për shkollën"),
        ("?lang=xx", "", "Takim për shkollën"),
    ):
        assert f":{told}\r\n" in await feed(visitor, query, **{"Accept-Language": header}), query


async def test_the_calendar_is_for_anybody_and_remembers_nobody(
    office: Office, people: dict[str, Browser], visitor: Browser
) -> None:
    path = await published(people["ana"])
    url = f"{office.url}{FEED}"
    response = await visitor.session.get(url)
    assert response.headers["Content-Type"] == "text/calendar; charset=utf-8; method=PUBLISH"
    assert "Set-Cookie" not in response.headers
    assert "ana" not in re.findall(r"\w+", await response.text())
    tag = response.headers["ETag"]
    again = await visitor.session.get(url, headers={"If-None-Match": tag})
    assert again.status == 304
    assert await again.read() == b""
    assert await edit(people["ana"], path, en_title="Other") == 303
    assert (await visitor.session.get(url, headers={"If-None-Match": tag})).status == 200
    for unknown in ("tirana", "nowhere"):
        missing = await visitor.session.get(f"{office.url}/calendar/{unknown}.ics")
        assert missing.status == 404
    assert (
        "VEVENT"
        not in await (await visitor.session.get(f"{office.url}/calendar/elsewhere.ics")).text()
    )


async def test_the_calendar_keeps_what_is_over_for_thirty_days(
    office: Office, people: dict[str, Browser], visitor: Browser
) -> None:
    path = await published(people["ana"])
    ends = event(office, path).ends_at
    office.clock.now = ends + 30 * DAY
    assert "VEVENT" in await feed(visitor)
    office.clock.now += 1
    assert "VEVENT" not in await feed(visitor)


async def test_the_page_for_anybody_names_what_comes(
    office: Office, people: dict[str, Browser], visitor: Browser
) -> None:
    nothing = await visitor.page("/info/?place=kucova&lang=en")
    assert "Add them to your calendar" not in nothing
    await published(people["ana"], en_title="<b>Meeting</b>")
    gone = await published(people["ana"], en_title="Cancelled one")
    await step(people["ana"], gone, "cancel")
    page = await visitor.page("/info/?place=kucova&lang=en")
    assert "&lt;b&gt;Meeting" in page
    assert "Saturday, 30 March, 17:00–18:30, House of Culture" in words(page)
    assert 'href="/calendar/kucova.ics?lang=en"' in page
    assert "Cancelled one" not in page
    assert "Meeting" not in await visitor.page("/info/?place=elsewhere&lang=en")


async def test_only_whoever_may_write_sees_buttons(
    office: Office, people: dict[str, Browser]
) -> None:
    path = await begin(people["ana"])
    for name in ("vera", "eda"):
        page = await people[name].page(path)
        assert f'action="{path}/publish"' not in page
        assert (await people[name].get(f"{path}/edit")).status == 404
        for act in ("publish", "cancel"):
            assert (await people[name].post(f"{path}/{act}", revision="1")).status == 404
    assert event(office, path).state == "draft"


async def test_another_municipality_s_event_is_not_there(
    office: Office, people: dict[str, Browser]
) -> None:
    path = await published(people["ana"])
    office.hire("nika", "campaigns", municipality="elsewhere")
    nika = Browser(office)
    await nika.sign_in("nika")
    assert path not in await nika.page(PAGE)
    for where in ("", "/edit"):
        assert (await nika.get(f"{path}{where}")).status == 404
    for act in ("publish", "cancel", "edit"):
        assert (await nika.post(f"{path}/{act}", revision="2", **FORM)).status == 404, act
    assert (await nika.post(f"{PAGE}/new", id="b" * 32, **FORM)).status == 400
    own = {**FORM, "municipality": ""}
    assert (await nika.post(f"{PAGE}/new", id=path.rpartition("/")[2], **own)).status == 404
    await nika.close()
    counted = sa.select(sa.func.count()).where(
        audit.c.municipality == "elsewhere", audit.c.action.like("event%")
    )
    assert office.database.read_now(lambda unit: unit.connection.scalar(counted)) == 0


@pytest.mark.parametrize(
    "wrong", [{"kind": "party"}, {"id": "x"}, {"sq.title": "x" * 61}, {"csrf": "no"}], ids=str
)
async def test_odd_forms_are_refused(people: dict[str, Browser], wrong: dict[str, str]) -> None:
    await people["ana"].page(f"{PAGE}/new")
    refused = await people["ana"].post(f"{PAGE}/new", **{"id": "a" * 32, **FORM, **wrong})
    assert refused.status in {400, 403}
