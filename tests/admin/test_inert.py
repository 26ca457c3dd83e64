"""Whatever people write stays text: the page is built the same, whatever the words (R30)."""

from html.parser import HTMLParser

import pytest

from admin.inert import inert
from flows.effects import AddToReport, AnswerReport
from tests.admin.office import Browser, Office
from tests.admin.payloads import PAYLOADS

HARMLESS = "words"


class Skeleton(HTMLParser):
    """The tags of a page with the names of their attributes; signs made visible are left out."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.built: list[tuple[str, ...]] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if dict(attrs).get("class") != "hidden-sign":
            self.built.append((tag, *(name for name, _ in attrs)))


def bodies(page: str) -> list[tuple[str, ...]]:
    """How a page is built."""
    return Skeleton(page).built


async def written(office: Office, browser: Browser, number: int, texts: list[str]) -> str:
    """A report's page with these words as message, note, record and attachment."""
    report = f"{number:032x}"
    more = [AddToReport(report_id=report, text=text) for text in texts]
    seen = AnswerReport(report_id=report, slot="seen", words=texts[0])
    case = office.report(number, seen, *more, text=texts[0])
    who = office.staff["operator"].id
    office.database.write_now(
        lambda unit: [unit.notes.add(case, who, text, office.clock()) for text in texts]
    )
    await browser.page(f"/desk/reports/{case}")
    await browser.post(f"/desk/reports/{case}/correct", place=texts[0][:400], seen=texts[0])
    return await browser.page(f"/desk/reports/{case}")


def test_there_are_more_than_two_hundred_ways() -> None:
    assert len(set(PAYLOADS)) > 200


async def test_a_page_is_built_the_same_whatever_was_written(
    office: Office, operator: Browser
) -> None:
    plain = await written(office, operator, 1, [HARMLESS] * 25)
    expected = bodies(plain)
    batches = [list(PAYLOADS[at : at + 25]) for at in range(0, len(PAYLOADS), 25)]
    for number, texts in enumerate(batches, start=2):
        full = texts + [HARMLESS] * (25 - len(texts))
        page = await written(office, operator, number, full)
        assert bodies(page) == expected, texts
        assert "<script>window" not in page


@pytest.mark.parametrize("payload", PAYLOADS[::7])
async def test_an_address_and_a_name_stay_text_as_well(office: Office, payload: str) -> None:
    office.hire("operator", "operator")
    browser = Browser(office)
    await browser.get("/desk/sign-in")
    refused = await browser.post("/desk/sign-in", name=payload[:60], password="x", back=payload)
    assert bodies(await refused.text()) == bodies(
        await (await browser.post("/desk/sign-in", name="x", password="x", back="x")).text()
    )
    await browser.close()


async def test_filters_and_sayings_of_an_address_stay_text(
    office: Office, operator: Browser
) -> None:
    for payload in PAYLOADS[::5]:
        for name in ("category", "unit", "language", "state", "channel", "urgency", "said"):
            response = await operator.session.get(
                f"{office.url}/desk/queue", params={name: payload.replace("\x00", "")}
            )
            page = await response.text()
            assert response.status == 200
            assert "<script>window" not in page
            assert 'onfocus=window.pwned=1 x="' not in page


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a<b", "a&lt;b"),
        ("\u202eabc", '<span class="hidden-sign">U+202E</span>abc'),
        ("a\u200bb", 'a<span class="hidden-sign">U+200B</span>b'),
        ("a\x00b", 'a<span class="hidden-sign">U+0000</span>b'),
        ("\u3164", '<span class="hidden-sign">U+3164</span>'),
        ("line\nline\ttab", "line\nline\ttab"),
        ("👩\u200d🚒", "👩\u200d🚒"),
        ("ë ç đ ћ", "ë ç đ ћ"),
    ],
)
def test_what_hides_or_turns_is_spelled_out(text: str, shown: str) -> None:
    assert str(inert(text)) == shown


async def test_every_answer_carries_the_strict_headers(operator: Browser) -> None:
    public, ours = "no-referrer", "same-origin"
    for path, referrer in (("/", public), ("/desk/queue", ours), ("/desk/static/desk.css", public),
                           ("/desk/nothing", ours), ("/info/", public)):  # fmt: skip
        headers = (await operator.get(path)).headers
        policy = headers["Content-Security-Policy"]
        assert "unsafe" not in policy
        assert policy.startswith("default-src 'none'; script-src 'self'; style-src 'self'")
        assert "frame-ancestors 'none'" in policy
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Referrer-Policy"] == referrer
