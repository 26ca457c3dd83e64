"""The directory as a file at the desk: taken along, brought in, refused with every mistake."""

import json
from collections.abc import AsyncIterator
from io import BytesIO
from typing import Any

import pytest
from aiohttp import ClientResponse, FormData

from storage.entry import outside
from tests.admin.office import Browser, Office
from tests.storage.town_directory import CENTRE, SECRET, SHELTER, fill

PATH = "/desk/directory/exchange"


@pytest.fixture
async def editor(office: Office) -> AsyncIterator[Browser]:
    fill(office.database)
    office.hire("editor", "editor")
    browser = Browser(office)
    await browser.sign_in("editor")
    await browser.get("/desk/directory")
    await browser.post("/desk/language", language="en", back="/desk/directory")
    await browser.get(PATH)
    yield browser
    await browser.close()


async def send(browser: Browser, body: bytes, csrf: str | None = None) -> ClientResponse:
    """The file through the form, as a browser sends it."""
    form = FormData()
    form.add_field("csrf", browser.csrf if csrf is None else csrf)
    form.add_field(
        "file", BytesIO(body), filename="directory.json", content_type="application/json"
    )
    return await browser.session.post(
        browser.office.url + PATH, data=form, headers={"Sec-Fetch-Site": "same-origin"}
    )


async def taken(browser: Browser) -> dict[str, Any]:
    response = await browser.post("/desk/directory/export")
    assert response.status == 200
    assert response.headers["Content-Disposition"] == 'attachment; filename="kucova-hsds-en.json"'
    found = json.loads(await response.read())
    assert isinstance(found, dict)
    return found


async def test_what_is_taken_along_can_be_brought_back(office: Office, editor: Browser) -> None:
    given = await taken(editor)
    assert SECRET not in json.dumps(given, ensure_ascii=False)
    page = await (await send(editor, json.dumps(given).encode())).text()
    assert "Imported: 0 new, 0 changed, 7 the same." in page
    centre = next(row for row in given["organizations"] if row["id"] == outside(CENTRE))
    centre["name"] = "Day Centre Kuçovë"
    page = await (await send(editor, json.dumps(given).encode())).text()
    assert "Imported: 0 new, 1 changed, 6 the same." in page
    history = await editor.page(f"/desk/directory/{CENTRE}/history")
    assert "imported" in history
    assert "editor" in history
    acts = office.database.read_now(lambda unit: unit.audit.newest("kucova", 0, 9))
    assert {one.action for one in acts} >= {"exported", "directory"}


async def test_a_file_with_mistakes_is_refused_whole_with_all_of_them(editor: Browser) -> None:
    given = await taken(editor)
    given["version"] = "2.0"
    given["organizations"][0]["name"] = "Never"
    del given["services"][0]["status"]
    response = await send(editor, json.dumps(given).encode())
    page = await response.text()
    assert response.status == 400
    for said in ("/version", "is not version 3.0", "/services/0/status", "is missing", "add it"):
        assert said in page
    assert "Never" not in await editor.page(f"/desk/directory/{CENTRE}")


@pytest.mark.parametrize("body", [b"", b"{", b"\xff\xfe\x00", b"<script>window"])
async def test_what_is_no_package_is_refused_kindly(editor: Browser, body: bytes) -> None:
    response = await send(editor, body)
    assert response.status == 400
    assert "is no JSON" in await response.text()


async def test_names_in_a_file_stay_text(editor: Browser) -> None:
    given = {"version": "3.0", "<script>window.pwned=1</script>": 1}
    page = await (await send(editor, json.dumps(given).encode())).text()
    assert "&lt;script&gt;" in page
    assert "<script>window" not in page


async def test_an_editor_cannot_write_over_a_shelter_or_learn_of_it(editor: Browser) -> None:
    row = {"id": outside(SHELTER), "location_type": "physical", "organization_id": outside(CENTRE)}
    given = {"version": "3.0", "locations": [row]}
    page = await (await send(editor, json.dumps(given).encode())).text()
    assert "this id belongs to another entry" in page
    assert "Streh" not in page


async def test_a_file_without_our_token_or_session_or_right_changes_nothing(
    office: Office, editor: Browser
) -> None:
    assert (await send(editor, b"{}", "x")).status == 403
    stranger = Browser(office)
    assert (await send(stranger, b"{}", "x")).status == 401
    await stranger.close()
    office.hire("reader", "operator")
    reader = Browser(office)
    await reader.sign_in("reader")
    assert (await send(reader, b"{}")).status == 404
    await reader.close()


async def test_a_file_that_is_too_large_is_not_read(editor: Browser) -> None:
    assert (await send(editor, b"[" + b" " * (3 * 1024 * 1024))).status == 413
