"""Finding and starting a real Chromium."""

import os
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Browser, Page, async_playwright

REMEDY = (
    "no Chromium for the tests: run `make browser`, install the system package chromium, "
    "or set CHROMIUM to the program"
)
# Quiet: no look-ups and no updates beside what the test asks for.
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-dev-shm-usage",
    "--disable-sync",
    "--no-first-run",
]
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]


def find_chromium() -> str:
    """The path of the program; RuntimeError with the remedy without one."""
    for name in (os.environ.get("CHROMIUM"), "chromium", "chromium-browser", "google-chrome"):
        program = shutil.which(name) if name else None
        if program:
            return program
    raise RuntimeError(REMEDY)


@asynccontextmanager
async def running_browser() -> AsyncIterator[Browser]:
    """A headless browser; contexts made in it share nothing."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=find_chromium(), args=FLAGS)
        yield browser
        await browser.close()


def collect_faults(page: Page) -> list[str]:
    """A list that grows with each script error and each breach of the content security policy."""
    faults: list[str] = []

    def hear_console(kind: str, text: str) -> None:
        if kind == "error" and "Content Security Policy" in text:
            faults.append(text)

    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("console", lambda message: hear_console(message.type, message.text))
    return faults


async def accessibility_faults(page: Page) -> list[str]:
    """What axe-core finds wrong on the page (WCAG A and AA), e.g. "image-alt: img"."""
    found = await Axe().run(page, options={"runOnly": WCAG})
    return [
        f"{violation['id']}: {' '.join(node['target'])}"
        for violation in found.response["violations"]
        for node in violation["nodes"]
    ]
