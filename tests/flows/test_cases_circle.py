"""Children and domestic violence: who sees the case before and after the first visit (S13)."""

import pytest
from msgspec.structs import replace

from flows import commands as c
from flows.cases import decide
from flows.decision import Decision, Refused
from flows.events import CaseMoved
from flows.facts import CaseFacts, Circle, Circles, Operator, ReportFacts, sees

AT = 60_000_000_000
CIRCLES = Circles(
    {
        "child": Circle("child_protection", "njvnr"),
        "domestic_violence": Circle("dv_coordinator", "directorate"),
    },
    Circle("child_protection", "njvnr"),
)
CASE = CaseFacts(
    id="c1",
    municipality="kucova",
    state="received",
    version=1,
    report=ReportFacts(id="r1", code="KU-0000-0000", contact="yes", reachable=True),
    circles=CIRCLES,
)


def staff(name: str, *roles: str) -> Operator:
    return Operator(id=name, roles=frozenset(roles), municipality="kucova")


DUTY = staff("b1", "operator", "unit_worker")
CHILD_WORKER = staff("p1", "child_protection")
COORDINATOR = staff("d1", "dv_coordinator")
SUPERVISOR = staff("s1", "supervisor")


def after(case: CaseFacts, *commands: c.Command, by: Operator = DUTY) -> CaseFacts:
    for command in commands:
        decision = decide(case, command, by, AT)
        assert isinstance(decision, Decision), decision
        case = replace(case, **{k: v for k, v in decision.changes.items() if k != "urgent_at"})
    return case


VISITED = (c.TakeAndStart("njvnr"), c.Intervene())


def test_the_duty_worker_makes_the_first_intervention_whatever_the_type() -> None:
    taken = after(replace(CASE, category="child"), c.TakeAndStart("njvnr"))
    assert sees(taken, DUTY)
    assert after(taken, c.Intervene()).state == "intervened"


@pytest.mark.parametrize(
    ("category", "manager", "other", "unit"),
    [
        ("child", CHILD_WORKER, COORDINATOR, "njvnr"),
        ("domestic_violence", COORDINATOR, CHILD_WORKER, "directorate"),
    ],
)
def test_then_it_closes_to_its_role_and_the_supervisor(
    category: str, manager: Operator, other: Operator, unit: str
) -> None:
    closed = after(replace(CASE, category=category), *VISITED)
    assert (closed.assignee, closed.assigned_unit) == (None, unit)
    assert [sees(closed, who) for who in (manager, SUPERVISOR)] == [True, True]
    assert [sees(closed, who) for who in (DUTY, other)] == [False, False]
    refused = decide(closed, c.AddNote("still mine?"), DUTY, AT)
    assert refused == Refused("not_found")
    done = decide(closed, c.Close("served"), manager, AT)
    assert isinstance(done, Decision)


def test_the_manager_who_made_the_first_intervention_keeps_the_case() -> None:
    whole = staff("w1", "operator", "unit_worker", "child_protection")
    kept = after(replace(CASE, category="child"), *VISITED, by=whole)
    assert (kept.assignee, kept.closed_circle) == ("w1", "child_protection")


def test_a_flagged_child_closes_a_case_of_an_open_category() -> None:
    assert after(replace(CASE, category="poverty", child=True), *VISITED).closed_circle == (
        "child_protection"
    )
    assert after(replace(CASE, category="poverty"), *VISITED).closed_circle == ""


def test_a_child_in_a_violent_home_is_seen_by_both_roles_and_nobody_else() -> None:
    case = replace(CASE, category="domestic_violence", child=True)
    for stage in (case, after(case, *VISITED)):
        assert [sees(stage, who) for who in (COORDINATOR, CHILD_WORKER)] == [True, True]
    closed = after(case, *VISITED)
    assert closed.closed_circle == "dv_coordinator"
    assert not sees(closed, DUTY)
    noted = decide(closed, c.AddNote("the child is at her aunt's"), CHILD_WORKER, AT)
    assert isinstance(noted, Decision)


def test_a_category_corrected_later_closes_the_case_at_once() -> None:
    visited = after(replace(CASE, category="poverty"), *VISITED)
    corrected = after(visited, c.Correct(category="domestic_violence"))
    assert (corrected.closed_circle, corrected.assignee) == ("dv_coordinator", None)
    assert not sees(corrected, DUTY)


def test_a_child_heard_of_after_the_visit_closes_the_case_by_itself() -> None:
    heard = replace(after(replace(CASE, category="poverty"), *VISITED), child=True)
    assert not sees(heard, DUTY)
    assert sees(heard, CHILD_WORKER)


def test_a_case_ended_before_a_visit_closes_too() -> None:
    ended = after(replace(CASE, category="child"), c.Look(), c.Close("duplicate"))
    assert not sees(ended, DUTY)
    assert sees(ended, CHILD_WORKER)


def test_such_a_case_moves_quietly_from_its_first_step() -> None:
    looked = decide(replace(CASE, category="domestic_violence"), c.Look(), DUTY, AT)
    assert isinstance(looked, Decision)
    assert isinstance(looked.event, CaseMoved)
    assert looked.event.quiet


def test_the_glass_breaks_only_with_a_reason_and_only_for_an_urgent_case() -> None:
    closed = after(replace(CASE, category="child"), *VISITED)
    assert decide(closed, c.BreakGlass("the worker is ill"), DUTY, AT) == Refused("not_urgent")
    urgent = replace(closed, danger=True)
    assert decide(urgent, c.BreakGlass(" "), DUTY, AT) == Refused("empty")
    assert decide(urgent, c.BreakGlass("why not"), CHILD_WORKER, AT) == Refused("not_needed")
    broken = decide(urgent, c.BreakGlass("the worker is ill"), DUTY, AT)
    assert isinstance(broken, Decision)
    assert (broken.alert, broken.note, broken.detail) == (True, "the worker is ill", {})


def test_who_broke_the_glass_sees_and_works() -> None:
    closed = replace(after(replace(CASE, category="child"), *VISITED), broken_by=(DUTY.id,))
    assert isinstance(decide(closed, c.AddNote("went there"), DUTY, AT), Decision)
