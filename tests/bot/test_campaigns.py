"""A campaign leaves once, at its pace, in its hours, below every conversation, and stops when told."""

import asyncio

import msgspec
import pytest
from sqlalchemy import text

from bot.stubs.server import Planned
from flows.campaigns import Audience
from flows.messages import Outgoing
from storage.campaign_audience import Rendition
from storage.database import StorageDown
from storage.parcels import Kind, Message
from storage.unit import Unit
from tests.bot.mailed import (
    SECOND_NUMBER,
    audience,
    mailing,
    reached,
    row_of,
    until,
)
from tests.bot.rig import NOON, SECOND, Rig
from tests.storage.crowd import TOPIC, WORDS, Crowd, changed, chats, fates_of, staff

HOUR = 3600 * SECOND
NIGHT = NOON + 11 * HOUR
PHONES = [("sms", f"+35569100{n:04d}") for n in range(20)]


async def ends(rig: Rig, crowd: Crowd, state: str = "finished", why: str = "") -> None:
    await until(lambda: row_of(rig, crowd) == (state, why))


def say(
    rig: Rig, contact: str, words: str, kind: Kind = "reply", channel: str = "telegram"
) -> None:
    message = Message(
        contact=contact,
        line=rig.lines[channel],
        channel=channel,
        kind=kind,
        outgoing=Outgoing((words,)),
        cause_at=rig.clock.at,
    )
    rig.db.write_now(lambda unit: unit.outbox.put([message], rig.clock.at))
    rig.signals.wake("outbox")


async def test_everybody_gets_it_once_and_it_adds_up(any_rig: Rig) -> None:
    crowd = audience(any_rig, [*chats(60), *PHONES])
    async with mailing(any_rig):
        await ends(any_rig, crowd)
        await until(lambda: fates_of(any_rig.db, crowd)["delivered", ""] == len(PHONES))
    assert fates_of(any_rig.db, crowd) == {("sent", ""): 60, ("delivered", ""): 20}
    texts = [[one["text"] for one in talk] for talk in any_rig.api.sent.values()]
    assert texts == [[WORDS["telegram"]]] * 60
    forms = [form for talk in any_rig.twilio.sent.values() for form in talk]
    assert {(form["Body"], form["From"]) for form in forms} == {(WORDS["sms"], SECOND_NUMBER)}
    assert len(forms) == 20
    found = any_rig.db.read_now(lambda unit: unit.contacts.several(crowd.people))
    assert {one.campaign for one in found} == {crowd.number}


async def test_it_keeps_to_its_rate(rig: Rig) -> None:
    crowd = audience(rig, chats(40))
    async with mailing(rig, rate=20):
        await until(lambda: reached(rig) > 0)
        await asyncio.sleep(1.0)
        assert 10 <= reached(rig) <= 22
        waiting = [state for state, _ in rig.fates()]
    assert row_of(rig, crowd) == ("running", "")
    assert waiting.count("sending") <= 2
    assert len(waiting) <= 22 + 40  # what left, and about two seconds of sends


async def test_pause_cancel_and_resume_act_at_once(rig: Rig) -> None:
    crowd = audience(rig, chats(300))
    async with mailing(rig, rate=100):
        await until(lambda: reached(rig) >= 20)
        staff(rig.db, crowd, "pause")
        await asyncio.sleep(0.2)  # whatever was on its way
        paused = reached(rig)
        await asyncio.sleep(0.6)
        assert reached(rig) == paused
        assert fates_of(rig.db, crowd)["waiting", ""] == 300 - paused
        staff(rig.db, crowd, "resume")
        rig.signals.wake("campaigns")
        await until(lambda: reached(rig) >= paused + 20)
        staff(rig.db, crowd, "cancel")
        await asyncio.sleep(0.2)
        cancelled = reached(rig)
        await asyncio.sleep(0.6)
    assert reached(rig) == cancelled
    assert fates_of(rig.db, crowd) == {
        ("sent", ""): cancelled,
        ("skipped", "cancelled"): 300 - cancelled,
    }


