"""Answers told inside a sentence: one text may fill several open questions at once."""

from typing import Final

from flows.flow import Flow
from flows.hearing import Option, find_answers, find_place
from flows.messages import Inbound
from flows.options import SOURCES, as_options
from flows.reporting import answer, settle_place
from flows.talk import Talk

TOLD_AT_ONCE: Final = ("municipality", "where", "whom", "wait", "contact")
"""What the first words of a report may already answer."""


def slots_of(flow: Flow) -> tuple[str, ...]:
    """Return the questions of a flow, in its order."""
    return tuple(slot for node in flow.nodes.values() if (slot := getattr(node, "slot", "")))


def fill_slots(talk: Talk, inbound: Inbound, slots: tuple[str, ...]) -> frozenset[str]:
    """Note every open question of `slots` that the text answers by itself; return those."""
    report = talk.report
    if not report or not inbound.text:
        return frozenset()
    wanted = [slot for slot in slots if slot not in report.answered]
    told = find_answers(inbound.text, wanted, talk.world.triggers.mentions)
    if "municipality" in wanted and (slug := _municipality(talk, inbound.text)):
        settle_place(talk, slug)
    if "where" in wanted and (unit := _unit(talk, inbound.text)):
        told["where"] = unit
    for slot, value in told.items():
        answer(talk, slot, value, inbound.text if slot == "contact" else "")
    now_answered = talk.report.answered if talk.report else ()
    return frozenset(slot for slot in wanted if slot in now_answered)


def _unit(talk: Talk, text: str) -> str | None:
    places = as_options(SOURCES["units"](talk))
    return find_place(text, places, gives_way=talk.municipality.slug)


def _municipality(talk: Talk, text: str) -> str | None:
    """The one municipality whose name, or one of whose units, the text names."""
    if talk.municipality.slug:
        return None
    places = [
        Option(view.slug, (*view.names.values(), *(w for u in view.units for w in u.heard_as)))
        for view in talk.world.municipalities.values()
    ]
    return find_place(text, places)
