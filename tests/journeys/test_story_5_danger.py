"""Story 5: somebody in danger; words that stop, help, leave and forget."""

import pytest
from playwright.async_api import expect

from tests.journeys.town import Town, Visitors, find_report, press


async def test_danger_in_the_middle_of_a_report_brings_numbers_at_once(
    visitors: Visitors,
) -> None:
    operator = await visitors.desk("operator")
    phone = await visitors.phone("sms", 1)
    await phone.say("nje familje ka nevoje per ndihme")
    await phone.reads("Ku?")
    code = await phone.code()
    await phone.say("ndihm burri po mrref tani me thike")
    await expect(phone.heard.nth(2)).to_have_text("Urgjente: 112, 129, 116117")
    await phone.reads("Ku?")
    row = operator.locator("#rows tr", has_text=code)
    await expect(row).to_contain_text("DANGER")
    await phone.say("Perondi")
    await phone.reads("Per ju apo per dike tjeter?")
    await expect(operator.locator("#rows tbody tr").first).to_contain_text("Perondi")


@pytest.mark.parametrize(
    ("number", "words", "answer"),
    [
        (2, "NDAL", "Nuk do te merrni me njoftime."),
        (3, "СТОП", "Vise necete dobijati obavestenja."),
    ],
)
async def test_stop_ends_broadcasts_and_not_help(
    visitors: Visitors, number: int, words: str, answer: str
) -> None:
    phone = await visitors.phone("sms", number)
    await phone.say(words)
    await phone.reads(answer)
    await phone.say("komshiu im eshte vetem dhe pa buke")
    await phone.reads("Ku?")
    await phone.say("STOP")
    await expect(phone.heard.nth(3)).to_contain_text("njoftime")


@pytest.mark.parametrize(
    ("number", "language", "words", "numbers"),
    [
        (1, "Shqip", "NDIHMË", "Nëse jeni në rrezik tani, telefononi: 112"),
        (2, "Srpski", "POMOĆ", "Ako ste sada u opasnosti, pozovite: 112"),
        (3, "English", "HELP", "If you are in danger now, call: 112"),
    ],
)
async def test_help_opens_help_for_myself_numbers_first(
    visitors: Visitors, number: int, language: str, words: str, numbers: str
) -> None:
    phone = await visitors.phone("telegram", number)
    await phone.tap("Start")
    await phone.tap(language)
    await expect(phone.heard).to_have_count(2)
    await phone.say(words)
    await expect(phone.last).to_contain_text(numbers)
    assert (await phone.last.inner_text()).startswith(numbers)
    assert await phone.code()


async def test_an_exit_word_takes_our_messages_back_and_nothing_comes_until_they_write(
    visitors: Visitors,
) -> None:
    phone = await visitors.phone("telegram", 4)
    await phone.tap("Start")
    await phone.tap("Shqip")
    await phone.tap("Dikush tjetër ka nevojë për ndihmë")
    await phone.reads("Çfarë keni parë ose dëgjuar?")
    await phone.say("Fqinja ime nuk ka bukë")
    await phone.reads("Ku?")
    code = await phone.code()
    await phone.tap("Perondi")
    await phone.reads("A mund t'ju shkruajmë këtu")
    await phone.tap("Po, këtu")
    await phone.reads("a mund të presë?")
    await phone.say("/dil")
    await expect(phone.heard).to_have_text(
        ["Faleminderit, ditën e mirë. Këtë bisedë mund ta fshini te menyja e saj."]
    )

    both = await visitors.desk("both")
    await find_report(both, code)
    await press(both, "Take it and start")
    await press(both, "First intervention made")
    other = await visitors.phone("sms", 4)
    await other.say("another person asks something here")
    await other.reads("Where?")
    await expect(phone.heard).to_have_count(1)

    await phone.say("/menu")
    await phone.reads("Si mund t'ju ndihmojmë?")
    await expect(phone.heard).to_have_count(2)


async def test_an_exit_word_by_sms_gets_an_innocent_text(visitors: Visitors) -> None:
    phone = await visitors.phone("sms", 4)
    await phone.say("EXIT")
    await phone.reads("Thank you, good day.")


async def test_forget_me_gets_one_answer_whatever_there_was(visitors: Visitors, town: Town) -> None:
    known = await visitors.phone("telegram", 1)
    code = await known.code()
    await known.say("më harro")
    await known.reads("Në rregull. Kërkesa juaj u mor.")
    await known.say("/start")
    await known.reads("Zgjidhni gjuhën. Изаберите језик. Choose your language.")

    supervisor = await visitors.desk("supervisor")
    await expect(supervisor.locator("#rows tr", has_text=code)).to_contain_text(
        "asked to be erased"
    )
    stranger = await visitors.phone("sms", 2)
    await stranger.say("me harro")
    await stranger.reads("Ne rregull. Kerkesa juaj u mor.")


async def test_danger_in_the_first_words_opens_a_report_that_shows_the_numbers_given(
    visitors: Visitors,
) -> None:
    phone = await visitors.phone("telegram", 4)
    await phone.say("burri e rreh gruan çdo natë me rrip")
    await phone.reads("E morëm mesazhin tuaj.")
    await expect(phone.heard.nth(-2)).to_contain_text("telefononi: 112 · 129 · 116117")
    operator = await visitors.desk("operator")
    await find_report(operator, await phone.code())
    talk = operator.get_by_role("region", name="Conversation")
    await expect(talk).to_contain_text("telefononi: 112 · 129 · 116117")
