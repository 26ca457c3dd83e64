"""Packs at the desk: written by one person, reviewed by another, then published; nothing is lost."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack

import pytest

from bot.editions import read_published
from flows.effects import AskedInVain
from locales.catalog import load_catalog
from locales.packedits import with_edits
from locales.packs import Pack
from locales.packtext import TOLD
from storage.unit import Unit
from tests.admin.editing import FOOD, food_form, open_form, step, words, write
from tests.admin.office import FILES, Browser, Office, PlainBrowser

NEW_WORDS = "Nëse ju mungon buka, na shkruani këtu."
ROLES = {"ana": ("editor",), "besa": ("editor",), "admin": ("municipality_admin",)}


@pytest.fixture
async def people(office: Office) -> AsyncIterator[dict[str, Browser]]:
    """Two editors and the municipality's administrator, signed in."""
    async with AsyncExitStack() as stack:
        found = {}
        for name, roles in ROLES.items():
            office.hire(name, *roles)
            found[name] = Browser(office)
            stack.push_async_callback(found[name].close)
            await found[name].sign_in(name)
            await found[name].post("/desk/language", language="en", back="/desk/")
        yield found


def told(office: Office) -> dict[str, Pack]:
    """The packs as people get them."""
    edits = office.database.read_now(read_published).edits
    return {pack.topic: pack for pack in with_edits(FILES, edits)}


def states(office: Office) -> list[str]:
    found = office.database.read_now(lambda unit: unit.pack_versions.history("food", "kucova"))
    return [version.state for version in found]


async def test_a_text_goes_from_its_author_over_a_second_person_to_people(
    office: Office, people: dict[str, Browser]
) -> None:
    heard = office.signals.subscribe("packs")
    news = asyncio.ensure_future(anext(heard))
    await asyncio.sleep(0)
    assert await write(people["ana"], sq_short=NEW_WORDS) == f"{FOOD}?said=saved"
    assert "You wrote this. Another person has to read it" in await people["ana"].page(FOOD)
    assert await step(people["ana"], "review") == ""
    assert await step(people["besa"], "review") == "saved"
    assert await step(people["besa"], "publish") == ""
    assert told(office)["food"].editions["kucova"].texts["sq"].short != NEW_WORDS
    assert await step(people["admin"], "publish") == "saved"
    assert told(office)["food"].editions["kucova"].texts["sq"].short == NEW_WORDS
    assert await asyncio.wait_for(news, 5) == "kucova"
    page = words(await people["ana"].page(FOOD))
    assert "Version 1 · written by ana" in page
    assert "Reviewed by besa" in page
    assert "Published by admin" in page


async def test_nobody_reviews_their_own_words_whatever_they_send(
    office: Office, people: dict[str, Browser]
) -> None:
    await write(people["ana"], sq_short=NEW_WORDS)
    stamp = await open_form(people["ana"])
    refused = await people["ana"].post(f"{FOOD}/review", stamp=stamp)
    assert refused.headers["Location"] == f"{FOOD}?said=pack_own"
    assert states(office) == ["draft"]
    page = words(await people["ana"].page(refused.headers["Location"]))
    assert "Your own text has to be read by another person." in page


async def test_an_editor_publishes_nothing(office: Office, people: dict[str, Browser]) -> None:
    await write(people["ana"], sq_short=NEW_WORDS)
    await step(people["besa"], "review")
    stamp = await open_form(people["besa"])
    assert (await people["besa"].post(f"{FOOD}/publish", stamp=stamp)).status == 404
    assert states(office) == ["reviewed"]


async def test_an_edit_after_the_review_takes_it_away(
    office: Office, people: dict[str, Browser]
) -> None:
    await write(people["ana"], sq_short=NEW_WORDS)
    await step(people["besa"], "review")
    await write(people["ana"], sq_short=f"{NEW_WORDS} Tani.")
    assert states(office) == ["draft", "withdrawn"]
    assert await step(people["admin"], "publish") == ""


