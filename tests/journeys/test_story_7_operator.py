"""Story 7: the operator: queue and filters, the record, replies, the telephone, duty pings."""

import re
from pathlib import Path

from playwright.async_api import Browser, Page, expect

from tests.journeys.town import (
    LIVE,
    Phone,
    Town,
    Visitors,
    find_report,
    press,
    reply,
    running_town,
    unfold,
    visiting,
)


async def report(phone: Phone, words: str, closing: str = "The message will be read.") -> str:
    """Say something by SMS and skip every question; the code."""
    await phone.say(words)
    await phone.reads("Skip")
    code = await phone.code()
    while "Skip" in (last := await phone.last.inner_text()):
        await phone.say("skip")
        await expect(phone.last).not_to_have_text(last)
    await phone.reads(f"Thank you. Code: {code}. {closing}")
    return code


async def codes(desk: Page) -> list[str]:
    """The codes in the queue, from the top."""
    return await desk.locator("#rows .c-code").all_inner_texts()


async def test_the_queue_is_sorted_filtered_and_shows_no_words(visitors: Visitors) -> None:
    calm = await report(await visitors.phone("sms", 1), "an old man in Lumas needs wood")
    english = await visitors.phone("sms", 2)
    urgent = await report(english, "he has a knife and wants to kill me now please")
    chat = await visitors.phone("telegram", 1)
    await chat.say("një familje në Perondi është kthyer nga jashtë dhe nuk ka shtëpi")
    await chat.reads("Për ju apo për dikë tjetër?")
    third = await chat.code()

    operator = await visitors.desk("operator")
    await expect(operator.locator("#rows tbody tr")).to_have_count(3)
    assert await codes(operator) == [urgent, calm, third]
    await expect(operator.locator("#rows")).not_to_contain_text("knife")
    await operator.get_by_role("link", name="Urgent", exact=True).click()
    await expect(operator.locator("#rows tbody tr")).to_have_count(1)
    await operator.get_by_role("link", name="All", exact=True).click()
    await unfold(operator, "More filters")
    await operator.get_by_label("Channel").select_option("telegram")
    await operator.get_by_role("button", name="Show").click()
    await expect(operator.locator("#rows .c-code")).to_have_text([third])
    await operator.get_by_role("link", name="Clear filters").click()
    await unfold(operator, "More filters")
    await operator.get_by_label("Language").select_option("en")
    await operator.get_by_label("Administrative unit").select_option("lumas")
    await operator.get_by_role("button", name="Show").click()
    await expect(operator.locator("#rows .c-code")).to_have_text([calm])


async def test_the_record_is_corrected_noted_and_answered(visitors: Visitors) -> None:
    phone = await visitors.phone("sms", 3)
    code = await report(phone, "an old man in Lumas needs wood, you can write to me here")
    operator = await visitors.desk("operator")
    await find_report(operator, code)
    await operator.locator("#f-category").select_option("elderly")
    await operator.get_by_label("Urgency").select_option("2")
    await operator.get_by_label("Where (in words)").fill("behind the school")
    await press(operator, "Save the record")
    await expect(operator.get_by_role("heading", level=1)).to_have_text("Lumas · Older person")
    await operator.get_by_label("New note").fill("call the village head first")
    await press(operator, "Add the note")
    await expect(operator.locator(".note")).to_have_text("call the village head first")

    await operator.get_by_label("Your text").fill("The police will come about the violence.")
    await operator.get_by_role("button", name="See how it will look").click()
    refused = operator.get_by_role("alert")
    await expect(refused).to_contain_text("An SMS may not carry words that tell the topic")
    await expect(operator.get_by_role("button", name="Send it")).to_have_count(0)
    await operator.get_by_label("Your text").fill("")
    await operator.get_by_label("Ready text").select_option("canned.more")
    await operator.get_by_role("button", name="See how it will look").click()
    await press(operator, "Send it", "The reply is waiting to be sent.")
    await phone.reads("Thank you. Could you write a little more?")
    await operator.get_by_label("Ready text").select_option("")
    await reply(operator, "We will write again on Thursday.")
    await phone.reads("We will write again on Thursday.")


