"""No reply carries a name or an address of the record, on any channel (safety S4, S7)."""

import pytest

from tests.admin.office import Browser, Office

LEASE = 60_000_000
RECORD = {"person": "Shembullore Provuese, komshija e katit", "place": "Rruga e Provës 12, kati 3"}


@pytest.mark.parametrize("channel", ["sms", "telegram"])
@pytest.mark.parametrize(
    ("text", "goes"),
    [
        ("Folëm me Shembulloren.", False),
        ("Folëm me Shembullore sot.", False),
        ("Si Provuese? Mirë.", False),
        ("Ejani te rruga e proves 12.", False),
        ("Ejani nesër në orën 10, kati i dytë.", True),
        ("Komshija jonë e priti mirë.", True),
    ],
)
async def test_a_name_or_an_address_of_the_record_is_not_sent(
    office: Office, operator: Browser, channel: str, text: str, goes: bool
) -> None:
    case = office.report(channel=channel)
    await operator.page(f"/desk/reports/{case}")
    assert (await operator.post(f"/desk/reports/{case}/correct", **RECORD)).status == 303
    await operator.page(f"/desk/reports/{case}")
    answer = await operator.post(f"/desk/reports/{case}/reply", text=text)
    assert (answer.status == 303) == goes
    waiting = office.database.write_now(lambda unit: unit.inbox.claim(10, office.clock(), LEASE))
    assert bool(waiting) == goes
