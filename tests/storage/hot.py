"""Small stories for the storage tests: somebody writes, a turn answers."""

from flows.effects import OpenReport, Spoken, Written
from flows.events import MessageHeard
from flows.messages import Inbound, Outgoing
from flows.session import Session
from storage.apply import Applied, Outcome, apply
from storage.inbox import Claimed, NewEvent
from storage.parcels import NO_ROOM, Room
from storage.unit import Unit
from storage.vault import Key, Vault

NOW = 1_900_000_000_000_000
SECOND = 1_000_000
LEASE = 60 * SECOND
LINE = "a" * 32
KEYS = (Key("k1", b"1" * 32),)
VAULT = Vault(KEYS)
CODE = "KU-7F3K-9QTW"
REPORT = f"{7:032x}"


def wrote(text: str, number: int = 1, address: str = "+355690000001") -> NewEvent:
    """A message of a person, numbered by the provider."""
    what = MessageHeard(Inbound(text=text))
    raw = f"raw {text}".encode()
    return NewEvent(LINE, "telegram", str(number), address, "message", what, raw)


def said(claimed: Claimed) -> str:
    """The text of a claimed message."""
    assert isinstance(claimed.what, MessageHeard)
    return claimed.what.inbound.text


def answer(text: str, **options: object) -> Spoken:
    """What a turn says."""
    return Spoken(outgoing=Outgoing(parts=(text,)), **options)  # type: ignore[arg-type]


def opened(report: str = REPORT, code: str = CODE) -> OpenReport:
    """A report of somebody about another."""
    return OpenReport(
        report_id=report, code=code, municipality="kucova", language="sq", kind="someone"
    )


def take_turn(unit: Unit, *effects: Written, now: int = NOW, room: Room = NO_ROOM) -> Applied:
    """Claim whatever waits and answer everybody with the same effects."""
    claimed = unit.inbox.claim(100, now, LEASE)
    contacts = unit.contacts.ensure(claimed, now)
    sessions = unit.sessions.load([contact.id for contact in contacts.values()])
    outcomes = []
    for one in claimed:
        contact = contacts[one.person]
        session, version = sessions.get(contact.id, (Session(), 0))
        outcomes.append(
            Outcome(
                claimed=one,
                contact=contact,
                session=session,
                session_version=version,
                effects=effects,
            )
        )
    return apply(unit, outcomes, now, room)