async def test_at_night_nothing_leaves_and_in_the_morning_it_goes_on(rig: Rig) -> None:
    rig.clock.at = NIGHT
    crowd = audience(rig, chats(5), approved_at=NIGHT)
    async with mailing(rig):
        await asyncio.sleep(1.3)
        assert (reached(rig), rig.fates()) == (0, [])
        rig.clock.at = NIGHT + 10 * HOUR
        await ends(rig, crowd)
    assert reached(rig) == 5


async def test_what_still_waits_in_the_evening_waits_for_the_morning(rig: Rig) -> None:
    crowd = audience(rig, chats(5), state="running", started_at=NOON, resumed_at=NOON)
    rig.db.write_now(lambda unit: unit.campaign_feed.feed(crowd.number, {"telegram": 9}, NOON))
    rig.clock.at = NIGHT
    async with mailing(rig):
        due = text("SELECT min(due_at) FROM outbox WHERE state = 'waiting'")
        await until(
            lambda: rig.db.read_now(lambda unit: unit.connection.scalar(due)) == NIGHT + 9 * HOUR
        )
        assert reached(rig) == 0
        rig.clock.at = NIGHT + 9 * HOUR
        await ends(rig, crowd)
    assert reached(rig) == 5


async def test_a_flooded_lane_waits_as_long_as_it_was_told(rig: Rig) -> None:
    flood = {"ok": False, "error_code": 429, "parameters": {"retry_after": 1}}
    rig.api.plan([Planned(429, msgspec.json.encode(flood))])
    crowd = audience(rig, chats(6))
    async with mailing(rig, rate=50):
        await until(lambda: ("waiting", "flood") in rig.fates())
        before = reached(rig)
        await asyncio.sleep(0.8)
        assert reached(rig) == before
        rig.clock.at += 5 * SECOND
        await ends(rig, crowd)
    assert reached(rig) == 6
    assert fates_of(rig.db, crowd) == {("sent", ""): 6}


async def test_after_an_opt_out_nothing_leaves(rig: Rig) -> None:
    crowd = audience(rig, chats(60))
    async with mailing(rig, rate=50):
        await until(lambda: reached(rig) >= 5)
        for contact in crowd.people:
            changed(rig.db, contact, opted_out_at=NOON)
        before = reached(rig)
        await ends(rig, crowd)
    assert reached(rig) <= before + 2  # at most those whose call had begun
    fates = fates_of(rig.db, crowd)
    assert fates["skipped", "no_consent"] == 60 - reached(rig)


async def test_a_reply_does_not_wait_behind_a_campaign(rig: Rig) -> None:
    crowd = audience(rig, chats(400))
    async with mailing(rig, rate=100, rates=dict.fromkeys(rig.lines.values(), 100)):
        await until(lambda: reached(rig) >= 10)
        last = crowd.people[-1]
        say(rig, last, "Po, jemi këtu.")
        await asyncio.sleep(0.5)
        assert [one["text"] for one in rig.api.sent[7399]] == ["Po, jemi këtu."]
        assert reached(rig) < 100


async def test_a_chat_gets_one_message_a_second(rig: Rig) -> None:
    crowd = audience(rig, chats(1), start_at=NOON + HOUR)
    async with mailing(rig):
        say(rig, crowd.people[0], "Po.")
        await until(lambda: reached(rig) == 1)
        rig.clock.at = NOON + HOUR
        rig.signals.wake("campaigns")
        due = text("SELECT due_at FROM outbox WHERE kind = 'campaign'")
        await until(
            lambda: (
                rig.db.read_now(lambda unit: unit.connection.scalar(due)) == NOON + HOUR + SECOND
            )
        )
        assert reached(rig) == 1
        await asyncio.sleep(1.0)
        rig.clock.at += SECOND
        await ends(rig, crowd)
    assert reached(rig) == 2


async def test_too_many_failures_pause_it_and_whoever_resumes_knows(rig: Rig) -> None:
    people = chats(200)
    rig.api.blocked |= {int(chat) for _, chat in people[:100]}
    crowd = audience(rig, people)
    async with mailing(rig, rate=60):
        await ends(rig, crowd, "paused", "failures")
        failed = fates_of(rig.db, crowd)["failed", "blocked"]
        assert 50 <= failed <= 200
        rig.api.blocked.clear()
        staff(rig.db, crowd, "resume")
        again = text("UPDATE campaigns SET why = '', resumed_at = :now")
        rig.db.write_now(lambda unit: unit.connection.execute(again, {"now": NOON + SECOND}))
        await ends(rig, crowd)
    assert sum(fates_of(rig.db, crowd).values()) == 200
    assert "waiting" in rig.states()  # whoever blocked us is told to their turn


