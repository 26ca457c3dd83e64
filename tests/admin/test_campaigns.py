"""Campaigns at the desk: written side by side, priced before sending, let go by a second person."""

import re
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack

import pytest
import sqlalchemy as sa

from storage.parcels import unpack
from storage.schema import campaign_budgets, campaigns, outbox
from tests.admin.campaigners import (
    PAGE,
    agree,
    begin,
    join,
    price,
    step,
    version,
    words,
    write,
    written_down,
)
from tests.admin.office import SECOND, Browser, Office
from tests.storage.hot import NOW, VAULT

ROLES = {
    "ana": ("campaigns",),
    "besa": ("campaigns",),
    "vera": ("supervisor",),
}


@pytest.fixture
async def people(office: Office) -> AsyncIterator[dict[str, Browser]]:
    """Two who write campaigns and a supervisor, signed in."""
    async with AsyncExitStack() as stack:
        found = {}
        for name, roles in ROLES.items():
            office.hire(name, *roles)
            found[name] = Browser(office)
            stack.push_async_callback(found[name].close)
            await found[name].sign_in(name)
            await found[name].post("/desk/language", language="en", back="/desk/")
        yield found


def state(office: Office, path: str) -> str:
    wanted = sa.select(campaigns.c.state).where(campaigns.c.id == path.rpartition("/")[2])
    return str(office.database.read_now(lambda unit: unit.connection.scalar(wanted)))


def budget(office: Office, amount: int = 100_000) -> None:
    """This year's, in cents."""
    row = {"municipality": "kucova", "year": 2030, "amount": amount, "currency": "EUR",
           "changed_by": "o" * 32, "changed_at": NOW}  # fmt: skip
    office.database.write_now(lambda unit: unit.connection.execute(campaign_budgets.insert(), row))


def sent(office: Office) -> list[tuple[str, tuple[str, ...]]]:
    """Channel and words of everything in the outbox."""
    rows = office.database.read_now(lambda unit: unit.connection.execute(sa.select(outbox)).all())
    return [
        (row.channel, unpack(VAULT.open("outbox", "outgoing_enc", row.id, row.outgoing_enc)).parts)
        for row in rows
    ]


async def ready(office: Office, people: dict[str, Browser], count: int = 600) -> str:
    """A whole campaign to so many chats."""
    agree(office, count)
    path = await begin(people["ana"])
    await write(people["ana"], path)
    return path


async def handed_in(office: Office, people: dict[str, Browser], count: int = 600) -> str:
    path = await ready(office, people, count)
    assert await step(people["ana"], path, "freeze") == "saved"
    written_down(office, path)
    return path


async def test_a_campaign_goes_from_its_author_over_a_second_person(
    office: Office, people: dict[str, Browser]
) -> None:
    path = await handed_in(office, people)
    page = words(await people["ana"].page(path))
    assert "It waits for a second person to read and approve it." in page
    assert "I have read it, I approve" not in page
    assert await step(people["ana"], path, "approve") == "campaign_same_person"
    assert await step(people["ana"], path, "release") == "campaign_second_person"
    assert "I have read it, I approve" in words(await people["vera"].page(path))
    assert await step(people["vera"], path, "approve") == "saved"
    assert "Approved by vera" in words(await people["ana"].page(path))
    assert state(office, path) == "approved"


async def test_a_small_one_may_be_let_go_by_its_author(
    office: Office, people: dict[str, Browser]
) -> None:
    path = await handed_in(office, people, 20)
    assert "Let it leave" in words(await people["ana"].page(path))
    assert await step(people["ana"], path, "release") == "saved"
    assert state(office, path) == "approved"


async def test_both_forms_stand_side_by_side_in_every_language(
    office: Office, people: dict[str, Browser]
) -> None:
    path = await ready(office, people)
    page = words(await people["ana"].page(path))
    for told in (
        "Ejani të takohemi më 12 dhjetor në Pallati i Kulturës.",
        "Takim me 12 dhjetor, Pallati i Kultures. Ndal: NDAL",
        "Дођите на састанак 12. децембра, Дом културе.",
        "Dođite na sastanak 12. decembra, Dom kulture.",
        "Sastanak 12. decembra, Dom kulture. Kraj: STOP",
        "Meeting on 12 December, House of Culture. End: STOP",
    ):
        assert told in page, told
    assert page.count("1 SMS") >= 4


