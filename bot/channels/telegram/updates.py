"""A Telegram update, as bytes, becomes an Arrival in our words."""

import hashlib
import json
import re
from collections.abc import Mapping
from typing import Final

import msgspec

from bot.channels.base import Arrival
from bot.channels.telegram.shapes import (
    CallbackQuery,
    Card,
    Chat,
    File,
    Keyboard,
    MemberChange,
    Message,
    Update,
)
from flows.messages import Attachment, AttachmentKind, Inbound

UNREADABLE: Final = (msgspec.MsgspecError, UnicodeError, RecursionError)
UPDATE: Final = msgspec.json.Decoder(Update)
KEYBOARD: Final = msgspec.json.Decoder(Keyboard)
UPDATE_ID: Final = re.compile(rb'"update_id"\s*:\s*(\d{1,19})\b')
HALF_PAIR: Final = re.compile("[\ud800-\udfff]")
START: Final = "/start"
PRESENT: Final = frozenset({"member", "administrator", "creator", "restricted"})


class Batch(msgspec.Struct):
    """The answer of getUpdates; each update stays raw."""

    result: list[msgspec.Raw]


def split_batch(body: bytes) -> list[bytes]:
    """The updates of one getUpdates answer, each as its own bytes; ValueError when it is no JSON.

    Half of a surrogate pair in one text makes the strict decoder refuse the whole answer: the
    standard library's takes it, so that only that update becomes a dead letter (R7).
    """
    try:
        return [bytes(one) for one in msgspec.json.decode(body, type=Batch).result]
    except UNREADABLE:
        answer = json.loads(body.decode("utf-8", "replace"))
        return [json.dumps(one).encode() for one in answer["result"]]


def parse_update(body: bytes, refusals: Mapping[str, str]) -> Arrival:
    """Decode one update; never raises.

    `refusals` are the words said once to a group, by language code, "" for any other language.
    """
    update = _decoded(body)
    if update is None:
        return Arrival(external_id=_rescued_id(body), fault="unreadable")
    known = str(update.update_id)
    if update.message is not None:
        return _of_message(known, update.message)
    if update.callback_query is not None:
        return _of_press(known, update.callback_query)
    if update.my_chat_member is not None:
        return _of_membership(known, update.my_chat_member, refusals)
    if update.edited_message is not None:
        return _of_edit(known, update.edited_message)
    post = update.channel_post or update.edited_channel_post
    if post is not None:
        return Arrival(external_id=known, ignore=True, answer=_leave(post.chat))
    return Arrival(external_id=known, ignore=True, fault="unknown_update")


def _decoded(body: bytes) -> Update | None:
    """The update; a half of a surrogate pair in it, which is no character, becomes U+FFFD."""
    try:
        return UPDATE.decode(body)
    except UNREADABLE:
        pass
    try:
        mended = json.dumps(json.loads(body), ensure_ascii=False)
        return UPDATE.decode(HALF_PAIR.sub("\ufffd", mended))
    except (*UNREADABLE, ValueError):
        return None


def _rescued_id(body: bytes) -> str:
    """The update's own id where it can be read, else a digest: a repetition is still one row."""
    found = UPDATE_ID.search(body)
    return found[1].decode() if found else f"sha256:{hashlib.sha256(body).hexdigest()}"


def _of_message(known: str, message: Message) -> Arrival:
    if message.chat.type != "private":
        return Arrival(external_id=known, ignore=True, answer=_leave(message.chat))
    if message.sender is not None and message.sender.is_bot:
        return Arrival(external_id=known, ignore=True)
    attachments = _attachments(message)
    text = _words(message)
    if not text and not attachments:
        return Arrival(external_id=known, ignore=True, fault="unknown_message")
    inbound = Inbound(text=text, attachments=attachments, start=_start(message.text))
    return Arrival(external_id=known, address=str(message.chat.id), inbound=inbound)


def _of_edit(known: str, message: Message) -> Arrival:
    """An edit is no new answer; its words are kept raw, a moving live location is not."""
    fault = "edited" if message.text or message.caption else ""
    return Arrival(external_id=known, ignore=True, fault=fault)


