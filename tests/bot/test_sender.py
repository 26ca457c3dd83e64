"""What the sender does with each message: once, in order, at the right hour, or not at all."""

import asyncio
import itertools
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import TypeVar

import msgspec
import pytest
from sqlalchemy import update

from bot.safe_hours import verdict, windows_of
from bot.sender import Carriage, Sender
from bot.stubs.server import Planned
from flows.events import MessageHeard
from flows.messages import Inbound, Outgoing
from flows.safe_hours import ANY_TIME, Window, safe_from
from storage.database import StorageDown
from storage.directory import SEEDS, load_municipality
from storage.inbox import NewEvent
from storage.parcels import Kind, Message, Parcel
from storage.schema import contacts
from storage.unit import Unit
from tests.bot.rig import NOON, SECOND, Rig

PHONE = "+355690000001"
CHAT = "5001"
HOUR = 3600 * SECOND
NIGHT = NOON + 11 * HOUR
NUMBERS = itertools.count()
T = TypeVar("T")


def made(rig: Rig, channel: str, address: str) -> str:
    """A contact that wrote once; its id."""

    def work(unit: Unit) -> str:
        what = MessageHeard(Inbound("?"))
        line = rig.lines[channel]
        known_as = f"wrote-{next(NUMBERS)}"
        unit.inbox.put([NewEvent(line, channel, known_as, address, "message", what)], NOON)
        claimed = unit.inbox.claim(9, NOON, SECOND)
        contact = next(iter(unit.contacts.ensure(claimed, NOON).values())).id
        unit.inbox.done([one.seq for one in claimed], NOON)
        return contact

    return rig.db.write_now(work)


def said(rig: Rig, *texts: str, to: str = CHAT, kind: Kind = "reply", cause_at: int = NOON) -> str:
    """Queue one message; the id of its last row."""
    channel = "sms" if to.startswith("+") else "telegram"
    message = Message(
        contact=made(rig, channel, to),
        line=rig.lines[channel],
        channel=channel,
        kind=kind,
        outgoing=Outgoing(parts=texts),
        cause_at=cause_at,
        reply="r" if kind == "staff" else "",
    )
    return rig.db.write_now(lambda unit: unit.outbox.put([message], rig.clock.at))[0]


def sender_of(rig: Rig, window: Window | None = None) -> Sender:
    return Sender(
        Carriage(
            db=rig.db,
            signals=rig.signals,
            channels=rig.channels,
            rates=dict.fromkeys(rig.lines.values(), 1000),
            window_of=lambda _: window or Window(),
            now=rig.clock,
        )
    )


@asynccontextmanager
async def sending(rig: Rig, window: Window | None = None) -> AsyncIterator[None]:
    """A sender at work."""
    task = asyncio.create_task(sender_of(rig, window).run(alone=True))
    try:
        yield
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def until(holds: Callable[[], bool]) -> None:
    """Wait for something that must become true."""
    async with asyncio.timeout(20):
        while not holds():  # noqa: ASYNC110  it is looked at from outside
            await asyncio.sleep(0.02)


async def fates(rig: Rig, *wanted: tuple[str, str]) -> None:
    """The outbox ends exactly so."""
    try:
        await until(lambda: rig.fates() == list(wanted))
    except TimeoutError:
        assert rig.fates() == list(wanted)


async def failed_with(rig: Rig, left: int) -> None:
    """A try failed, `left` planned failures are left, and the message waits for the next try."""
    await until(lambda: len(rig.api.planned) == left)
    await until(lambda: rig.fates() == [("waiting", "provider_down")])


def chat_texts(rig: Rig, chat: str = CHAT) -> list[str]:
    return [str(one["text"]) for one in rig.api.sent[int(chat)]]


async def test_parts_and_messages_reach_a_person_once_and_in_order(any_rig: Rig) -> None:
    said(any_rig, "1", "2", "3")
    said(any_rig, "4")
    async with sending(any_rig):
        await fates(any_rig, *[("sent", "")] * 4)
    assert chat_texts(any_rig) == ["1", "2", "3", "4"]


async def test_many_people_are_served_at_once_and_danger_first(rig: Rig) -> None:
    for n in range(40):
        said(rig, "hello", to=str(6000 + n))
    said(rig, "112", kind="danger")
    async with sending(rig):
        await fates(rig, *[("sent", "")] * 41)
    assert [len(rig.api.sent[6000 + n]) for n in range(40)] == [1] * 40
    assert next(iter(rig.api.sent)) == int(CHAT)


