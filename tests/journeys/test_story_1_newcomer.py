"""Story 1: within a minute of `make run`, a first report goes all the way and comes back."""

from playwright.async_api import expect

from tests.journeys.town import Town, Visitors, find_report

WORDS = "plaka fqinje ne Perondi s'ka ushqim, jeton vetem"


async def test_the_terminal_says_where_to_go_and_how_to_sign_in(town: Town) -> None:
    for address in ("/", "/phones", "/desk/"):
        assert f"{town.url}{address}\n" in town.log
    assert {"operator", "worker", "both", "supervisor"} <= town.passwords.keys()


async def test_the_first_page_leads_to_the_phones_and_to_the_desk(visitors: Visitors) -> None:
    newcomer = await visitors.window()
    await newcomer.goto("/")
    await newcomer.get_by_role("link", name="Telefonat e provës").click()
    await expect(newcomer.get_by_role("heading", name="Simulated phones")).to_be_visible()
    await newcomer.get_by_role("link", name="Operators’ desk").click()
    await expect(newcomer.get_by_role("button", name="Hyni")).to_be_visible()


async def test_a_report_in_albanian_goes_to_the_unit_and_the_answer_reaches_the_phone(
    visitors: Visitors,
) -> None:
    operator = await visitors.desk("operator", "sq")
    await expect(operator.locator("#rows")).to_contain_text("Asnjë njoftim këtu")
    phone = await visitors.phone("sms")

    await phone.say(WORDS)
    await expect(phone.heard.first).to_contain_text("E morem mesazhin. Kodi: KU-")
    code = await phone.code()
    # Nobody reloads the queue.
    await expect(operator.locator("#rows")).to_contain_text(code)
    await expect(operator.locator("#rows")).not_to_contain_text("ushqim")
    await phone.reads("A mund te prese?")
    await phone.say("sot")
    await phone.reads("A mund t'ju shkruajme ketu?")
    await phone.say("po")
    await phone.reads("Faleminderit. Kodi: ", code, "Urgjente: 112")

    await find_report(operator, code)
    await expect(operator.locator(".talk")).to_contain_text(WORDS)
    await operator.get_by_label("Kategoria").select_option(label="I moshuar")
    await operator.get_by_role("button", name="Ruaj dosjen").click()
    await expect(operator.get_by_role("status")).to_have_text("U ruajt.")
    await operator.get_by_label("Njësia që e merr").select_option("njvnr")
    await operator.get_by_role("button", name="Kaloje", exact=True).click()
    await expect(operator.get_by_role("status")).to_have_text("U ruajt.")

    worker = await visitors.desk("worker", "sq")
    await find_report(worker, code)
    await expect(worker.get_by_role("heading", level=1)).to_have_text("Perondi · I moshuar")
    await worker.get_by_role("button", name="Pranoje").click()
    await phone.reads(f"Kodi {code}: dikush po merret me te.")
    await worker.get_by_label("Teksti juaj").fill("Mirë, ju shkruajmë përsëri nesër.")
    await worker.get_by_role("button", name="Shiko si del").click()
    await worker.get_by_role("button", name="Dërgoje").click()
    await phone.reads("Mire, ju shkruajme perseri neser.")