async def test_a_draft_is_kept_with_its_mistakes_and_goes_no_further(
    office: Office, people: dict[str, Browser]
) -> None:
    where = await write(
        people["ana"],
        sq_short="Policia vjen. " * 20,
        sr_how="Pitajte нас.",
        en_cost="Call 035512345.",
        en_bring="# Nothing",
        review_date="",
        sources="",
    )
    assert where == f"{FOOD}/edit?said=saved"
    page = await people["ana"].page(f"{FOOD}/edit")
    assert "# Nothing" in page
    assert "Policia vjen. Policia vjen." in page
    said = words(page)
    for one in (
        "The word policia tells the topic",
        "Write one source at least.",
        "Choose the day of the next check.",
        "A line begins like a heading",
    ):
        assert one in said, one
    assert 'aria-describedby="h-short e-sq-short"' in page
    assert 'id="e-sq-short"' in page
    assert await step(people["besa"], "review") == ""
    stamp = await open_form(people["besa"])
    refused = await people["besa"].post(f"{FOOD}/review", stamp=stamp)
    assert refused.headers["Location"] == f"{FOOD}?said=pack_faults"
    assert states(office) == ["draft"]


async def test_two_editors_at_once_lose_nothing(office: Office, people: dict[str, Browser]) -> None:
    stamp = await open_form(people["ana"])
    await write(people["besa"], sq_short=NEW_WORDS)
    mine = "Nëse s'keni bukë, na shkruani."
    form = {**food_form(), "sq.short": mine, "stamp": stamp}
    late = await people["ana"].post(f"{FOOD}/edit", **form)
    page = await late.text()
    assert late.status == 409
    assert "Nëse s&#39;keni bukë, na shkruani." in page
    assert "Somebody else has changed this text meanwhile" in page
    assert states(office) == ["draft"]
    await people["ana"].page(f"{FOOD}/history?from=0&to=1")
    again = {**form, "stamp": await open_form(people["ana"])}
    assert (await people["ana"].post(f"{FOOD}/edit", **again)).status == 303
    assert states(office) == ["draft", "superseded"]


async def test_saving_nothing_new_makes_no_version(
    office: Office, people: dict[str, Browser]
) -> None:
    assert await write(people["ana"]) == f"{FOOD}?said=pack_same"
    assert states(office) == []


async def test_signs_that_no_text_needs_are_dropped_or_named(
    office: Office, people: dict[str, Browser]
) -> None:
    await write(people["ana"], sq_short="Na shkruani\x00 \x1bkëtu.", en_how="Write to \u202eus.")
    version = office.database.read_now(lambda unit: unit.pack_versions.history("food", "kucova"))[0]
    assert version.content["texts"]["sq"]["short"] == "Na shkruani këtu."
    page = await people["besa"].page(FOOD)
    assert "U+202E" in page
    assert "\u202e" not in page


async def test_the_preview_is_what_is_sent_with_its_cost(
    office: Office, people: dict[str, Browser]
) -> None:
    page = words(await people["ana"].page(f"{FOOD}?lang=sq"))
    assert "Nese ju mungon ushqimi, na shkruani ketu" in page
    assert "1 Ku dhe si 2" in page
    assert "The price of one SMS is not known." in page
    assert "What it costs by SMS" in page
    cyrillic = words(await people["ana"].page(f"{FOOD}?lang=sr-Cyrl"))
    assert "Храна и неодложна помоћ" in cyrillic
    assert "Ako nemate hrane, pisite nam ovde" in cyrillic


async def test_a_sensitive_topic_shows_only_its_neutral_sms(people: dict[str, Browser]) -> None:
    page = await people["ana"].page("/desk/packs/kucova/trafficking?lang=en")
    sms = page.partition('id="h-sms"')[2].partition("</section>")[0]
    assert sms.count('<ul class="parts"') == 1
    assert "112" in sms


async def test_the_history_shows_words_that_went_and_came(people: dict[str, Browser]) -> None:
    await write(people["ana"], en_cost="We know of no charge for food packages.")
    page = await people["ana"].page(f"{FOOD}/history")
    assert "<del>" in page
    assert "charge</ins>" in page
    assert "packages" not in page.partition("<del>")[2].partition("</del>")[0]
    same = words(await people["ana"].page(f"{FOOD}/history?from=1&to=1"))
    assert "The two are the same." in same
    assert "charge</ins>" in await people["ana"].page(f"{FOOD}/history?from=99&to=x")


async def test_what_was_published_can_be_taken_back(
    office: Office, people: dict[str, Browser]
) -> None:
    await write(people["ana"], sq_short=NEW_WORDS)
    await step(people["besa"], "review")
    await step(people["admin"], "publish")
    assert await step(people["admin"], "withdraw") == "saved"
    assert (
        told(office)["food"].editions["kucova"]
        == FILES[[pack.topic for pack in FILES].index("food")].editions["kucova"]
    )


