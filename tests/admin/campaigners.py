"""People who agreed to get campaigns, and what staff do with a campaign from form to page."""

import html
import re

import sqlalchemy as sa

from storage.ids import new_id
from storage.schema import campaigns, contacts, sms_prices
from storage.unit import Unit
from tests.admin.office import Browser, Office
from tests.storage.hot import NOW

PAGE = "/desk/campaigns"
TEXTS = {
    "sq.text": "Ejani të takohemi më {date} në {place}.",
    "sq.sms": "Takim më {date}, {place}.",
    "sr.text": "Дођите на састанак {date}, {place}.",
    "sr.sms": "Састанак {date}, {place}.",
    "en.text": "Come and meet us on {date}, {place}.",
    "en.sms": "Meeting on {date}, {place}.",
    "value.date.sq": "12 dhjetor",
    "value.date.sr": "12. децембра",
    "value.date.en": "12 December",
    "value.place.sq": "Pallati i Kulturës",
    "value.place.sr": "Дом културе",
    "value.place.en": "House of Culture",
}
FORM = {"name": "Meeting", "topic": "events", "pack": "", "keyword": "", "start": ""}


def agree(
    office: Office,
    people: int,
    *,
    channel: str = "telegram",
    language: str = "sq",
    topics: str = " events ",
    municipality: str = "kucova",
) -> None:
    """So many more people said yes."""

    def work(unit: Unit) -> None:
        rows = []
        for _ in range(people):
            contact = new_id(NOW)
            rows.append(
                {
                    "id": contact,
                    "line": office.line,
                    "channel": channel,
                    "address_index": bytes.fromhex(contact),
                    "address_enc": b"",
                    "municipality": municipality,
                    "language": language,
                    "topics": topics,
                    "country": "AL" if channel == "sms" else "",
                    "made_at": NOW,
                }
            )
        unit.connection.execute(contacts.insert(), rows)

    office.database.write_now(work)


def join(office: Office, name: str, channel: str = "telegram") -> None:
    """The newest contact of a channel is this operator's own phone."""
    newest = sa.select(sa.func.max(contacts.c.id)).where(contacts.c.channel == channel)
    mine = contacts.update().where(contacts.c.id == newest.scalar_subquery())
    owned = mine.values(operator=office.staff[name].id)
    office.database.write_now(lambda unit: unit.connection.execute(owned))


def price(office: Office, millionths: int = 70_000, municipality: str = "kucova") -> None:
    """What an SMS to Albania costs."""
    row = {
        "municipality": municipality,
        "provider": "twilio",
        "country": "AL",
        "price": millionths,
        "currency": "EUR",
        "source": "price list",
        "changed_by": "o" * 32,
        "changed_at": NOW,
    }
    office.database.write_now(lambda unit: unit.connection.execute(sms_prices.insert(), row))


async def begin(browser: Browser, name: str = "Meeting") -> str:
    """A new campaign; the address of its page."""
    page = await browser.page(f"{PAGE}/new")
    found = re.search(r'name="id" value="([0-9a-f]{32})"', page)
    assert found
    response = await browser.post(f"{PAGE}/new", id=found[1], name=name, template="")
    assert response.status == 303, await response.text()
    return response.headers["Location"].removesuffix("/edit")


async def version(browser: Browser, path: str) -> str:
    """The version that a form on the page remembers."""
    found = re.search(r'name="version" value="(\d+)"', await browser.page(path))
    assert found
    return found[1]


async def write(browser: Browser, path: str, seen: str = "", **changes: str) -> str:
    """Save the form with these fields changed ("sq_text" is sq.text); where it leads."""
    named = {name.replace("_", ".", 1): value for name, value in changes.items()}
    plain = {name: value for name, value in changes.items() if name in FORM}
    seen = seen or await version(browser, f"{path}/edit")
    given = {**FORM, **TEXTS, **named, **plain, "version": seen}
    response = await browser.post(f"{path}/edit", **given)
    assert response.status == 303, await response.text()
    return response.headers["Location"]


async def step(browser: Browser, path: str, act: str, seen: str = "", **fields: str) -> str:
    """Press a button; what the page says afterwards."""
    seen = seen or await version(browser, path)
    response = await browser.post(f"{path}/{act}", version=seen, **fields)
    assert response.status == 303, await response.text()
    return response.headers["Location"].partition("said=")[2]


def written_down(office: Office, path: str) -> None:
    """The worker writes the audience down."""
    wanted = sa.select(campaigns.c.number).where(campaigns.c.id == path.rpartition("/")[2])

    def work(unit: Unit) -> None:
        number = unit.connection.execute(wanted).scalar_one()
        while not unit.audiences.freeze_slice(number, office.clock.now):
            pass

    office.database.write_now(work)


def words(page: str) -> str:
    """A page's text without its marks."""
    return html.unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page)))
