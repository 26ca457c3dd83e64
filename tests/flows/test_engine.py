"""What holds in every talk, however odd: nothing is lost, nobody is stuck, silence is kept."""

from collections.abc import Iterator
from typing import Final

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flows.effects import (
    AddToReport,
    CancelTimer,
    CompleteReport,
    Effect,
    Flagged,
    LinkDuty,
    OpenReport,
    OptIn,
    OptOut,
    RaiseFlag,
    Say,
    SetTimer,
)
from flows.events import (
    CaseMoved,
    ChannelChanged,
    ContactState,
    Lookup,
    MessageHeard,
    OperatorReplied,
    TimerFired,
)
from flows.messages import Attachment, Inbound
from flows.session import Place, ReportTalk, Session
from tests.flows.turns import CODE, MINUTE, NOW, all_of, heard, said, take
from tests.world import real_speaker, real_world

OPEN: Final = ReportTalk("r0", CODE, "kucova", NOW, NOW)
CLOSED: Final = ReportTalk("r0", CODE, "kucova", NOW, NOW, open=False)
CHANNELS: Final = st.sampled_from(["sms", "telegram"])
BUTTONS: Final = [
    f"{flow.name}.{name}.{choice}"
    for flow in real_world().flows.values()
    for name in flow.nodes
    for choice in ("yes", "perondi", "info", "report", "human", "sq", "skip", "work", "more")
]
WORDS: Final = [
    "po", "jo", "2", "9", "menu", "STOP", "INFO", "DIL", "HARROMË", "gjuha", "prapa", "kaloje",
    "Perondi", "REFERO", "ndihmë", CODE, "KU-0000-0000", "burri po më rreh", "/start", "🙂", "",
    "plaka fqinje s'ka ushqim", "помоћ", "не пишите ми", "\u202eabc\u200b", "0691234567",
]  # fmt: skip
INBOUND: Final = st.one_of(
    st.builds(Inbound, text=st.one_of(st.sampled_from(WORDS), st.text(max_size=40))),
    st.builds(Inbound, button=st.one_of(st.sampled_from(BUTTONS), st.text(max_size=20))),
    st.builds(Inbound, start=st.sampled_from(["", "kucova", "kucova--work", "duty-x", "c-a", "?"])),
    st.builds(
        Inbound,
        text=st.sampled_from(["", "shiko"]),
        attachments=st.lists(
            st.builds(Attachment, kind=st.sampled_from(["photo", "location", "contact", "voice"])),
            min_size=1,
            max_size=2,
        ).map(tuple),
    ),
)


def speak_all(effects: tuple[Effect, ...], channel: str) -> Iterator[str]:
    for effect in effects:
        if isinstance(effect, Say):
            yield from real_speaker().voice(channel, effect.language).speak([effect]).outgoing.parts


@settings(max_examples=150, deadline=None)
@given(CHANNELS, st.lists(INBOUND, max_size=12))
def test_no_talk_breaks_and_every_word_in_a_report_is_kept(
    channel: str, inbounds: list[Inbound]
) -> None:
    session = Session()
    for at, inbound in enumerate(inbounds):
        was_open = session.report is not None and session.report.open
        turn = take(session, MessageHeard(inbound), NOW + at * MINUTE, channel=channel,
                    report_id=f"r{at}")  # fmt: skip
        session = turn.session
        assert all(part.strip() for part in speak_all(turn.effects, channel))
        if session.report and session.report.open:
            assert all_of(turn.effects, SetTimer)
        if inbound.attachments:
            assert all_of(turn.effects, AddToReport)
        if was_open and not (session.report and session.report.open):
            assert all_of(turn.effects, CompleteReport)


@settings(max_examples=100, deadline=None)
@given(st.text(min_size=1, max_size=300).filter(lambda text: any(c.isalpha() for c in text)))
def test_words_are_kept_byte_for_byte(text: str) -> None:
    session = Session(language="sq", place=Place("sms", "wait"), report=OPEN)
    turn = take(session, heard(text))
    kept = [e.text for e in turn.effects if isinstance(e, AddToReport)]
    understood = turn.session.place != session.place or turn.session.silent
    assert kept == [text] or (not kept and (understood or said(turn)))


