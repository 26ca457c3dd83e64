"""Whether staff may write to a reporter (safety S5): yes, not asked, never."""

import pytest
from msgspec.structs import replace

from flows import commands as c
from flows.cases import decide
from flows.decision import Decision, Refused
from flows.events import CaseMoved, ContactState, OperatorReplied
from flows.facts import CaseFacts, Operator, ReportFacts

AT = 60_000_000_000
DESK = Operator(id="o1", roles=frozenset({"operator"}), municipality="kucova")


def case_with(contact: ContactState, *, reachable: bool = True) -> CaseFacts:
    report = ReportFacts(id="r1", code="KU-0000-0000", contact=contact, reachable=reachable)
    return CaseFacts(id="c1", municipality="kucova", state="received", version=1, report=report)


def outcome(case: CaseFacts, command: c.Command) -> str:
    decision = decide(case, command, DESK, AT)
    return decision.reason if isinstance(decision, Refused) else decision.action


def test_never_means_that_nothing_goes_out_by_anyone() -> None:
    case = case_with("never")
    assert outcome(case, c.Reply(text="hello")) == "never_contact"
    assert outcome(case, c.Reply(canned="desk.thanks")) == "never_contact"
    assert outcome(case, c.Invite("we have a bed")) == "never_contact"
    looked = decide(case, c.Look(), DESK, AT)
    assert isinstance(looked, Decision)
    assert looked.event is None


def test_who_was_not_asked_is_invited_once_with_a_reason() -> None:
    case = case_with("not_asked")
    assert outcome(case, c.Reply(text="hello")) == "not_asked"
    assert outcome(case, c.Invite(" ")) == "empty"
    decision = decide(case, c.Invite("a place is free"), DESK, AT)
    assert isinstance(decision, Decision)
    assert isinstance(decision.event, OperatorReplied)
    assert decision.event.invitation
    assert (decision.event.text, decision.event.canned) == ("", "")
    assert (decision.report, decision.note) == ({"invited_at": AT}, "a place is free")
    invited = replace(case, report=replace(case.report, invited_at=AT - 1))
    assert outcome(invited, c.Invite("again")) == "invited"


def test_who_came_back_after_the_invitation_gets_the_answer() -> None:
    case = case_with("not_asked")
    invited = replace(case, report=replace(case.report, invited_at=AT - 9, heard_at=AT - 10))
    assert outcome(invited, c.Reply(text="hello")) == "not_asked"
    back = replace(invited, report=replace(invited.report, heard_at=AT - 1))
    assert outcome(back, c.Reply(text="hello")) == "reply"


def test_who_said_yes_needs_no_invitation() -> None:
    assert outcome(case_with("yes"), c.Invite("reason")) == "asked"


@pytest.mark.parametrize(
    ("now", "wanted", "result"),
    [
        ("yes", "not_asked", "stricter"),
        ("yes", "never", "stricter"),
        ("not_asked", "never", "stricter"),
        ("not_asked", "yes", "only_stricter"),
        ("never", "yes", "only_stricter"),
        ("never", "not_asked", "only_stricter"),
        ("yes", "yes", "only_stricter"),
    ],
)
def test_staff_only_make_it_stricter(now: ContactState, wanted: ContactState, result: str) -> None:
    assert outcome(case_with(now), c.Stricter(wanted)) == result


def test_only_the_persons_own_words_loosen_it() -> None:
    decision = decide(case_with("never"), c.RecordWords("yes", "mornings only", "phone"), DESK, AT)
    assert isinstance(decision, Decision)
    assert decision.report == {"contact_state": "yes", "contact_words": "mornings only"}
    assert decision.detail == {"contact": "yes", "way": "phone"}
    assert outcome(case_with("never"), c.RecordWords("yes", "", "phone")) == "empty"


def test_a_person_who_asked_to_be_forgotten_is_not_written_to() -> None:
    gone = case_with("yes", reachable=False)
    assert outcome(gone, c.Reply(text="hello")) == "unreachable"
    assert outcome(gone, c.Verify()) == "unreachable"
    looked = decide(gone, c.Look(), DESK, AT)
    assert isinstance(looked, Decision)
    assert looked.event is None


def test_a_sender_is_verified_once() -> None:
    case = case_with("yes")
    decision = decide(case, c.Verify(), DESK, AT)
    assert isinstance(decision, Decision)
    assert (decision.verify, decision.report) == (True, {"professional": "verified"})
    known = replace(case, report=replace(case.report, verified=True))
    assert outcome(known, c.Verify()) == "verified"


def test_the_step_message_carries_the_contact_state() -> None:
    looked = decide(case_with("not_asked"), c.Look(), DESK, AT)
    assert isinstance(looked, Decision)
    assert looked.event == CaseMoved("r1", "KU-0000-0000", "looked_at", "not_asked")
