"""The directory at the desk: found by whoever refers, changed by its editors, each version told."""

import re
from collections.abc import AsyncIterator

import pytest

from storage.audit import SYSTEM
from storage.directory_entries import Change
from storage.entry import AnyEntry, Contact, Location, ServiceAtLocation, Words, derived
from storage.unit import Unit
from tests.admin.office import PLACES, Browser, Office
from tests.admin.payloads import PAYLOADS

POLICE = derived("kucova", "organization", "police")
HOSPITAL = derived("kucova", "organization", "hospital")
FOREIGN = derived("elsewhere", "organization", "police")
SHELTER = Location(organization=POLICE, name=Words(sq="Strehëza e Qetë"), confidential=True)
POINT = {
    "kind": "contact", "organization": POLICE, "unit": "perondi", "title.sq": "Polici i zonës",
    "title.sr": "Позорник", "name": "Agim Prova", "phones": "069 123 4567\n129",
    "hours.0": "08:00-12:00, 13:00-16:00", "languages.sq": "yes", "languages.rom": "yes",
}  # fmt: skip


@pytest.fixture
async def editor(office: Office) -> AsyncIterator[Browser]:
    """Whoever keeps the directory, in English, with both municipalities' files seeded."""

    def sow(unit: Unit) -> None:
        for place in PLACES.values():
            unit.directory.seed(place, office.clock())

    office.database.write_now(sow)
    office.hire("editor", "editor")
    browser = Browser(office)
    await browser.sign_in("editor")
    await browser.get("/desk/directory")
    await browser.post("/desk/language", language="en", back="/desk/directory")
    yield browser
    await browser.close()


async def enter(office: Office, name: str, *roles: str) -> Browser:
    office.hire(name, *roles)
    browser = Browser(office)
    await browser.sign_in(name)
    return browser


def put(office: Office, entry: AnyEntry) -> str:
    change = Change(SYSTEM, "created", office.clock())
    return office.database.write_now(lambda unit: unit.directory.add("kucova", entry, change))


async def add(browser: Browser, **fields: str) -> str:
    """A new entry through its form; its id."""
    await browser.page("/desk/directory/new?kind=contact")
    response = await browser.post("/desk/directory/new", **fields)
    assert response.status == 303, await response.text()
    return response.headers["Location"].removeprefix("/desk/directory/")[:32]


def titles(page: str) -> list[str]:
    return re.findall(r'class="place" href="/desk/directory/[0-9a-f]{32}">([^<]*)<', page)


async def test_it_is_searched_by_name_need_unit_and_kind(editor: Browser) -> None:
    everything = titles(await editor.page("/desk/directory"))
    assert len(everything) == 40
    assert titles(await editor.page("/desk/directory?text=SPITAL")) == ["Hospital", "Hospital"]
    assert titles(await editor.page("/desk/directory?text=болница")) == ["Hospital", "Hospital"]
    food = titles(await editor.page("/desk/directory?need=food&kind=service"))
    assert food == ["Home service for older people", "Mobile Unit", "Vatra Centre"]
    police = titles(await editor.page("/desk/directory?category=police&kind=organization"))
    assert police == ["Police"]
    assert titles(await editor.page("/desk/directory?text=nothing+like+it")) == []


async def test_a_unit_finds_what_serves_it_and_what_serves_all(editor: Browser) -> None:
    await add(editor, **POINT)
    found = await editor.page("/desk/directory?unit=perondi&kind=contact")
    assert titles(found) == ["Polici i zonës · Agim Prova"]
    assert titles(await editor.page("/desk/directory?unit=kozare&kind=contact")) == []
    assert "Hospital" in titles(await editor.page("/desk/directory?unit=kozare"))


async def test_a_contact_point_is_added_and_shown_with_all_that_was_said(editor: Browser) -> None:
    own = await add(editor, **POINT)
    page = await editor.page(f"/desk/directory/{own}")
    for said in (
        '<a href="tel:+355691234567">+355691234567</a>', '<a href="tel:129">', "Monday: 08:00-12:00, 13:00-16:00", "Albanian, Romani", "Perondi",
        "sr: Позорник", "Police",
    ):  # fmt: skip
        assert said in page
    assert 'href="tel:+355691234567"' in await editor.page(f"/desk/directory/{POLICE}")