async def test_an_sms_ends_delivered_by_its_status_callbacks(rig: Rig) -> None:
    said(rig, "Pershendetje", to=PHONE)
    async with sending(rig):
        await fates(rig, ("delivered", ""))
    assert [one["Body"] for one in rig.twilio.sent[PHONE]] == ["Pershendetje"]


async def test_what_was_surely_not_accepted_is_sent_again(rig: Rig) -> None:
    rig.api.plan([Planned(500), Planned(502, b"<html>")])
    said(rig, "again")
    async with sending(rig):
        for left in (1, 0):
            await failed_with(rig, left)
            rig.clock.at += 60 * SECOND
        await fates(rig, ("sent", ""))
    assert chat_texts(rig) == ["again"]


async def test_after_five_tries_it_is_given_up(rig: Rig) -> None:
    rig.api.plan([Planned(500)] * 9)
    said(rig, "?")
    async with sending(rig):
        for left in (8, 7, 6, 5):
            await failed_with(rig, left)
            rig.clock.at += 600 * SECOND
        await fates(rig, ("failed", "provider_down"))
    assert len(rig.api.planned) == 4


async def test_a_send_in_doubt_is_never_repeated_by_itself(rig: Rig) -> None:
    rig.api.plan([Planned(drop=True, taken=True)])
    said(rig, "perhaps")
    async with sending(rig):
        await fates(rig, ("unknown", "in_doubt"))
        rig.clock.at += HOUR
        rig.signals.wake("outbox")
        await asyncio.sleep(0.3)
    assert chat_texts(rig) == ["perhaps"]


async def test_danger_numbers_in_doubt_go_once_more_and_no_oftener(rig: Rig) -> None:
    rig.api.plan([Planned(drop=True, taken=True)] * 3)
    said(rig, "112", kind="danger")
    async with sending(rig):
        await fates(rig, ("unknown", "in_doubt"))
    assert chat_texts(rig) == ["112", "112"]


async def test_a_send_interrupted_by_a_crash_is_in_doubt(rig: Rig) -> None:
    said(rig, "half")
    rig.db.write_now(lambda unit: unit.outbox.claim(9, NOON, 60 * SECOND))
    async with sending(rig):
        await fates(rig, ("unknown", "interrupted"))
    assert chat_texts(rig) == []


async def test_whoever_blocked_us_is_told_to_the_turn_as_opted_out(rig: Rig) -> None:
    rig.api.blocked.add(int(CHAT))
    said(rig, "1", "2")
    async with sending(rig):
        await fates(rig, ("failed", "blocked"), ("dropped", "blocked"))
    assert rig.states()[-1] == "waiting"


async def test_a_refused_token_is_no_hot_loop_and_loses_nothing(rig: Rig) -> None:
    refused = msgspec.json.encode({"ok": False, "error_code": 401, "description": "Unauthorized"})
    rig.api.plan([Planned(401, refused)] * 50)
    for n in range(3):
        said(rig, "hello", to=str(6000 + n))
    async with sending(rig):
        await fates(rig, *[("waiting", "token")] * 3)
        rig.clock.at += 120 * SECOND
        await asyncio.sleep(2.5)
    assert len(rig.api.planned) == 47


async def test_a_flooded_line_waits_as_long_as_it_was_told(rig: Rig) -> None:
    flood = {"ok": False, "error_code": 429, "parameters": {"retry_after": 1}}
    rig.api.plan([Planned(429, msgspec.json.encode(flood))])
    said(rig, "slowly")
    async with sending(rig):
        await until(lambda: rig.fates() == [("waiting", "flood")])
        rig.clock.at += 5 * SECOND
        await fates(rig, ("sent", ""))


async def test_storage_away_for_a_moment_loses_and_repeats_nothing(
    rig: Rig, monkeypatch: pytest.MonkeyPatch
) -> None:
    said(rig, "once")
    write, away = rig.db.write, [False]

    async def shaky(work: Callable[[Unit], T]) -> T:
        if away[0]:
            raise StorageDown
        found = await write(work)
        away[0] = bool(rig.api.sent)
        return found

    monkeypatch.setattr(rig.db, "write", shaky)
    async with sending(rig):
        await until(lambda: bool(rig.api.sent))
        away[0] = True
        await asyncio.sleep(0.7)
        away[0] = False
        monkeypatch.setattr(rig.db, "write", write)
        await fates(rig, ("sent", ""))
    assert chat_texts(rig) == ["once"]


