"""Information for anybody: found by topic, told in the visitor's language, silent in the address."""

import re
from datetime import UTC, datetime

import msgspec
import pytest

from admin.leaflet import AREAS
from locales.languages import load_languages
from locales.packs import Pack
from storage.municipality import Hole
from tests.admin.office import CATALOG, KUCOVA, PACKS, Browser, Office

SENSITIVE = [pack for pack in PACKS if pack.sensitive and "kucova" in pack.editions]
OPEN = [pack for pack in PACKS if not pack.sensitive and "kucova" in pack.editions]
LANGUAGES = ("sq", "sr-Cyrl", "sr-Latn", "en")
LARGEST = 30_000
"""Bytes of everything that one visit loads."""


@pytest.fixture
def kucova(office: Office) -> Office:
    """One municipality is served."""
    del office.places["elsewhere"]
    return office


def title(page: str) -> str:
    """What stands in the tab and in the history."""
    found = re.search(r"<title>(.*)</title>", page)
    assert found
    return found[1]


async def test_the_list_holds_every_topic_of_the_municipality_by_part_of_life(
    kucova: Office, visitor: Browser
) -> None:
    page = await visitor.page("/info/?lang=en")
    for pack in PACKS:
        shown = f'href="/info/{pack.neutral_id}?lang=en"' in page
        assert shown is ("kucova" in pack.editions), pack.topic
    areas = [CATALOG.text(f"area.{area}", "en") for area in AREAS]
    used = [CATALOG.text(f"area.{pack.area}", "en") for pack in (*SENSITIVE, *OPEN)]
    headings = re.findall(r"<h2>(.*)</h2>", page)
    assert headings == [area for area in areas if area in used]


@pytest.mark.parametrize("pack", OPEN, ids=lambda pack: pack.topic)
async def test_a_topic_has_the_same_page_under_its_name_and_its_neutral_id(
    kucova: Office, visitor: Browser, pack: Pack
) -> None:
    named = await visitor.page(f"/info/{pack.topic}?lang=sq")
    neutral = await visitor.page(f"/info/{pack.neutral_id}?lang=sq")
    assert named == neutral


@pytest.mark.parametrize("pack", SENSITIVE, ids=lambda pack: pack.topic)
@pytest.mark.parametrize("language", LANGUAGES)
async def test_a_sensitive_topic_is_named_by_no_address_and_no_title(
    kucova: Office, visitor: Browser, pack: Pack, language: str
) -> None:
    topic, neutral = pack.topic, pack.neutral_id
    assert (await visitor.get(f"/info/{topic}?lang={language}")).status == 404
    page = await visitor.page(f"/info/{neutral}?lang={language}")
    listed = await visitor.page(f"/info/?lang={language}")
    assert title(page) == title(listed)
    addresses = re.findall(r'(?:href|src)="([^"]*)"', page)
    assert f"https://t.me/line_bot?start=kucova--{neutral}" in addresses
    names = {sensitive.topic for sensitive in SENSITIVE}
    assert [one for one in addresses if any(name in one for name in names)] == []


async def test_a_topic_says_what_it_is_where_it_comes_from_and_how_to_write(
    kucova: Office, visitor: Browser
) -> None:
    page = await visitor.page("/info/economic-aid?lang=en")
    pack = next(pack for pack in PACKS if pack.topic == "economic-aid")
    text = pack.editions["kucova"].texts["en"]
    assert f"<h1>{text.title}</h1>" in page
    headings = [CATALOG.text(f"section.{name}", "en") for name, _ in text.sections]
    assert [one for one in re.findall(r"<h2>(.*)</h2>", page) if one in headings] == headings
    assert re.findall(r'href="tel:(\d+)"', page) == ["112", "129", "116117", "116111"]
    assert 'href="https://t.me/line_bot?start=kucova--economic-aid"' in page
    assert "The municipality&#39;s social plan" in page
    assert "kucova L" not in page
    assert "The number for SMS is not known yet." in page
    assert text.title not in re.findall(r'<li><a href="/info/[^"]*">(.*)</a>', page)


async def test_what_is_planned_or_not_sure_is_said_as_such(
    kucova: Office, visitor: Browser
) -> None:
    pack = next(pack for pack in PACKS if pack.topic == "economic-aid")
    edition = pack.editions["kucova"]
    for status, year, said in (
        ("planned", 2027, CATALOG.text("pack.planned", "en", year="2027")),
        ("confirm", None, CATALOG.text("pack.confirm", "en")),
        ("exists", None, CATALOG.text("public.exists", "en")),
    ):
        changed = msgspec.structs.replace(edition, status=status, planned_year=year)
        kucova.packs = (msgspec.structs.replace(pack, editions={"kucova": changed}),)
        assert said in await visitor.page("/info/p2?lang=en")


async def test_an_edition_that_nobody_read_again_says_so(kucova: Office, visitor: Browser) -> None:
    edition = PACKS[0].editions["kucova"]
    day = datetime(edition.review_date.year, edition.review_date.month, 1, tzinfo=UTC)
    kucova.clock.now = int(day.timestamp()) * 1_000_000
    before = await visitor.page(f"/info/{PACKS[0].neutral_id}?lang=en")
    assert "We check this again by " in before
    kucova.clock.now += 40 * 24 * 3600 * 1_000_000
    after = await visitor.page(f"/info/{PACKS[0].neutral_id}?lang=en")
    assert "This should have been checked again by " in after


