"""Every class of provider error, and what becomes of a campaign's recipient (reliability R13)."""

import itertools
from collections.abc import Iterator, Mapping, Sequence

import msgspec
import pytest
from msgspec.structs import replace

from bot.channels.base import SendFailed
from bot.fates import MAX_TRIES, after_failure
from bot.stubs.server import Planned
from flows.campaigns import FATES, Fate
from flows.messages import Outgoing
from storage.unit import Unit
from tests.bot.bulk import Shelf, bulk_of
from tests.bot.rig import NOON, SECOND, Rig
from tests.bot.test_sender import said
from tests.bot.test_telegram import refusal

PHONE, CHAT = "+355690000001", "5001"
NEWS = Outgoing(parts=("Qendra hapet me 3 mars",))
END, AGAIN, STOPPED, DOUBT = "end", "again", "stopped", "doubt"
"""Never again · tried again, five times at most · tried until we have mended it · never again by itself."""
BY_STATES: Mapping[tuple[str, str], str] = {
    ("failed", "failed"): END,
    ("waiting", "failed"): AGAIN,
    ("waiting", "waiting"): STOPPED,
    ("unknown", "unknown"): DOUBT,
}
"""The row's state after the first try and after the last one."""

# HTTP status, Twilio's code, what it leads to. Codes: twilio.com/docs/api/errors.
TWILIO = [
    (400, 21211, END),  # no phone
    (400, 21212, END),  # bad sender
    (400, 21265, END),  # a short code
    (400, 21266, END),  # to ourselves
    (400, 21267, END),  # letters on a trial account
    (400, 21408, END),  # country not switched on
    (403, 21408, END),  # the same by another status
    (400, 21602, END),  # no body
    (400, 21606, END),  # sender sends no SMS
    (400, 21608, END),  # trial account
    (400, 21610, END),  # wrote STOP to this sender
    (429, 21611, AGAIN),  # sender's queue full
    (400, 21612, END),  # no route
    (400, 21614, END),  # no mobile
    (400, 21617, END),  # too long
    (400, 21635, END),  # landline
    (400, 21659, END),  # sender is not ours
    (400, 21660, END),  # sender of another account
    (400, 21703, END),  # service without senders
    (503, 21730, AGAIN),  # maintenance
    (400, 30001, AGAIN),  # queue overflow
    (403, 30002, STOPPED),  # account suspended
    (400, 30003, AGAIN),  # phone off
    (400, 30004, END),  # blocked
    (400, 30005, END),  # unknown number
    (400, 30006, END),  # landline
    (400, 30007, END),  # filtered
    (400, 30008, AGAIN),  # unknown
    (400, 30018, END),  # sender not registered beforehand
    (429, 30022, AGAIN),  # too fast
    (429, 30023, STOPPED),  # the day's messages used up
    (400, 30034, END),  # sender not registered
    (401, 20003, STOPPED),  # wrong token
    (403, 20003, STOPPED),  # not allowed
    (403, 20005, STOPPED),  # account not active
    (404, 20404, STOPPED),  # no such account
    (429, 20429, AGAIN),  # concurrency
    (429, 14107, AGAIN),  # rate
    (400, 63001, END),  # channel not authenticated
    (400, 63003, END),  # nobody on the channel
    (400, 63007, END),  # no such sender on the channel
    (503, 63012, AGAIN),  # the channel's provider is broken
    (400, 63016, END),  # outside the channel's window
    (429, 63018, AGAIN),  # the channel's rate
    (400, 63024, END),  # bad recipient
    (429, 63038, STOPPED),  # the day's messages used up
    (400, 63999, END),  # a code that is new to us
    (400, 99999, END),
    (400, 0, END),
    (402, 0, END),
    (401, 0, STOPPED),
    (403, 0, STOPPED),
    (429, 0, AGAIN),
    (500, 20500, AGAIN),
    (502, 0, AGAIN),
    (503, 20503, AGAIN),
    (201, 0, DOUBT),  # taken, but without a number
]
TELEGRAM = [
    (refusal(400, "Bad Request: chat not found"), END),
    (refusal(400, "Bad Request: PEER_ID_INVALID"), END),
    (refusal(400, "Bad Request: user not found"), END),
    (refusal(400, "Bad Request: message is too long"), END),
    (refusal(400, "Bad Request: BUTTON_DATA_INVALID"), END),
    (refusal(400, "Bad Request: group upgraded", migrate_to_chat_id=-100), END),
    (refusal(403, "Forbidden: bot was blocked by the user"), END),
    (refusal(403, "Forbidden: user is deactivated"), END),
    (refusal(403, "Forbidden: bot can't initiate conversation with a user"), END),
    (refusal(401, "Unauthorized"), STOPPED),
    (refusal(404, "Not Found"), STOPPED),
    (refusal(409, "Conflict"), STOPPED),
    (refusal(429, "Too Many Requests", retry_after=7), AGAIN),
    (Planned(429, b"<html>"), AGAIN),
    (refusal(500, "Internal Server Error"), AGAIN),
    (Planned(502, b"<html>"), AGAIN),
    (Planned(504, b""), AGAIN),
    (Planned(200, b"not json"), DOUBT),
    (Planned(drop=True), DOUBT),
    (Planned(drop=True, taken=True), DOUBT),
]


