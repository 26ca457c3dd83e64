"""Where plain words go: to the question that waits, to a new report, or to the last one."""

from typing import Final

from flows.answers import TOLD_AT_ONCE, fill_slots
from flows.messages import Inbound
from flows.nodes.base import Kind, is_wordless
from flows.questions import question_first
from flows.reporting import answer, end_intake, keep_words, open_report, thank_once
from flows.routes import AGAIN, BEGIN, END, QUESTIONS, WAIT
from flows.talk import Talk

ENOUGH: Final = 3
"""So many words behind the prefix tell what was seen."""


def hear_at_place(talk: Talk, inbound: Inbound) -> str:
    """Hand the message to the node it answers: a button's own, else the one that waits."""
    node = _node_of_button(talk, inbound.button) if inbound.button else _node_here(talk)
    if node is None and talk.report:
        return WAIT
    if node is None:
        talk.say("button.old")
        return AGAIN
    if talk.danger and not talk.recent_report and not getattr(node, "opens", None):
        return BEGIN
    return node.hear(talk, inbound)


def idle(talk: Talk, inbound: Inbound) -> str:
    """Nothing waits: the words continue this talk's report, begin one, or are a greeting."""
    if talk.report:
        keep_words(talk, inbound)
        return QUESTIONS
    if not inbound.text.strip() and not inbound.attachments:
        talk.say("unclear.wordless")
        return WAIT
    if talk.recent_report:
        keep_words(talk, inbound)
        thank_once(talk)
        return WAIT
    if talk.on_sms or talk.told_enough():
        return question_first(talk, inbound) or BEGIN
    if is_wordless(inbound.text) and talk.session.noticed:
        talk.say("unclear.wordless")
    return "menu" if talk.session.noticed else "welcome"


def begin_report(talk: Talk, inbound: Inbound) -> str:
    """Open a report with these words; say who reads before anything is asked (safety S1)."""
    if not talk.session.language and talk.given.guess in talk.languages:
        talk.choose_language(talk.given.guess)
    if not open_report(talk):
        keep_words(talk, inbound)
        return END
    keep_words(talk, inbound)
    if not talk.on_sms and not talk.session.noticed:
        talk.say("notice.who")
        talk.say("notice.limits")
        talk.change(noticed=True)
    if talk.report:
        talk.say("opened", (("code", talk.report.code),))
    fill_slots(talk, inbound, TOLD_AT_ONCE)
    return QUESTIONS


def begin_professional(talk: Talk, inbound: Inbound, told: str) -> str:
    """Begin a professional's report; what follows the prefix may already tell what was seen."""
    if talk.report:
        end_intake(talk, complete=False)
    if len(told.split()) >= ENOUGH:
        if not open_report(talk, "someone", professional=True):
            keep_words(talk, inbound)
            return END
        keep_words(talk, inbound)
        answer(talk, "seen", words=told)
        if talk.report:
            talk.say("opened", (("code", talk.report.code),))
        fill_slots(talk, inbound, ("where", "wait"))
    return "professional"


def _node_here(talk: Talk) -> Kind | None:
    place, flow = talk.session.place, talk.flow
    node = flow.nodes.get(place.node) if place and flow else None
    return node if isinstance(node, Kind) else None


def _wants_report(talk: Talk, node: Kind) -> bool:
    """An open question inside a report that is over: its words would belong nowhere."""
    return talk.report is None and not getattr(node, "opens", "no question")


def _node_of_button(talk: Talk, button: str) -> Kind | None:
    """The node whose button was pressed; buttons of questions already answered are dead."""
    name, _, rest = button.partition(".")
    node_name = rest.partition(".")[0]
    place = talk.session.place
    if place and (place.flow, place.node) == (name, node_name):
        return _node_here(talk)
    flow = talk.world.flows.get(name)
    node = flow.nodes.get(node_name) if flow else None
    if not isinstance(node, Kind) or not node.waits:
        return None
    if getattr(node, "slot", "") or _wants_report(talk, node):
        return None
    if talk.report and place and not talk.session.resume:
        talk.change(resume=place)
    talk.stand(name, node_name)
    return node
