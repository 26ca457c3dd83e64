"""Story 2: a citizen with a plain phone; every answer is one neutral segment."""

from playwright.async_api import expect

from tests.journeys.town import LIVE, Phone, Town, Visitors, find_report

ONE_SEGMENT = "· 1 SMS"
"""What the phone shows under a message of one segment."""


async def test_any_words_open_a_report_and_four_short_questions_follow(visitors: Visitors) -> None:
    phone = await visitors.phone("sms", 1)
    await phone.say("nje familje ka nevoje per ndihme")
    await phone.reads("Ku? 1 Kucove  2 Kozare  3 Perondi  4 Lumas  5 Kaloje")
    first = phone.heard.first
    await expect(first).to_have_text(
        f"E morem mesazhin. Kodi: {await phone.code()}. Urgjente: 112. Kush e lexon: shkruani INFO"
    )
    await phone.say("INFO")
    await phone.reads("Ku?")
    await expect(phone.heard.nth(2)).to_contain_text("E lexojne vetem punonjesit e bashkise")
    await expect(phone.heard.nth(3)).to_contain_text("S'jemi sherbim urgjence: 112, 129, 116117.")
    await phone.say("😀" * 60)
    await expect(phone.heard.nth(5)).to_contain_text("Na falni, kete nuk e lexojme dot.")
    await phone.reads("Ku?")
    await phone.say("peronndi")
    await phone.reads("Per ju apo per dike tjeter?")
    await phone.say("1")
    await phone.reads("A mund te prese?")
    await phone.say("kaloje")
    await phone.reads("A mund t'ju shkruajme ketu? Kur?")
    await phone.say("po, pas ores 5")
    await phone.reads(f"Faleminderit. Kodi: {await phone.code()}. Mesazhi do te lexohet.")
    await every_message_is_one_segment(phone)


async def test_a_sentence_answers_several_questions_at_once(visitors: Visitors) -> None:
    phone = await visitors.phone("sms", 2)
    await phone.say("komshija e moshuar ne Lumas s'ka dru, eshte urgjente, mos me shkruani")
    await phone.reads("Faleminderit. Kodi: ", "Mesazhi do te lexohet.")
    operator = await visitors.desk("operator")
    await find_report(operator, await phone.code())
    await expect(operator.get_by_role("heading", level=1)).to_contain_text("Lumas")
    await expect(operator.locator(".case-head")).to_contain_text("NEVER WRITE")


async def test_serbian_in_cyrillic_is_answered_in_serbian(visitors: Visitors) -> None:
    phone = await visitors.phone("sms", 3)
    await phone.say("комшиница живи сама у Перондију и нема шта да једе")
    await phone.reads("Moze li da saceka? 1 Ne  2 Danas  3 Da  4 Preskoci")
    await phone.say("da")
    await phone.reads("Smemo li da vam pisemo ovde? Kada?")
    await phone.say("ne")
    await phone.reads("Hvala. Kod: ", "Hitno: 112")
    await every_message_is_one_segment(phone)


async def test_silence_sends_nothing_and_queues_the_report_as_incomplete(
    visitors: Visitors, town: Town
) -> None:
    operator = await visitors.desk("operator")
    phone = await visitors.phone("sms", 4)
    await phone.say("an old man needs food and wood")
    await phone.reads("Where?")
    code, heard = await phone.code(), await phone.heard.count()
    row = operator.locator("#rows tr", has_text=code)
    await expect(row).to_contain_text("still writing")
    town.wait(minutes=29)
    await operator.reload()
    await expect(row).to_contain_text("still writing")
    town.wait(minutes=2)
    await expect(row).to_contain_text("incomplete", timeout=LIVE)
    await expect(row).not_to_contain_text("still writing")
    await expect(phone.heard).to_have_count(heard)


async def test_who_wants_all_letters_gets_them(visitors: Visitors) -> None:
    phone = await visitors.phone("sms", 2)
    await phone.say("SHKRONJA")
    await phone.reads("Tani shkruajmë me ë dhe ç. Si më parë: PA SHKRONJA")
    await phone.say("MENU")
    await phone.reads("2 Për dikë tjetër")
    await phone.say("pa shkronja")
    await phone.reads("Zgjidhni: 1 Informacion  2 Per dike tjeter")


async def every_message_is_one_segment(phone: Phone) -> None:
    """The phone counts what a network would charge."""
    notes = await phone.page.locator("section.sms .said.theirs .note").all_inner_texts()
    assert notes
    assert [note for note in notes if not note.endswith(ONE_SEGMENT)] == []