def _of_press(known: str, press: CallbackQuery) -> Arrival:
    chat = press.message.chat if press.message is not None else Chat(press.sender.id)
    if chat.type != "private" or not press.data:
        return Arrival(external_id=known, ignore=True, answer=_stop_waiting(press))
    return Arrival(
        external_id=known,
        address=str(chat.id),
        inbound=Inbound(button=press.data, label=_label(press)),
        answer=_stop_waiting(press),
    )


def _label(press: CallbackQuery) -> str:
    """The words on the pressed button, "" where Telegram does not give them back."""
    markup = press.message.reply_markup if press.message is not None else msgspec.Raw()
    try:
        rows = KEYBOARD.decode(markup).inline_keyboard
    except UNREADABLE:
        return ""
    return next((key.text for row in rows for key in row if key.callback_data == press.data), "")


def _of_membership(known: str, change: MemberChange, refusals: Mapping[str, str]) -> Arrival:
    status = change.new_chat_member.status
    if change.chat.type == "private":
        return Arrival(
            external_id=known, address=str(change.chat.id), blocked=status not in PRESENT
        )
    if status not in PRESENT:
        return Arrival(external_id=known, ignore=True)
    if change.chat.type == "channel":
        return Arrival(external_id=known, ignore=True, answer=_leave(change.chat))
    language = change.sender.language_code[:2] if change.sender is not None else ""
    words = refusals.get(language) or refusals.get("", "")
    answer = _say(change.chat, words) if words else _leave(change.chat)
    return Arrival(external_id=known, ignore=True, answer=answer)


def _start(text: str) -> str | None:
    """The payload of a deep link: "/start kucova--aid" gives "kucova--aid"."""
    command, _, payload = text.partition(" ")
    return payload.strip() if command == START else None


def _words(message: Message) -> str:
    """Typed words as they are; a venue speaks by its name and address."""
    if message.venue is not None:
        return ", ".join(filter(None, (message.venue.title, message.venue.address)))
    return message.text or message.caption


def _attachments(message: Message) -> tuple[Attachment, ...]:
    found = [_said(message), _photo(message)]
    found += [_file("voice", message.voice), _file("voice", message.audio)]
    # An animation comes with its document twin: the first of the two is enough.
    other = message.video or message.video_note or message.animation or message.document
    found += [_file("other", other)]
    kept = tuple(one for one in found if one is not None)
    return kept or _unheard(message)


def _said(message: Message) -> Attachment | None:
    if message.location is not None:
        place = message.location
        return Attachment("location", text=f"{place.latitude:.6f},{place.longitude:.6f}")
    if message.contact is not None:
        return Attachment("contact", text=_card(message.contact, message.chat))
    return None


def _card(card: Card, chat: Chat) -> str:
    """A bare phone for the sender's own card; somebody else's comes with the name."""
    if card.user_id == chat.id:
        return card.phone_number
    return " ".join(filter(None, (card.phone_number, card.first_name, card.last_name)))


def _photo(message: Message) -> Attachment | None:
    """Telegram sends every size of a photo, the largest last."""
    return _file("photo", message.photo[-1] if message.photo else None)


def _file(kind: AttachmentKind, file: File | None) -> Attachment | None:
    if file is None:
        return None
    return Attachment(kind, reference=file.file_id, size=file.file_size)


def _unheard(message: Message) -> tuple[Attachment, ...]:
    """Something was sent that cannot be kept: the person deserves an answer all the same."""
    if message.sticker is not None:
        return (Attachment("other", text=message.sticker.emoji),)
    odd = [message.poll, message.dice, message.story, message.game]
    odd += [message.checklist, message.paid_media]
    return (Attachment("other"),) if any(one is not None for one in odd) else ()


def _stop_waiting(press: CallbackQuery) -> bytes:
    return msgspec.json.encode({"method": "answerCallbackQuery", "callback_query_id": press.id})


def _leave(chat: Chat) -> bytes:
    return msgspec.json.encode({"method": "leaveChat", "chat_id": chat.id})


def _say(chat: Chat, words: str) -> bytes:
    return msgspec.json.encode({"method": "sendMessage", "chat_id": chat.id, "text": words})