def answered(status: int, code: int) -> Planned:
    body = {"code": code, "message": "?", "status": status} if code else {}
    return Planned(status, msgspec.json.encode(body))


async def fails(rig: Rig, channel: str, address: str) -> SendFailed:
    """Send one message of a campaign that the stand-in is told to refuse."""
    with pytest.raises(SendFailed) as failed:
        await bulk_of(rig, Shelf())[channel].send(address, NEWS, 0)
    return failed.value


def written(rig: Rig, to: str, failure: SendFailed, tries: int) -> str:
    """The state of a message to somebody new after so many tries; its fault is the failure's."""
    said(rig, *NEWS.parts, to=to, kind="notice")

    def work(unit: Unit) -> None:
        (parcel,) = unit.outbox.claim(9, NOON, SECOND)
        after_failure(replace(parcel, attempts=tries), failure)(unit, NOON)

    rig.db.write_now(work)
    state, fault = rig.fates()[-1]
    assert fault == failure.code
    return state


def way(rig: Rig, to: Iterator[str], failure: SendFailed) -> str:
    """What becomes of whoever it happened to, as the outbox has it."""
    found = BY_STATES[
        written(rig, next(to), failure, 1), written(rig, next(to), failure, MAX_TRIES)
    ]
    assert failure.after > 0 or found != STOPPED  # no hot loop (R18)
    return found


async def test_what_becomes_of_a_recipient_when_twilio_refuses(rig: Rig) -> None:
    phones = (f"+35569{number:07}" for number in itertools.count())
    found = []
    for status, code, _ in TWILIO:
        rig.twilio.plan([answered(status, code)])
        found.append((status, code, way(rig, phones, await fails(rig, "sms", PHONE))))
    assert found == TWILIO


async def test_what_becomes_of_a_recipient_when_telegram_refuses(rig: Rig) -> None:
    chats = (str(number) for number in itertools.count(7000))
    found = []
    for end, _ in TELEGRAM:
        rig.api.plan([end])
        found.append((end, way(rig, chats, await fails(rig, "telegram", CHAT))))
    assert found == TELEGRAM


async def test_no_answer_is_in_doubt_and_no_connection_is_tried_again(rig: Rig) -> None:
    phones = (f"+35569{number:07}" for number in itertools.count())
    rig.twilio.plan([Planned(drop=True, taken=True)])
    assert way(rig, phones, await fails(rig, "sms", PHONE)) == DOUBT
    await rig.twilio.stop()
    assert way(rig, phones, await fails(rig, "sms", PHONE)) == AGAIN


REPORTS: Sequence[tuple[str, str, Fate]] = [
    ("delivered", "", "delivered"),
    ("undelivered", "30003", "failed"),
    ("undelivered", "30004", "failed"),
    ("undelivered", "30005", "failed"),
    ("undelivered", "30006", "failed"),
    ("undelivered", "30007", "failed"),
    ("undelivered", "30008", "failed"),
    ("failed", "21610", "failed"),
    ("failed", "63038", "failed"),
    ("canceled", "", "failed"),
    ("sent", "", "sent"),
    ("queued", "", "sent"),
]


async def test_what_a_report_of_the_second_senders_sms_makes_of_it(rig: Rig) -> None:
    rig.twilio.call_back = False
    channel = bulk_of(rig, Shelf())["sms"]
    for number, (status, code, fate) in enumerate(REPORTS, start=1):
        phone = f"+35569{number:07}"
        said(rig, *NEWS.parts, to=phone, kind="notice")
        sid = await channel.send(phone, NEWS, 0)
        rig.db.write_now(lambda unit, sid=sid: taken(unit, sid))  # type: ignore[misc]
        given = {"MessageSid": sid, "MessageStatus": status, "ErrorCode": code}
        assert await rig.twilio.call_line("/twilio/status", given) == 204
        state, fault = rig.fates()[-1]
        assert (status, code, FATES[state]) == (status, code, fate)
        assert fault == (f"twilio_{code}" if code else "")


def taken(unit: Unit, sid: str) -> None:
    """The provider took the one message that waits."""
    (parcel,) = unit.outbox.claim(9, NOON, SECOND)
    unit.outbox.sent([(parcel.seq, sid)], NOON)
