"""A calendar, read back by a strict reader of RFC 5545: what comes out is what went in."""

import re
import unicodedata

from hypothesis import example, given
from hypothesis import strategies as st

from admin.ical import Entry, write_calendar

MOMENTS = st.integers(946_684_800, 4_102_444_799)
WORDS = st.text(st.characters(exclude_categories=["Cs"]), max_size=300)
LINE = re.compile(r"([A-Z-]+)((?:;[A-Z-]+=[^;:,\"]+)*):(.*)", re.DOTALL)
NAMES = {"UID", "SEQUENCE", "DTSTAMP", "LAST-MODIFIED", "DTSTART", "DTEND", "SUMMARY", "LOCATION",
         "DESCRIPTION", "STATUS"}  # fmt: skip


def entry(title: str, place: str, description: str, start: int = 1_900_000_000) -> Entry:
    at = start * 1_000_000
    return Entry(
        "a" * 32, 3, at, at, at + 3_600_000_000, title, place, description, cancelled=False
    )


def lines(calendar: bytes) -> list[tuple[str, str]]:
    """Content lines, unfolded; each of at most 75 whole octets of UTF-8 before its CR LF."""
    assert calendar.endswith(b"\r\n")
    raw = calendar.removesuffix(b"\r\n").split(b"\r\n")
    found: list[str] = []
    for one in raw:
        assert len(one) <= 75
        assert b"\r" not in one
        assert b"\n" not in one
        text = one.decode()
        if text.startswith(" "):
            found[-1] += text[1:]
        else:
            found.append(text)
    named = [LINE.fullmatch(one) for one in found]
    assert all(named)
    return [(one[1], one[3]) for one in named if one]


def unescape(value: str) -> str:
    """A text value; any sign that had to be escaped and is not, fails."""
    assert re.fullmatch(r"(?:[^\\;,\x00-\x08\x0a-\x1f\x7f]|\\[\\;,nN])*", value)
    return re.sub(r"\\(.)", lambda found: "\n" if found[1] in "nN" else found[1], value)


def kept(words: str) -> str:
    """What a calendar can hold of a text: line breaks of one kind, no control signs."""
    plain = words.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(s for s in plain if s == "\n" or unicodedata.category(s) != "Cc")


@given(WORDS, WORDS, WORDS, MOMENTS)
@example("a\r\nEND:VEVENT\r\nBEGIN:VEVENT", '\\n;,:"', "ë" * 200, 1_900_000_000)
@example("😀" * 40, "Ђ" * 80, "\\" * 80, 1_900_000_000)
def test_what_is_read_is_what_was_written(
    title: str, place: str, description: str, start: int
) -> None:
    found = lines(write_calendar(title, "sq", [entry(title, place, description, start)]))
    assert found[0] == ("BEGIN", "VCALENDAR")
    assert found[-1] == ("END", "VCALENDAR")
    begin, end = found.index(("BEGIN", "VEVENT")), found.index(("END", "VEVENT"))
    assert unescape(dict(found[1:begin])["X-WR-CALNAME"]) == kept(title)
    inside = found[begin + 1 : end]
    assert len({name for name, _ in inside}) == len(inside)
    event = dict(inside)
    assert NAMES - {"DESCRIPTION"} <= event.keys() <= NAMES
    assert unescape(event["SUMMARY"]) == kept(title)
    assert unescape(event["LOCATION"]) == kept(place)
    assert unescape(event.get("DESCRIPTION", "")) == kept(description)
    for name in ("DTSTAMP", "LAST-MODIFIED", "DTSTART", "DTEND"):
        assert re.fullmatch(r"\d{8}T\d{6}Z", event[name])
    assert found.count(("BEGIN", "VEVENT")) == 1


def test_every_calendar_says_what_it_is() -> None:
    head = lines(write_calendar("Kuçovë", "sq", []))
    assert head == [
        ("BEGIN", "VCALENDAR"),
        ("VERSION", "2.0"),
        ("PRODID", "-//Refero//Calendar//EN"),
        ("CALSCALE", "GREGORIAN"),
        ("METHOD", "PUBLISH"),
        ("X-WR-CALNAME", "Kuçovë"),
        ("END", "VCALENDAR"),
    ]


def test_a_cancelled_event_says_so() -> None:
    gone = entry("Takim", "Kuçovë", "")._replace(cancelled=True)
    event = dict(lines(write_calendar("Kuçovë", "sq", [gone])))
    assert event["STATUS"] == "CANCELLED"
    assert event["SEQUENCE"] == "2"
    assert event["DTSTART"] == "20300317T174640Z"
    assert "DESCRIPTION" not in event
