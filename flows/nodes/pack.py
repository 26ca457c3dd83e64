"""pack: one information topic; whole on a chat, short by SMS (safety S4)."""

from typing import Final

from flows.effects import DeliverPack, Say
from flows.messages import Inbound
from flows.nodes.base import Kind, told_beside
from flows.options import Offered, chosen, offers
from flows.routes import AGAIN, WAIT
from flows.talk import Talk
from flows.world import PackView

MORE: Final = "more"
HUMAN: Final = "human"


class Pack(Kind, frozen=True, kw_only=True, tag_field="kind", tag="pack"):
    """Gives the topic that the talk shares; `next` is the list of topics, `human` a person."""

    human: str

    @property
    def waits(self) -> bool:
        """A section, another topic or a person may be asked for."""
        return True

    def enter(self, talk: Talk) -> str:
        """Give the topic and count it, without identity."""
        pack = _pack(talk)
        if not pack:
            return self.next
        slug = talk.municipality.slug
        talk.add(DeliverPack(topic=pack.topic, municipality=slug, language=talk.language))
        self._give(talk, pack, "short" if talk.on_sms else pack.sections[0])
        return WAIT

    def hear(self, talk: Talk, inbound: Inbound) -> str:
        """Another section, other topics, or a person."""
        pack = _pack(talk)
        if not pack:
            return self.next
        choice = chosen(talk, inbound, self._options(talk, pack))
        if choice in (MORE, HUMAN):
            return self.next if choice == MORE else self.human
        if choice in pack.sections:
            self._give(talk, pack, choice)
            return WAIT
        route = told_beside(talk, inbound)
        return WAIT if route == AGAIN else route

    def knows(self, talk: Talk, inbound: Inbound) -> bool:
        """Tell whether the whole message names a choice."""
        pack = _pack(talk)
        return bool(pack and chosen(talk, inbound, self._options(talk, pack)))

    def targets(self) -> tuple[str, ...]:
        """The topics and the person."""
        return (self.next, self.human)

    def texts(self) -> tuple[str, ...]:
        """The labels under a topic."""
        return ("info.more", "info.human", "unclear.choice")

    def _give(self, talk: Talk, pack: PackView, section: str) -> None:
        choices = self._options(talk, pack)
        talk.add(
            Say(
                pack=(pack.topic, section),
                language=talk.language,
                offers=offers(talk, tuple(c for c in choices if c.id != section)),
            )
        )

    def _options(self, talk: Talk, pack: PackView) -> tuple[Offered, ...]:
        ends = (Offered(MORE, "info.more"), Offered(HUMAN, "info.human"))
        if talk.on_sms:
            return ends
        return (*(Offered(s, f"section.{s}") for s in pack.sections), *ends)


def _pack(talk: Talk) -> PackView | None:
    topic = talk.session.shared.get("topic")
    return next((p for p in talk.world.packs if p.topic == topic), None)