async def test_who_gets_it_is_counted_and_priced_before_anything_is_sent(
    office: Office, people: dict[str, Browser]
) -> None:
    agree(office, 812)
    agree(office, 203, channel="sms")
    agree(office, 3, language="en")
    agree(office, 50, topics=" school ")
    agree(office, 50, topics="")
    agree(office, 50, municipality="elsewhere")
    price(office)
    budget(office)
    path = await begin(people["ana"])
    await write(people["ana"], path)
    page = words(await people["ana"].page(path))
    assert "Telegram: 812" in page
    assert "203 × 1 SMS" in page
    assert "14.21 EUR" in page
    assert "Telegram: 1–4" in page
    assert "at most 1 019" in page
    assert "Takes 3 min" in page
    assert sent(office) == []


async def test_readers_without_a_text_are_counted_and_left_out(
    office: Office, people: dict[str, Browser]
) -> None:
    agree(office, 30)
    agree(office, 12, language="en")
    path = await begin(people["ana"])
    await write(people["ana"], path, en_text="", en_sms="")
    page = words(await people["ana"].page(path))
    assert "there is no text for them English, Telegram: 12" in page
    assert await step(people["ana"], path, "freeze") == "saved"
    written_down(office, path)
    assert "People 30" in words(await people["ana"].page(path))


async def test_what_stands_in_its_way_is_said_with_the_way_to_mend_it(
    office: Office, people: dict[str, Browser]
) -> None:
    agree(office, 10, channel="sms")
    path = await begin(people["ana"])
    assert "There is no text." in words(await people["ana"].page(path))
    await write(people["ana"], path, sq_text="Ejani {ku}.", value_date_en="", sq_sms="Ejani! " * 80)
    page = await people["ana"].page(path)
    for told in (
        "{ku} is not a placeholder.",
        "Nothing is known for “Date”.",
        "It costs 4 SMS segments; three are allowed.",
        "For some country the SMS price is not known.",
    ):
        assert told in words(page), told
    form = await people["ana"].page(f"{path}/edit")
    for link in re.findall(rf'href="{path}/edit#([^"]+)"', page):
        assert f'id="{link}"' in form, link
    assert 'href="/desk/campaigns/money"' in page
    assert await step(people["ana"], path, "freeze") == "campaign_obstacles"
    assert state(office, path) == "draft"


async def test_the_word_to_answer_with_has_to_bring_the_pack(
    office: Office, people: dict[str, Browser]
) -> None:
    path = await ready(office, people)
    refused = "The line does not understand the word"
    for pack, word in (("food", "STOP"), ("food", "SHKOLLA"), ("", "SHKOLLA"), ("food", "xyz")):
        await write(people["ana"], path, pack=pack, keyword=word)
        assert f"{refused} {word}." in words(await people["ana"].page(path)), word
    await write(people["ana"], path, pack="school", keyword="SHKOLLA")
    page = words(await people["ana"].page(path))
    assert refused not in page
    assert "https://t.me/line_bot?start=c-1-school" in page


async def test_a_sensitive_topic_by_sms_tells_nothing(
    office: Office, people: dict[str, Browser]
) -> None:
    path = await ready(office, people)
    await write(people["ana"], path, sensitive="yes", en_sms="Stop violence, {date}")
    page = words(await people["ana"].page(path))
    assert "The word “violence” tells the topic" in page
    assert await step(people["ana"], path, "freeze") == "campaign_obstacles"


async def test_money_that_is_not_there_stops_it_until_the_last_moment(
    office: Office, people: dict[str, Browser]
) -> None:
    agree(office, 600, channel="sms")
    price(office)
    path = await begin(people["ana"])
    await write(people["ana"], path)
    assert "No budget is set for the year." in words(await people["ana"].page(path))
    budget(office, 4200)
    assert await step(people["ana"], path, "freeze") == "saved"
    written_down(office, path)
    less = campaign_budgets.update().values(amount=4199)
    office.database.write_now(lambda unit: unit.connection.execute(less))
    assert await step(people["vera"], path, "approve") == "campaign_obstacles"
    assert "more than is left in the budget" in words(await people["vera"].page(path))
    assert state(office, path) == "frozen"


