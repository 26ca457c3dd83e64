"""Story 6: the reporter afterwards: with the code, without it, with a wrong one, elsewhere."""

from playwright.async_api import expect

from tests.journeys.town import Town, Visitors, find_report, hand_to_unit, press

NEIGHBOUR = "plaka fqinje ne Perondi s'ka ushqim, jeton vetem"


async def test_state_and_additions_with_the_code_from_any_phone_and_never_what_was_said(
    visitors: Visitors, town: Town
) -> None:
    phone = await visitors.phone("sms", 1)
    await phone.say(NEIGHBOUR)
    await phone.reads("A mund te prese?")
    await phone.say("po")
    await phone.reads("A mund t'ju shkruajme ketu?")
    await phone.say("kaloje")
    await phone.reads("Faleminderit. Kodi: ")
    code = await phone.code()

    # The same talk needs no code.
    await phone.say("statusi")
    await phone.reads(f"Kodi {code}: mesazhin e kemi marre.")
    await phone.say("ka edhe nje mace")
    await phone.reads("Faleminderit, e shtuam.")

    # Later it does, whoever asks.
    town.wait(minutes=31)
    await phone.say("statusi")
    await phone.reads("Shkruani kodin nga pergjigjja jone e pare.")
    await phone.say(code.lower().replace("-", " "))
    await phone.reads(f"Kodi {code}: mesazhin e kemi marre. Ketu mund te shtoni dicka.")

    both = await visitors.desk("both")
    await find_report(both, code)
    await press(both, "I have seen it")
    other = await visitors.phone("telegram", 1)
    await other.say(f"{code} tani eshte ne spital, ju lutem shikojeni")
    await other.reads("Faleminderit, e shtuam.")
    await other.say(code)
    await other.reads(f"Kodi {code}: mesazhin po e shohim.")
    assert "ushqim" not in " ".join(await other.heard.all_inner_texts())
    await both.reload()
    await expect(both.get_by_role("region", name="Conversation")).to_contain_text("ne spital")

    await press(both, "Take it and start")
    await phone.say(code)
    await phone.reads(f"Kodi {code}: dikush po merret me te.")
    await press(both, "First intervention made")
    await both.locator("summary", has_text="Close the case").click()
    await both.get_by_label("Outcome").select_option("served")
    await press(both, "Close the case")
    await phone.say(code)
    await phone.reads(f"Kodi {code}: ka perfunduar.")


async def test_a_wrong_code_and_no_code_tell_nothing(visitors: Visitors) -> None:
    stranger = await visitors.phone("sms", 2)
    await stranger.say("KU-0000-0000")
    await stranger.reads("Kete kod nuk e gjejme.")
    await stranger.say("statusi")
    await stranger.reads("Shkruani kodin nga pergjigjja jone e pare.")


async def test_anonymous_is_equal_on_both_channels(visitors: Visitors) -> None:
    sms = await visitors.phone("sms", 3)
    await sms.say("nje familje ne Lumas nuk ka dru per dimer, eshte per dike tjeter")
    await sms.reads("A mund te prese?")
    await sms.say("2")
    await sms.reads("A mund t'ju shkruajme ketu?")
    await sms.say("anonim")
    await sms.reads("Faleminderit. Kodi: ")
    chat = await visitors.phone("telegram", 2)
    await chat.tap("Start")
    await chat.tap("Shqip")
    await chat.tap("Dikush tjetër ka nevojë për ndihmë")
    await chat.reads("Çfarë keni parë")
    await chat.say("një familje nuk ka dru për dimër")
    await chat.tap("Lumas")
    await chat.reads("A mund t'ju shkruajmë këtu")
    await chat.tap("Kaloje")
    await chat.reads("a mund të presë?")
    await chat.tap("Sot")
    await chat.reads("Faleminderit. Kodi juaj: ")

    operator = await visitors.desk("operator")
    for phone in (sms, chat):
        await operator.goto("/desk/queue")
        await find_report(operator, await phone.code())
        await expect(operator.get_by_label("Confidentiality")).to_have_value("anonymous")
        await hand_to_unit(operator)
        await phone.say(await phone.code())
        await expect(phone.last).to_contain_text("mesazhin po e shohim")
