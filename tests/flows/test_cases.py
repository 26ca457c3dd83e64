"""The life of a case, told as staff live it (issue 2, stories 6 to 8)."""

from msgspec.structs import replace

from flows import commands as c
from flows.cases import LIFE, decide
from flows.decision import Answer, Decision, Handover, Refused
from flows.events import CaseMoved, OperatorReplied
from flows.facts import NOW, CaseFacts, Operator, ReportFacts, public_state

MINUTE = 60_000_000
AT = 1_000 * MINUTE
REPORT = ReportFacts(id="r1", code="KU-0000-0000", contact="yes", reachable=True)
CASE = CaseFacts(id="c1", municipality="kucova", state="received", version=1, report=REPORT)


def staff(*roles: str, name: str = "o1", unit: str = "", municipality: str = "kucova") -> Operator:
    return Operator(id=name, roles=frozenset(roles), municipality=municipality, unit=unit)


DESK = staff("operator")
WORKER = staff("unit_worker", name="w1")
BOTH = staff("operator", "unit_worker", name="b1")
SUPERVISOR = staff("supervisor", name="s1")
CHILD_WORKER = staff("child_protection", name="p1")
COORDINATOR = staff("dv_coordinator", name="d1")


def decided(case: CaseFacts, command: c.Command, operator: Operator = DESK) -> Decision:
    decision = decide(case, command, operator, AT)
    assert isinstance(decision, Decision), decision
    return decision


def refused(case: CaseFacts, command: c.Command, operator: Operator = DESK) -> str:
    decision = decide(case, command, operator, AT)
    assert isinstance(decision, Refused), decision
    return decision.reason


def after(case: CaseFacts, command: c.Command, operator: Operator = DESK) -> CaseFacts:
    changes = decided(case, command, operator).changes
    return replace(case, **{k: v for k, v in changes.items() if k != "urgent_at"})


def told(case: CaseFacts, command: c.Command, operator: Operator = DESK) -> str:
    event = decided(case, command, operator).event
    assert event is None or isinstance(event, CaseMoved)
    return event.state if event else ""


def test_a_report_is_looked_at_handed_over_accepted_visited_and_closed() -> None:
    looked = after(CASE, c.Look())
    handed = after(looked, c.Assign("njvnr"))
    taken = after(handed, c.Accept(), WORKER)
    visited = after(taken, c.Intervene(), WORKER)
    done = after(visited, c.Close("served"), WORKER)
    states = [case.state for case in (looked, handed, taken, visited, done)]
    assert states == ["looked_at", "referred", "accepted", "intervened", "closed"]
    assert (taken.assignee, visited.intervened_at, done.closed_at) == ("w1", AT, AT)


def test_the_reporter_hears_each_public_state_once() -> None:
    assert told(CASE, c.Look()) == "looked_at"
    looked = after(CASE, c.Look())
    assert told(looked, c.Assign("njvnr")) == ""
    handed = after(looked, c.Assign("njvnr"))
    assert told(handed, c.Accept(), WORKER) == "taken_up"
    taken = after(handed, c.Accept(), WORKER)
    assert told(taken, c.Intervene(), WORKER) == ""
    assert told(after(taken, c.Intervene(), WORKER), c.Close("informed"), WORKER) == "finished"


def test_only_four_words_are_public() -> None:
    heard = {public_state(state) for states, _ in LIFE.values() for state in states}
    assert heard == {"received", "looked_at", "taken_up", "finished"}


def test_who_holds_both_roles_takes_it_and_starts_in_one_step() -> None:
    decision = decided(CASE, c.TakeAndStart("njvnr"), BOTH)
    assert decision.changes == {
        "state": "accepted",
        "assigned_unit": "njvnr",
        "assignee": "b1",
        "acknowledged_at": AT,
    }
    assert decision.referral == Handover("njvnr", "b1", "accepted")
    assert told(CASE, c.TakeAndStart("njvnr"), BOTH) == "taken_up"


def test_one_role_alone_or_somebody_elses_case_is_not_taken() -> None:
    assert refused(CASE, c.TakeAndStart("njvnr"), DESK) == "not_yours"
    theirs = replace(CASE, state="referred", assigned_unit="njvnr", assignee="w1")
    assert refused(theirs, c.TakeAndStart("njvnr"), BOTH) == "taken"
    assert refused(CASE, c.TakeAndStart(""), BOTH) == "empty"


