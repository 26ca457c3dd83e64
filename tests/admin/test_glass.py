"""Asking for a closed case by its code tells nobody whether there is one (safety S13)."""

import pytest

from flows.codes import make_code
from flows.effects import RaiseFlag
from tests.admin.office import Browser, Office, answer

HERS, NOBODYS = make_code("KU", 7_777_777), make_code("KU", 8_888_888)


@pytest.mark.parametrize("path", ["/desk/find", "/desk/glass"])
async def test_a_closed_urgent_case_and_none_at_all_answer_alike(
    office: Office, operator: Browser, path: str
) -> None:
    """Without a reason nothing is opened, written down or told; so nothing may be learned."""
    danger = RaiseFlag(report_id=f"{1:032x}", reason="danger", child=True)
    case = office.report(1, answer(1, "category", "child"), danger, code=HERS)
    await operator.page(f"/desk/reports/{case}")
    for step in ("take", "intervene"):
        assert (await operator.post(f"/desk/reports/{case}/{step}", unit="njvnr")).status == 303
    assert (await operator.get(f"/desk/reports/{case}")).status == 404
    await operator.page("/desk/queue")
    answers = []
    for code in (HERS, NOBODYS):
        given = await operator.post(path, code=code, reason=" ")
        text = (await given.text()).replace(code, "")
        answers.append((given.status, given.headers.get("Location"), text))
    assert answers[0] == answers[1]
