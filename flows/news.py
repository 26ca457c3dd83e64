"""Agreeing to campaigns, topic by topic, and taking it back (safety S14, S15)."""

import hashlib
from typing import Final

from flows.campaigns import TOPICS
from flows.effects import OptIn, Params, Remember, Subscribe, Unsubscribe
from flows.talk import Talk

TOLD: Final = "news.ask"
"""What stands above the topics: who sends, when, what is kept, how it ends."""
AT_ONCE: Final = "news.at_once"
"""The same, said to whoever names a topic by a word before they were told anything."""


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
    """The person chose this topic below what they were told."""
    _give(talk, topic, way, TOLD)
    talk.say("news.added", _about(talk, topic))


def agree_at_once(talk: Talk, topic: str) -> None:
    """The person wrote "NEWS SCHOOL": they are told with the answer, and that text is the proof."""
    _give(talk, topic, "word", AT_ONCE)
    talk.say(AT_ONCE, _about(talk, topic))


def take_back(talk: Talk, topic: str, way: str) -> None:
    """The person wants no more of this; an open report is not touched."""
    talk.add(Unsubscribe(topics=(topic,), way=way))
    talk.say("news.removed", _about(talk, topic))


def take_all_back(talk: Talk, way: str) -> None:
    """No campaigns at all; messages about a report go on."""
    talk.add(Unsubscribe(topics=TOPICS, way=way))
    talk.say("news.none")


def _give(talk: Talk, topic: str, way: str, told: str) -> None:
    """Whoever had stopped everything wants messages again; the digest is of the words they read."""
    place = talk.municipality.slug
    if talk.session.municipality != place:  # a line's own municipality is theirs from now on
        talk.change(municipality=place)
        talk.add(Remember(municipality=place))
    if talk.given.opted_out:
        talk.add(OptIn())
    params = dict((*talk.facts, *_about(talk, topic)))
    words = talk.world.words.text(told, talk.language, channel=talk.given.channel, **params)
    digest = hashlib.sha256(words.encode()).hexdigest()
    talk.add(Subscribe(topics=(topic,), way=way, text=told, digest=digest))


def _about(talk: Talk, topic: str) -> Params:
    """The topic as this person reads it on this channel."""
    key, channel = f"news.topic.{topic}", talk.given.channel
    return (("topic", talk.world.words.text(key, talk.language, channel=channel)),)
