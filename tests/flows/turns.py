"""One turn of the real engine with plain facts, and what it said and did."""

from typing import Final

from flows.codes import make_code
from flows.effects import Effect, Say
from flows.engine import step
from flows.events import Event, Given, MessageHeard, What
from flows.messages import Inbound
from flows.session import Session
from flows.talk import Turn
from tests.world import real_world

CODE: Final = make_code("KU", 12_345_678_901)
NOW: Final = 1_790_000_000_000_000
MINUTE: Final = 60_000_000


def take(session: Session, what: What, now: int = NOW, **given_fields: object) -> Turn:
    fields = {"channel": "sms", "municipality": "kucova", "report_id": "r1", "code": CODE}
    given_now = Given(**{**fields, **given_fields})  # type: ignore[arg-type]
    return step(real_world(), session, Event(what, given_now), now)


def heard(text: str) -> MessageHeard:
    return MessageHeard(Inbound(text=text))


def all_of(effects: tuple[Effect, ...], kind: type) -> list[Effect]:
    return [effect for effect in effects if isinstance(effect, kind)]


def said(turn: Turn) -> list[str]:
    return [effect.key for effect in turn.effects if isinstance(effect, Say)]
