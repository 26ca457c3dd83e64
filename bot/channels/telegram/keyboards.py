"""Buttons under a Telegram message: inline ones, or a keyboard where something is asked for."""

from collections.abc import Sequence
from typing import Any, Final

from flows.messages import Button, Outgoing

PAIR_CHARS: Final = 17
"""Labels up to this length stand two in a row on a narrow phone."""
ASKED: Final = {"location": ("📍", "request_location"), "contact": ("📞", "request_contact")}


def reply_markup(outgoing: Outgoing) -> dict[str, Any]:
    """The Bot API's reply_markup of a message that has buttons or asks for something."""
    if outgoing.ask_for in ASKED:
        return _keyboard(outgoing)
    rows = [[_inline(one) for one in row] for row in rows_of(outgoing.buttons)]
    return {"inline_keyboard": rows}


def rows_of(buttons: Sequence[Button]) -> list[list[Button]]:
    """Buttons in their order, short neighbours side by side."""
    rows: list[list[Button]] = []
    for button in buttons:
        beside = rows and len(rows[-1]) == 1 and _short(rows[-1][0]) and _short(button)
        if beside:
            rows[-1].append(button)
        else:
            rows.append([button])
    return rows


def _keyboard(outgoing: Outgoing) -> dict[str, Any]:
    """Only a keyboard can ask for a place or a phone; its other buttons send their words."""
    sign, wish = ASKED[outgoing.ask_for]
    rows: list[list[dict[str, Any]]] = [[{"text": sign, wish: True}]]
    rows += [[{"text": one.label} for one in row] for row in rows_of(outgoing.buttons)]
    return {"keyboard": rows, "one_time_keyboard": True, "resize_keyboard": True}


def _inline(button: Button) -> dict[str, str]:
    return {"text": button.label, "callback_data": button.id}


def _short(button: Button) -> bool:
    return len(button.label) <= PAIR_CHARS


def bold(title: str) -> dict[str, Any]:
    """The entity that sets a text's beginning in bold; lengths are UTF-16 units (Bot API)."""
    return {"type": "bold", "offset": 0, "length": len(title.encode("utf-16-le")) // 2}


def message(outgoing: Outgoing, part: int) -> dict[str, Any]:
    """One part as sendMessage takes it, without its chat; buttons stand under the last part."""
    made: dict[str, Any] = {
        "text": outgoing.parts[part],
        "link_preview_options": {"is_disabled": True},
    }
    if outgoing.heading and part == 0:
        made["entities"] = [bold(outgoing.parts[0][: outgoing.heading])]
    if outgoing.silent:
        made["disable_notification"] = True
    if part == len(outgoing.parts) - 1 and (outgoing.buttons or outgoing.ask_for):
        made["reply_markup"] = reply_markup(outgoing)
    return made
