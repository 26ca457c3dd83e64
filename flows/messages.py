"""What people and we say to each other, free of any provider's words."""

from typing import Literal

import msgspec

AttachmentKind = Literal["location", "contact", "photo", "voice", "other"]


class Address(msgspec.Struct, frozen=True):
    """Where a person is reached: `value` is an E.164 phone or a chat id, never shown by repr."""

    channel: str
    line: str
    value: str

    def __repr__(self) -> str:
        return f"Address({self.channel}, {self.line}, ***)"


class Attachment(msgspec.Struct, frozen=True, omit_defaults=True):
    """Something sent that is not text.

    `reference` is the provider's file id or URL, fetched later by a worker; `text` is what the
    attachment says by itself ("41.123,20.045" for a location, a phone for a contact);
    `size` is in bytes, 0 when unknown.
    """

    kind: AttachmentKind
    reference: str = ""
    text: str = ""
    size: int = 0

    def __repr__(self) -> str:
        return f"Attachment({self.kind})"


class Inbound(msgspec.Struct, frozen=True, omit_defaults=True):
    """One message from a person: typed text, the id of a pressed button, or attachments.

    `text` is kept byte for byte as it arrived (captions included). `start` is the payload of a
    deep link, present (maybe empty) only on Telegram's /start. `label` holds the words on the
    pressed button, for whoever reads the talk later: nothing is decided by it.
    """

    text: str = ""
    button: str = ""
    attachments: tuple[Attachment, ...] = ()
    start: str | None = None
    label: str = ""

    def __repr__(self) -> str:
        return f"Inbound(button={self.button!r}, attachments={self.attachments!r})"


class Button(msgspec.Struct, frozen=True):
    """A pressable choice; `id` is at most 64 bytes (Telegram callback_data), `label` is spoken."""

    id: str
    label: str


class Outgoing(msgspec.Struct, frozen=True, omit_defaults=True):
    """Exactly what leaves: the parts in their order, buttons under the last part.

    `ask_for` requests a one-tap "location" or "contact" where the channel can; `silent` sends
    without sound (safety S23). With `take_back`, nothing is said: these earlier messages of ours
    (provider ids) disappear from the chat (safety S9). `urgent`: danger numbers, which no cost
    guard may hold back. The first `heading` characters of the first part are a title, which a chat
    may set in bold. `image` names a picture that storage keeps (storage.campaign_supplies): a chat
    shows it above the first part, SMS leaves it out.
    """

    parts: tuple[str, ...]
    buttons: tuple[Button, ...] = ()
    ask_for: str = ""
    silent: bool = False
    take_back: tuple[str, ...] = ()
    urgent: bool = False
    heading: int = 0
    image: str = ""

    def __repr__(self) -> str:
        return f"Outgoing({len(self.parts)} parts, {len(self.buttons)} buttons)"