async def test_a_report_taken_by_phone_gets_a_code_to_tell(visitors: Visitors) -> None:
    operator = await visitors.desk("operator")
    await operator.get_by_role("link", name="Phone call").click()
    await expect(operator.get_by_text("112 · 129 · 116117")).to_be_visible()
    await operator.get_by_label("What was seen").fill("a caller says the roof of a house is gone")
    await operator.get_by_label("Administrative unit").select_option("kozare")
    await operator.locator("#f-category").select_option("housing")
    await operator.get_by_role("button", name="Save and open the case").click()
    await expect(operator.get_by_role("status")).to_have_text(
        "The case is open. Give the code to the caller."
    )
    await expect(operator.get_by_role("heading", level=1)).to_have_text("Kozarë · Needs housing")
    code = await operator.locator(".case-head .code").inner_text()
    caller = await visitors.phone("sms", 4)
    await caller.say(code)
    await caller.reads(code, "po e shohim")


async def test_who_holds_both_roles_takes_and_starts_in_one_step(visitors: Visitors) -> None:
    phone = await visitors.phone("telegram", 2)
    await phone.say("një grua në Perondi nuk ka bukë")
    await phone.reads("?")
    both = await visitors.desk("both")
    await find_report(both, await phone.code())
    await press(both, "Take it and start")
    await expect(both.locator("[aria-current=step]")).to_have_text("Accepted")


async def test_a_new_report_pings_the_duty_worker_without_content(
    visitors: Visitors, town: Town
) -> None:
    town.wait(minutes=31)
    worker = await visitors.desk("both")
    await worker.goto("/desk/duty")
    await worker.get_by_role("button", name="Begin my duty").click()
    await worker.get_by_role("button", name="Make a code").click()
    order = await worker.locator("p.code").inner_text()
    chat = await visitors.phone("telegram", 4)
    await chat.say(order)
    joined = chat.heard.filter(has_text="Njoftimet e shërbimit tani vijnë në këtë bisedë.")
    await expect(joined).to_have_count(1)
    await worker.goto("/desk/duty")
    await expect(worker.get_by_text("linked", exact=True)).to_be_visible()

    second = await visitors.desk("worker")
    await second.goto("/desk/duty")
    await second.get_by_role("button", name="Begin my duty").click()
    await second.get_by_role("button", name="Make a code").click()
    typed = await second.locator("p.code").inner_text()
    work_phone = await visitors.phone("sms", 4)
    await work_phone.say(typed)
    await expect(work_phone.heard.filter(has_text="tani vijne")).to_have_count(1)
    await second.goto("/desk/duty")
    await expect(second.get_by_text("linked", exact=True)).to_be_visible()

    citizen = await visitors.phone("sms", 1)
    code = await report(citizen, "another family in Perondi has no bread at home")
    # Not the last bubble: an older urgent case may be told further in between (R11).
    for phone, ping in ((chat, "Të reja: 1"), (work_phone, "Te reja: 1")):
        told = phone.heard.filter(has_text=re.compile(rf"^\s*{ping}, {code}\s*$"))
        await expect(told).to_have_count(1)
    for phone in (chat, work_phone):
        assert "bread" not in " ".join(await phone.heard.all_inner_texts())


async def test_nobody_answers_and_the_report_is_queued_as_incomplete(
    visitors: Visitors, town: Town
) -> None:
    phone = await visitors.phone("telegram", 3)
    await phone.say("an old woman has no wood for the winter")
    await phone.reads("Where?")
    code, heard = await phone.code(), await phone.heard.count()
    town.wait(minutes=31)
    operator = await visitors.desk("operator")
    row = operator.locator("#rows tr", has_text=code)
    await expect(row).to_contain_text("incomplete", timeout=LIVE)
    await expect(phone.heard).to_have_count(heard)


async def test_outside_working_hours_the_person_hears_when_somebody_reads(
    browser: Browser, tmp_path: Path
) -> None:
    hours = '[{ weekday = 1, start = "08:00", end = "16:00" }]'
    with running_town(tmp_path, hours) as town:
        town.wait(minutes=8 * 60)
        async with visiting(browser, town) as visitors:
            phone = await visitors.phone("sms", 1)
            await report(
                phone, "an old man in Lumas needs wood", "It is read when we open: Tuesday"
            )
            await phone.reads("Tuesday 08:00.", "Urgent: 112")
