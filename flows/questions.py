"""Where a question in free words leads: to its topic, to a choice of three, or to an honest no."""

from typing import Final

from flows.asking import masked
from flows.effects import AskedInVain
from flows.messages import Inbound
from flows.options import packs_here
from flows.routes import BEGIN
from flows.talk import Talk
from flows.world import Asked

TOPIC: Final = "info.where"
"""The topic, after the municipality where that is not known."""
SEVERAL: Final = "info.several"
NOTHING: Final = "info.nothing"
ROUTES: Final = (TOPIC, SEVERAL, NOTHING)
FEWEST: Final = 3
"""Words of a question that is understood without having been asked for."""


def look_up(talk: Talk, inbound: Inbound) -> str:
    """Where words lead that were asked for as a question; outside of a report."""
    asked = _asked(talk, inbound)
    if asked.in_need and talk.told_enough():
        return BEGIN
    if asked.topics:
        return _give(talk, asked)
    slug = talk.municipality.slug
    question = masked(inbound.text)
    talk.add(AskedInVain(masked=question, municipality=slug, language=talk.language))
    return NOTHING


def question_first(talk: Talk, inbound: Inbound) -> str:
    """Where words lead that may begin a report: to a topic only if they clearly ask for it.

    Else "": what is not surely a question is told to a person (safety S24).
    """
    words = inbound.text.split()
    if talk.danger or talk.recent_report or inbound.attachments or len(words) < FEWEST:
        return ""
    asked = _asked(talk, inbound)
    if not asked.question or asked.cry or not asked.topics:
        return ""
    return _give(talk, asked) if asked.sure or not talk.on_sms else ""


def _asked(talk: Talk, inbound: Inbound) -> Asked:
    return talk.world.asker.ask(inbound.text, {pack.topic for pack in packs_here(talk)})


def _give(talk: Talk, asked: Asked) -> str:
    if asked.sure or len(asked.topics) == 1:
        talk.share(topic=asked.topics[0])
        return TOPIC
    talk.share(asked=" ".join(asked.topics))
    return SEVERAL
