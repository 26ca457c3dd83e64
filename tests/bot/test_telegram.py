"""What Telegram's updates say, and what each failure of a send means."""

import msgspec
import pytest

from bot.channels.base import SendFailed
from bot.channels.telegram import TelegramChannel
from bot.channels.telegram.keyboards import reply_markup
from bot.channels.telegram.setup import COMMANDS, set_commands, set_webhook, webhook_info
from bot.channels.telegram.updates import parse_update
from bot.stubs.server import Planned
from flows.messages import Attachment, Button, Inbound, Outgoing
from locales.catalog import Catalog
from locales.languages import load_languages
from locales.message import Message, Wording
from tests.bot.kit import BY_NAME, payload
from tests.bot.rig import REFUSALS, SECRET, Rig

PERSON = "900000001"
HELLO = Outgoing(parts=("Përshëndetje",))


def heard(name: str) -> Inbound:
    arrival = parse_update(payload(BY_NAME["telegram"].bodies(name)[0]), REFUSALS)
    assert arrival.inbound is not None
    assert arrival.address == PERSON
    return arrival.inbound


def answer(name: str) -> dict[str, object]:
    body = payload(BY_NAME["telegram"].bodies(name)[0])
    found: dict[str, object] = msgspec.json.decode(parse_update(body, REFUSALS).answer)
    return found


def telegram(rig: Rig) -> TelegramChannel:
    channel = rig.channels["telegram"]
    assert isinstance(channel, TelegramChannel)
    return channel


@pytest.mark.parametrize(
    ("name", "inbound"),
    [
        ("kept.text", Inbound(text="plaka fqinje ne Perondi s'ka ushqim, jeton vetem")),
        ("kept.start", Inbound(text="/start kucova--aid", start="kucova--aid")),
        ("kept.press", Inbound(button="yes", label="Po")),
        ("kept.right-to-left", Inbound(text="\u202eabc\u200b\u200d def\0")),
        (
            "kept.photo",
            Inbound("shtëpia", attachments=(Attachment("photo", "AgAC-large", size=88000),)),
        ),
        ("kept.voice", Inbound(attachments=(Attachment("voice", "AwAC-voice", size=9000),))),
        (
            "kept.location",
            Inbound(attachments=(Attachment("location", text="40.800600,19.912200"),)),
        ),
        (
            "kept.venue",
            Inbound(
                "Shkolla, Perondi",
                attachments=(Attachment("location", text="40.800600,19.912200"),),
            ),
        ),
        ("kept.contact", Inbound(attachments=(Attachment("contact", text="+355690000001"),))),
        ("kept.document", Inbound(attachments=(Attachment("other", "BQAC-doc", size=5000),))),
        ("kept.sticker", Inbound(attachments=(Attachment("other", text="🙏"),))),
        ("kept.poll", Inbound(attachments=(Attachment("other"),))),
    ],
)
def test_an_update_in_our_words(name: str, inbound: Inbound) -> None:
    assert heard(name) == inbound


@pytest.mark.parametrize(("name", "blocked"), [("kept.blocked", True), ("kept.unblocked", False)])
def test_the_person_blocks_and_unblocks_us(name: str, blocked: bool) -> None:
    assert parse_update(payload(BY_NAME["telegram"].bodies(name)[0]), {}).blocked is blocked


def test_a_text_of_4096_emoji_arrives_whole() -> None:
    text = "🕯" * 4096
    body = {"update_id": 1, "message": {"chat": {"id": 1, "type": "private"}, "text": text}}
    arrival = parse_update(msgspec.json.encode(body), {})
    assert arrival.inbound == Inbound(text=text)


def test_an_unreadable_update_keeps_its_number_so_that_fetching_can_go_on() -> None:
    for name in ("dead.cut-off", "dead.not-utf8", "dead.wrong-type"):
        body = payload(BY_NAME["telegram"].bodies(name)[0])
        assert parse_update(body, {}).external_id.isdecimal(), name


def test_a_pressed_button_is_answered_in_the_webhooks_own_response() -> None:
    assert answer("kept.press") == {
        "method": "answerCallbackQuery",
        "callback_query_id": "4382bfdwdsb323b2d9",
    }


@pytest.mark.parametrize(
    "markup",
    [
        None,
        "nonsense",
        {"inline_keyboard": None},
        {"inline_keyboard": [[{"text": 7, "callback_data": "yes"}]]},
        {"inline_keyboard": [[{"text": "Jo", "callback_data": "no"}, {"url": "x"}], []]},
    ],
)
def test_a_button_counts_without_the_words_on_it(markup: object) -> None:
    message = {"chat": {"id": 1, "type": "private"}, "reply_markup": markup}
    query = {"id": "1", "from": {"id": 1}, "data": "yes", "message": message}
    arrival = parse_update(msgspec.json.encode({"update_id": 1, "callback_query": query}), {})
    assert arrival.inbound == Inbound(button="yes")


def test_a_group_is_told_once_in_its_language_and_left_when_it_speaks() -> None:
    assert answer("ignored.group-joined")["text"] == REFUSALS["sq"]
    assert answer("ignored.group") == {"method": "leaveChat", "chat_id": -1001234567890}


def test_short_buttons_stand_side_by_side_and_long_ones_alone() -> None:
    labels = ("Po", "Jo", "Mund të presë deri nesër", "Kalo")
    buttons = tuple(Button(id=str(n), label=label) for n, label in enumerate(labels))
    rows = reply_markup(Outgoing(("?",), buttons))["inline_keyboard"]
    assert [[key["text"] for key in row] for row in rows] == [["Po", "Jo"], [labels[2]], ["Kalo"]]


