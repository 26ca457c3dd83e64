"""The one function that decides: an event and a session come in, a turn goes out; pure."""

from typing import Final

from msgspec.structs import replace

from flows.afterwards import hear_code, prefixes_of
from flows.codes import find_code
from flows.effects import Flagged, Say
from flows.events import (
    CaseMoved,
    ChannelChanged,
    Event,
    MessageHeard,
    OperatorReplied,
    TimerFired,
)
from flows.interrupts import ALWAYS, duty_token, join_duty, obey, obey_about, start_link
from flows.listening import begin_professional, begin_report, hear_at_place, idle
from flows.messages import Inbound
from flows.nodes.base import Kind
from flows.notices import (
    accept_invitation,
    case_moved,
    channel_changed,
    operator_replied,
    time_out,
)
from flows.reporting import calm_down, keep_words, raise_flag, still_here
from flows.routes import AGAIN, BEGIN, END, QUESTIONS, RESUME, WAIT
from flows.session import Session
from flows.talk import CHILD, Talk, Turn
from flows.triggers import Danger
from flows.world import World

MESSAGES_A_MINUTE: Final = 20
"""Reliability R24."""
STALE: Final = 24 * 3_600_000_000
"""Microseconds after which choices offered outside a report are forgotten."""
MOST_NODES: Final = 50
"""No turn passes more nodes; flows.checks proves that no flow needs more."""


class EndlessFlow(Exception):
    """A flow goes round without ever waiting."""


def step(world: World, session: Session, event: Event, now: int) -> Turn:
    """Return what follows from one event; `now` in UTC microseconds. No I/O, no clock, no dice."""
    talk = Talk(world, session, event.given, now)
    match event.what:
        case MessageHeard(inbound):
            _hear(talk, inbound)
        case TimerFired() as fired:
            time_out(talk, fired)
        case OperatorReplied() as reply:
            operator_replied(talk, reply)
        case CaseMoved() as moved:
            case_moved(talk, moved)
        case ChannelChanged() as changed:
            channel_changed(talk, changed)
    return talk.turn()


def _hear(talk: Talk, inbound: Inbound) -> None:
    talk.inbound = inbound
    _come_back(talk)
    if talk.told_something() and talk.world.triggers.child(inbound.text):
        talk.share(**{CHILD: "yes"})
    danger = talk.world.triggers.danger(inbound.text) if inbound.text else None
    if danger:
        _give_numbers(talk, danger)
    if talk.given.messages_lately > MESSAGES_A_MINUTE:
        _too_many(talk, inbound)
    else:
        _run(talk, _route(talk, inbound))
    if danger:
        raise_flag(talk, danger)
        _file_numbers(talk)
    if not talk.session.silent:
        still_here(talk)
        talk.change(heard_at=talk.now)


def _come_back(talk: Talk) -> None:
    """Writing again ends the silence after an exit word; old choices are forgotten."""
    session = talk.session
    stale = session.place and not talk.report and talk.now - session.heard_at > STALE
    if session.silent or stale:
        talk.change(silent=False, place=None, resume=None)
    if talk.given.guess in talk.languages and _may_switch(talk):
        talk.choose_language(talk.given.guess)


def _may_switch(talk: Talk) -> bool:
    """By SMS the language of the first words is spoken; a chat asks (issue, stories 2 and 3)."""
    session, text = talk.session, talk.inbound.text
    if session.language == talk.given.guess or find_code(text, prefixes_of(talk.world)):
        return False
    if not talk.on_sms:
        return not session.language and talk.report is not None
    begins = not (session.place or talk.recent_report) and talk.told_enough()
    return not session.language or begins


def _give_numbers(talk: Talk, danger: Danger) -> None:
    """Danger gets the numbers at once, in any step (safety S2); never that help is coming."""
    talk.danger = True
    view = talk.municipality
    numbers = (*view.danger_numbers, *(view.child_numbers if danger.child else ()))
    joined = " · ".join(dict.fromkeys(numbers))
    talk.say("danger.numbers", (("numbers", joined),), priority="danger")