def test_a_rejection_needs_a_reason_and_puts_the_case_back_into_the_queue() -> None:
    handed = after(CASE, c.Assign("njvnr", "w1"))
    assert refused(handed, c.Reject("  "), WORKER) == "empty"
    decision = decided(handed, c.Reject("not our unit"), WORKER)
    assert decision.changes == {"state": "looked_at", "assigned_unit": "", "assignee": None}
    assert decision.referral == Answer("rejected", "not our unit")
    assert decision.event is None
    assert "not our unit" not in decision.detail.values()


def test_a_unit_answers_only_what_was_handed_to_it() -> None:
    handed = after(CASE, c.Assign("njmf"))
    elsewhere = staff("unit_worker", name="w2", unit="njvnr")
    assert refused(handed, c.Accept(), elsewhere) == "not_found"
    assert refused(handed, c.Accept(), DESK) == "not_yours"
    assert refused(CASE, c.Accept(), WORKER) == "not_found"


def test_a_supervisor_reopens_and_nobody_else() -> None:
    closed = after(after(CASE, c.Look()), c.Close("duplicate"))
    assert refused(closed, c.Reopen()) == "not_yours"
    again = after(closed, c.Reopen(), SUPERVISOR)
    assert (again.state, again.outcome, again.closed_at) == ("looked_at", "", None)


def test_served_needs_an_intervention_and_a_taken_case_is_ended_by_its_worker() -> None:
    assert refused(CASE, c.Close("served")) == "not_intervened"
    taken = after(CASE, c.TakeAndStart("njvnr"), BOTH)
    assert refused(taken, c.Close("informed"), DESK) == "not_yours"
    assert decided(taken, c.Close("informed", "spoke on the phone"), BOTH).words == {
        "outcome": "spoke on the phone"
    }


def test_danger_is_looked_at_before_it_is_ended_or_calmed() -> None:
    danger = replace(CASE, danger=True, urgency=NOW)
    assert refused(danger, c.Close("not_confirmed")) == "danger_first"
    assert refused(danger, c.Correct(urgency=1)) == "danger_first"
    assert refused(danger, c.Correct(danger=False)) == "danger_first"
    seen = after(danger, c.Look())
    assert decided(seen, c.Correct(urgency=1)).detail == {"urgency": "1"}


def test_urgency_is_raised_and_the_clock_of_escalation_starts() -> None:
    decision = decided(CASE, c.Raise(NOW))
    assert decision.changes == {"urgency": NOW, "urgent_at": AT}
    assert refused(replace(CASE, urgency=NOW), c.Raise(2)) == "unknown_value"
    assert refused(CASE, c.Raise(4)) == "unknown_value"


def test_a_look_stops_the_escalation_in_any_state() -> None:
    flagged = replace(CASE, state="accepted", danger=True)
    assert decided(flagged, c.Look()).changes == {"acknowledged_at": AT}
    assert refused(replace(flagged, acknowledged_at=AT), c.Look()) == "state"


def test_anonymity_only_becomes_stricter() -> None:
    disclosed = replace(CASE, anonymity="disclosed")
    assert after(disclosed, c.Correct(anonymity="confidential")).anonymity == "confidential"
    assert refused(CASE, c.Correct(anonymity="disclosed")) == "only_stricter"


def test_a_correction_writes_only_what_differs_and_names_no_words() -> None:
    decision = decided(CASE, c.Correct(category="elderly", whom="", place="by the old bridge"))
    assert decision.changes == {"category": "elderly"}
    assert decision.words == {"place": "by the old bridge"}
    assert decision.detail == {"category": "elderly", "words": "place"}
    assert refused(CASE, c.Correct(whom="")) == "empty"


def test_notes_stay_inside() -> None:
    decision = decided(CASE, c.AddNote("call the school"))
    assert (decision.note, decision.event, decision.changes) == ("call the school", None, {})
    assert refused(CASE, c.AddNote(" ")) == "empty"


def test_another_municipality_finds_nothing() -> None:
    stranger = staff("operator", "supervisor", "unit_worker", municipality="gjilan")
    commands: list[c.Command] = [
        c.Look(), c.Assign("u"), c.Close("other"), c.AddNote("x"), c.BreakGlass("x"), c.Reopen(),
    ]  # fmt: skip
    found = {
        result.reason if isinstance(result := decide(CASE, command, stranger, AT), Refused) else ""
        for command in commands
    }
    assert found == {"not_found"}


def test_a_reply_becomes_an_event_for_the_persons_inbox() -> None:
    event = decided(CASE, c.Reply(text="Faleminderit.")).event
    assert event == OperatorReplied("r1", "KU-0000-0000", "", text="Faleminderit.", contact="yes")
    assert refused(CASE, c.Reply()) == "empty"
