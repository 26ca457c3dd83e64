"""An office for the tests of the desk: two municipalities, people in every role, real HTTP."""

import functools
import re
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from pathlib import Path

import msgspec
from aiohttp import ClientResponse, ClientSession, CookieJar, web
from aiohttp.test_utils import TestServer

from admin.app import make_app
from admin.services import AdminServices
from bot.editions import Editions, read_published
from bot.previewing import Previewer
from bot.world import build_world
from flows.effects import AnswerReport, CompleteReport, OpenReport, SetContact, Written
from flows.events import ContactState
from flows.facts import Operator
from flows.safe_hours import ANY_TIME, Window
from flows.world import World
from locales.catalog import load_catalog
from locales.packs import Pack, load_packs
from locales.serbian import to_latin
from storage.database import Database
from storage.directory import SEEDS, load_municipality
from storage.lines import Line
from storage.municipality import Municipality
from storage.schema import metadata
from storage.settings import Env, Settings
from storage.signals import LocalSignals
from storage.unit import Unit
from tests.storage.desk import NUMBERS, hire
from tests.storage.hot import NOW, VAULT, take_turn, wrote

CATALOG = load_catalog()
KUCOVA = load_municipality(SEEDS / "kucova.toml")
ELSEWHERE = msgspec.structs.replace(KUCOVA, slug="elsewhere", code_prefix="EL")
PLACES: Mapping[str, Municipality] = {"kucova": KUCOVA, "elsewhere": ELSEWHERE}
PASSWORD = "correct horse battery staple"
FILES = load_packs()
PACKS = FILES
SECOND = 1_000_000
MINUTE = 60 * SECOND


@functools.cache
def world() -> World:
    """What the running line would know of both municipalities."""
    return build_world([place.view(to_latin) for place in PLACES.values()], CATALOG, FILES)


class Clock:
    """Stands still until a test moves it."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> int:
        return self.now


@dataclass
class Office:
    """The running desk and what a test needs to reach it."""

    url: str
    database: Database
    clock: Clock
    signals: LocalSignals
    settings: Settings
    line: str
    window: Window = ANY_TIME
    places: dict[str, Municipality] = field(default_factory=lambda: dict(PLACES))
    staff: dict[str, Operator] = field(default_factory=dict)
    packs: tuple[Pack, ...] = ()
    bot_name: str = "line_bot"

    def hire(
        self, name: str, *roles: str, municipality: str = "kucova", unit: str = "njvnr"
    ) -> Operator:
        """Somebody with these roles and the password of the tests."""
        hired = hire(self.database, name, *roles, municipality=municipality, unit=unit)
        self.database.write_now(lambda work: work.operators.set_password(hired.id, PASSWORD))
        self.staff[name] = hired
        return hired

    def report(
        self,
        number: int = 1,
        *more: Written,
        text: str = "plaka nuk ka buke",
        channel: str = "sms",
        municipality: str = "kucova",
        contact: ContactState = "yes",
        language: str = "sq",
        waited: int = 0,
        code: str = "",
    ) -> str:
        """Somebody wrote `waited` microseconds ago; the case's id."""
        report_id, prefix = f"{number:032x}", PLACES[municipality].code_prefix
        opened = OpenReport(
            report_id=report_id,
            code=code or f"{prefix}-7F3K-{number:04d}",
            municipality=municipality,
            language=language,
            kind="someone",
        )
        at = self.clock.now - waited
        effects = (
            opened,
            SetContact(report_id=report_id, state=contact, words="mornings"),
            *more,
            CompleteReport(report_id=report_id, complete=True),
        )

        def tell(unit: Unit) -> str:
            event = wrote(text, number=next(NUMBERS), address=f"+35569{number:07d}")
            unit.inbox.put([msgspec.structs.replace(event, line=self.line, channel=channel)], at)
            take_turn(unit, *effects, now=at)
            return unit.reports.find([report_id])[report_id].case

        return self.database.write_now(tell)

    def again(self, *effects: Written, number: int = 1, silent: bool = False) -> None:
        """The same person writes once more, with these effects, and maybe leaves the talk."""

        def tell(unit: Unit) -> None:
            event = wrote("dhe", number=next(NUMBERS), address=f"+35569{number:07d}")
            event = msgspec.structs.replace(event, line=self.line, channel="sms")
            unit.inbox.put([event], self.clock.now)
            take_turn(unit, *effects, now=self.clock.now)
            contact = unit.contacts.of_report(f"{number:032x}")
            assert contact is not None
            session, version = unit.sessions.load([contact.id])[contact.id]
            changed = msgspec.structs.replace(session, silent=silent)
            unit.sessions.save([(contact.id, changed, version)], self.clock.now)

        self.database.write_now(tell)


