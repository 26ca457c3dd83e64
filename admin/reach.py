"""How to write to the line of a municipality: the chat's link and the number for SMS."""

from dataclasses import dataclass
from typing import Final

import phonenumbers
from markupsafe import Markup

from admin.qr import qr_code
from admin.services import AdminServices
from storage.municipality import Municipality

CHAT: Final = "https://t.me/"


@dataclass(frozen=True, slots=True)
class Reach:
    """`link` and `chat` (the user name) are "" while the bot's name is not known.

    `number` is E.164 and "" while nobody has named one; `spelt` is the same in groups.
    """

    chat: str
    link: str
    number: str
    spelt: str

    @property
    def code(self) -> Markup:
        """The chat's link for a camera; "" without one."""
        return qr_code(self.link) if self.link else Markup()


def reach_of(services: AdminServices, place: Municipality, topic: str = "") -> Reach:
    """The ways to the line of `place`; the chat begins with `topic` (its name or neutral id)."""
    chat, number = services.bot_name(), _number(services, place)
    start = f"{place.slug}--{topic}" if topic else place.slug
    return Reach(
        chat=chat,
        link=f"{CHAT}{chat}?start={start}" if chat else "",
        number=number,
        spelt=_spelt(number),
    )


def _number(services: AdminServices, place: Municipality) -> str:
    """The official number, else the one that SMS leave from; a name instead of one hears nothing."""
    if isinstance(place.refer_save_number, str):
        return place.refer_save_number
    sender = services.settings.twilio_from
    return sender if sender.startswith("+") else ""


def _spelt(number: str) -> str:
    try:
        parsed = phonenumbers.parse(number)
    except phonenumbers.NumberParseException:
        return number
    return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.INTERNATIONAL)
