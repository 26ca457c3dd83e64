"""The rule of who sees a case, said twice: in `flows.facts.sees` and in SQL. They must agree."""

from itertools import combinations, product

import sqlalchemy as sa

from flows.facts import CaseFacts, Operator, ReportFacts, sees
from storage.database import Database
from storage.municipalities import circles_of
from storage.schema import cases, reports
from storage.unit import Unit
from storage.visibility import visible_to
from tests.storage.desk import KUCOVA, seed
from tests.storage.hot import NOW, VAULT

ROLES = ("operator", "unit_worker", "child_protection", "dv_coordinator", "supervisor", "auditor")
CIRCLES = circles_of(KUCOVA)


def some_cases() -> list[CaseFacts]:
    """Every category that matters, open or closed, handed over or not."""
    wanted = product(
        ("", "poverty", "child", "domestic_violence"),
        (False, True),
        ("", "child_protection", "dv_coordinator"),
        (("", None), ("njvnr", None), ("njvnr", "me"), ("directorate", "other")),
        ("kucova", "gjilan"),
        (None, NOW),
    )
    return [
        CaseFacts(
            id=f"{number:032x}",
            municipality=municipality,
            state="referred" if unit else "received",
            version=1,
            report=ReportFacts(id=f"{number:032x}", code=""),
            category=category,
            child=child,
            closed_circle=circle,
            assigned_unit=unit,
            assignee=assignee,
            intervened_at=visited,
            circles=CIRCLES,
        )
        for number, (category, child, circle, (unit, assignee), municipality, visited) in enumerate(
            wanted
        )
    ]


def operators() -> list[Operator]:
    """Nobody in particular: all sets of one or two roles, three units, two places."""
    roles = [frozenset(some) for size in (0, 1, 2) for some in combinations(ROLES, size)]
    return [
        Operator(id="me", roles=held, municipality=municipality, unit=unit)
        for held, unit, municipality in product(roles, ("", "njvnr"), ("", "kucova"))
    ]


def write_all(unit: Unit, known: list[CaseFacts]) -> None:
    for case in known:
        write(unit, case)


def write(unit: Unit, case: CaseFacts) -> None:
    plain = {
        "id", "municipality", "state", "version", "category", "child", "closed_circle",
        "assigned_unit", "assignee", "intervened_at",
    }  # fmt: skip
    row = {name: getattr(case, name) for name in plain}
    shared = {"channel": "sms", "language": "sq"}
    times = {"made_at": NOW, "changed_at": NOW}
    unit.connection.execute(cases.insert(), {**row, **shared, **times})
    unit.connection.execute(
        reports.insert(),
        {
            "id": case.id,
            "case": case.id,
            "municipality": case.municipality,
            "code_enc": b"",
            "code_index": VAULT.index("code", case.id),
            "opened_at": NOW,
            "heard_at": NOW,
            **shared,
        },
    )


def test_sql_shows_exactly_the_cases_that_the_rule_shows(db: Database) -> None:
    seed(db)
    known = some_cases()
    db.write_now(lambda unit: write_all(unit, known))

    def compare(unit: Unit) -> list[tuple[Operator, set[str]]]:
        different = []
        for operator in operators():
            shown = sa.select(cases.c.id).where(visible_to(operator, CIRCLES))
            ruled = {case.id for case in known if sees(case, operator)}
            if unlike := ruled ^ set(unit.connection.scalars(shown)):
                different.append((operator, unlike))
        return different

    assert db.read_now(compare) == []


def test_every_role_pair_sees_something_less_than_a_supervisor() -> None:
    known = some_cases()
    boss = Operator(id="b", roles=frozenset({"supervisor"}), municipality="kucova")
    all_here = [case for case in known if case.municipality == "kucova"]
    assert [case for case in known if sees(case, boss)] == all_here
    auditor = Operator(id="a", roles=frozenset({"auditor"}), municipality="kucova")
    assert not any(sees(case, auditor) for case in known)
