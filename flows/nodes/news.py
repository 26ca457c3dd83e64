"""news: the topics of campaigns that a person agrees to get, one by one (safety S14, S15)."""

from typing import Final

from flows.campaigns import TOPICS
from flows.messages import Inbound
from flows.news import AT_ONCE, TOLD, agree, agreed, take_all_back, take_back
from flows.nodes.base import Kind, told_beside
from flows.options import Offered, chosen, offers
from flows.routes import RESUME, WAIT
from flows.talk import Talk

FLOW: Final = "news"
LESS: Final = "less_"
"""Before a topic: no more of it. A button means one thing, however often or late it is pressed."""
READY = Offered("ready", "news.ready")
NONE = Offered("none", "news.no_more")
MORE: Final = tuple(Offered(topic, f"news.topic.{topic}") for topic in TOPICS)
FEWER: Final = tuple(Offered(LESS + topic, f"news.on.{topic}") for topic in TOPICS)


class News(Kind, frozen=True, kw_only=True, tag_field="kind", tag="news"):
    """A topic is chosen by its button, number or word, and left again; none is chosen before."""

    @property
    def waits(self) -> bool:
        """For a topic."""
        return True

    def enter(self, talk: Talk) -> str:
        """Say who sends, when, what is kept and how it ends; then the topics."""
        talk.say(TOLD, offers=offers(talk, _options(talk)))
        return WAIT

    def hear(self, talk: Talk, inbound: Inbound) -> str:
        """Take a topic in or out; by SMS one is enough, in a chat more may follow."""
        offered = (*MORE, *FEWER, NONE, READY) if inbound.button else _options(talk)
        choice = chosen(talk, inbound, offered)
        if choice == READY.id:
            return self.next
        if not talk.municipality.slug:  # an old button, after all was forgotten
            return FLOW
        way = "button" if inbound.button else "word"
        if choice == NONE.id:
            take_all_back(talk, way)
            return RESUME
        if not choice:
            return told_beside(talk, inbound)
        topic = choice.removeprefix(LESS)
        (agree if topic == choice else take_back)(talk, topic, way)
        if talk.on_sms:
            return self.next
        talk.say("news.more", offers=offers(talk, _options(talk)))
        return WAIT

    def knows(self, talk: Talk, inbound: Inbound) -> bool:
        """Tell whether the whole message names a choice."""
        return bool(chosen(talk, inbound, _options(talk)))

    def targets(self) -> tuple[str, ...]:
        """On, back for whoever wants nothing, or to the question for the municipality."""
        return (self.next, RESUME, FLOW)

    def texts(self) -> tuple[str, ...]:
        """What is said, and the topics' names."""
        told = (TOLD, AT_ONCE, "news.more", "news.added", "news.removed", "news.none")
        labels = (option.label for option in (*MORE, *FEWER, NONE, READY))
        return (*told, *labels, "unclear.choice")


def _options(talk: Talk) -> tuple[Offered, ...]:
    """What is offered now: in a chat a topic that is chosen already can be left the same way."""
    now = agreed(talk)
    none = (NONE,) if now else ()
    if talk.on_sms:
        return (*MORE, *none)
    pairs = zip(TOPICS, MORE, FEWER, strict=True)
    topics = (fewer if topic in now else more for topic, more, fewer in pairs)
    return (*topics, *none, READY)