async def test_the_page_shows_what_the_desk_published_last(
    kucova: Office, visitor: Browser
) -> None:
    pack = next(pack for pack in PACKS if pack.topic == "economic-aid")
    edition = pack.editions["kucova"]
    words = msgspec.structs.replace(edition.texts["en"], title="Money for <families>")
    texts = {**edition.texts, "en": words}
    changed = msgspec.structs.replace(edition, texts=texts, sources=("Decision 12 of the council",))
    kucova.packs = (msgspec.structs.replace(pack, editions={"kucova": changed}),)
    page = await visitor.page("/info/p2?lang=en")
    assert "<h1>Money for &lt;families&gt;</h1>" in page
    assert "<li>Decision 12 of the council</li>" in page


async def test_a_chat_without_a_name_and_a_number_that_is_known(
    kucova: Office, visitor: Browser
) -> None:
    assert isinstance(KUCOVA.refer_save_number, Hole)
    kucova.bot_name = ""
    kucova.places["kucova"] = msgspec.structs.replace(KUCOVA, refer_save_number="+355690000001")
    page = await visitor.page("/info/p2?lang=en")
    assert "The name of our chat in Telegram is not known yet." in page
    assert "t.me" not in page
    assert "<svg" not in page
    assert 'href="sms:+355690000001">+355 69 000 0001</a>' in page


@pytest.mark.parametrize(
    ("asked", "header", "language"),
    [
        ("", "", "sq"),
        ("", "en-GB,sq;q=0.5", "en"),
        ("", "sr-Cyrl-RS, en;q=0.8", "sr-Cyrl"),
        ("", "sr-Latn", "sr-Latn"),
        ("", "fi", "sq"),
        ("en", "sq", "en"),
        ("SR-CYRL", "sq", "sr-Cyrl"),
        ("tlh", "en", "en"),
    ],
)
async def test_the_language_is_the_one_asked_for(
    kucova: Office, visitor: Browser, asked: str, header: str, language: str
) -> None:
    page = await (await visitor.get(f"/info/p2?lang={asked}", **{"Accept-Language": header})).text()
    assert f'<html lang="{language}" dir="ltr">' in page
    for tag in LANGUAGES:
        assert f'<link rel="alternate" hreflang="{tag}" href="/info/p2?lang={tag}">' in page
        name = load_languages()[tag].name
        assert re.search(rf'<a href="/info/p2\?lang={tag}" lang="{tag}"[^>]*>{name}</a>', page)


async def test_of_several_municipalities_one_is_chosen_first(
    office: Office, visitor: Browser
) -> None:
    page = await visitor.page("/info/?lang=en")
    assert 'href="/info/?place=kucova&amp;lang=en"' in page
    assert 'href="/info/?place=elsewhere&amp;lang=en"' in page
    # Only Kuçovë has this topic.
    topic = await visitor.page("/info/p2?lang=en")
    assert 'href="/info/p2?place=kucova&amp;lang=en"' in topic
    assert "place=elsewhere" not in topic
    shown = await visitor.page("/info/p2?place=kucova&lang=en")
    assert "<h1>Economic aid</h1>" in shown
    for path in ("/info/?place=nowhere", "/info/p2?place=elsewhere", "/info/home-safety",
                 "/info/home-safety?place=kucova", "/info/p999", "/info/a/b"):  # fmt: skip
        assert (await visitor.get(path)).status == 404, path


@pytest.mark.parametrize("path", ["/", "/info/", "/info/p2", "/info/p27", "/info/nothing"])
async def test_nothing_is_kept_of_a_visitor_and_nobody_else_is_told(
    kucova: Office, visitor: Browser, path: str
) -> None:
    response = await visitor.get(path)
    page = await response.text()
    assert "Set-Cookie" not in response.headers
    assert response.headers["Referrer-Policy"] == "no-referrer"
    policy = response.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    loaded = re.findall(
        r'<(?:script|link rel="(?:stylesheet|icon)")[^>]* (?:src|href)="(.*?)"', page
    )
    assert loaded
    assert all(re.match("/(info|desk/static)/", one) for one in loaded)
    assert not re.search(r" style=| on\w+=|<script>", page)


async def test_a_page_is_kept_for_minutes_and_not_sent_again_unchanged(
    kucova: Office, visitor: Browser
) -> None:
    first = await visitor.get("/info/p2?lang=en")
    assert first.headers["Cache-Control"] == "public, max-age=300"
    assert first.headers["Vary"] == "Accept-Language"
    tag = first.headers["ETag"]
    again = await visitor.get("/info/p2?lang=en", **{"If-None-Match": tag})
    assert (again.status, await again.read(), again.headers["ETag"]) == (304, b"", tag)
    assert again.headers["Referrer-Policy"] == "no-referrer"
    other = await visitor.get("/info/p2?lang=sq", **{"If-None-Match": tag})
    assert other.status == 200


@pytest.mark.parametrize("language", LANGUAGES)
async def test_a_whole_visit_is_small(kucova: Office, visitor: Browser, language: str) -> None:
    files = [await (await visitor.get(f"/info/{name}")).read()
             for name in ("public.css", "exit.js", "icon.svg")]  # fmt: skip
    shared = sum(map(len, files))
    for pack in (*SENSITIVE, *OPEN):
        page = await (await visitor.get(f"/info/{pack.neutral_id}?lang={language}")).read()
        assert len(page) + shared < LARGEST, pack.topic


@pytest.mark.parametrize("path", ["/", "/info/", "/info/p2", "/info/p27", "/info/nothing"])
async def test_the_quick_exit_comes_first_and_leads_where_the_setting_says(
    kucova: Office, visitor: Browser, path: str
) -> None:
    page = await (await visitor.get(path)).text()
    first = re.search(r"<a [^>]*>|<button|<input", page.partition("<body>")[2])
    assert first
    assert first[0].endswith('id="exit" href="https://www.wikipedia.org/" rel="noreferrer">')
    assert CATALOG.text("landing.traces", "sq") in page