@pytest.mark.parametrize("text", ["po e rrehin", "бије ме муж", "he has a knife, help"])
@pytest.mark.parametrize(
    "place", [None, *(Place(f.name, n) for f in real_world().flows.values()
                      for n, node in f.nodes.items() if node.waits)]
)  # fmt: skip
def test_danger_is_answered_first_and_flagged_in_every_step(place: Place | None, text: str) -> None:
    session = Session(language="sq", noticed=True, place=place, shared={"topic": "work"})
    for channel in ("sms", "telegram"):
        turn = take(session, heard(text), channel=channel)
        first = next(e for e in turn.effects if isinstance(e, Say) and e.priority == "danger")
        assert "112" in dict(first.params)["numbers"]
        opened, flags = all_of(turn.effects, OpenReport), all_of(turn.effects, RaiseFlag)
        assert len(opened) == len(flags) == 1
        assert turn.session.report
        assert turn.session.report.danger


def test_a_child_always_gets_the_number_for_children() -> None:
    turn = take(Session(), heard("po e rrehin femijen"))
    numbers = next(dict(e.params)["numbers"] for e in turn.effects if isinstance(e, Say))
    assert "116111" in numbers


def test_a_time_out_says_nothing() -> None:
    turn = take(Session(place=Place("sms", "where"), report=OPEN), TimerFired("report_timeout"))
    assert not all_of(turn.effects, Say)
    assert turn.effects[0] == CompleteReport(report_id="r0", complete=False)
    assert turn.session.place is None


def test_a_late_time_out_of_a_closed_report_changes_nothing() -> None:
    assert take(Session(report=CLOSED), TimerFired("report_timeout")).effects == ()


@pytest.mark.parametrize("word", ["DIL", "IZLAZ", "EXIT"])
def test_after_an_exit_word_nothing_is_sent(word: str) -> None:
    turn = take(Session(language="sq", place=Place("sms", "where"), report=OPEN), heard(word))
    assert said(turn) == ["exit.done"]
    assert all_of(turn.effects, CompleteReport)
    assert all_of(turn.effects, CancelTimer)
    assert turn.session.silent
    for what in (
        TimerFired("report_timeout"),
        OperatorReplied("r0", CODE, "p", text="?", contact="yes"),
        CaseMoved("r0", CODE, "finished", "yes"),
    ):
        assert not all_of(take(turn.session, what).effects, Say)


@pytest.mark.parametrize(
    ("contact", "minutes", "sent"),
    [("yes", 600, True), ("not_asked", 10, True), ("not_asked", 31, False), ("never", 1, False)],
)
def test_staff_words_go_only_where_the_person_allows(
    contact: ContactState, minutes: int, sent: bool
) -> None:
    session = Session(language="sq", report=CLOSED)
    now = NOW + minutes * MINUTE
    reply = OperatorReplied("r0", CODE, "p1", text="Mirëdita", contact=contact)
    moved = CaseMoved("r0", CODE, "looked_at", contact)
    for what in (reply, moved):
        assert bool(all_of(take(session, what, now).effects, Say)) is sent
    held = take(session, reply, now).effects == (Flagged(reason="reply_held", report_id="r0"),)
    assert held is not sent


def test_a_quiet_case_sends_no_step() -> None:
    moved = CaseMoved("r0", CODE, "looked_at", "yes", quiet=True)
    assert take(Session(report=CLOSED), moved).effects == ()


@pytest.mark.parametrize("report", [None, OPEN, CLOSED])
def test_forget_me_is_always_answered_the_same(report: ReportTalk | None) -> None:
    turn = take(Session(language="sq", report=report), heard("HARROMË"))
    assert said(turn) == ["forget.done"]
    assert turn.session == Session(heard_at=NOW)


