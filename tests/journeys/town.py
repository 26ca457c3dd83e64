"""A town to try the line in: one real `refero serve` with its simulated phones and its desk."""

import datetime
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

from playwright.async_api import Browser, Locator, Page, ViewportSize, expect

from benchmarks.ports import free_port
from bot.clock import now
from storage.directory import SEEDS
from tests.browser import collect_faults
from tests.journeys.town_clock import SHIFT

ROOT = Path(__file__).resolve().parents[2]
TUESDAY = datetime.datetime(2026, 10, 6, 8, 0, tzinfo=datetime.UTC)
"""Ten in the morning in Kuçovë."""
START_SECONDS = 60.0
LIVE = 15_000.0
"""Milliseconds for what chores and the live queue do by themselves."""
MINUTE = 60 * 1_000_000
READY = "Ctrl-C stops it"
PASSWORD = re.compile(r"^    (\w+) +([a-z]{4}(?:-[a-z]{4}){3})$", re.MULTILINE)
HOLE = re.compile(r"^working = \{.*\}$", re.MULTILINE)
CODE = re.compile(r"KU-[0-9A-Z]{4}-[0-9A-Z]{4}")
DESK: ViewportSize = {"width": 1280, "height": 900}


@dataclass
class Town:
    """The running service: where it listens, how to sign in, and its clock."""

    url: str
    folder: Path
    passwords: Mapping[str, str] = field(default_factory=dict)

    def wait(self, minutes: float) -> None:
        """Let time pass for everybody in the town."""
        self.set_clock(self.shift + int(minutes * MINUTE))

    def set_clock(self, shift: int) -> None:
        """Microseconds to add to the real clock."""
        with (self.folder / "clock").open("r+b") as file:
            file.write(SHIFT.pack(shift))

    @property
    def shift(self) -> int:
        """Microseconds that are added now."""
        found: int = SHIFT.unpack((self.folder / "clock").read_bytes())[0]
        return found

    @property
    def log(self) -> str:
        """What the service wrote to the terminal."""
        return (self.folder / "log").read_text(encoding="utf-8")


@contextmanager
def running_town(folder: Path, hours: str = "") -> Iterator[Town]:
    """`refero serve` in demo mode on a port and data folder of its own, on a Tuesday at ten.

    `hours`: when the desk reads, as the municipality's file would state it.
    """
    seeds = folder / "seeds"
    seeds.mkdir()
    kucova = (SEEDS / "kucova.toml").read_text(encoding="utf-8")
    told = HOLE.sub(f"working = {hours}", kucova) if hours else kucova
    (seeds / "kucova.toml").write_text(told, encoding="utf-8")
    start = int(TUESDAY.timestamp()) * 1_000_000 - now()
    (folder / "clock").write_bytes(SHIFT.pack(start))
    port = free_port()
    town = Town(f"http://127.0.0.1:{port}", folder)
    command = [sys.executable, "-m", "tests.journeys.town_clock"]
    command += [str(folder / "clock"), str(seeds), "serve"]
    settings = {
        "REFERO_ENV": "demo",
        "REFERO_BIND": f"127.0.0.1:{port}",
        "REFERO_DATA_DIR": str(folder / "var"),
        "REFERO_TELEGRAM_RATE": "1000",
        "REFERO_TWILIO_RATE": "1000",
    }
    kept = {name: value for name, value in os.environ.items() if not name.startswith("REFERO_")}
    with (
        (folder / "log").open("wb") as log,
        subprocess.Popen(command, cwd=ROOT, env=kept | settings, stdout=log, stderr=log) as process,
    ):
        try:
            _wait_until_ready(town, process)
            town.passwords = dict(PASSWORD.findall(town.log))
            yield town
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(START_SECONDS)


def _wait_until_ready(town: Town, process: "subprocess.Popen[bytes]") -> None:
    until = time.monotonic() + START_SECONDS
    while READY not in town.log:
        assert process.poll() is None, town.log
        assert time.monotonic() < until, town.log
        time.sleep(0.05)


