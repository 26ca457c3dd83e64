"""After a whole talk with errors in it, no word, phone or secret lies anywhere in the clear."""

import asyncio
import base64
import io
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from typing import cast

import msgspec
import pyotp
from aiohttp import ClientSession, CookieJar
from yarl import URL

from bot.clock import now
from bot.stubs import updates
from bot.stubs.server import Planned
from storage.directory import SEEDS, load_municipality
from storage.operators import NewOperator
from storage.unit import Unit
from tests.admin.office import PASSWORD, Browser, Office
from tests.journeys.ledger import read_books, settled, states
from tests.journeys.people import Chatter, Texter, comes_true, converse
from tests.journeys.service import AUTH, KEY, SECRET, TOKEN, House, full_disk

PATIENCE = 90.0
CHAT = 736_455_918_273
PHONE = "+355698273645"
STORY = "Plaka Zogqukth nuk ka ushqim"
INTAKE = ("/start kucova", "@welcome.language.sq", "@menu.main.report")
SMS_STORY = "Fqinja Zogqukth nuk ka ushqim"
PLACE = "prapa shkolles Kthetravar"
NAME = "Emriqxyz"
GROUP_WORDS = "Fjalegrupi"
POISON = "Helmqxyz"
REPLY = "Vijme neser me Bukeqxyz"
NOTE = "Shenimqxyz"
WORDS = ("Zogqukth", "Kthetravar", NAME, GROUP_WORDS, POISON, "Bukeqxyz", NOTE)
WHO = (str(CHAT), PHONE, PHONE[1:], PHONE[4:])
SECRETS = (TOKEN, TOKEN.partition(":")[2], SECRET, AUTH, KEY.partition(":")[2], PASSWORD)


def forms_of(word: str) -> Iterable[bytes]:
    """How a word could lie in a file."""
    plain = word.encode()
    yield from (plain, word.encode("utf-16-le"), plain.hex().encode(), word.lower().encode())
    yield base64.b64encode(plain)[: len(plain) // 3 * 4]


def open_hours(unit: Unit) -> None:
    """Staff's replies leave at any hour."""
    kucova = load_municipality(SEEDS / "kucova.toml")
    always = msgspec.structs.replace(kucova.sms_window, start="00:00", end="23:59")
    unit.municipalities.seed(msgspec.structs.replace(kucova, sms_window=always), now())


def hire(unit: Unit) -> str:
    """A social worker; the second factor as an address."""
    roles = frozenset({"operator", "unit_worker"})
    new = NewOperator(name="worker", roles=roles, municipality="kucova", unit="njvnr")
    operator = unit.operators.add(new, now())
    unit.operators.set_password(operator, PASSWORD)
    return unit.operators.new_totp(operator)


@asynccontextmanager
async def signed_in(house: House) -> AsyncIterator[Browser]:
    """The social worker at the desk, past the second factor."""
    totp = cast("pyotp.TOTP", pyotp.parse_uri(house.database.write_now(hire)))
    browser = Browser(cast("Office", house))
    await browser.session.close()
    jar = CookieJar(unsafe=True, treat_as_secure_origin=URL(house.url))
    browser.session = ClientSession(cookie_jar=jar)
    try:
        await browser.get("/desk/sign-in")
        await browser.post("/desk/sign-in", name="worker", password=PASSWORD, back="/desk/")
        await browser.get("/desk/sign-in/code")
        await browser.post("/desk/sign-in/code", code=totp.now())
        yield browser
    finally:
        await browser.close()


async def work_on(browser: Browser, case: str) -> None:
    """Take the case, note something, reply."""
    path = f"/desk/reports/{case}"
    assert "Zogqukth" in await browser.page(path)
    steps = {"take": {}, "note": {"text": NOTE}, "reply": {"text": REPLY}}
    for step, fields in steps.items():
        answer = await browser.post(f"{path}/{step}", **fields)
        assert answer.status == 303, (step, await answer.text())
        await browser.get(path)


async def make_trouble(house: House, pid: int) -> list[str]:
    """Everything that could make a program talkative; the pages that came back."""
    named = updates.text(CHAT, STORY)
    named["message"]["from"]["first_name"] = NAME
    group = updates.text(-CHAT, GROUP_WORDS)
    group["message"]["chat"]["type"] = "supergroup"
    house.api.plan(
        [Planned(400, b'{"ok":false,"error_code":400,"description":"' + NAME.encode() + b'"}')]
    )
    house.twilio.plan([Planned(500, b"<html>"), Planned(drop=True)])
    for body in (named, group):
        assert await house.api.deliver(body) == 200
    assert await house.api.deliver_raw(f'{{"update_id":1,"message":"{POISON}"}}'.encode()) == 200
    with full_disk(pid):
        assert await house.api.deliver(updates.text(CHAT, STORY)) == 503
        assert await house.twilio.write(PHONE, SMS_STORY) == 503
        await asyncio.sleep(1)
    return [page async for page in refused(house)]


async def refused(house: House) -> AsyncIterator[str]:
    """The bodies of error pages."""
    tries = (
        ("GET", f"/desk/{POISON}", b""),
        ("GET", f"/telegram/webhook?{POISON}", b""),
        ("POST", f"/telegram/webhook?{POISON}", POISON.encode()),
        ("POST", "/twilio/sms", f"Body={POISON}&From={PHONE}".encode()),
        ("POST", "/telegram/webhook", POISON.encode() * 200_000),
        ("POST", "/desk/sign-in", f"name={POISON}&password={POISON}".encode()),
        ("GET", "/readyz", b""),
        ("GET", "/metrics", b""),
    )
    for method, path, body in tries:
        async with house.api.session.request(
            method, house.url + path, data=io.BytesIO(body)
        ) as answer:
            assert answer.status < 500, path
            yield await answer.text() + str(answer.headers)


async def test_no_word_phone_or_secret_in_files_logs_or_error_pages(house: House) -> None:
    house.database.write_now(open_hours)
    pid = await house.open()
    person, texter = Chatter(house.api, CHAT), Texter(house.twilio, PHONE)
    assert await converse(person, [*INTAKE, STORY, PLACE, "Po", "Po"], PATIENCE) == 0
    assert await converse(texter, [SMS_STORY, PLACE, "Po", "Po"], PATIENCE) == 0
    pages = await make_trouble(house, pid)
    async with signed_in(house) as browser:
        found = house.database.read_now(
            lambda unit: unit.connection.exec_driver_sql("SELECT id FROM cases")
        )
        for (case,) in found.all():
            await work_on(browser, case)
    assert await comes_true(lambda: any(REPLY in one for one in person.heard), PATIENCE)
    assert await comes_true(lambda: settled(house.database), PATIENCE)
    kept = {path.name: path.read_bytes() for path in house.folder.iterdir()}
    await house.end(pid)
    kept |= {f"{path.name} after": path.read_bytes() for path in house.folder.iterdir()}
    assert {"refero.db", "refero.db-wal", "service.log"} <= kept.keys()
    assert STORY in read_books(house.database)[str(CHAT)].heard
    assert states(house.database, "inbox")["dead"] == 1
    for word in (*WORDS, *WHO, *SECRETS):
        for form in forms_of(word):
            assert not [name for name, content in kept.items() if form in content], word
        assert not [page for page in pages if word in page and word != POISON], word