@pytest.mark.parametrize("report", [None, CLOSED])
def test_without_a_code_the_answer_hides_whether_a_report_exists(
    report: ReportTalk | None,
) -> None:
    later = NOW + 31 * MINUTE
    assert said(take(Session(language="sq", report=report), heard("KODI IM"), later)) == [
        "status.ask"
    ]


def test_too_many_wrong_codes_are_all_answered_alike() -> None:
    blocked = Lookup(CODE, "r0", "kucova", "finished", blocked=True)
    unknown = Lookup(CODE, blocked=True)
    answers = [
        said(take(Session(language="sq"), heard(CODE), lookup=x)) for x in (blocked, unknown)
    ]
    assert answers == [["status.later"]] * 2


def test_the_sixth_report_of_an_hour_joins_the_last_one() -> None:
    session = Session(language="sq", report=CLOSED)
    later = NOW + 40 * MINUTE
    turn = take(session, heard("edhe nje familje tjeter pa buke"), later, reports_lately=5)
    assert not all_of(turn.effects, OpenReport)
    assert all_of(turn.effects, AddToReport)
    assert said(turn) == ["flood.calm"]
    again = take(turn.session, heard("dhe nje tjeter"), later + MINUTE, reports_lately=5)
    assert "flood.calm" not in said(again)


def test_danger_is_heard_in_a_flood() -> None:
    session = Session(language="sq", report=OPEN, flood_told_at=NOW)
    turn = take(session, heard("burri po më rreh"), messages_lately=50)
    assert said(turn) == ["danger.numbers"]
    assert all_of(turn.effects, RaiseFlag)
    assert all_of(turn.effects, AddToReport)


def test_blocked_by_the_person_is_opted_out() -> None:
    assert take(Session(), ChannelChanged(blocked=True)).effects == (OptOut(),)
    assert take(Session(), ChannelChanged(blocked=False)).effects == (OptIn(),)


def test_a_button_of_an_answered_question_changes_nothing() -> None:
    report = ReportTalk("r0", CODE, "kucova", NOW, NOW, answered=("where",))
    session = Session(language="sq", place=Place("report", "contact"), report=report)
    turn = take(session, MessageHeard(Inbound(button="report.where.lumas")), channel="telegram")
    assert not all_of(turn.effects, Say)
    assert turn.session.place == session.place


def test_a_flow_that_is_gone_leaves_nobody_stuck() -> None:
    session = Session(language="sq", place=Place("gone", "node"), report=OPEN)
    turn = take(session, heard("Perondi, prane kishes se vjeter"))
    assert all_of(turn.effects, AddToReport)
    assert said(turn)


def test_words_at_the_language_question_are_kept() -> None:
    begun = take(Session(), MessageHeard(Inbound(start="")), channel="telegram").session
    turn = take(begun, heard("plaka fqinje s'ka ushqim"), channel="telegram")
    assert all_of(turn.effects, AddToReport)
    assert said(turn)[0] == "notice.who"


@pytest.mark.parametrize("button", ["menu.main.status", "report.wait.can_wait", "?"])
@pytest.mark.parametrize("place", [None, Place("menu", "main")])
def test_the_words_on_a_button_decide_nothing(place: Place | None, button: str) -> None:
    session = Session(language="sq", place=place, report=OPEN)
    plain = take(session, MessageHeard(Inbound(button=button)))
    labelled = take(session, MessageHeard(Inbound(button=button, label="ndihmë, po më vret")))
    assert labelled == plain


def test_a_photo_after_an_old_button_is_not_lost() -> None:
    pressed = take(Session(language="sq"), MessageHeard(Inbound(button="human.words.yes")))
    photo = MessageHeard(Inbound(attachments=(Attachment("photo", "p1"),)))
    turn = take(pressed.session, photo)
    assert all_of(turn.effects, AddToReport)


def test_staff_join_their_phone_by_one_word_and_no_report_begins() -> None:
    turn = take(Session(language="sq"), heard("Duty-7F3K9QTWABCD"))
    assert all_of(turn.effects, LinkDuty) == [LinkDuty(token="7F3K9QTWABCD")]
    assert said(turn) == ["duty.joined"]
    assert all_of(turn.effects, OpenReport) == []
