"""Two simulated phones for the demo: a tap becomes a real, signed delivery to the line.

They are no channel: what is typed goes to a stand-in provider, which calls the line's webhook;
what the line sends through that provider's API shows up as bubbles.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path
from typing import Any, Final

import msgspec
from aiohttp import web
from jinja2 import Environment, FileSystemLoader

from bot.sniffing import HEAD, sniff
from bot.stubs import updates
from bot.stubs.demo import DemoProviders
from bot.stubs.server import Bubble
from locales.fitting import segments

HERE: Final = Path(__file__).parent
ANSWER_SECONDS: Final = 0.8
"""How long a form without JavaScript waits for the line's answer before the page is shown."""
PLACE: Final = (40.8006, 19.9122)
HEADERS: Final = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
        "img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}


class Person(msgspec.Struct, frozen=True):
    """Somebody with a phone: `who` is the number or chat id."""

    who: str
    label: str


PEOPLE: Final[Mapping[str, tuple[Person, ...]]] = {
    "sms": tuple(Person(f"+35569000000{n}", f"Phone {n}") for n in range(1, 5)),
    "telegram": tuple(Person(str(5000 + n), f"Chat {n}") for n in range(1, 5)),
}


class Phones:
    """GET /phones and what its forms and its script call."""

    def __init__(self, providers: DemoProviders) -> None:
        self._telegram = providers.telegram
        self._twilio = providers.twilio
        loader = FileSystemLoader(HERE / "templates")
        self._pages = Environment(loader=loader, autoescape=True, trim_blocks=True)

    def routes(self) -> list[web.AbstractRouteDef]:
        """What to add to an application's router."""
        return [
            web.get("/phones", self.page),
            web.get("/phones/picture/{picture}", self.picture),
            web.get("/phones/{channel}/{who}", self.talk),
            web.post("/phones/{channel}/{who}", self.act),
            web.static("/phones-static", HERE / "static"),
        ]

    async def page(self, request: web.Request) -> web.Response:
        """Both phones, each with the person chosen by ?sms=1&telegram=2."""
        chosen = {name: _chosen(request.query.get(name, "1")) for name in PEOPLE}
        phones = [self._phone(name, chosen) for name in PEOPLE]
        return self._html("phones.html", phones=phones, chosen=chosen)

    async def talk(self, request: web.Request) -> web.Response:
        """One phone's bubbles; 204 while there are no more than `seen`."""
        channel, who = _known(request)
        bubbles = self._bubbles(channel, who)
        if request.query.get("seen") == str(len(bubbles)):
            return web.Response(status=204, headers=HEADERS)
        return self._html("phone_talk.html", phone=self._screen(channel, who))

    async def picture(self, request: web.Request) -> web.Response:
        """What stands above a text of ours; a picture or 404."""
        content = self._telegram.files.get(request.match_info["picture"], b"")
        kind = sniff(content[:HEAD])
        if not kind.startswith("image/"):
            raise web.HTTPNotFound
        return web.Response(body=content, content_type=kind, headers=HEADERS)

    async def act(self, request: web.Request) -> web.Response:
        """A person types, taps or shares; `tap` is press:…, say:…, share:… or empty for `text`.

        `to` is the number that an SMS goes to, one of the two that we have.
        """
        if request.headers.get("Sec-Fetch-Site", "same-origin") not in ("same-origin", "none"):
            raise web.HTTPForbidden
        channel, who = _known(request)
        given = await request.post()
        tap, text = str(given.get("tap", "")), str(given.get("text", ""))
        seen = len(self._bubbles(channel, who))
        if tap or text.strip():
            await self._do(channel, who, tap or f"say:{text}", str(given.get("to", "")))
        if "script" in given:
            return web.Response(status=204, headers=HEADERS)
        await self._answered(channel, who, seen + 1)
        raise web.HTTPSeeOther(str(given.get("back", "/phones")) if _ours(given) else "/phones")

    async def _answered(self, channel: str, who: str, seen: int) -> None:
        """Wait a moment for the line's answer, so that a page without script shows it."""
        for _ in range(8):
            if len(self._bubbles(channel, who)) > seen:
                return
            await asyncio.sleep(ANSWER_SECONDS / 8)

    async def _do(self, channel: str, who: str, what: str, to: str) -> None:
        verb, _, value = what.partition(":")
        if channel == "sms":
            known = to in self._numbers()
            await self._twilio.write(who, value, **({"To": to} if known else {}))
            return
        chat = int(who)
        deeds: dict[str, Callable[[], Awaitable[int]]] = {
            "say": lambda: self._telegram.write(chat, value),
            "press": lambda: self._telegram.press(chat, value),
            "share": lambda: self._share(chat, value),
        }
        if verb in deeds:
            await deeds[verb]()

    async def _share(self, chat: int, kind: str) -> int:
        shared: dict[str, tuple[dict[str, Any], str]] = {
            "location": (updates.location(chat, *PLACE), "📍"),
            "contact": (updates.contact(chat, f"+35569000{chat}"), "📞"),
            "photo": (updates.photo(chat, "photo"), "📷"),
            "voice": (updates.voice(chat, "voice"), "🎤"),
        }
        update, shown = shared.get(kind, shared["location"])
        return await self._telegram.share(chat, update, shown)

    def _numbers(self) -> tuple[str, ...]:
        """Ours, that of the line first."""
        return tuple(filter(None, (self._twilio.number, self._twilio.second)))

    def _bubbles(self, channel: str, who: str) -> list[Bubble]:
        return (self._twilio if channel == "sms" else self._telegram).talks[who]

    def _phone(self, channel: str, chosen: Mapping[str, int]) -> dict[str, Any]:
        person = PEOPLE[channel][chosen[channel] - 1]
        people = [
            {
                "label": one.label,
                "here": one is person,
                "link": _link({**chosen, channel: number}),
                "busy": bool(self._bubbles(channel, one.who)),
            }
            for number, one in enumerate(PEOPLE[channel], start=1)
        ]
        return self._screen(channel, person.who) | {"people": people, "label": person.label}

    def _screen(self, channel: str, who: str) -> dict[str, Any]:
        bubbles = [
            {
                "mine": one.mine,
                "text": one.text,
                "rows": one.keys,
                "lost": one.lost,
                "picture": one.picture,
                "note": self._note(one) if channel == "sms" else "",
            }
            for one in self._bubbles(channel, who)
        ]
        numbers = self._numbers() if channel == "sms" else ()
        return {"channel": channel, "who": who, "bubbles": bubbles, "numbers": numbers}

    def _note(self, bubble: Bubble) -> str:
        """From which number it came and what it cost; of the person's own, where else it went."""
        if bubble.mine:
            return f"to {bubble.party}" if bubble.party != self._twilio.number else ""
        return f"from {bubble.party} · {_cost(bubble.text)}"

    def _html(self, template: str, **values: object) -> web.Response:
        text = self._pages.get_template(template).render(values)
        return web.Response(text=text, content_type="text/html", headers=HEADERS)


def _known(request: web.Request) -> tuple[str, str]:
    channel, who = request.match_info["channel"], request.match_info["who"]
    if who not in {one.who for one in PEOPLE.get(channel, ())}:
        raise web.HTTPNotFound
    return channel, who


def _chosen(number: str) -> int:
    return int(number) if number in ("1", "2", "3", "4") else 1


def _link(chosen: Mapping[str, int]) -> str:
    return "/phones?" + "&".join(f"{name}={number}" for name, number in chosen.items())


def _ours(given: Mapping[str, Any]) -> bool:
    """Only back to this page, never elsewhere."""
    return str(given.get("back", "")).startswith("/phones?")


def _cost(text: str) -> str:
    count = segments(text, fold=False)
    return f"{len(text)} characters · {count} SMS"
