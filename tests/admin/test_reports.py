"""A report's page and every act on it, from the form to the next page."""

from flows.codes import make_code
from flows.effects import AddToReport, RaiseFlag
from flows.messages import Attachment
from tests.admin.acting import act
from tests.admin.office import MINUTE, Browser, Office, answer

REAL_CODE = make_code("KU", 7)
OTHER_CODE = make_code("KU", 8)


def state(office: Office, case: str) -> str:
    """Where the case stands."""
    found = office.database.read_now(lambda unit: unit.cases.load(case, "kucova"))
    assert found is not None
    return found.state


async def test_the_whole_life_of_a_case(office: Office, operator: Browser) -> None:
    case = office.report(1, answer(1, "category", "elderly"))
    for what, fields, follows in (
        ("look", {}, "looked_at"),
        ("assign", {"assigned_unit": "njvnr"}, "referred"),
        ("reject", {"reject_reason": "not for us"}, "looked_at"),
        ("take", {"unit": "njvnr"}, "accepted"),
        ("intervene", {}, "intervened"),
        ("close", {"outcome": "served", "outcome_words": "food parcel"}, "closed"),
    ):
        assert await act(operator, case, what, **fields) == "saved"
        assert state(office, case) == follows
    assert "food parcel" in await operator.page(f"/desk/reports/{case}")


async def test_what_cannot_be_done_says_why(office: Office, operator: Browser) -> None:
    case = office.report()
    assert await act(operator, case, "intervene") == "not_yours"
    await act(operator, case, "look")
    assert await act(operator, case, "look") == "state"
    page = await operator.page(f"/desk/reports/{case}?said=state")
    assert "Rasti tashmë është në një hap tjetër" in page


async def test_two_people_at_one_case_do_not_overwrite_each_other(
    office: Office, operator: Browser
) -> None:
    case = office.report()
    assert await act(operator, case, "note", note="first", version="1") == "saved"
    assert await act(operator, case, "look", version="1") == "saved"
    assert await act(operator, case, "assign", assigned_unit="njvnr", version="1") == "stale"


async def test_the_record_is_corrected_within_its_choices(
    office: Office, operator: Browser
) -> None:
    case = office.report()
    await act(operator, case, "look")
    fields = {
        "category": "housing",
        "unit": "lumas",
        "urgency": "2",
        "anonymity": "anonymous",
        "ticks": "danger child",
        "child": "yes",
        "seen": "roof is gone",
    }
    assert await act(operator, case, "correct", **fields) == "saved"
    page = await operator.page(f"/desk/reports/{case}")
    assert "Lumas · Nevojë për banesë" in page
    assert "roof is gone" in page
    assert await act(operator, case, "correct", anonymity="disclosed") == "only_stricter"
    for name, value in (("category", "nonsense"), ("urgency", "9"), ("sex", "<b>")):
        refused = await operator.post(f"/desk/reports/{case}/correct", **{name: value})
        assert refused.status == 400


async def test_who_it_is_stays_hidden_until_asked_for_with_a_reason(
    office: Office, operator: Browser
) -> None:
    case = office.report(7)
    assert "+355690000007" not in await operator.page(f"/desk/reports/{case}")
    refused = await operator.post(f"/desk/reports/{case}/identity", why="curiosity")
    assert refused.status == 400
    shown = await operator.post(f"/desk/reports/{case}/identity", why="call_back")
    page = await shown.text()
    assert "+355690000007" in page
    assert f'content="300; url=/desk/reports/{case}"' in page
    acts = office.database.read_now(lambda unit: unit.audit.of_object("kucova", case))
    assert [(one.action, one.detail) for one in acts] == [
        ("view_identity", {"reason": "call_back"})
    ]
    assert "+355690000007" not in await operator.page(f"/desk/reports/{case}")


