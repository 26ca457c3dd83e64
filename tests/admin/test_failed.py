"""A message that was refused or could not be read is seen by a person in the queue's time."""

import pytest

from flows.effects import Spoken
from flows.messages import Outgoing
from storage.unit import Unit
from tests.admin.office import Browser, Office
from tests.admin.payloads import PAYLOADS
from tests.storage.hot import LEASE

BODY = "From=%2B355690000005&Body=plaka+fqinje+s%27ka+ushqim"


def dead(office: Office, body: str | bytes = BODY, fault: str = "unreadable") -> str:
    """A body arrived that cannot be read; the letter's id."""
    raw = body if isinstance(body, bytes) else body.encode()
    return office.database.write_now(
        lambda unit: unit.inbox.put_dead(office.line, "", raw, fault, office.clock())
    )


def refused(office: Office) -> str:
    """Our answer to a report was refused by the provider; the case's id."""
    case = office.report(1)
    thanks = Spoken(outgoing=Outgoing(parts=("Faleminderit",)), report_id=f"{1:032x}")
    office.again(thanks)

    def refuse(unit: Unit) -> None:
        for parcel in unit.outbox.claim(9, office.clock(), LEASE):
            unit.outbox.failed(parcel.seq, "30003", office.clock())

    office.database.write_now(refuse)
    return case


async def test_it_stands_in_the_list_without_a_word_and_is_put_away(
    office: Office, operator: Browser
) -> None:
    letter = dead(office)
    page = await operator.page("/desk/failed")
    assert "unreadable" in page
    assert "ushqim" not in page
    assert (await operator.post(f"/desk/failed/{letter}")).status == 303
    assert "unreadable" not in await operator.page("/desk/failed")
    assert (await operator.post(f"/desk/failed/{letter}")).status == 404


async def test_reading_it_shows_everything_inert_and_is_written_down(
    office: Office, operator: Browser
) -> None:
    letter = dead(office)
    await operator.page("/desk/failed")
    page = await (await operator.post(f"/desk/failed/{letter}/read")).text()
    assert "From: +355690000005\nBody: plaka fqinje s&#39;ka ushqim" in page
    acts = office.database.read_now(lambda unit: unit.audit.of_object("kucova", letter))
    assert [one.action for one in acts] == ["read_dead_letter"]
    assert (await operator.get(f"/desk/failed/{letter}/read")).status == 404


@pytest.mark.parametrize(
    ("body", "shown"),
    [
        (b'{"text": "\\ud83d half", "deep": [1]}', "half"),
        (b"\xff\xfe not utf-8", "\ufffd\ufffd not utf-8"),
        (b"[" * 9000, "[[["),
        (b"", ""),
        *((one.encode(), "") for one in PAYLOADS),
    ],
)
async def test_any_bytes_can_be_looked_at(
    office: Office, operator: Browser, body: bytes, shown: str
) -> None:
    letter = dead(office, body)
    await operator.page("/desk/failed")
    response = await operator.post(f"/desk/failed/{letter}/read")
    page = await response.text()
    assert response.status == 200
    assert shown in page
    assert "<script>" not in page
    assert "onerror" not in page or "&lt;" in page


async def test_it_becomes_a_report_once(office: Office, operator: Browser) -> None:
    letter = dead(office)
    await operator.page("/desk/failed")
    page = await (await operator.post(f"/desk/failed/{letter}/read")).text()
    assert f'name="letter" value="{letter}"' in page
    fields = {
        "municipality": "kucova", "language": "sq", "kind": "someone", "urgency": "2",
        "category": "", "unit": "", "knows": "", "contact": "not_asked",
        "seen": "plaka s'ka ushqim", "letter": letter,
    }  # fmt: skip
    made = await operator.post("/desk/phone", **fields)
    assert "plaka s&#39;ka ushqim" in await operator.page(made.headers["Location"])
    assert "unreadable" not in await operator.page("/desk/failed")
    assert (await operator.post("/desk/phone", **fields)).status == 404
    assert (await operator.page("/desk/queue")).count("data-case") == 1


async def test_the_queue_says_that_something_failed(office: Office, operator: Browser) -> None:
    assert '/desk/failed" id' not in await operator.page("/desk/queue")
    case = refused(office)
    dead(office)
    for path in ("/desk/queue", "/desk/queue/rows"):
        assert "2 mesazhe të pambërritura" in await operator.page(path)
    page = await operator.page("/desk/failed")
    assert f"/desk/reports/{case}" in page
    parcel = page.partition("/desk/failed/parcels/")[2][:32]
    assert (await operator.post(f"/desk/failed/parcels/{parcel}")).status == 303
    assert "1 mesazh i pambërritur" in await operator.page("/desk/queue")
    assert (await operator.post(f"/desk/failed/parcels/{parcel}")).status == 404


async def test_who_may_not_see_failed_messages_is_told_nothing_of_them(office: Office) -> None:
    office.hire("unit", "unit_worker")
    letter = dead(office)
    browser = Browser(office)
    await browser.sign_in("unit")
    assert "pambërritur" not in (await browser.page("/desk/queue")).partition("<main")[2]
    for path in (f"/desk/failed/{letter}", f"/desk/failed/{letter}/read"):
        assert (await browser.post(path)).status == 404
    await browser.close()