async def test_the_contact_points_show_where_nobody_is_known(editor: Browser) -> None:
    before = await editor.page("/desk/directory/points")
    assert "80 places without a contact point" in before
    await add(editor, **POINT)
    after = await editor.page("/desk/directory/points")
    assert "79 places without a contact point" in after
    assert "Polici i zonës · Agim Prova" in after
    assert f"kind=contact&amp;municipality=kucova&amp;organization={POLICE}&amp;unit=lumas" in after


async def test_the_history_tells_each_difference_and_by_whom(editor: Browser) -> None:
    await editor.page(f"/desk/directory/{POLICE}/edit")
    fields = {
        "version": "1", "name.sq": "Policia", "name.sr": "Полиција", "name.en": "Police station",
        "category": "police", "phones": "129",
    }  # fmt: skip
    saved = await editor.post(f"/desk/directory/{POLICE}/edit", **fields)
    assert saved.headers["Location"] == f"/desk/directory/{POLICE}?said=saved"
    page = await editor.page(f"/desk/directory/{POLICE}/history")
    assert "Version 2" in page
    assert "editor" in page
    assert "<ins>sq: Policia\nsr: Полиција\nen: Police station</ins>" in page
    assert "<del>sq: Policia\nsr: Полиција\nen: Police</del>" in page
    assert "from the municipality&#39;s file" in page


async def test_two_editors_at_once_do_not_overwrite_each_other(editor: Browser) -> None:
    await editor.page(f"/desk/directory/{POLICE}/edit")
    fields = {"version": "1", "name.sq": "Policia", "category": "police"}
    assert (await editor.post(f"/desk/directory/{POLICE}/edit", **fields)).status == 303
    second = await editor.post(f"/desk/directory/{POLICE}/edit", **(fields | {"email": "a@b.al"}))
    assert second.status == 400
    text = await second.text()
    assert "Somebody else changed it meanwhile" in text
    assert 'value="a@b.al"' in text


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("phones", "call me", "Phones: write the number with +355"),
        ("phones", "", "Phones: give a number or an e-mail address"),
        ("email", "nobody", "E-mail: is not an e-mail address"),
        ("hours.0", "always", "Hours: write them like 08:00-16:00"),
        ("hours.0", "16:00-08:00", "Hours: write them like 08:00-16:00"),
        ("unit", "atlantis", "Administrative unit: is no unit of this municipality"),
        ("organization", FOREIGN, "Institution: is not in the directory"),
        ("organization", "", "Institution: is missing"),
        ("title.sr", "Policajac", "Role: Serbian is written in Cyrillic"),
        ("name", "x" * 2001, "Name: is too long"),
    ],
)
async def test_what_may_not_stand_is_named_and_what_was_typed_stays(
    editor: Browser, field: str, value: str, said: str
) -> None:
    await editor.page("/desk/directory/new?kind=contact")
    refused = await editor.post("/desk/directory/new", **(POINT | {field: value}))
    assert refused.status == 400
    page = await refused.text()
    assert said in page
    assert "Позорник" in page or field == "title.sr"
    assert titles(await editor.page("/desk/directory?kind=contact")) == []


async def test_unknown_words_are_refused_without_a_form(editor: Browser) -> None:
    await editor.page("/desk/directory/new")
    for fields in ({"kind": "weapon"}, {"kind": "organization", "category": "spies"}):
        assert (await editor.post("/desk/directory/new", **fields)).status == 400


