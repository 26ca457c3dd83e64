"""What holds after any acts of anybody, in any order."""

from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from flows import commands as c
from flows.cases import LIFE, decide
from flows.contacting import STRICTNESS
from flows.decision import Decision
from flows.events import CaseMoved, OperatorReplied
from flows.facts import CaseFacts, Operator, ReportFacts, public_state, sees
from flows.recording import SECRECY

AT = 60_000_000_000
ROLES = ["operator", "unit_worker", "child_protection", "dv_coordinator", "supervisor"]

operators = st.builds(
    Operator,
    id=st.sampled_from(["o1", "o2"]),
    roles=st.frozensets(st.sampled_from(ROLES), max_size=3),
    municipality=st.sampled_from(["kucova", "gjilan"]),
    unit=st.sampled_from(["", "njvnr", "njmf"]),
)
commands = st.one_of(
    st.just(c.Look()),
    st.builds(c.Assign, st.sampled_from(["njvnr", "njmf"]), st.sampled_from([None, "o1", "o2"])),
    st.builds(c.TakeAndStart, st.sampled_from(["njvnr", "njmf"])),
    st.just(c.Accept()),
    st.builds(c.Reject, st.sampled_from(["", "no room"])),
    st.just(c.Intervene()),
    st.builds(c.Close, st.sampled_from(["served", "informed", "duplicate"])),
    st.just(c.Reopen()),
    st.builds(
        c.Correct,
        category=st.sampled_from([None, "poverty", "child", "domestic_violence"]),
        child=st.sampled_from([None, True, False]),
        danger=st.sampled_from([None, True, False]),
        urgency=st.sampled_from([None, 0, 1, 2, 3, 4]),
        anonymity=st.sampled_from([None, "anonymous", "confidential", "disclosed"]),
    ),
    st.builds(c.Reply, text=st.sampled_from(["", "hello"])),
    st.builds(c.Invite, st.sampled_from(["", "a bed"])),
    st.builds(c.Stricter, st.sampled_from(["yes", "not_asked", "never"])),
    st.just(c.Verify()),
    st.builds(c.BreakGlass, st.sampled_from(["", "she is alone"])),
)
reports = st.builds(
    ReportFacts,
    id=st.just("r1"),
    code=st.just("KU-0000-0000"),
    contact=st.sampled_from(["yes", "not_asked", "never"]),
    reachable=st.booleans(),
)
cases = st.builds(
    CaseFacts,
    id=st.just("c1"),
    municipality=st.just("kucova"),
    state=st.just("received"),
    version=st.just(1),
    report=reports,
    danger=st.booleans(),
    category=st.sampled_from(["", "poverty", "child", "domestic_violence"]),
)


def following(case: CaseFacts, decision: Decision) -> CaseFacts:
    changes = {k: v for k, v in decision.changes.items() if k != "urgent_at"}
    report = dict(decision.report)
    if "contact_state" in report:
        report["contact"] = report.pop("contact_state")
    return replace(case, **changes, report=replace(case.report, **report))


def check(before: CaseFacts, command: c.Command, actor: Operator, decision: Decision) -> None:
    after = following(before, decision)
    assert before.state in LIFE[type(command)][0]
    assert sees(before, actor) or isinstance(command, c.BreakGlass)
    assert STRICTNESS[after.report.contact] >= STRICTNESS[before.report.contact]
    assert SECRECY[after.anonymity] >= SECRECY[before.anonymity]
    assert 1 <= after.urgency <= 3
    if before.danger and before.acknowledged_at is None:
        assert after.danger
        assert after.urgency >= before.urgency
        assert after.state != "closed"
    check_event(before, after, decision)


def check_event(before: CaseFacts, after: CaseFacts, decision: Decision) -> None:
    event = decision.event
    if event is not None:
        assert before.report.reachable
        assert before.report.contact != "never"
    if isinstance(event, OperatorReplied):
        assert before.report.contact == "yes" or event.invitation
    if isinstance(event, CaseMoved):
        assert event.state == public_state(after.state) != public_state(before.state)
        assert event.quiet == (before.circle is not None)


@settings(max_examples=150, deadline=None)
@given(cases, st.lists(st.tuples(commands, operators), max_size=12))
def test_no_order_of_acts_breaks_a_promise(
    case: CaseFacts, acts: list[tuple[c.Command, Operator]]
) -> None:
    for command, actor in acts:
        decision = decide(case, command, actor, AT)
        if isinstance(decision, Decision):
            check(case, command, actor, decision)
            case = following(case, decision)
    if case.intervened_at is not None and case.circle is not None:
        duty = Operator(
            id="o9", roles=frozenset({"operator", "unit_worker"}), municipality="kucova"
        )
        assert not sees(case, duty)