async def test_an_edit_takes_the_approval_away(office: Office, people: dict[str, Browser]) -> None:
    path = await handed_in(office, people)
    assert await step(people["vera"], path, "approve") == "saved"
    assert "the approval is withdrawn" in words(await people["ana"].page(f"{path}/edit"))
    assert await write(people["ana"], path) == f"{path}?said=saved"
    assert state(office, path) == "approved"
    await write(people["ana"], path, sq_text="Tjetër.")
    assert state(office, path) == "draft"
    assert await step(people["vera"], path, "approve") == "campaign_state"


async def test_no_click_happens_twice(office: Office, people: dict[str, Browser]) -> None:
    path = await ready(office, people)
    seen = await version(people["ana"], path)
    assert await step(people["ana"], path, "freeze", seen) == "saved"
    assert await step(people["ana"], path, "freeze", seen) == "campaign_taken"
    written_down(office, path)
    seen = await version(people["vera"], path)
    assert await step(people["vera"], path, "approve", seen) == "saved"
    assert await step(people["vera"], path, "approve", seen) == "campaign_taken"
    assert await step(people["vera"], path, "cancel", seen) == "campaign_taken"
    page = words(await people["vera"].page(f"{path}?said=campaign_taken"))
    assert "Nothing was done: this campaign has changed meanwhile" in page
    assert state(office, path) == "approved"


async def test_a_new_campaign_is_made_once(office: Office, people: dict[str, Browser]) -> None:
    page = await people["ana"].page(f"{PAGE}/new")
    found = re.search(r'name="id" value="([0-9a-f]{32})"', page)
    assert found
    for _ in range(2):
        response = await people["ana"].post(f"{PAGE}/new", id=found[1], name="Once", template="")
        assert response.headers["Location"] == f"{PAGE}/{found[1]}/edit"
    assert words(await people["ana"].page(PAGE)).count("Once") == 1


async def test_what_two_people_type_at_once_is_not_lost(
    office: Office, people: dict[str, Browser]
) -> None:
    path = await ready(office, people)
    seen = await version(people["besa"], f"{path}/edit")
    await write(people["ana"], path, sq_text="E Anës.")
    given = {"name": "Meeting", "topic": "events", "sq.text": "E Besës.", "version": seen}
    refused = await people["besa"].post(f"{path}/edit", **given)
    assert refused.status == 409
    page = await refused.text()
    assert "E Besës." in page
    assert "Somebody else has changed this campaign meanwhile" in words(page)


async def test_a_template_brings_its_words_and_its_placeholders(
    people: dict[str, Browser],
) -> None:
    page = await people["ana"].page(f"{PAGE}/new")
    assert "Information meeting" in words(page)
    found = re.search(r'name="id" value="([0-9a-f]{32})"', page)
    assert found
    response = await people["ana"].post(f"{PAGE}/new", id=found[1], name="", template="meeting")
    form = await people["ana"].page(response.headers["Location"])
    assert "Ftesë: {service}." in words(form)
    assert 'id="f-value-place-sr"' in form
    assert 'id="f-value-municipality-sr"' not in form


async def test_a_test_goes_to_my_own_phones_and_only_once(
    office: Office, people: dict[str, Browser]
) -> None:
    path = await ready(office, people)
    assert await step(people["ana"], path, "test", language="en") == "campaign_no_phone"
    join(office, "ana")
    assert await step(people["ana"], path, "test", language="en") == "campaign_tested"
    assert await step(people["ana"], path, "test", language="en") == "campaign_tested_before"
    ((channel, parts),) = sent(office)
    assert channel == "telegram"
    assert parts[0].startswith("Come and meet us on 12 December, House of Culture.")
    office.clock.now += 11 * SECOND
    assert await step(people["ana"], path, "test", language="sr-Latn") == "campaign_tested"
    assert len(sent(office)) == 2
    assert state(office, path) == "draft"