async def test_a_refused_token_pauses_it_at_once_and_loses_nobody(rig: Rig) -> None:
    refused = msgspec.json.encode({"ok": False, "error_code": 401, "description": "Unauthorized"})
    rig.api.plan([Planned(401, refused)] * 200)
    crowd = audience(rig, chats(30))
    async with mailing(rig, rate=20):
        await ends(rig, crowd, "paused", "provider")
    fates = fates_of(rig.db, crowd)
    assert sum(many for (fate, _), many in fates.items() if fate == "waiting") == 30
    assert len(rig.api.planned) > 150


async def test_a_provider_that_is_away_pauses_it_before_anybody_is_given_up(rig: Rig) -> None:
    rig.api.plan([Planned(503)] * 500)
    crowd = audience(rig, chats(100))
    async with mailing(rig, rate=1000):
        await ends(rig, crowd, "paused", "provider")
    assert {fate for fate, _ in fates_of(rig.db, crowd)} == {"waiting"}


async def test_what_should_have_left_days_ago_asks_first(rig: Rig) -> None:
    crowd = audience(rig, chats(3), start_at=NOON - 25 * HOUR, approved_at=NOON - 48 * HOUR)
    async with mailing(rig):
        await ends(rig, crowd, "paused", "late")
    assert reached(rig) == 0


async def test_a_start_waits_for_its_hour(rig: Rig) -> None:
    crowd = audience(rig, chats(3), start_at=NOON + HOUR)
    async with mailing(rig):
        await asyncio.sleep(0.3)
        assert row_of(rig, crowd) == ("approved", "")
        rig.clock.at += HOUR
        rig.signals.wake("campaigns")
        await ends(rig, crowd)


async def test_without_a_sender_of_its_own_it_does_not_leave_from_the_line(rig: Rig) -> None:
    crowd = audience(rig, [("voice", "+355691000001")])
    async with mailing(rig):
        await ends(rig, crowd, "paused", "no_sender")


async def test_a_test_goes_at_any_hour_from_the_campaigns_sender(rig: Rig) -> None:
    rig.clock.at = NIGHT
    crowd = audience(rig, [PHONES[0]], start_at=NIGHT + 24 * HOUR)
    async with mailing(rig):
        say(rig, crowd.people[0], "Prove", "test", "sms")
        await until(lambda: reached(rig) == 1)
    assert rig.twilio.sent[PHONES[0][1]][0]["From"] == SECOND_NUMBER


async def test_a_bad_look_is_taken_again(rig: Rig, monkeypatch: pytest.MonkeyPatch) -> None:
    crowd = audience(rig, chats(3))
    read, once = rig.db.read, [True]

    async def shaky(work: object) -> object:
        if once:
            once.clear()
            raise StorageDown
        return await read(work)  # type: ignore[arg-type]

    monkeypatch.setattr(rig.db, "read", shaky)
    async with mailing(rig):
        await ends(rig, crowd)


async def test_the_audience_is_written_down_by_the_worker(any_rig: Rig) -> None:
    crowd = audience(any_rig, chats(12), state="draft", size=0)

    def hand_in(unit: Unit) -> None:
        for table in ("campaign_recipients", "campaign_renditions"):
            unit.connection.execute(text(f"DELETE FROM {table}"))
        groups = unit.audiences.count("kucova", TOPIC, Audience(), "sq", NOON)
        renditions = [
            Rendition(
                language=one.language,
                channel=one.channel,
                diacritics=one.diacritics,
                country=one.country,
                outgoing=Outgoing(("Zyra hapet.",)),
                segments=1,
                price=None,
                currency="",
            )
            for one in groups
        ]
        unit.audiences.freeze(crowd.number, renditions, NOON)
        unit.connection.execute(text("UPDATE campaigns SET state = 'freezing'"))

    any_rig.db.write_now(hand_in)
    async with mailing(any_rig):
        await ends(any_rig, crowd, "frozen")
    assert fates_of(any_rig.db, crowd) == {("waiting", ""): 12}
