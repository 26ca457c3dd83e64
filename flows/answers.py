"""Answers told inside a sentence: one text may fill several open questions at once."""

from typing import Final

from flows.flow import Flow
from flows.hearing import find_answers, find_place
from flows.messages import Inbound
from flows.options import SOURCES, as_options
from flows.reporting import answer
from flows.talk import Talk

TOLD_AT_ONCE: Final = ("where", "whom", "wait", "contact")
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
    if "where" in wanted and (unit := _unit(talk, inbound.text)):
        told["where"] = unit
    for slot, value in told.items():
        answer(talk, slot, value, inbound.text)
    return frozenset(told)


def _unit(talk: Talk, text: str) -> str | None:
    places = as_options(SOURCES["units"](talk))
    return find_place(text, places, gives_way=talk.municipality.slug)