async def test_a_message_leaves_as_plain_text_with_its_buttons_under_the_last_part(
    rig: Rig,
) -> None:
    outgoing = Outgoing(parts=("<b>1</b>", "2"), buttons=(Button("yes", "Po"),), silent=True)
    for part in (0, 1):
        assert await rig.channels["telegram"].send(PERSON, outgoing, part)
    first, last = rig.api.sent[int(PERSON)]
    assert first["text"] == "<b>1</b>"
    assert "reply_markup" not in first
    assert "parse_mode" not in first
    assert first["disable_notification"] is True
    assert last["reply_markup"]["inline_keyboard"] == [[{"text": "Po", "callback_data": "yes"}]]


async def test_a_title_is_bold_and_the_words_stay_plain(rig: Rig) -> None:
    title = "🏠 <Qira>"
    await rig.channels["telegram"].send(PERSON, Outgoing(parts=(f"{title}\n\nx",), heading=8), 0)
    (sent,) = rig.api.sent[int(PERSON)]
    assert sent["entities"] == [{"type": "bold", "offset": 0, "length": 9}]
    assert "parse_mode" not in sent


async def test_a_place_is_asked_for_by_a_keyboard(rig: Rig) -> None:
    outgoing = Outgoing(parts=("Ku?",), buttons=(Button("skip", "Kalo"),), ask_for="location")
    await rig.channels["telegram"].send(PERSON, outgoing, 0)
    keyboard = rig.api.sent[int(PERSON)][0]["reply_markup"]["keyboard"]
    assert keyboard[0][0]["request_location"] is True
    assert keyboard[1] == [{"text": "Kalo"}]


def refusal(status: int, description: str = "", **parameters: int) -> Planned:
    body = {"ok": False, "error_code": status, "description": description}
    return Planned(status, msgspec.json.encode(body | {"parameters": parameters}))


FAILURES = [
    (refusal(429, "Too Many Requests", retry_after=7), "flood", {"retry": True, "after": 7.0}),
    (Planned(429, b"<html>"), "flood", {"retry": True, "after": 1.0}),
    (refusal(403, "Forbidden: bot was blocked by the user"), "blocked", {"opted_out": True}),
    (refusal(400, "Bad Request: chat not found"), "no_chat", {"blame": "person"}),
    (refusal(400, "Bad Request: can't parse"), "bad_request", {"blame": "us"}),
    (refusal(400, "group upgraded", migrate_to_chat_id=-100), "group", {"retry": False}),
    (refusal(401, "Unauthorized"), "token", {"retry": True, "blame": "us", "after": 60.0}),
    (refusal(404, "Not Found"), "token", {"retry": True, "blame": "us"}),
    (refusal(409, "Conflict"), "conflict", {"retry": True, "blame": "us"}),
    (refusal(500), "provider_down", {"retry": True, "doubt": False}),
    (Planned(502, b"<html>"), "provider_down", {"retry": True}),
    (Planned(200, b"not json"), "in_doubt", {"retry": False, "doubt": True}),
    (Planned(drop=True), "in_doubt", {"retry": False, "doubt": True}),
]


@pytest.mark.parametrize(
    ("end", "code", "meaning"), FAILURES, ids=[f"{c}-{e.status}" for e, c, _ in FAILURES]
)
async def test_a_failed_send_says_what_to_do_with_it(
    rig: Rig, end: Planned, code: str, meaning: dict[str, object]
) -> None:
    rig.api.plan([end])
    with pytest.raises(SendFailed) as failed:
        await rig.channels["telegram"].send(PERSON, HELLO, 0)
    assert failed.value.code == code
    assert {name: getattr(failed.value, name) for name in meaning} == meaning


async def test_no_connection_is_tried_again_and_names_no_address(rig: Rig) -> None:
    await rig.api.stop()
    with pytest.raises(SendFailed) as failed:
        await rig.channels["telegram"].send(PERSON, HELLO, 0)
    assert failed.value.retry
    assert not failed.value.doubt
    assert failed.value.__cause__ is None
    assert "100:made-up" not in repr(failed.getrepr(chain=True))


async def test_the_webhook_is_registered_with_its_secret(rig: Rig) -> None:
    await set_webhook(telegram(rig), "https://line.example/", SECRET)
    assert rig.api.calls[-1][1]["url"] == "https://line.example/telegram/webhook"
    assert (await webhook_info(telegram(rig)))["url"] == "https://line.example/telegram/webhook"


async def test_the_menu_is_told_in_every_language(rig: Rig) -> None:
    keys = [*(f"command.{name}" for name in COMMANDS)]
    keys += ["bot.description", "bot.about"]
    languages = load_languages()
    texts = {
        tag: {key: Message((Wording.parse(f"{key} {tag}"),), lambda _: 0) for key in keys}
        for tag in languages
    }
    await set_commands(telegram(rig), Catalog(languages, texts))
    menus = [given for method, given in rig.api.calls if method == "SetMyCommands"]
    assert [menu.get("language_code") for menu in menus] == [None, "sq", "sr", "en"]
    assert menus[2]["commands"][0]["description"] == "command.menu sr-Cyrl"


async def test_messages_are_taken_back_in_one_call(rig: Rig) -> None:
    channel = telegram(rig)
    told = [await channel.send(PERSON, HELLO, 0) for _ in range(2)]
    assert await channel.send(PERSON, Outgoing(parts=("",), take_back=tuple(told)), 0) == ""
    assert rig.api.sent[int(PERSON)] == []


async def test_messages_that_cannot_be_taken_back_are_no_failure(rig: Rig) -> None:
    body = b'{"ok":false,"error_code":400,"description":"Bad Request: message can\'t be deleted"}'
    rig.api.plan([Planned(400, body)])
    order = Outgoing(parts=("",), take_back=("7",))
    assert await telegram(rig).send(PERSON, order, 0) == ""