async def test_a_stop_finishes_what_is_under_way(rig: Rig) -> None:
    for n in range(20):
        said(rig, "hello", to=str(6000 + n))
    async with sending(rig):
        await until(lambda: bool(rig.api.sent))
    states = {state for state, _ in rig.fates()}
    assert states <= {"sent", "waiting"}
    assert sum(map(len, rig.api.sent.values())) == [s for s, _ in rig.fates()].count("sent")


async def test_a_staff_reply_waits_for_the_morning_and_lapses_after_a_day(rig: Rig) -> None:
    rig.clock.at = NIGHT
    said(rig, "lapsed", to="5001", kind="staff", cause_at=NIGHT - 24 * HOUR)
    said(rig, "tomorrow", to="5002", kind="staff", cause_at=NIGHT)
    async with sending(rig):
        await fates(rig, ("dropped", "lapsed"), ("waiting", ""))
        rig.clock.at = NIGHT + 9 * HOUR
        await fates(rig, ("dropped", "lapsed"), ("sent", ""))
    assert chat_texts(rig, "5001") == []


async def test_a_person_who_opted_out_still_gets_an_answer_to_their_own_message(rig: Rig) -> None:
    said(rig, "your code")
    opted_out = update(contacts).values(opted_out_at=NOON)
    rig.db.write_now(lambda unit: unit.connection.execute(opted_out))
    async with sending(rig):
        await fates(rig, ("sent", ""))


def parcel(kind: Kind, cause_at: int, contact_state: str = "yes", expires_at: int = 0) -> Parcel:
    return Parcel(
        seq=1, id="p", line="l", channel="sms", contact="c", address=PHONE, kind=kind, priority=1,
        part=0, outgoing=Outgoing(("?",)), report="r", reply="", municipality="kucova",
        cause_at=cause_at, made_at=cause_at, expires_at=expires_at, attempts=1, opted_out=False,
        contact_state=contact_state, contact_words="",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("one", "now", "act", "why"),
    [
        (parcel("reply", NOON), NOON + HOUR, "send", ""),
        (parcel("reply", NOON), NOON + HOUR + 1, "hold", "late"),
        (parcel("reply", NIGHT, "never"), NIGHT, "send", ""),
        (parcel("danger", NOON, "never"), NOON + 9 * HOUR, "send", ""),
        (parcel("alert", NIGHT), NIGHT + 9 * HOUR, "send", ""),
        (parcel("staff", NOON, "never"), NOON, "drop", "contact_never"),
        (parcel("notice", NOON, "never"), NOON, "drop", "contact_never"),
        (parcel("notice", NOON), NOON + 2 * HOUR, "hold", "late"),
        (parcel("notice", NIGHT), NIGHT, "postpone", ""),
        (parcel("notice", NIGHT), NIGHT + 10 * HOUR, "send", ""),
        (parcel("staff", NOON), NOON + 3 * HOUR, "send", ""),
        (parcel("staff", NOON, expires_at=NOON + 24 * HOUR), NOON + 24 * HOUR, "drop", "lapsed"),
    ],
)
def test_what_may_leave_when(one: Parcel, now: int, act: str, why: str) -> None:
    decided = verdict(one, now, Window())
    assert (decided.act, decided.why) == (act, why)


def test_safe_hours_are_local_and_keep_to_summer_time() -> None:
    # 29 March 2026: Tirana's clocks go from 02:00 to 03:00; 20:30 UTC on the 28th is 21:30 there.
    before = 1_774_729_800 * SECOND
    assert safe_from(before, Window()) == 1_774_767_600 * SECOND
    assert safe_from(before, Window(zone="UTC", end="21:00")) == before


def test_each_place_has_its_own_safe_hours_and_the_demo_none() -> None:
    place = load_municipality(SEEDS / "kucova.toml")
    real, demo = (windows_of({"kucova": place}, demo=demo) for demo in (False, True))
    assert real("kucova") == Window("09:00", "20:00", "Europe/Tirane")
    assert real("unknown") == Window()
    assert demo("kucova") == ANY_TIME
    assert safe_from(NIGHT, ANY_TIME) == NIGHT
