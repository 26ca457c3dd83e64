"""A campaign's picture on Telegram: uploaded once, its text under it, its buttons under the text."""

import asyncio

import pytest

from bot.channels.base import Channel, SendFailed
from bot.stubs.server import Planned
from flows.messages import Button, Outgoing
from tests.bot.bulk import PICTURE, Shelf, bulk_of
from tests.bot.rig import Rig
from tests.bot.test_telegram import refusal

CHAT = "5001"
TEXT = "🏠 Qendra hapet\n\nme 3 mars"
NEWS = Outgoing(
    parts=(TEXT,), buttons=(Button("news.stop.services", "Mos me dërgoni më"),), image="1-a"
)


async def send(channel: Channel, chat: str = CHAT, outgoing: Outgoing = NEWS) -> str:
    return await channel.send(chat, outgoing, 0)


async def failure(channel: Channel, chat: str = CHAT, outgoing: Outgoing = NEWS) -> SendFailed:
    with pytest.raises(SendFailed) as failed:
        await send(channel, chat, outgoing)
    return failed.value


async def test_the_text_is_the_caption_and_the_buttons_stand_under_it(rig: Rig) -> None:
    channel = bulk_of(rig, Shelf())["telegram"]
    news = Outgoing(parts=(TEXT,), buttons=NEWS.buttons, silent=True, heading=15, image="1-a")
    sent_id = await send(channel, outgoing=news)
    (sent,) = rig.api.sent[int(CHAT)]
    assert str(sent["message_id"]) == sent_id
    assert sent["caption"] == TEXT
    assert sent["caption_entities"] == [{"type": "bold", "offset": 0, "length": 16}]
    assert str(sent["disable_notification"]).lower() == "true"
    key = {"text": "Mos me dërgoni më", "callback_data": "news.stop.services"}
    assert sent["reply_markup"]["inline_keyboard"] == [[key]]
    assert not sent.keys() & {"text", "parse_mode", "link_preview_options", "entities"}
    assert rig.api.files[sent["photo"]] == PICTURE


async def test_it_is_uploaded_once_and_named_afterwards(rig: Rig) -> None:
    shelf = Shelf()
    channel = bulk_of(rig, shelf)["telegram"]
    for chat in range(5001, 5021):
        await send(channel, str(chat))
    assert rig.api.uploads == 1
    assert shelf.looks == ["1-a"]
    assert {one["photo"] for chat in rig.api.sent.values() for one in chat} == {"picture-0"}


async def test_nobody_waits_for_the_upload_with_a_message_in_hand(rig: Rig) -> None:
    channel = bulk_of(rig, Shelf())["telegram"]
    ends = await asyncio.gather(
        *(send(channel, str(chat)) for chat in range(5001, 5006)), return_exceptions=True
    )
    waiting = [end for end in ends if isinstance(end, SendFailed)]
    assert len(waiting) == 4
    assert {(one.code, one.retry, one.alone, one.doubt) for one in waiting} == {
        ("picture_waits", True, True, False)
    }
    assert rig.api.uploads == 1
    await send(channel, "5006")
    assert rig.api.uploads == 1


async def test_a_new_picture_is_a_new_upload(rig: Rig) -> None:
    png = b"\x89PNG\r\n\x1a\n" + bytes(50)
    channel = bulk_of(rig, Shelf({"1-a": PICTURE, "1-b": png}))["telegram"]
    await send(channel)
    await send(channel, outgoing=Outgoing(parts=(TEXT,), image="1-b"))
    first, second = rig.api.sent[int(CHAT)]
    assert rig.api.files[first["photo"]] == PICTURE
    assert rig.api.files[second["photo"]] == png


async def test_words_alone_go_as_before(rig: Rig) -> None:
    shelf = Shelf()
    channel = bulk_of(rig, shelf)["telegram"]
    await send(channel, outgoing=Outgoing(parts=(TEXT,)))
    await channel.send(CHAT, Outgoing(parts=("1", "2"), image="1-a"), 1)
    assert [one["text"] for one in rig.api.sent[int(CHAT)]] == [TEXT, "2"]
    assert shelf.looks == []


async def test_a_conversation_shows_no_picture_of_a_campaign(rig: Rig) -> None:
    await send(rig.channels["telegram"])
    assert "photo" not in rig.api.sent[int(CHAT)][0]


@pytest.mark.parametrize(
    "content", [b"", b"GIF89a" + bytes(20), b"<svg>", b"\xff\xd8\xff" + bytes(5 * 1024 * 1024)]
)
async def test_what_is_no_small_jpeg_or_png_never_reaches_telegram(
    rig: Rig, content: bytes
) -> None:
    shelf = Shelf({"1-a": content})
    channel = bulk_of(rig, shelf)["telegram"]
    assert (await failure(channel)).code == "picture"
    assert not (await failure(channel)).retry
    assert rig.api.uploads == 0
    assert shelf.looks == ["1-a"]


async def test_a_picture_that_telegram_refuses_is_not_uploaded_again_for_everybody(
    rig: Rig,
) -> None:
    rig.api.plan([refusal(400, "Bad Request: PHOTO_INVALID_DIMENSIONS")])
    channel = bulk_of(rig, Shelf())["telegram"]
    failed = await failure(channel)
    assert (failed.code, failed.retry, failed.blame) == ("picture", False, "us")
    assert (await failure(channel, "5002")).code == "picture"
    assert rig.api.uploads == 0


@pytest.mark.parametrize(
    ("end", "code"),
    [
        (refusal(403, "Forbidden: bot was blocked by the user"), "blocked"),
        (refusal(400, "Bad Request: chat not found"), "no_chat"),
        (refusal(429, "Too Many Requests", retry_after=3), "flood"),
        (refusal(500), "provider_down"),
        (Planned(drop=True), "in_doubt"),
    ],
)
async def test_when_the_first_one_fails_the_next_one_uploads(
    rig: Rig, end: Planned, code: str
) -> None:
    channel = bulk_of(rig, Shelf())["telegram"]
    rig.api.plan([end])
    assert (await failure(channel)).code == code
    await send(channel, "5002")
    assert rig.api.uploads == 1


async def test_a_file_id_that_telegram_forgot_is_uploaded_anew(rig: Rig) -> None:
    channel = bulk_of(rig, Shelf())["telegram"]
    await send(channel)
    rig.api.files.clear()
    failed = await failure(channel, "5002")
    assert (failed.code, failed.retry) == ("picture_waits", True)
    await send(channel, "5002")
    assert rig.api.uploads == 2


async def test_a_caption_that_is_too_long_is_our_mistake_and_final(rig: Rig) -> None:
    channel = bulk_of(rig, Shelf())["telegram"]
    await send(channel, outgoing=Outgoing(parts=("ë" * 1024,), image="1-a"))
    failed = await failure(channel, outgoing=Outgoing(parts=("🏠" * 513,), image="1-a"))
    assert (failed.code, failed.retry, failed.blame) == ("bad_request", False, "us")


async def test_it_can_be_taken_back(rig: Rig) -> None:
    channel = bulk_of(rig, Shelf())["telegram"]
    sent_id = await send(channel)
    await rig.channels["telegram"].send(CHAT, Outgoing(parts=("",), take_back=(sent_id,)), 0)
    assert rig.api.sent[int(CHAT)] == []


async def test_a_button_under_a_picture_is_heard_with_its_words(rig: Rig) -> None:
    await send(bulk_of(rig, Shelf())["telegram"])
    assert await rig.api.press(int(CHAT), "news.stop.services") == 200
    assert rig.states() == ["waiting"]