def answer(number: int, slot: str, value: str = "", words: str = "") -> AnswerReport:
    """One structured answer to the report with this number."""
    return AnswerReport(report_id=f"{number:032x}", slot=slot, value=value, words=words)


@asynccontextmanager
async def open_office(
    folder: Path, env: Env = "demo", *, sender: str = "+355690009999", number: str = ""
) -> AsyncIterator[Office]:
    """A desk on a free port with an empty database; `sender` of campaigns, `number` of the line."""
    database = Database(f"sqlite:///{folder}/desk.db", VAULT)
    metadata.create_all(database.engine)

    def seed(unit: Unit) -> str:
        for place in PLACES.values():
            unit.municipalities.seed(place, NOW)
        return unit.lines.ensure(Line(id="", name="default-sms", channel="sms"), NOW).id

    line = database.write_now(seed)
    clock, signals = Clock(), LocalSignals()
    priced = "0.07 EUR" if env == "pilot" else ""
    settings = Settings(env=env, sms_price=priced, twilio_from=number)
    office = Office("", database, clock, signals, settings, line)
    editions = Editions(FILES, database.read_now(read_published))
    services = AdminServices(
        database=database,
        signals=signals,
        catalog=CATALOG,
        municipalities=office.places,
        settings=settings,
        clock=clock,
        window_of=lambda _: office.window,
        packs=lambda: office.packs or editions.packs(),
        pack_files=editions.files,
        pack_messages=Previewer(world(), CATALOG).messages,
        pack_asked=Previewer(world(), CATALOG).asked_by,
        bot_name=lambda: office.bot_name,
        campaign_sender=sender,
        campaign_rates={"telegram": 20, "sms": 1},
    )
    app = web.Application()
    make_app(app, services)
    async with TestServer(app) as server:
        office.url = str(server.make_url("/")).rstrip("/")
        yield office
    database.close()


class Browser:
    """What a browser does, without one: keeps cookies, reads the form's token, follows 303."""

    def __init__(self, office: Office) -> None:
        self.office = office
        self.session = ClientSession(cookie_jar=CookieJar(unsafe=True))
        self.csrf = ""

    async def get(self, path: str, **headers: str) -> ClientResponse:
        """Ask for a page and remember its token."""
        response = await self.session.get(
            self.office.url + path, headers=headers, allow_redirects=False
        )
        found = re.search(r'name="csrf" value="([^"]+)"', await self._text(response))
        self.csrf = found[1] if found else self.csrf
        return response

    async def post(
        self, path: str, headers: Mapping[str, str] | None = None, /, **fields: str
    ) -> ClientResponse:
        """Send a form as our own page would."""
        given = {"Sec-Fetch-Site": "same-origin", "Origin": "null"} if headers is None else headers
        return await self.session.post(
            self.office.url + path,
            data={"csrf": self.csrf, **fields},
            headers=given,
            allow_redirects=False,
        )

    async def sign_in(self, name: str, password: str = PASSWORD) -> ClientResponse:
        """Through the form, to the first page."""
        await self.get("/desk/sign-in")
        response = await self.post("/desk/sign-in", name=name, password=password, back="/desk/")
        await self.get("/desk/duty")
        return response

    async def page(self, path: str) -> str:
        """The text of a page that must be there."""
        response = await self.get(path)
        assert response.status == 200, (path, response.status)
        return await response.text()

    async def page_of_any(self) -> str:
        """A page that everybody signed in gets, whatever their roles."""
        response = await self.get("/desk/sign-in/code")
        return await response.text()

    async def _text(self, response: ClientResponse) -> str:
        kind = response.headers.get("Content-Type", "")
        return await response.text() if kind.startswith("text/html") else ""

    async def close(self) -> None:
        """Forget everything."""
        await self.session.close()


class PlainBrowser(Browser):
    """Keeps Secure cookies on plain loopback, as browsers do for localhost."""

    def __init__(self, office: Office) -> None:
        super().__init__(office)
        self.kept: dict[str, str] = {}

    async def get(self, path: str, **headers: str) -> ClientResponse:
        return self._keep(await super().get(path, **headers, **self._cookie()))

    async def post(
        self, path: str, headers: Mapping[str, str] | None = None, /, **fields: str
    ) -> ClientResponse:
        given = headers or {"Sec-Fetch-Site": "same-origin"}
        return self._keep(await super().post(path, {**given, **self._cookie()}, **fields))

    def _cookie(self) -> dict[str, str]:
        return {"Cookie": "; ".join(f"{name}={value}" for name, value in self.kept.items())}

    def _keep(self, response: ClientResponse) -> ClientResponse:
        for line in response.headers.getall("Set-Cookie", []):
            self.kept |= {name: one.value for name, one in SimpleCookie(line).items()}
        return response
