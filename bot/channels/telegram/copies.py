"""One message to many chats: its JSON is made once, only the chat differs."""

from typing import Final

import msgspec
from telegram.error import (
    BadRequest,
    Conflict,
    Forbidden,
    InvalidToken,
    NetworkError,
    TelegramError,
)

from bot.channels.telegram.keyboards import message
from bot.channels.telegram.request import AiohttpRequest
from flows.messages import Outgoing

OK: Final = 200
UNREADABLE: Final = "no message in the answer"
MADE: Final = 64
"""Messages kept ready: languages and variants of what is under way."""
REFUSALS: Final[dict[int, type[TelegramError]]] = {
    400: BadRequest,
    401: InvalidToken,
    403: Forbidden,
    404: InvalidToken,
    409: Conflict,
}
"""By HTTP status, as the library sorts them; whatever else the API answers, it did not take it."""


class Taken(msgspec.Struct):
    """The message as the Bot API took it."""

    message_id: int


class Answer(msgspec.Struct):
    """A Bot API answer to sendMessage."""

    result: Taken | None = None
    description: str = ""


decode = msgspec.json.Decoder(Answer).decode


class Copies:
    """Posts ready-made messages; `url` is that of sendMessage and holds the token."""

    def __init__(self, request: AiohttpRequest, url: str) -> None:
        self._request = request
        self._url = url
        self._made: dict[int, tuple[Outgoing, bytes]] = {}

    async def send(self, address: str, outgoing: Outgoing) -> str:
        """The message id; raises a TelegramError as the library would."""
        body = b'{"chat_id":%d,%b' % (int(address), self._rest(outgoing))
        status, payload = await self._request.post_json(self._url, body)
        answer = _read(payload)
        if status != OK:
            raise _refused(status, answer.description)
        if answer.result is None:  # taken or not: nobody can tell
            raise TelegramError(UNREADABLE)
        return str(answer.result.message_id)

    def _rest(self, outgoing: Outgoing) -> bytes:
        """The JSON of a message without its brace and chat; known by which object it is."""
        made = self._made.get(id(outgoing))
        if made is None or made[0] is not outgoing:
            if len(self._made) >= MADE:
                self._made.clear()
            made = (outgoing, msgspec.json.encode(message(outgoing, 0))[1:])
            self._made[id(outgoing)] = made
        return made[1]


def _read(payload: bytes) -> Answer:
    try:
        return decode(payload)
    except (msgspec.MsgspecError, UnicodeDecodeError):
        return Answer()


def _refused(status: int, description: str) -> TelegramError:
    kind = REFUSALS.get(status, NetworkError)
    return kind(description or str(status))