def _file_numbers(talk: Talk) -> None:
    """The numbers stand with the report that the same words opened: staff see they were given."""
    report_id = talk.report.id if talk.report else ""
    talk.effects = [
        replace(e, report_id=e.report_id or report_id)
        if isinstance(e, Say) and e.priority == "danger"
        else e
        for e in talk.effects
    ]


def _too_many(talk: Talk, inbound: Inbound) -> None:
    """Flood: words are kept and marked, patience is asked for once (R24)."""
    report = talk.session.report
    keep_words(talk, inbound)
    talk.add(Flagged(reason="flood", report_id=report.id if report else ""))
    calm_down(talk)


def _route(talk: Talk, inbound: Inbound) -> str:
    if inbound.start is not None:
        return start_link(talk, inbound.start)
    if inbound.text and not inbound.button:
        route = _interrupted(talk, inbound)
        if route is not None:
            return route
    place = talk.session.place
    if inbound.button or (place and _waiting(talk)):
        return hear_at_place(talk, inbound)
    return idle(talk, inbound)


def _waiting(talk: Talk) -> Kind | None:
    """The node that waits for this person, if its flow still exists."""
    place, flow = talk.session.place, talk.flow
    node = flow.nodes.get(place.node) if place and flow else None
    return node if isinstance(node, Kind) else None


def _interrupted(talk: Talk, inbound: Inbound) -> str | None:
    """Codes, command words and the professional's prefix count at every step."""
    if token := duty_token(inbound.text):
        return join_duty(talk, token)
    about = talk.world.triggers.news(inbound.text)
    if about:
        return obey_about(talk, about.topic, on=about.on)
    command = talk.world.triggers.command(inbound.text)
    if command:
        node = _waiting(talk)
        if command in ALWAYS or not (node and node.knows(talk, inbound)):
            return obey(talk, command)
    code_route = hear_code(talk, inbound)
    if code_route is not None:
        return code_route
    if accept_invitation(talk):
        keep_words(talk, inbound)
        talk.say("added")
        return WAIT
    told = talk.world.triggers.after_prefix(inbound.text)
    return None if told is None else begin_professional(talk, inbound, told)


def _run(talk: Talk, route: str) -> None:
    for _ in range(MOST_NODES):
        if route == WAIT:
            return
        route = _pass(talk, route)
    raise EndlessFlow(route)


def _pass(talk: Talk, route: str) -> str:
    """Go one node along the route; return the next."""
    if route == BEGIN:
        return begin_report(talk, talk.inbound)
    if route == END:
        talk.change(place=None, resume=None)
        return WAIT
    if route == QUESTIONS:
        talk.change(resume=None)
        return "sms" if talk.on_sms else "report.municipality"
    if route == RESUME:
        return _resume(talk)
    node = _waiting(talk) if route == AGAIN else _stand(talk, route)
    if node is None:
        return WAIT if talk.on_sms or talk.recent_report else "menu"
    return node.next if node.answered(talk) else node.enter(talk)


def _resume(talk: Talk) -> str:
    left = talk.session.resume
    if left:
        talk.change(place=left, resume=None)
        return AGAIN
    if talk.report:
        return QUESTIONS
    return END if talk.on_sms else "menu"


def _stand(talk: Talk, route: str) -> Kind:
    """Move to the node that a route names: "node", "flow" or "flow.node"."""
    name, _, node = route.partition(".")
    flow = talk.flow
    if not node and flow and name in flow.nodes:
        name, node = flow.name, name
    target = talk.world.flows[name]
    node = node or target.entry
    talk.stand(name, node)
    found = target.nodes[node]
    assert isinstance(found, Kind)  # noqa: S101  flows.definition makes nothing else
    return found
