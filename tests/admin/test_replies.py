"""Writing to the reporter: seen before it is sent, held to safety S4, S5, S7 and S23."""

import pytest

from flows.effects import Remember
from flows.events import OperatorReplied
from flows.safe_hours import Window
from tests.admin.acting import act
from tests.admin.office import MINUTE, Browser, Office
from tests.storage.hot import LEASE


async def test_a_reply_is_seen_exactly_before_it_is_handed_over(
    office: Office, operator: Browser
) -> None:
    case = office.report(contact="yes")
    await operator.page(f"/desk/reports/{case}")
    preview = await operator.post(
        f"/desk/reports/{case}/reply/preview", text="Mirë, flasim nesër në orën 10."
    )
    page = await preview.text()
    assert "Mire, flasim neser ne oren 10." in page
    assert "1 SMS" in page
    assert await act(operator, case, "reply", text="Mirë, flasim nesër.") == "replied"
    claimed = office.database.write_now(lambda unit: unit.inbox.claim(10, office.clock(), LEASE))
    said = [one.what for one in claimed if isinstance(one.what, OperatorReplied)]
    assert [one.text for one in said] == ["Mirë, flasim nesër."]


async def test_a_contact_who_keeps_the_diacritics_is_previewed_as_they_get_it(
    office: Office, operator: Browser
) -> None:
    case = office.report(contact="yes")
    office.again(Remember(diacritics=True, language="sr-Latn"))
    page = await operator.page(f"/desk/reports/{case}")
    assert "në gjuhën e personit (Srpski" in page
    text = "Mirë, flasim nesër në orën 10 pranë shkollës së vjetër, sillni letrat."
    preview = await operator.post(f"/desk/reports/{case}/reply/preview", text=text)
    assert f'<li lang="sr-Latn">{text}</li>' in await preview.text()
    preview = await operator.post(
        f"/desk/reports/{case}/reply/preview", text=text + " Faleminderit."
    )
    page = await preview.text()
    assert "2 SMS" in page
    assert "nuk hyn në një SMS" in page


async def test_who_left_the_talk_is_not_written_to(office: Office, operator: Browser) -> None:
    case = office.report(contact="yes")
    office.again(silent=True)
    await operator.page(f"/desk/reports/{case}")
    refused = await operator.post(f"/desk/reports/{case}/reply", text="Mirë.")
    assert "Personi e mbylli bisedën" in await refused.text()


async def test_a_reply_at_night_says_until_when_it_waits(office: Office, operator: Browser) -> None:
    office.window, case = Window(), office.report(contact="yes")
    office.clock.now += 4 * 60 * MINUTE  # 22:46 in Tirana
    await operator.sign_in("operator")
    preview = await operator.post(f"/desk/reports/{case}/reply/preview", text="Mirë.")
    assert "niset më 18.3. 09:00" in await preview.text()
    assert await act(operator, case, "reply", text="Mirë.") == "replied_waits"
    assert "orët e sigurta" in await operator.page(f"/desk/reports/{case}?said=replied_waits")
    office.clock.now += 11 * 60 * MINUTE
    await operator.sign_in("operator")
    preview = await operator.post(f"/desk/reports/{case}/reply/preview", text="Mirë.")
    assert "niset më" not in await preview.text()


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "Zgjidhni një tekst"),
        ("Raporti juaj u pa.", "raport"),
        ("Kemi folur me policinë.", "polic"),
        ("Насиље се пријављује.", "nasil"),
        ("We know about the violence.", "violen"),
        ("Shihni https://example.org", "lidhje"),
        ("E dimë: plaka nuk ka buke aty.", "përsërit"),
        ("x" * 161, "nuk hyn në një SMS"),
    ],
)
async def test_what_must_not_be_said_by_sms_is_not_sent(
    office: Office, operator: Browser, text: str, why: str
) -> None:
    case = office.report(text="po plaka nuk ka buke aty ku rri")
    await operator.page(f"/desk/reports/{case}")
    response = await operator.post(f"/desk/reports/{case}/reply", text=text)
    assert response.status == 200
    assert why in await response.text()
    waiting = office.database.write_now(lambda unit: unit.inbox.claim(10, office.clock(), LEASE))
    assert waiting == []


async def test_a_chat_may_hold_more_than_an_sms(office: Office, operator: Browser) -> None:
    case = office.report(channel="telegram")
    await operator.page(f"/desk/reports/{case}")
    assert await act(operator, case, "reply", text="Ejani nesër. " * 20) == "replied"


async def test_never_means_never_and_only_words_of_the_person_change_it(
    office: Office, operator: Browser
) -> None:
    case = office.report(contact="yes")
    assert await act(operator, case, "contact/stricter", contact="never") == "saved"
    assert await act(operator, case, "reply", text="Mirë.") == "never_contact"
    assert await act(operator, case, "invite", reason="answer") == "never_contact"
    assert await act(operator, case, "contact/stricter", contact="yes") == "only_stricter"
    words = {"state": "yes", "way": "phone", "words": "called: write in the morning"}
    assert await act(operator, case, "contact/words", **words) == "saved"
    assert await act(operator, case, "reply", text="Mirë.") == "replied"


async def test_the_invitation_goes_once(office: Office, operator: Browser) -> None:
    case = office.report(contact="not_asked")
    assert await act(operator, case, "reply", text="Mirë.") == "not_asked"
    assert await act(operator, case, "invite", reason="there is an answer") == "invited"
    assert await act(operator, case, "invite", reason="again") == "invited"
