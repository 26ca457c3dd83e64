"""The demo's simulated phones: a tap becomes a signed delivery, an answer a bubble."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from bot.phones import Phones
from bot.stubs import updates
from bot.stubs.demo import DemoProviders
from flows.messages import Button, Outgoing
from tests.bot.bulk import PICTURE, SECOND_NUMBER, Shelf, bulk_of
from tests.bot.rig import NUMBER, Rig

Client = TestClient[web.Request, web.Application]
SMS = "/phones/sms/+355690000001"
CHAT = "/phones/telegram/5001"


@pytest.fixture
async def phones(rig: Rig) -> AsyncIterator[Client]:
    """The page beside a running line, over the line's own stand-ins."""
    providers = DemoProviders(rig.url)
    providers.telegram, providers.twilio = rig.api, rig.twilio
    app = web.Application()
    app.add_routes(Phones(providers).routes())
    async with TestClient(TestServer(app)) as client:
        yield client


async def act(phones: Client, path: str, **given: str) -> int:
    async with phones.post(path, data={"script": "1", **given}) as answer:
        return answer.status


async def shown(phones: Client, path: str) -> str:
    async with phones.get(path) as answer:
        return await answer.text()


async def test_a_typed_sms_reaches_the_line_and_the_answer_the_phone(
    phones: Client, rig: Rig
) -> None:
    assert await act(phones, SMS, text="plaka s'ka ushqim") == 204
    assert rig.states() == ["waiting"]
    await rig.channels["sms"].send("+355690000001", Outgoing(("Faleminderit & mirë",)), 0)
    page = await shown(phones, SMS)
    assert "plaka s&#39;ka ushqim" in page
    assert "Faleminderit &amp; mirë" in page
    assert "19 characters · 1 SMS" in page


async def test_a_button_is_pressed_and_a_place_shared(phones: Client, rig: Rig) -> None:
    await rig.channels["telegram"].send("5001", Outgoing(("?",), (Button("yes", "Po"),)), 0)
    assert 'value="press:yes"' in await shown(phones, CHAT)
    await act(phones, CHAT, tap="press:yes")
    for kind in ("location", "contact", "photo", "voice"):
        await act(phones, CHAT, tap=f"share:{kind}")
    assert rig.states() == ["waiting"] * 5


async def test_an_sms_shows_from_which_number_it_came_and_is_written_back_to_either(
    phones: Client, rig: Rig
) -> None:
    rig.twilio.second, rig.twilio.call_back = SECOND_NUMBER, False
    await rig.channels["sms"].send("+355690000001", Outgoing(("Pergjigja",)), 0)
    await bulk_of(rig, Shelf())["sms"].send("+355690000001", Outgoing(("Qendra hapet",)), 0)
    page = await shown(phones, "/phones")
    assert f"from {NUMBER} · 9 characters · 1 SMS" in page
    assert f"from {SECOND_NUMBER} · 12 characters · 1 SMS" in page
    assert f'<option value="{SECOND_NUMBER}">to {SECOND_NUMBER} (campaigns)</option>' in page
    await act(phones, SMS, text="NDAL", to=SECOND_NUMBER)
    await act(phones, SMS, text="ndihme", to="+355691111111")
    assert [one.party for one in rig.twilio.talks["+355690000001"] if one.mine] == [
        SECOND_NUMBER,
        NUMBER,
    ]
    assert f"to {SECOND_NUMBER}</p>" in await shown(phones, SMS)
    assert rig.states() == ["waiting"] * 2


async def test_a_picture_is_shown_above_its_text(phones: Client, rig: Rig) -> None:
    await bulk_of(rig, Shelf())["telegram"].send("5001", Outgoing(("Qendra",), image="1-a"), 0)
    page = await shown(phones, CHAT)
    assert '<img class="picture" src="/phones/picture/picture-0"' in page
    assert page.index("picture-0") < page.index("Qendra")
    async with phones.get("/phones/picture/picture-0") as answer:
        assert (answer.content_type, await answer.read()) == ("image/jpeg", PICTURE)
    rig.api.files["voice"] = b"OggS" + bytes(20)
    for other in ("voice", "picture-7"):
        async with phones.get(f"/phones/picture/{other}") as answer:
            assert answer.status == 404


async def test_a_look_without_news_is_empty(phones: Client) -> None:
    async with phones.get(f"{SMS}?seen=0") as answer:
        assert answer.status == 204


async def test_without_a_script_the_form_comes_back_to_the_same_people(phones: Client) -> None:
    given = {"text": "hello", "back": "/phones?sms=2&telegram=3"}
    async with phones.post(SMS, data=given, allow_redirects=False) as answer:
        assert (answer.status, answer.headers["Location"]) == (303, given["back"])
    given["back"] = "https://elsewhere.example/"
    async with phones.post(SMS, data=given, allow_redirects=False) as answer:
        assert answer.headers["Location"] == "/phones"


async def test_the_page_runs_nothing_but_its_own_script(phones: Client) -> None:
    async with phones.get("/phones") as answer:
        policy = answer.headers["Content-Security-Policy"]
        page = await answer.text()
    assert "unsafe" not in policy
    assert "default-src 'none'" in policy
    assert "style=" not in page
    assert page.count("<script") == 1


async def test_another_site_cannot_type_here(phones: Client, rig: Rig) -> None:
    headers = {"Sec-Fetch-Site": "cross-site"}
    async with phones.post(SMS, data={"text": "hi"}, headers=headers) as answer:
        assert answer.status == 403
    assert rig.states() == []


@pytest.mark.parametrize("path", ["/phones/sms/+355691111111", "/phones/fax/1", "/phones/sms/5001"])
async def test_there_are_no_other_phones(phones: Client, path: str) -> None:
    async with phones.get(path) as answer:
        assert answer.status == 404


async def test_a_message_that_the_line_refuses_says_so(phones: Client, rig: Rig) -> None:
    del rig.channels["sms"]
    await act(phones, SMS, text="hello")
    assert "Not delivered" in await shown(phones, SMS)


def test_what_a_keyboard_does() -> None:
    markup: dict[str, Any] = {
        "keyboard": [[{"text": "Ku", "request_location": True}], [{"text": "Kalo"}]]
    }
    assert updates.keys(markup) == ((("Ku", "share:location"),), (("Kalo", "say:Kalo"),))
