"""Story 8: the unit worker accepts or sends back, intervenes, closes; the reporter is told."""

from playwright.async_api import Page, expect

from tests.journeys.town import (
    Phone,
    Visitors,
    find_report,
    hand_to_unit,
    press,
    reply,
    unfold,
)


async def neighbour_without_food(phone: Phone) -> str:
    """A complete report by SMS that may be answered; its code."""
    await phone.say("plaka fqinje ne Perondi s'ka ushqim, jeton vetem, eshte per sot")
    await phone.reads("A mund t")
    if "prese" in await phone.last.inner_text():
        await phone.say("sot")
        await phone.reads("A mund t'ju shkruajme ketu?")
    await phone.say("po")
    await phone.reads("Faleminderit. Kodi: ")
    return await phone.code()


async def to_queue(desk: Page, code: str) -> None:
    """Back to the queue and into this report."""
    await desk.goto("/desk/queue")
    await find_report(desk, code)


async def test_sent_back_with_a_reason_then_accepted_and_closed(visitors: Visitors) -> None:
    phone = await visitors.phone("sms", 1)
    code = await neighbour_without_food(phone)
    operator = await visitors.desk("operator")
    await find_report(operator, code)
    await hand_to_unit(operator)
    await phone.reads(f"Kodi {code}: mesazhin po e shohim.")

    worker = await visitors.desk("worker")
    await find_report(worker, code)
    await unfold(worker, "Send back to the queue")
    await worker.get_by_label("Reason").last.fill("belongs to the office next door")
    await press(worker, "Send back to the queue")
    heard = await phone.heard.count()

    row = operator.locator("#rows tr", has_text=code)
    await operator.goto("/desk/queue")
    await expect(row).to_contain_text("Being looked at")
    await expect(row).to_contain_text("nobody")
    await find_report(operator, code)
    await unfold(operator, "Handovers")
    await expect(operator.get_by_text("belongs to the office next door")).to_be_visible()
    await hand_to_unit(operator)

    await to_queue(worker, code)
    await press(worker, "Accept")
    await phone.reads(f"Kodi {code}: dikush po merret me te.")
    await reply(worker, "Mirë, flasim nesër.")
    await phone.reads("Mire, flasim neser.")
    await press(worker, "First intervention made")
    await unfold(worker, "Close the case")
    await worker.get_by_label("Outcome").select_option("served")
    await press(worker, "Close the case")
    await expect(worker.locator("[aria-current=step]")).to_have_text("Closed")
    await phone.reads(f"Kodi {code}: ka perfunduar.")
    assert heard < await phone.heard.count()
    told = " ".join(await phone.heard.all_inner_texts())
    assert "office next door" not in told
    assert "ushqim" not in told


async def test_who_said_never_hears_nothing_of_the_steps(visitors: Visitors) -> None:
    phone = await visitors.phone("sms", 2)
    await phone.say("komshija e moshuar ne Lumas s'ka dru, eshte urgjente, mos me shkruani")
    await phone.reads("Faleminderit. Kodi: ")
    code, heard = await phone.code(), await phone.heard.count()
    both = await visitors.desk("both")
    await find_report(both, code)
    await press(both, "Take it and start")
    await expect(both.get_by_text("The person said: never.").first).to_be_visible()
    await expect(both.get_by_role("button", name="See how it will look")).to_have_count(0)
    await press(both, "First intervention made")
    other = await visitors.phone("sms", 3)
    await other.say("somebody else asks something here")
    await other.reads("Where?")
    await expect(phone.heard).to_have_count(heard)


async def test_a_child_case_closes_to_its_role_and_sends_no_steps(visitors: Visitors) -> None:
    phone = await visitors.phone("sms", 4)
    code = await neighbour_without_food(phone)
    both = await visitors.desk("both")
    await find_report(both, code)
    await both.locator("#f-category").select_option("child")
    await press(both, "Save the record")
    heard = await phone.heard.count()
    await press(both, "Take it and start")
    await press(both, "First intervention made")
    await expect(both.get_by_role("heading", level=1)).to_have_text("Queue")
    await expect(both.locator("#rows")).not_to_contain_text(code)
    child = await visitors.desk("child")
    await find_report(child, code)
    await expect(child.locator(".case-head")).to_contain_text("closed circle")
    await expect(phone.heard).to_have_count(heard)
