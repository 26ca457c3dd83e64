"""Stories for the storage tests of the desk: who works there, and a case on the table."""

from itertools import count

from flows import commands as c
from flows.cases import decide
from flows.decision import Decision
from flows.effects import AnswerReport, CompleteReport, SetContact, Written
from flows.events import ContactState
from flows.facts import CaseFacts, Operator
from storage.database import Database
from storage.decisions import Settled
from storage.directory import SEEDS, load_municipality
from storage.operators import NewOperator
from storage.unit import Unit
from tests.storage.hot import CODE, LEASE, NOW, REPORT, opened, take_turn, wrote

NUMBERS = count(1000)
KUCOVA = load_municipality(SEEDS / "kucova.toml")


def seed(db: Database) -> None:
    """Kuçovë is served."""
    db.write_now(lambda unit: unit.municipalities.seed(KUCOVA, NOW))


def hire(
    db: Database, name: str, *roles: str, municipality: str = "kucova", unit: str = ""
) -> Operator:
    """An account with these roles, as its holder acts."""
    new = NewOperator(name=name, roles=frozenset(roles), municipality=municipality, unit=unit)
    made = db.write_now(lambda work: work.operators.add(new, NOW))
    account = db.read_now(lambda work: work.operators.get(made))
    assert account is not None
    return account.operator


def report(
    db: Database,
    *more: Written,
    report_id: str = REPORT,
    code: str = CODE,
    contact: ContactState = "yes",
    address: str = "+355690000001",
    now: int = NOW,
) -> str:
    """Somebody wrote and answered; the case's id."""
    effects = (
        opened(report_id, code),
        AnswerReport(report_id=report_id, slot="seen", words="alone, no food"),
        SetContact(report_id=report_id, state=contact, words="mornings"),
        *more,
        CompleteReport(report_id=report_id, complete=True),
    )

    def tell(unit: Unit) -> str:
        unit.inbox.put([wrote("help", number=next(NUMBERS), address=address)], now)
        take_turn(unit, *effects, now=now)
        return unit.reports.find([report_id])[report_id].case

    return db.write_now(tell)


def visible(db: Database, case_id: str, operator: Operator, now: int = NOW) -> CaseFacts | None:
    """The case as this operator finds it."""
    return db.read_now(lambda unit: unit.cases.visible(case_id, operator, now))


def act(
    db: Database, case_id: str, command: c.Command, operator: Operator, now: int = NOW
) -> Settled:
    """What the console does with a form."""

    def work(unit: Unit) -> Settled:
        case = unit.cases.visible(case_id, operator, now) or unit.cases.load(case_id, "kucova")
        assert case is not None
        decision = decide(case, command, operator, now)
        assert isinstance(decision, Decision), decision
        return unit.cases.apply_decision(case, decision, operator, now)

    return db.write_now(work)


def join_chat(db: Database, operator: Operator, number: int = 0) -> str:
    """A chat of this operator, joined to the account by a one-time token; the contact's id."""

    def write_in(unit: Unit) -> str:
        unit.inbox.put([wrote("join", next(NUMBERS), f"+38344{number:06}")], NOW)
        (claimed,) = unit.inbox.claim(1, NOW, LEASE)
        (contact,) = unit.contacts.ensure([claimed], NOW).values()
        unit.inbox.done([claimed.seq], NOW)
        token = unit.tokens.make(operator.id, "duty", NOW)
        assert unit.tokens.link_duty(token, contact.id, NOW)
        assert not unit.tokens.link_duty(token, contact.id, NOW)
        return contact.id

    return db.write_now(write_in)
