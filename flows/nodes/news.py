"""news: the topics of campaigns that a person agrees to get, one by one (safety S14, S15)."""

from typing import Final

from flows.campaigns import TOPICS
from flows.messages import Inbound
from flows.news import TOLD, agree, agreed, take_all_back, take_back
from flows.nodes.base import Kind, told_beside
from flows.options import Offered, chosen, offers
from flows.routes import END, WAIT
from flows.talk import Talk

READY: Final = "ready"
NONE: Final = "none"


class News(Kind, frozen=True, kw_only=True, tag_field="kind", tag="news"):
    """A topic is switched on or off by its button, number or word; nothing is on before."""

    @property
    def waits(self) -> bool:
        """For a topic."""
        return True

    def enter(self, talk: Talk) -> str:
        """Say who sends, when, what is kept and how it ends; then the topics."""
        talk.say(TOLD, offers=offers(talk, self._options(talk)))
        return WAIT

    def hear(self, talk: Talk, inbound: Inbound) -> str:
        """Switch a topic; by SMS one is enough, in a chat more may follow."""
        choice = chosen(talk, inbound, self._options(talk))
        if choice == READY:
            return self.next
        way = "button" if inbound.button else "word"
        if choice == NONE:
            take_all_back(talk, way)
            return END
        if choice not in TOPICS:
            return told_beside(talk, inbound)
        (take_back if choice in agreed(talk) else agree)(talk, choice, way)
        if talk.on_sms:
            return self.next
        talk.say("news.more", offers=offers(talk, self._options(talk)))
        return WAIT

    def knows(self, talk: Talk, inbound: Inbound) -> bool:
        """Tell whether the whole message names a choice."""
        return bool(chosen(talk, inbound, self._options(talk)))

    def targets(self) -> tuple[str, ...]:
        """On, or out for whoever wants nothing."""
        return (self.next, END)

    def texts(self) -> tuple[str, ...]:
        """What is said, and the topics' names."""
        names = tuple(f"news.{how}.{topic}" for how in ("topic", "on") for topic in TOPICS)
        told = (
            "news.more",
            "news.added",
            "news.removed",
            "news.none",
            "news.no_more",
            "news.ready",
        )
        return (TOLD, *told, *names, "unclear.choice")

    def _options(self, talk: Talk) -> tuple[Offered, ...]:
        now = agreed(talk)
        marked = () if talk.on_sms else now
        topics = tuple(
            Offered(topic, f"news.{'on' if topic in marked else 'topic'}.{topic}")
            for topic in TOPICS
        )
        none = (Offered(NONE, "news.no_more"),) if now else ()
        return (*topics, *none, *(() if talk.on_sms else (Offered(READY, "news.ready"),)))
