"""A campaign's SMS say where they are answered: here, or at the line when their sender is a name."""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from tests.admin.campaigners import PAGE, words
from tests.admin.office import Browser, open_office

LINE = "+355690000001"


@asynccontextmanager
async def writer(folder: Path, sender: str, number: str) -> AsyncIterator[Browser]:
    """Somebody who writes campaigns, where they leave from `sender`."""
    async with open_office(folder, sender=sender, number=number) as office:
        office.hire("ana", "campaigns")
        browser = Browser(office)
        await browser.sign_in("ana")
        await browser.post("/desk/language", language="en", back="/desk/")
        yield browser
        await browser.close()


async def seen(browser: Browser, template: str) -> str:
    """The page of a campaign that was begun from a template."""
    page = await browser.page(f"{PAGE}/new")
    found = re.search(r'name="id" value="([0-9a-f]{32})"', page)
    assert found
    made = await browser.post(f"{PAGE}/new", id=found[1], name="", template=template)
    return words(await browser.page(made.headers["Location"].removesuffix("/edit")))


@pytest.mark.parametrize("template", ["sixteen-days", "irregular-migration", "meeting"])
async def test_from_a_number_people_answer_where_they_read(tmp_path: Path, template: str) -> None:
    async with writer(tmp_path, "+355690009999", LINE) as browser:
        page = await seen(browser, template)
        assert "hkruani ketu." in page
        assert "rite here." in page
        assert "End: STOP" in page
        assert LINE not in page


@pytest.mark.parametrize("template", ["sixteen-days", "irregular-migration", "meeting"])
async def test_from_a_name_people_are_told_the_number_of_the_line(
    tmp_path: Path, template: str
) -> None:
    async with writer(tmp_path, "KUCOVA", LINE) as browser:
        page = await seen(browser, template)
        assert f"hkruani ne numrin {LINE}" in page
        assert f"ишите на број {LINE}" not in page, "Serbian goes out in plain Latin letters"
        assert f"isite na broj {LINE}" in page
        assert f"rite to {LINE}" in page
        assert f"End: STOP to {LINE}" in page
        assert "hkruani ketu" not in page


async def test_a_name_without_a_number_of_the_line_stands_in_the_way(tmp_path: Path) -> None:
    async with writer(tmp_path, "KUCOVA", "") as browser:
        page = await seen(browser, "sixteen-days")
        assert "Nothing is known for “Where people answer an SMS" in page


async def test_what_each_template_and_each_place_is_stands_beside_it(tmp_path: Path) -> None:
    async with writer(tmp_path, "KUCOVA", LINE) as browser:
        assert "It keeps nobody from asking for protection." in words(
            await browser.page(f"{PAGE}/new")
        )
        page = await browser.page(f"{PAGE}/new")
        found = re.search(r'name="id" value="([0-9a-f]{32})"', page)
        assert found
        made = await browser.post(f"{PAGE}/new", id=found[1], name="", template="meeting")
        form = words(await browser.page(made.headers["Location"]))
        assert "{line_number} The line's number" in form
