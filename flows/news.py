"""Agreeing to campaigns, topic by topic, and taking it back (safety S14, S15)."""

import hashlib
from typing import Final

from flows.campaigns import TOPICS
from flows.effects import OptIn, Subscribe, Unsubscribe
from flows.talk import Talk

TOLD: Final = "news.ask"
"""What a person is told before they agree: who sends, when, what is kept, how it ends."""


def agreed(talk: Talk) -> tuple[str, ...]:
    """The topics that this person gets, with what this very turn changed."""
    topics = set(talk.given.topics)
    for effect in talk.effects:
        if isinstance(effect, Subscribe):
            topics |= set(effect.topics)
        elif isinstance(effect, Unsubscribe):
            topics -= set(effect.topics)
    return tuple(topic for topic in TOPICS if topic in topics)


def agree(talk: Talk, topic: str, way: str) -> None:
    """The person wants this; whoever had stopped everything wants messages again."""
    if talk.given.opted_out:
        talk.add(OptIn())
    told = talk.world.words.text(TOLD, talk.language, **dict(talk.facts))
    digest = hashlib.sha256(told.encode()).hexdigest()
    talk.add(Subscribe(topics=(topic,), way=way, text=TOLD, digest=digest))
    talk.say("news.added", (("topic", name_of(talk, topic)),))


def take_back(talk: Talk, topic: str, way: str) -> None:
    """The person wants no more of this; an open report is not touched."""
    talk.add(Unsubscribe(topics=(topic,), way=way))
    talk.say("news.removed", (("topic", name_of(talk, topic)),))


def take_all_back(talk: Talk, way: str) -> None:
    """No campaigns at all; messages about a report go on."""
    talk.add(Unsubscribe(topics=TOPICS, way=way))
    talk.say("news.none")


def name_of(talk: Talk, topic: str) -> str:
    """The topic as this person reads it."""
    return talk.world.words.text(f"news.topic.{topic}", talk.language)