async def test_a_test_of_a_text_with_mistakes_is_not_sent(
    office: Office, people: dict[str, Browser]
) -> None:
    path = await ready(office, people)
    join(office, "ana")
    await write(people["ana"], path, en_text="{{7*7}} {config}")
    assert "{{7*7}} {config}" in words(await people["ana"].page(path))
    assert await step(people["ana"], path, "test", language="en") == "campaign_test_faults"
    await write(people["ana"], path, en_text="", en_sms="")
    assert await step(people["ana"], path, "test", language="en") == "campaign_test_no_text"
    assert sent(office) == []


async def test_words_of_staff_do_nothing_in_the_page(
    office: Office, people: dict[str, Browser]
) -> None:
    path = await ready(office, people)
    script = "<script>alert(1)</script>"
    await write(people["ana"], path, name=script, en_text=f"{script}\u202e")
    for where in (PAGE, path, f"{path}/edit"):
        page = await people["ana"].page(where)
        assert "<script>alert" not in page
    assert "U+202E" in await people["ana"].page(path)


async def test_a_start_is_read_as_local_time(office: Office, people: dict[str, Browser]) -> None:
    path = await ready(office, people)
    await write(people["ana"], path, start="2030-07-01T10:00")
    assert "Start 1.7. 10:00" in words(await people["ana"].page(path))
    assert 'value="2030-07-01T10:00"' in await people["ana"].page(f"{path}/edit")
    seen = await version(people["ana"], f"{path}/edit")
    given = {"name": " ", "topic": "events", "start": "soon", "version": seen}
    refused = await people["ana"].post(f"{path}/edit", **given)
    assert refused.status == 422
    told = words(await refused.text())
    assert "Write a name." in told
    assert "This is no day and time." in told


@pytest.mark.parametrize(
    "wrong", [{"topic": "violence"}, {"pack": "nothing"}, {"heard_within": "7"}], ids=str
)
async def test_only_what_was_offered_can_be_chosen(
    office: Office, people: dict[str, Browser], wrong: dict[str, str]
) -> None:
    path = await ready(office, people)
    seen = await version(people["ana"], f"{path}/edit")
    given = {"name": "Meeting", "topic": "events", "version": seen, **wrong}
    refused = await people["ana"].post(f"{path}/edit", **given)
    assert refused.status == 400


async def test_another_municipality_s_campaign_is_not_there(
    office: Office, people: dict[str, Browser]
) -> None:
    path = await ready(office, people)
    office.hire("nika", "campaigns", "supervisor", municipality="elsewhere")
    nika = Browser(office)
    await nika.sign_in("nika")
    assert "Meeting" not in words(await nika.page(PAGE)).replace("Meetings", "")
    for where in ("", "/edit", "/image"):
        assert (await nika.get(f"{path}{where}")).status == 404
    for act in ("freeze", "approve", "release", "pause", "resume", "cancel", "test", "phone"):
        refused = await nika.post(f"{path}/{act}", version="1", language="sq")
        assert refused.status == 404, act
    assert (await nika.post(f"{path}/edit", version="1", name="x")).status == 404
    await nika.close()


async def test_a_supervisor_approves_and_stops_but_writes_nothing(
    office: Office, people: dict[str, Browser]
) -> None:
    path = await handed_in(office, people)
    assert (await people["vera"].get(f"{path}/edit")).status == 404
    assert (await people["vera"].post(f"{path}/freeze", version="3")).status == 404
    assert await step(people["vera"], path, "cancel") == "saved"
    assert state(office, path) == "cancelled"


async def test_every_act_stands_in_the_trail_without_a_word(
    office: Office, people: dict[str, Browser]
) -> None:
    path = await handed_in(office, people)
    await step(people["vera"], path, "approve")
    of = path.rpartition("/")[2]
    acts = office.database.read_now(lambda unit: unit.audit.of_object("kucova", of))
    assert [act.action for act in acts] == [
        "campaign_create",
        "campaign_edit",
        "campaign_freeze",
        "campaign_approve",
    ]
    assert all(set(act.detail) <= {"campaign", "version"} for act in acts)


async def test_a_version_that_is_no_number_is_refused(
    office: Office, people: dict[str, Browser]
) -> None:
    path = await ready(office, people)
    for typed in ("", "one", "-1", "1; DROP TABLE campaigns"):
        assert (await people["ana"].post(f"{path}/freeze", version=typed)).status == 400
