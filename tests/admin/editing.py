"""What an editor does with a pack, from the form to the next page."""

import html
import re

from locales.packdraft import FIELDS, draft_of, masters
from tests.admin.office import FILES, Browser

FOOD = "/desk/packs/kucova/food"
STAMP = re.compile(r'name="stamp" value="([^"]+)"')


def food_form() -> dict[str, str]:
    """The form of the food pack as the repository's file fills it."""
    pack = next(pack for pack in FILES if pack.topic == "food")
    draft = draft_of(pack.editions["kucova"])
    texts = {
        f"{folder}.{name}": draft.told(folder, name) for folder in masters() for name in FIELDS
    }
    facts = draft.facts
    return {
        **texts,
        "status": facts.status,
        "planned_year": facts.planned_year,
        "sources": "\n".join(facts.sources),
        "review_date": facts.review_date,
    }


async def open_form(browser: Browser, path: str = FOOD) -> str:
    """The stamp that the form remembers."""
    found = STAMP.search(await browser.page(f"{path}/edit"))
    assert found
    return found[1]


async def write(browser: Browser, stamp: str = "", path: str = FOOD, **changes: str) -> str:
    """Save the food pack with these fields changed ("sq_what" is sq.what); where it leads."""
    named = {name.replace("_", ".", 1) if name[:3] in ("sq_", "sr_", "en_") else name: value
             for name, value in changes.items()}  # fmt: skip
    stamp = stamp or await open_form(browser, path)
    response = await browser.post(f"{path}/edit", **{**food_form(), **named, "stamp": stamp})
    assert response.status == 303, await response.text()
    return response.headers["Location"]


async def step(browser: Browser, act: str, path: str = FOOD) -> str:
    """Press a step's button; what the page says afterwards ("" where there is no such button)."""
    page = await browser.page(path)
    form = re.search(rf'action="{path}/{act}">(.*?)</form>', page, re.DOTALL)
    if form is None:
        return ""
    stamp = STAMP.search(form[1])
    assert stamp
    response = await browser.post(f"{path}/{act}", stamp=stamp[1])
    assert response.status == 303
    return response.headers["Location"].partition("said=")[2]


def words(page: str) -> str:
    """A page's text without its marks."""
    return html.unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page)))