@dataclass
class Phone:
    """One of the simulated phones, in a browser."""

    page: Page
    channel: str
    number: int

    @property
    def heard(self) -> Locator:
        """Every message of the line, oldest first."""
        return self.page.locator(f"section.{self.channel} .said.theirs .words")

    @property
    def last(self) -> Locator:
        """The line's newest message."""
        return self.heard.last

    async def say(self, words: str) -> Self:
        """Write and send."""
        section = self.page.locator(f"section.{self.channel}")
        await section.get_by_label("Message", exact=True).fill(words)
        await section.get_by_role("button", name="Send", exact=True).click()
        return self

    async def tap(self, label: str) -> Self:
        """Press the newest button of this label."""
        section = self.page.locator(f"section.{self.channel}")
        await section.get_by_role("button", name=label, exact=True).last.click()
        return self

    async def share(self, what: str) -> Self:
        """Place, Photo, Voice or Contact."""
        section = self.page.locator(f"section.{self.channel}")
        await section.locator("summary").click()
        await section.get_by_role("button", name=what, exact=True).click()
        return self

    async def reads(self, *words: str) -> Self:
        """The line's newest message holds all of these."""
        for one in words:
            await expect(self.last).to_contain_text(one)
        return self

    async def code(self) -> str:
        """The newest code that the line gave."""
        found = [CODE.search(text) for text in await self.heard.all_inner_texts()]
        return [one[0] for one in found if one][-1]


@dataclass
class Visitors:
    """Opens browser windows that share nothing; a script error in any of them fails the story."""

    browser: Browser
    town: Town
    stack: AsyncExitStack
    faults: list[list[str]] = field(default_factory=list)

    async def window(self, screen: ViewportSize = DESK) -> Page:
        """Somebody else's browser."""
        context = await self.browser.new_context(
            locale="sq-AL", viewport=screen, base_url=self.town.url
        )
        self.stack.push_async_callback(context.close)
        context.set_default_timeout(LIVE)
        page = await context.new_page()
        self.faults.append(collect_faults(page))
        return page

    async def phone(self, channel: str, number: int = 1, page: Page | None = None) -> Phone:
        """A person's phone: sms or telegram, 1 to 4."""
        page = page or await self.window()
        await page.goto(f"/phones?{channel}={number}")
        return Phone(page, channel, number)

    async def desk(self, name: str, language: str = "en", first: str = "queue") -> Page:
        """Signed in at the desk, on the first page that the account's roles open."""
        page = await self.window()
        await page.goto("/desk/sign-in")
        await page.locator("summary").first.click()
        await page.locator(f"button[name=language][value={language}]").click()
        await expect(page.locator("html")).to_have_attribute("lang", language)
        await page.locator("input[name=name]").fill(name)
        await page.locator("input[name=password]").fill(self.town.passwords[name])
        await page.locator("button.large").click()
        await page.wait_for_url(f"**/desk/{first}")
        return page


@asynccontextmanager
async def visiting(browser: Browser, town: Town) -> AsyncIterator[Visitors]:
    """Windows that are closed at the end of the story."""
    expect.set_options(timeout=LIVE)
    async with AsyncExitStack() as stack:
        visitors = Visitors(browser, town, stack)
        yield visitors
    assert [fault for faults in visitors.faults for fault in faults] == []


async def find_report(desk: Page, code: str) -> None:
    """Open the report with this code from the queue."""
    row = desk.locator("#rows tr", has_text=code)
    await row.locator("a").click()
    await desk.wait_for_url("**/desk/reports/*")


async def press(desk: Page, button: str, said: str = "Saved.") -> None:
    """Press a button of the report's page and see that it was taken."""
    await desk.get_by_role("button", name=button, exact=True).click()
    await expect(desk.locator("p.notice[role=status]")).to_have_text(said)


async def unfold(desk: Page, title: str) -> None:
    """Open one of the folded parts of a page."""
    await desk.locator("summary", has_text=title).click()


async def reply(desk: Page, text: str) -> None:
    """Write own words to the person, look at them and send them."""
    await desk.get_by_label("Your text").fill(text)
    await desk.get_by_role("button", name="See how it will look").click()
    await press(desk, "Send it", "The reply is waiting to be sent.")


async def hand_to_unit(desk: Page, unit: str = "njvnr") -> None:
    """Assign the case to a unit, to anybody in it."""
    await desk.get_by_label("Unit that takes it").select_option(unit)
    await press(desk, "Hand it over")
