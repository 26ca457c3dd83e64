"""Updates as Telegram would send them, for simulated people (Bot API, Update)."""

from collections.abc import Mapping
from typing import Any, Final

Update = dict[str, Any]
DATE: Final = 1_790_000_000


def message(chat: int, number: int, **content: object) -> Update:
    """A private message with the given content fields."""
    return {
        "message": {
            "message_id": number,
            "date": DATE,
            "from": {"id": chat, "is_bot": False, "first_name": "Person", "language_code": "sq"},
            "chat": {"id": chat, "type": "private", "first_name": "Person"},
            **content,
        }
    }


def text(chat: int, words: str, number: int = 1) -> Update:
    """Typed words; a command carries its entity, as Telegram's do."""
    if not words.startswith("/"):
        return message(chat, number, text=words)
    length = len(words.split(maxsplit=1)[0])
    entity = {"type": "bot_command", "offset": 0, "length": length}
    return message(chat, number, text=words, entities=[entity])


def press(chat: int, data: str, number: int = 1, markup: Mapping[str, Any] | None = None) -> Update:
    """A pressed inline button of the keyboard `markup`."""
    keyboard = {"reply_markup": markup} if markup else {}
    under = message(chat, number, text="…", **keyboard)["message"]
    return {
        "callback_query": {
            "id": str(number),
            "from": under["from"],
            "message": under,
            "chat_instance": "1",
            "data": data,
        }
    }


def location(chat: int, latitude: float, longitude: float, number: int = 1) -> Update:
    """A shared place."""
    return message(chat, number, location={"latitude": latitude, "longitude": longitude})


def sizes(file_id: str) -> list[dict[str, Any]]:
    """A photo in two sizes, the largest last; both lead to the same file here."""
    small = {"file_id": file_id, "file_unique_id": "s", "width": 90, "height": 60}
    return [small, {**small, "file_unique_id": "l", "width": 900, "height": 600}]


def photo(chat: int, file_id: str, caption: str = "", number: int = 1) -> Update:
    """A photo in two sizes."""
    sizes = [
        {"file_id": f"{file_id}-small", "file_unique_id": "s", "width": 90, "height": 60},
        {"file_id": file_id, "file_unique_id": "l", "width": 900, "height": 600, "file_size": 9},
    ]
    return message(chat, number, photo=sizes, **({"caption": caption} if caption else {}))


def voice(chat: int, file_id: str, number: int = 1) -> Update:
    """A voice message."""
    return message(
        chat,
        number,
        voice={"file_id": file_id, "file_unique_id": "v", "duration": 3, "file_size": 9},
    )


def contact(chat: int, phone: str, number: int = 1) -> Update:
    """The person's own contact card."""
    card = {"phone_number": phone, "first_name": "Person", "user_id": chat}
    return message(chat, number, contact=card)


def membership(chat: int, status: str, kind: str = "private") -> Update:
    """The person blocked ("kicked") or unblocked ("member") the bot, or a group took it in."""
    bot = {"id": 1, "is_bot": True, "first_name": "Line"}
    return {
        "my_chat_member": {
            "chat": {"id": chat, "type": kind},
            "from": {"id": abs(chat), "is_bot": False, "first_name": "Person"},
            "date": DATE,
            "old_chat_member": {"user": bot, "status": "member"},
            "new_chat_member": {"user": bot, "status": status},
        }
    }


def keys(markup: Mapping[str, Any]) -> tuple[tuple[tuple[str, str], ...], ...]:
    """The rows of a keyboard as (label, what a tap does): press:…, say:…, share:…."""
    rows = markup.get("inline_keyboard") or markup.get("keyboard") or []
    return tuple(tuple((one["text"], _tap(one)) for one in row) for row in rows)


def _tap(key: Mapping[str, Any]) -> str:
    if "callback_data" in key:
        return f"press:{key['callback_data']}"
    if key.get("request_location"):
        return "share:location"
    return "share:contact" if key.get("request_contact") else f"say:{key['text']}"
