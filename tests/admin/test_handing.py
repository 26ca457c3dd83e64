"""Handing a case over: to whom the plan gives it, never to whom it names (safety S13, S20)."""

import re

import pytest

from flows.effects import RaiseFlag
from tests.admin.acting import act
from tests.admin.office import Browser, Office, answer


def choices(page: str) -> list[tuple[str, list[str]]]:
    """The groups of the list of people, with who is in them."""
    shown = page.partition('name="assignee"')[2].partition("</select>")[0]
    groups = re.findall(r'<optgroup label="([^"]*)">(.*?)</optgroup>', shown, re.DOTALL)
    return [(label, re.findall(r">([^<>]+)</option>", people)) for label, people in groups]


@pytest.fixture
def staffed(office: Office) -> Office:
    """The people of the demo, each in their unit."""
    office.hire("child", "child_protection", unit="njmf")
    office.hire("safety", "dv_coordinator", unit="directorate")
    office.hire("supervisor", "supervisor", unit="")
    office.hire("worker", "unit_worker")
    return office


async def test_people_of_the_chosen_unit_come_first_with_their_roles(
    staffed: Office, operator: Browser
) -> None:
    case = staffed.report(1, answer(1, "category", "elderly"))
    found = choices(await operator.page(f"/desk/reports/{case}"))
    assert [len(people) for _, people in found] == [2, 1, 1, 1]
    assert "(NJVNR)" in found[0][0]
    assert found[0][1] == ["operator · operator i linjës, punonjës i njësisë",
                           "worker · punonjës i njësisë"]  # fmt: skip
    assert await act(operator, case, "assign", assigned_unit="njmf") == "saved"
    assert "(NJMF)" in choices(await operator.page(f"/desk/reports/{case}"))[0][0]


@pytest.mark.parametrize(
    ("category", "child", "first", "rule"),
    [
        ("domestic_violence", False, "safety", "Koordinator vendor"),
        ("child", False, "child", "(PMF)"),
        ("elderly", True, "child", "(PMF)"),
        ("", True, "child", "(PMF)"),
    ],
)
async def test_a_child_or_violence_is_suggested_to_its_role(
    staffed: Office, operator: Browser, category: str, child: bool, first: str, rule: str
) -> None:
    told = [answer(1, "category", category)] if category else []
    flag = [RaiseFlag(report_id=f"{1:032x}", reason="danger", child=True)] if child else []
    case = staffed.report(1, *told, *flag)
    page = await operator.page(f"/desk/reports/{case}")
    label, people = choices(page)[0]
    assert label == "Sipas planit, për këtë rast"
    assert [one.partition(" ")[0] for one in people] == [first]
    assert rule in page.partition("Sipas planit e merr: ")[2].partition("<")[0]


async def test_a_colleague_whom_the_report_names_is_no_reviewer(
    staffed: Office, operator: Browser
) -> None:
    staffed.hire("arben.prova", "unit_worker")
    case = staffed.report(1, text="Arben Prova nga bashkia nuk na hap derën")
    page = await operator.page(f"/desk/reports/{case}")
    assert "përmend një koleg: arben.prova." in page
    assert "Ky jeni ju" not in page
    assert 'href="#hand-title"' in page
    assert any("arben.prova" in one and "përmendet" in one for _, p in choices(page) for one in p)
    await operator.sign_in("arben.prova")
    assert (await operator.get(f"/desk/reports/{case}")).status == 404


async def test_whoever_is_named_is_told_so(staffed: Office, operator: Browser) -> None:
    case = staffed.report(1, text="Arben Prova nuk erdhi")
    staffed.hire("arben.prova", "operator")
    staffed.hire("other", "operator")
    await operator.sign_in("arben.prova")
    assert "Ky jeni ju" in await operator.page(f"/desk/reports/{case}")
    await operator.sign_in("other")
    assert "përmend një koleg" in await operator.page(f"/desk/reports/{case}")
    unnamed = staffed.report(2, text="plaka s'ka bukë")
    assert "përmend një koleg" not in await operator.page(f"/desk/reports/{unnamed}")


async def test_the_page_tells_what_became_of_the_case(staffed: Office, operator: Browser) -> None:
    case = staffed.report(1, answer(1, "category", "elderly"))
    await operator.page(f"/desk/reports/{case}")
    await act(operator, case, "assign", assigned_unit="njvnr")
    await act(operator, case, "reject", reject_reason="<b>jo tonat</b>")
    await act(operator, case, "note", note="shënim i fshehtë")
    page = await operator.page(f"/desk/reports/{case}")
    history = page.partition('id="history-title"')[2]
    referrals, _, acts = history.partition("Kush çfarë bëri")
    assert "u kthye" in referrals
    assert "&lt;b&gt;jo tonat&lt;/b&gt;" in referrals
    assert acts.count("operator · <time>") == 3
    assert "jo tonat" not in acts
    assert "shënim i fshehtë" not in acts
    assert '<details class="more" open' not in history


async def test_the_trail_of_a_case_is_in_words(staffed: Office, operator: Browser) -> None:
    case = staffed.report(1, answer(1, "category", "elderly"))
    await operator.page(f"/desk/reports/{case}")
    await act(operator, case, "take", unit="njvnr")
    await act(operator, case, "correct", urgency="2", age_band="65")
    acts = (await operator.page(f"/desk/reports/{case}")).partition("Kush çfarë bëri")[2]
    assert "nga: I marrë, në: I pranuar, Njësia: njvnr, Punonjësi: operator" in acts
    assert "Mosha: 65 vjeç e lart" in acts
