"""Whatever is thrown at the running webhooks: never a 5xx, never a lost word."""

import io
import itertools
import json
import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from twilio.request_validator import RequestValidator

from bot.stubs import updates
from tests.journeys.ledger import count, read_books, settled, states
from tests.journeys.people import Chatter, comes_true, converse
from tests.journeys.service import AUTH, SECRET, House

PATIENCE = 30.0
EXAMPLES = 60
CHATS = itertools.count(20_000_000)
PHONES = itertools.count(20_000_000)
MANY = settings(
    max_examples=EXAMPLES,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
ANYTHING = st.characters(exclude_categories=())
"""Control characters included, and halves of surrogate pairs, which are kept as U+FFFD."""
WRITABLE = st.characters(codec="utf-8")
NONSENSE = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=9), inner),
    max_leaves=12,
)
FIELDS = ("text", "chat", "from", "photo", "voice", "location", "contact", "entities", "caption")
ODD_NUMBERS = (b"1e400", b"-1", b"9" * 400, b"1.5", b"NaN", b'"7"', b"null", b"[]")
DEEP = b'{"update_id":5,"message":' * 3000
SIZE_LIMIT = 1_048_576


async def post(house: House, path: str, body: bytes, headers: Mapping[str, str]) -> int:
    """The HTTP status of a delivery."""
    async with house.api.session.post(
        house.url + path, data=io.BytesIO(body), headers=headers
    ) as answer:
        await answer.read()
        return answer.status


async def deliver(house: House, body: bytes) -> int:
    """The status of an update with the right secret."""
    headers = {"X-Telegram-Bot-Api-Secret-Token": SECRET, "Content-Type": "application/json"}
    return await post(house, "/telegram/webhook", body, headers)


async def text_us(house: House, form: Mapping[str, str]) -> int:
    """The status of a truly signed SMS."""
    signature = RequestValidator(AUTH).compute_signature(f"{house.url}/twilio/sms", form)
    headers = {
        "X-Twilio-Signature": signature,
        "Content-Type": "application/x-www-form-urlencoded",
    }
    return await post(house, "/twilio/sms", urlencode(form).encode(), headers)


async def is_kept(house: House, address: str, words: str) -> None:
    """It stands in the transcript as it was written."""
    assert await comes_true(lambda: settled(house.database), PATIENCE)
    assert read_books(house.database)[address].heard == [words]


async def opened(house: House) -> None:
    """Started at the first example."""
    if not house.running:
        await house.open()


@MANY
@given(words=st.text(ANYTHING, min_size=1, max_size=300))
@example(words="😀" * 4096)
@example(words="\u202eshkruar mbrapsht\u202c \u200b\u200d\u2060 e fshehur")
@example(words="السلام عليكم أحتاج مساعدة")
@example(words="我需要帮助 , मुझे मदद चाहिए")
@example(words="\ud83d gjysme emoji")
@example(words="<script>alert(1)</script> {{7*7}} %s %(x)s ' OR 1=1 --\x00\r\n")
@example(words=" \t\n ")
async def test_every_word_of_a_private_chat_is_kept_as_it_is(house: House, words: str) -> None:
    await opened(house)
    chat = next(CHATS)
    update = {"update_id": chat, **updates.text(chat, "x")}
    update["message"]["text"] = words
    body = json.dumps(update)
    assert await deliver(house, body.encode()) == 200
    kept = re.sub("[\ud800-\udfff]", "\ufffd", json.loads(body)["message"]["text"])
    await is_kept(house, str(chat), kept)


@MANY
@given(words=st.text(WRITABLE, min_size=1, max_size=300))
@example(words="😀" * 800)
@example(words="\u202eshkruar mbrapsht\u202c \u200b\u200d")
async def test_every_word_of_an_sms_is_kept_as_it_is(house: House, words: str) -> None:
    await opened(house)
    phone = f"+3556{next(PHONES):08d}"
    assert await text_us(house, house.twilio.incoming(phone, words)) == 200
    await is_kept(house, phone, words)


@MANY
@given(
    body=st.binary(max_size=300)
    | NONSENSE.map(lambda what: json.dumps(what).encode())
    | st.builds(
        lambda number, kind, fields: json.dumps({"update_id": number, kind: fields}).encode(),
        st.integers(0, 1 << 62),
        st.sampled_from(("message", "callback_query", "my_chat_member", "edited_message", "poll")),
        st.dictionaries(st.sampled_from(FIELDS), NONSENSE),
    )
    | st.sampled_from(ODD_NUMBERS).map(lambda number: b'{"update_id":%b,"message":{}}' % number)
)
@example(body=DEEP)
@example(body=b"[" * 100_000)
@example(body=b'{"update_id":1,"message":{"chat":{"id":%b},"text":"x"}}' % (b"9" * 40))
async def test_nonsense_is_taken_and_stops_nobody(house: House, body: bytes) -> None:
    await opened(house)
    assert await deliver(house, body) == 200
    async with house.api.session.get(f"{house.url}/readyz") as answer:
        assert (await answer.json())["failing"] in ([], ["disk"])


@MANY
@given(form=st.dictionaries(st.text(WRITABLE, max_size=9), st.text(WRITABLE, max_size=40)))
async def test_a_signed_form_of_any_kind_is_taken(house: House, form: dict[str, str]) -> None:
    await opened(house)
    assert await text_us(house, form) == 200


def in_group(kind: str) -> dict[str, Any]:
    """A message typed where others read it."""
    update = updates.text(-100, "Fqinja nuk ka ushqim")
    update["message"]["chat"]["type"] = kind
    return update


@pytest.mark.parametrize("kind", ["group", "supergroup", "channel"])
async def test_nothing_is_taken_down_in_public(house: House, kind: str) -> None:
    post_there = {"channel_post": in_group(kind)["message"]}
    await house.open()
    assert await house.api.deliver(in_group(kind)) == 200
    assert await house.api.deliver(post_there) == 200
    # At its start the line asks for its own name.
    done = [method for method, _ in house.api.calls if method != "GetMe"]
    assert done == ["leaveChat", "leaveChat"]
    assert await converse(Chatter(house.api, 30_001), ["/start kucova"], PATIENCE) == 0
    assert count(house.database, "contacts") == 1


async def test_an_edited_message_is_kept_for_a_person_to_see(house: House) -> None:
    await house.open()
    edited = {"edited_message": updates.text(30_002, "Nuk eshte Perondi, eshte Kozara")["message"]}
    assert await house.api.deliver(edited) == 200
    assert states(house.database, "inbox") == {"dead": 1}


async def test_what_is_empty_too_large_or_unsigned_is_refused_kindly(house: House) -> None:
    await house.open()
    empty = updates.text(30_003, "")
    assert await house.api.deliver(empty) == 200
    assert await deliver(house, b" " * (SIZE_LIMIT + 1)) == 413
    for headers in ({}, {"X-Telegram-Bot-Api-Secret-Token": "wrong" * 2000}, {"X-Forged": "1"}):
        assert await post(house, "/telegram/webhook", b"{}", headers) in {400, 403}
        assert await post(house, "/twilio/sms", b"From=%2B1&Body=x", headers) in {400, 403}
        assert await post(house, "/twilio/status", b"MessageSid=x", headers) in {400, 403}
    async with house.api.session.get(f"{house.url}/telegram/webhook") as answer:
        assert answer.status == 405
    assert await converse(Chatter(house.api, 30_003), ["/start kucova"], PATIENCE) == 0