async def test_a_topic_that_a_municipality_lacks_can_be_begun(
    office: Office, people: dict[str, Browser]
) -> None:
    pack = next(pack for pack in FILES if "kucova" not in pack.editions)
    path = f"/desk/packs/kucova/{pack.topic}"
    assert "This municipality does not have this topic yet." in await people["ana"].page(path)
    title = "Tema e re"
    response = await people["ana"].post(f"{path}/edit", **{"sq.title": title, "stamp": "0.0"})
    assert response.headers["Location"] == f"{path}/edit?said=saved"
    page = words(await people["ana"].page("/desk/packs"))
    assert title in page
    assert "missing: Shqip, Српски, English" in page


async def test_the_first_page_of_an_editor_says_what_waits(
    office: Office, people: dict[str, Browser]
) -> None:
    assert (await people["ana"].get("/desk/")).headers["Location"] == "/desk/packs"

    def ask(unit: Unit) -> None:
        asked = [AskedInVain(municipality="kucova", language="sq", masked="a ka piscinë")]
        elsewhere = [AskedInVain(municipality="elsewhere", language="sq", masked="diku tjetër")]
        unit.questions.add([*asked, *elsewhere], office.clock())
        vote = {"topic": "food", "municipality": "kucova", "language": "sq", "useful": False}
        unit.counts.packs_rated([{**vote, "at": office.clock()}])

    office.database.write_now(ask)
    await write(people["ana"], sq_short=NEW_WORDS)
    page = await people["besa"].page("/desk/packs")
    assert "Waiting for you to review" in page
    assert "a ka piscinë" in page
    assert "diku tjetër" not in page
    assert "What helped" in page
    assert "Waiting for you to review" not in await people["ana"].page("/desk/packs")
    question = page.partition("/desk/questions/")[2][:32]
    assert (await people["besa"].post(f"/desk/questions/{question}")).status == 303
    assert "a ka piscinë" not in await people["besa"].page("/desk/packs")
    assert (await people["besa"].post(f"/desk/questions/{question}")).status == 404
    acts = office.database.read_now(lambda unit: unit.audit.of_object("kucova", question))
    assert [one.action for one in acts] == ["question_dealt"]


async def test_a_pack_past_its_day_is_named(office: Office, people: dict[str, Browser]) -> None:
    page = await people["ana"].page("/desk/packs/list")
    assert "2027-05-21" in page
    assert "overdue" in page  # the office's clock stands in 2030


@pytest.mark.parametrize("page", ["", "/edit", "/history"])
async def test_another_municipality_is_not_there(people: dict[str, Browser], page: str) -> None:
    for path in ("/desk/packs/elsewhere/food", "/desk/packs/tirana/rent", "/desk/packs/kucova/no"):
        assert (await people["ana"].get(path + page)).status == 404


async def test_another_municipality_cannot_be_written_to(
    office: Office, people: dict[str, Browser]
) -> None:
    await people["ana"].page(f"{FOOD}/edit")
    form = {**food_form(), "stamp": "0.0"}
    for act in ("edit", "review", "discard"):
        path = f"/desk/packs/elsewhere/food/{act}"
        assert (await people["ana"].post(path, **form)).status == 404
    found = office.database.read_now(lambda unit: unit.pack_versions.standing("elsewhere"))
    assert found == []


def test_every_rule_of_the_files_has_its_words_for_staff() -> None:
    catalog = load_catalog()
    for language in catalog.languages:
        assert [key for key in TOLD if not catalog.has(f"packs.fault.{key}", language)] == []


async def test_a_text_that_was_given_up_can_be_taken_up_again(people: dict[str, Browser]) -> None:
    await write(people["ana"], sq_short=NEW_WORDS)
    assert await step(people["ana"], "discard") == "saved"
    assert NEW_WORDS not in await people["ana"].page(f"{FOOD}/edit")
    assert f"{FOOD}/edit?from=1" in await people["ana"].page(f"{FOOD}/history")
    assert NEW_WORDS in await people["ana"].page(f"{FOOD}/edit?from=1")
    assert NEW_WORDS not in await people["ana"].page(f"{FOOD}/edit?from=0")
    assert NEW_WORDS not in await people["ana"].page(f"{FOOD}/edit?from=7")


async def test_the_price_of_an_sms_is_told_where_it_is_known(pilot: Office) -> None:
    pilot.hire("ana", "editor")
    browser = PlainBrowser(pilot)
    await browser.sign_in("ana")
    page = words(await browser.page(f"{FOOD}?lang=sq"))
    assert "2 SMS · 0.14 EUR" in page
    await browser.close()
