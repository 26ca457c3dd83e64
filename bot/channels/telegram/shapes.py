"""The parts of a Telegram update that matter here; unknown fields are passed over.

Names and types: https://core.telegram.org/bots/api#update
"""

import msgspec


class User(msgspec.Struct):
    """Who sent it; ids take up to 52 bits."""

    id: int
    is_bot: bool = False
    language_code: str = ""


class Chat(msgspec.Struct):
    """Where it was sent: private, group, supergroup or channel."""

    id: int
    type: str = "private"


class File(msgspec.Struct):
    """A photo size, voice, document, …; `file_size` in bytes."""

    file_id: str
    file_size: int = 0


class Place(msgspec.Struct):
    """A location in degrees."""

    latitude: float
    longitude: float


class Venue(msgspec.Struct):
    """A named place."""

    title: str = ""
    address: str = ""


class Card(msgspec.Struct):
    """A shared contact."""

    phone_number: str
    first_name: str = ""
    last_name: str = ""
    user_id: int = 0


class Sticker(msgspec.Struct):
    """Only what a sticker says."""

    emoji: str = ""


class Message(msgspec.Struct):
    """A message; which of the fields is set tells its kind."""

    chat: Chat
    sender: User | None = msgspec.field(name="from", default=None)
    text: str = ""
    caption: str = ""
    photo: list[File] = []
    voice: File | None = None
    audio: File | None = None
    video: File | None = None
    video_note: File | None = None
    animation: File | None = None
    document: File | None = None
    sticker: Sticker | None = None
    location: Place | None = None
    venue: Venue | None = None
    contact: Card | None = None
    poll: object = None
    dice: object = None
    story: object = None
    game: object = None
    checklist: object = None
    paid_media: object = None
    reply_markup: msgspec.Raw = msgspec.Raw()


class Key(msgspec.Struct):
    """A button of ours as Telegram gives it back."""

    text: str = ""
    callback_data: str = ""


class Keyboard(msgspec.Struct):
    """The buttons under a message; decoded by itself, for the message counts without it."""

    inline_keyboard: list[list[Key]] = []


class CallbackQuery(msgspec.Struct):
    """A pressed button; `data` is our button id."""

    id: str
    sender: User = msgspec.field(name="from")
    data: str = ""
    message: Message | None = None


class Member(msgspec.Struct):
    """What we are in a chat now: kicked (blocked), member, left, administrator."""

    status: str


class MemberChange(msgspec.Struct):
    """Our own membership changed."""

    chat: Chat
    new_chat_member: Member
    sender: User | None = msgspec.field(name="from", default=None)


class Update(msgspec.Struct):
    """One delivery; at most one of the optional fields is set."""

    update_id: int
    message: Message | None = None
    edited_message: Message | None = None
    channel_post: Message | None = None
    edited_channel_post: Message | None = None
    callback_query: CallbackQuery | None = None
    my_chat_member: MemberChange | None = None