async def test_an_attachment_is_a_download_that_cannot_run(
    office: Office, operator: Browser
) -> None:
    photo = AddToReport(report_id=f"{1:032x}", attachments=(Attachment("photo", "file-id"),))
    case = office.report(1, photo)
    wanted = office.database.read_now(lambda unit: unit.media.wanted(office.clock(), 10))[0]
    evil = b"<svg onload=alert(1)>"
    office.database.write_now(lambda unit: unit.media.store(wanted.id, "image/jpeg", [evil]))
    assert f"/media/{wanted.id}" in await operator.page(f"/desk/reports/{case}")
    response = await operator.get(f"/desk/reports/{case}/media/{wanted.id}")
    assert await response.read() == evil
    assert response.headers["Content-Type"] == "application/octet-stream"
    assert response.headers["Content-Disposition"].startswith("attachment")
    assert response.headers["Content-Security-Policy"].startswith("sandbox")
    other = office.report(2)
    assert (await operator.get(f"/desk/reports/{other}/media/{wanted.id}")).status == 404


async def test_a_report_by_phone_opens_a_case_with_a_code(
    office: Office, operator: Browser
) -> None:
    await operator.page("/desk/phone")
    fields = {
        "municipality": "kucova",
        "language": "sq",
        "kind": "someone",
        "urgency": "3",
        "category": "elderly",
        "unit": "perondi",
        "knows": "",
        "contact": "never",
        "seen": "the neighbour has not opened for two days",
        "phone": "+355690001234",
    }
    response = await operator.post("/desk/phone", **fields)
    assert response.status == 303
    page = await operator.page(response.headers["Location"])
    assert "has not opened for two days" in page
    assert "KU-" in page
    assert "+355690001234" not in page


async def test_duty_begins_ends_and_is_linked_by_a_token_shown_once(
    office: Office, operator: Browser
) -> None:
    await operator.page("/desk/duty")
    assert (await operator.post("/desk/duty", on="yes")).status == 303
    assert "Mbaro shërbimin" in await operator.page("/desk/duty")
    made = await (await operator.post("/desk/duty/token")).text()
    assert '<p class="code">duty-' in made
    assert '<p class="code">duty-' not in await operator.page("/desk/duty")


async def test_the_queue_shows_places_and_times_and_never_a_text(
    office: Office, operator: Browser
) -> None:
    office.report(1, answer(1, "where", "perondi"), text="sekret i madh", waited=25 * MINUTE)
    page = await operator.page("/desk/queue")
    assert "Perondi" in page
    assert "25 min" in page
    assert "sekret" not in page


async def test_the_trail_is_listed_and_whole(office: Office) -> None:
    office.hire("watch", "supervisor")
    browser = Browser(office)
    await browser.sign_in("watch")
    page = await browser.page("/desk/audit")
    assert "Zinxhiri është i plotë" in page
    assert "hyri" in page
    await browser.close()


async def test_a_case_is_found_by_the_code_that_a_caller_reads_out(
    office: Office, operator: Browser
) -> None:
    await operator.page("/desk/phone")
    case = office.report(code=REAL_CODE)
    found = await operator.post("/desk/find", code=REAL_CODE.lower().replace("-", " "))
    assert found.headers["Location"] == f"/desk/reports/{case}"
    for wrong in ("KU-0000-0000", "nonsense", "<script>"):
        missed = await operator.post("/desk/find", code=wrong)
        assert "Nuk u gjet" in await missed.text()


async def test_an_urgent_closed_case_opens_with_a_reason_and_tells_the_supervisor(
    office: Office, operator: Browser
) -> None:
    danger = RaiseFlag(report_id=f"{1:032x}", reason="danger", child=True)
    case = office.report(1, answer(1, "category", "child"), danger, code=REAL_CODE)
    for step in ("take", "intervene"):
        await operator.page("/desk/queue")
        assert (await operator.post(f"/desk/reports/{case}/{step}", unit="njvnr")).status == 303
    closed = await operator.post("/desk/find", code=REAL_CODE)
    none = await operator.post("/desk/find", code=OTHER_CODE)
    assert (await closed.text()).replace(REAL_CODE, "") == (await none.text()).replace(
        OTHER_CODE, ""
    )
    opened = await operator.post("/desk/glass", code=REAL_CODE, reason="somebody cries")
    assert opened.headers["Location"].startswith(f"/desk/reports/{case}")
    assert (await operator.get(f"/desk/reports/{case}")).status == 200
    office.clock.now += 61 * MINUTE
    await operator.sign_in("operator")
    assert (await operator.get(f"/desk/reports/{case}")).status == 404
