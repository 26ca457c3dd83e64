"""A Bot API server in miniature (https://core.telegram.org/bots/api), for simulated people."""

import asyncio
import itertools
from collections import defaultdict, deque
from collections.abc import Mapping
from contextlib import suppress
from typing import Any, Final

import aiohttp
import msgspec
from aiohttp import web

from bot.clock import now
from bot.stubs import updates
from bot.stubs.server import Bubble, Planned, StubServer, dropped

MAX_TEXT: Final = 4096
MAX_CAPTION: Final = 1024
MAX_DATA: Final = 64
MAX_WAIT: Final = 25.0
JSON: Final = "application/json"


class BadCall(Exception):
    """A call that the Bot API would refuse with 400 or 403."""

    def __init__(self, status: int, description: str) -> None:
        super().__init__(description)
        self.status = status
        self.description = description


class StubBotApi(StubServer):
    """Takes the bot's calls and sends people's updates to its webhook, or keeps them for polling.

    `sent` holds every accepted sendMessage and sendPhoto by chat id, newest last; `calls` every other
    call; `uploads` how many files came along.
    """

    def __init__(self, token: str, secret: str = "", webhook: str = "") -> None:
        super().__init__()
        self.token = token
        self.secret = secret
        self.webhook = webhook
        self.sent: defaultdict[int, list[dict[str, Any]]] = defaultdict(list)
        self.calls: list[tuple[str, dict[str, Any]]] = []
        self.blocked: set[int] = set()
        self.files: dict[str, bytes] = {}
        self.polls = 0
        self.uploads = 0
        self._numbers = itertools.count(1)
        self._ids = itertools.count(now() // 1000)
        self._waiting: deque[tuple[int, bytes]] = deque()
        self._arrived = asyncio.Event()
        self.app.router.add_route("*", "/bot{token}/{method}", self._call)
        self.app.router.add_get("/file/bot{token}/{path:.+}", self._file)

    async def deliver(self, update: Mapping[str, Any]) -> int:
        """Give one update to the line; the webhook's HTTP status (200 when kept for polling)."""
        numbered = {"update_id": next(self._ids), **update}
        return await self.deliver_raw(msgspec.json.encode(numbered), int(numbered["update_id"]))

    async def deliver_raw(self, body: bytes, number: int = 0) -> int:
        """Give these very bytes to the line, as Telegram would."""
        if not self.webhook:
            self._waiting.append((number or next(self._ids), body))
            self._arrived.set()
            return 200
        headers = {"Content-Type": JSON, "X-Telegram-Bot-Api-Secret-Token": self.secret}
        async with self.session.post(self.webhook, data=body, headers=headers) as answer:
            await self._obey(answer)
            return answer.status

    async def write(self, chat: int, text: str) -> int:
        """A person types."""
        status = await self.deliver(updates.text(chat, text, next(self._numbers)))
        return self.remember(str(chat), text, status)

    async def press(self, chat: int, data: str) -> int:
        """A person presses a button."""
        markup = self._keyboard(chat, data)
        return await self.deliver(updates.press(chat, data, next(self._numbers), markup))

    async def share(self, chat: int, update: Mapping[str, Any], shown: str) -> int:
        """A person sends something else; `shown` is how it looks on their phone."""
        return self.remember(str(chat), shown, await self.deliver(update))

    def _keyboard(self, chat: int, data: str) -> Mapping[str, Any]:
        """The newest keyboard that holds this button."""
        boards = (one.get("reply_markup", {}) for one in reversed(self.sent[chat]))
        holds = (board for board in boards if f"press:{data}" in _taps(board))
        return next(holds, {})

    async def _obey(self, answer: aiohttp.ClientResponse) -> None:
        """A webhook's response may itself be a call (Bot API, making requests)."""
        reply = await answer.read()
        if answer.status == 200 and reply.startswith(b"{"):
            order = msgspec.json.decode(reply)
            self._perform(str(order.pop("method", "")), order)

    async def _call(self, request: web.Request) -> web.Response:
        if request.match_info["token"] != self.token:
            return _error(401, "Unauthorized")
        method = request.match_info["method"]
        given = await _given(request)
        if method.lower() == "getupdates":
            return await self._updates(given)
        if method.lower() in ("sendmessage", "sendphoto") and self.planned:
            return self._planned(request, self.planned.popleft(), given)
        try:
            return _ok(self._perform(method, given))
        except BadCall as bad:
            return _error(bad.status, bad.description)

    def _planned(self, request: web.Request, end: Planned, given: dict[str, Any]) -> web.Response:
        if end.taken:
            self._send(given)
        if end.drop:
            return dropped(request)
        return web.Response(status=end.status, body=end.body, content_type=JSON)

    def _perform(self, method: str, given: dict[str, Any]) -> object:
        name = method.lower()
        if name in ("sendmessage", "sendphoto"):
            return self._send(given)
        self.calls.append((method, given))
        if name == "getme":
            return {"id": 1, "is_bot": True, "first_name": "Line", "username": "line_bot"}
        if name == "getfile":
            return self._found(str(given.get("file_id", "")))
        if name == "deletemessages":
            self._delete(int(given["chat_id"]), set(given["message_ids"]))
        if name == "setwebhook":
            self.webhook = str(given.get("url", ""))
            self.secret = str(given.get("secret_token", ""))
        if name == "getwebhookinfo":
            return {"url": self.webhook, "pending_update_count": len(self._waiting)}
        return True

    def _send(self, given: dict[str, Any]) -> dict[str, Any]:
        chat = int(given.get("chat_id", 0))
        _check(given)
        if chat in self.blocked:
            raise BadCall(403, "Forbidden: bot was blocked by the user")
        picture = self._picture(given["photo"]) if "photo" in given else ""
        message = {"message_id": next(self._numbers), **given}
        if picture:
            message["photo"] = picture
        self.sent[chat].append(message)
        self.talks[str(chat)].append(_bubble(message))
        return {
            "message_id": message["message_id"],
            "date": 0,
            "chat": {"id": chat, "type": "private"},
            **({"photo": updates.sizes(picture)} if picture else {}),
        }

    def _picture(self, photo: object) -> str:
        """The file id of a picture that came along or is known already."""
        if isinstance(photo, bytes):
            self.uploads += 1
            file_id = f"picture-{len(self.files)}"
            self.files[file_id] = photo
            return file_id
        if str(photo) not in self.files:
            raise BadCall(400, "Bad Request: wrong file identifier/HTTP URL specified")
        return str(photo)

    def _delete(self, chat: int, gone: set[int]) -> None:
        """Ours disappear, from the record and from the phone."""
        self.sent[chat] = [one for one in self.sent[chat] if one["message_id"] not in gone]
        talk = self.talks[str(chat)]
        talk[:] = [one for one in talk if one.number not in gone]

    def _found(self, file_id: str) -> dict[str, Any]:
        if file_id not in self.files:
            raise BadCall(400, "Bad Request: invalid file_id")
        size = len(self.files[file_id])
        return {"file_id": file_id, "file_size": size, "file_path": f"photos/{file_id}"}

    async def _file(self, request: web.Request) -> web.Response:
        file_id = request.match_info["path"].rpartition("/")[2]
        if request.match_info["token"] != self.token or file_id not in self.files:
            return _error(404, "Not Found")
        return web.Response(body=self.files[file_id], content_type="image/jpeg")

    async def _updates(self, given: dict[str, Any]) -> web.Response:
        self.polls += 1
        if self.webhook:
            return _error(409, "Conflict: can't use getUpdates method while webhook is active")
        offset = int(given.get("offset", 0))
        while self._waiting and self._waiting[0][0] < offset:
            self._waiting.popleft()
        if not self._waiting:
            self._arrived.clear()
            wait = min(float(given.get("timeout", 0)), MAX_WAIT)
            with suppress(TimeoutError):
                await asyncio.wait_for(self._arrived.wait(), wait)
        found = b",".join(body for _, body in self._waiting)
        return web.Response(body=b'{"ok":true,"result":[' + found + b"]}", content_type=JSON)


async def _given(request: web.Request) -> dict[str, Any]:
    if request.content_type == "multipart/form-data":
        return await _form(request)
    body = await request.read()
    found: dict[str, Any] = dict(request.query)
    return found | msgspec.json.decode(body) if body else found


async def _form(request: web.Request) -> dict[str, Any]:
    """The fields of a form; files as their bytes, what is no plain text as the JSON that it is."""
    found: dict[str, Any] = {}
    for name, value in (await request.post()).items():
        if isinstance(value, web.FileField):
            found[name] = value.file.read()
        else:
            coded = isinstance(value, str) and value.startswith(("{", "[")) and name != "caption"
            found[name] = msgspec.json.decode(value) if coded else value
    return found


def _check(given: Mapping[str, Any]) -> None:
    _check_words(given)
    rows = given.get("reply_markup", {}).get("inline_keyboard", [])
    if any(len(one["callback_data"].encode()) > MAX_DATA for row in rows for one in row):
        raise BadCall(400, "Bad Request: BUTTON_DATA_INVALID")


def _check_words(given: Mapping[str, Any]) -> None:
    text = str(given.get("text", given.get("caption", "")))
    units = len(text.encode("utf-16-le")) // 2
    if "photo" in given and units > MAX_CAPTION:
        raise BadCall(400, "Bad Request: message caption is too long")
    if "photo" not in given and not text.strip():
        raise BadCall(400, "Bad Request: message text is empty")
    if units > MAX_TEXT:
        raise BadCall(400, "Bad Request: message is too long")


def _bubble(message: Mapping[str, Any]) -> Bubble:
    return Bubble(
        mine=False,
        text=str(message.get("text", message.get("caption", ""))),
        keys=updates.keys(message.get("reply_markup", {})),
        number=message["message_id"],
        picture=str(message.get("photo", "")),
    )


def _taps(board: Mapping[str, Any]) -> set[str]:
    return {tap for row in updates.keys(board) for _, tap in row}


def _ok(result: object) -> web.Response:
    return web.Response(body=msgspec.json.encode({"ok": True, "result": result}), content_type=JSON)


def _error(status: int, description: str) -> web.Response:
    body = {"ok": False, "error_code": status, "description": description}
    return web.Response(status=status, body=msgspec.json.encode(body), content_type=JSON)