async def test_what_is_no_longer_valid_is_found_only_when_asked_for(editor: Browser) -> None:
    own = await add(editor, **POINT)
    await editor.page(f"/desk/directory/{own}/edit")
    gone = await editor.post(f"/desk/directory/{own}/edit", **POINT, version="1", retired="yes")
    assert gone.status == 303
    assert titles(await editor.page("/desk/directory?kind=contact")) == []
    kept = await editor.page("/desk/directory?retired=yes")
    assert titles(kept) == ["Polici i zonës · Agim Prova"]
    assert "Agim" not in await editor.page("/desk/directory/points")


@pytest.mark.parametrize("role", ["operator", "unit_worker", "supervisor"])
async def test_whoever_refers_reads_and_does_not_write(
    office: Office, editor: Browser, role: str
) -> None:
    reader = await enter(office, "reader", role)
    page = await reader.page(f"/desk/directory/{POLICE}")
    assert "/edit" not in page
    assert "/desk/directory/new" not in await reader.page("/desk/directory")
    assert (await reader.get(f"/desk/directory/{POLICE}/edit")).status == 404
    assert (await reader.post(f"/desk/directory/{POLICE}/edit", version="1")).status == 404
    await reader.close()


async def test_another_municipality_is_not_there(office: Office, editor: Browser) -> None:
    for path in ("", "/edit", "/history"):
        assert (await editor.get(f"/desk/directory/{FOREIGN}{path}")).status == 404
    assert (await editor.post(f"/desk/directory/{FOREIGN}/edit", version="1")).status == 404
    assert (await editor.get("/desk/directory?municipality=elsewhere")).status == 404


async def test_a_shelter_is_there_only_for_those_who_must_know(
    office: Office, editor: Browser
) -> None:
    shelter = put(office, SHELTER)
    service = derived("kucova", "service", "vatra")
    put(office, ServiceAtLocation(service=service, location=shelter))
    guard = Contact(
        organization=POLICE, location=shelter, title=Words(sq="Rojë nate"), phones=("129",)
    )
    point = put(office, guard)
    paths = (
        "/desk/directory", "/desk/directory/points", f"/desk/directory/{POLICE}",
        f"/desk/directory/{service}", "/desk/directory/new?kind=contact",
    )  # fmt: skip
    for name in ("operator", "unit_worker"):
        reader = await enter(office, name, name)
        for path in paths[:4]:
            page = await reader.page(path)
            assert "Streh" not in page, path
            assert "Roj" not in page, path
        for own in (shelter, point):
            assert (await reader.get(f"/desk/directory/{own}")).status == 404
            assert (await reader.get(f"/desk/directory/{own}/history")).status == 404
        await reader.close()
    for path in paths:
        assert "Streh" not in await editor.page(path)
    coordinator = await enter(office, "coordinator", "dv_coordinator")
    assert "Strehëza e Qetë" in await coordinator.page(f"/desk/directory/{shelter}")
    assert "Strehëza e Qetë" in await coordinator.page(f"/desk/directory/{shelter}/edit")
    await coordinator.close()


async def test_an_editor_can_enter_a_shelter_that_then_is_gone_for_them(editor: Browser) -> None:
    await editor.page("/desk/directory/new?kind=location")
    made = await editor.post(
        "/desk/directory/new", kind="location", organization=POLICE, location_type="physical",
        confidential="yes", **{"name.sq": "Strehëza"},
    )  # fmt: skip
    assert made.headers["Location"] == "/desk/directory?said=saved"
    assert "Strehëza" not in await editor.page("/desk/directory")


@pytest.mark.parametrize("start", range(0, len(PAYLOADS), 32))
async def test_no_text_becomes_more_than_text(office: Office, editor: Browser, start: int) -> None:
    for words in PAYLOADS[start : start + 32]:
        own = put(
            office, Contact(organization=POLICE, title=Words(sq=words), name=words, note=words)
        )
        for path in (f"/desk/directory/{own}", f"/desk/directory/{own}/history"):
            page = await editor.page(path)
            assert "<script>window" not in page
            assert "<img src=x" not in page
        await editor.page(f"/desk/directory/{own}/edit")
    for path in ("/desk/directory", "/desk/directory/points"):
        assert "<script>window" not in await editor.page(path)
