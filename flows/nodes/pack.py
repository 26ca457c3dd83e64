"""pack: one information topic; by sections and whole on a chat, in short by SMS (safety S4)."""

from typing import Final

from flows.effects import DeliverPack, RatePack, Say
from flows.messages import Inbound
from flows.nodes.base import Kind, is_wordless, told_beside
from flows.options import Offered, chosen, offers, packs_here
from flows.questions import ROUTES, look_up
from flows.routes import AGAIN, WAIT
from flows.talk import Talk
from flows.world import PackView

MORE: Final = "more"
HUMAN: Final = "human"
SHORT: Final = "short"
BY_SMS: Final = ("how", "bring", "cost", "deadlines")
"""Sections that may be asked for by SMS; each costs segments."""
VOTES: Final = {"useful": True, "useless": False}
ENDS: Final = (Offered(MORE, "info.more"), Offered(HUMAN, "info.human"))


class Pack(Kind, frozen=True, kw_only=True, tag_field="kind", tag="pack"):
    """Gives the topic that the talk shares; `next` is the list of topics, `human` a person."""

    human: str

    @property
    def waits(self) -> bool:
        """A section, another topic, a person or another question may follow."""
        return True

    def enter(self, talk: Talk) -> str:
        """Give the topic and count it, without identity."""
        pack = _pack(talk)
        if not pack:
            return self.next
        talk.add(DeliverPack(topic=pack.topic, municipality=pack.place, language=talk.language))
        talk.share(rate="yes")
        self._give(talk, pack, SHORT if talk.on_sms else pack.sections[0])
        return WAIT

    def hear(self, talk: Talk, inbound: Inbound) -> str:
        """Another section, other topics, a person, or a word on whether this was useful."""
        pack = _pack(talk)
        if not pack:
            return self.next
        choice = chosen(talk, inbound, self._options(talk, pack))
        if choice in (MORE, HUMAN):
            return self.next if choice == MORE else self.human
        if choice in VOTES:
            return self._rated(talk, pack, useful=VOTES[choice])
        if choice in pack.sections:
            self._give(talk, pack, choice)
            return WAIT
        if not (talk.report or inbound.attachments or is_wordless(inbound.text)):
            return look_up(talk, inbound)
        route = told_beside(talk, inbound)
        return WAIT if route == AGAIN else route

    def knows(self, talk: Talk, inbound: Inbound) -> bool:
        """Tell whether the whole message names a choice."""
        pack = _pack(talk)
        return bool(pack and chosen(talk, inbound, self._options(talk, pack)))

    def targets(self) -> tuple[str, ...]:
        """The topics, the person, and wherever a question leads."""
        return (self.next, self.human, *ROUTES)

    def texts(self) -> tuple[str, ...]:
        """The labels under a topic, and the thanks for a vote."""
        votes = tuple(f"info.{vote}" for vote in VOTES)
        return ("info.more", "info.human", *votes, "info.rated", "info.sorry", "unclear.choice")

    def _rated(self, talk: Talk, pack: PackView, *, useful: bool) -> str:
        rated = RatePack(
            topic=pack.topic, municipality=pack.place, language=talk.language, useful=useful
        )
        talk.add(rated)
        talk.share(rate="")
        talk.say("info.rated" if useful else "info.sorry", offers=offers(talk, ENDS))
        return WAIT

    def _give(self, talk: Talk, pack: PackView, section: str) -> None:
        choices = self._options(talk, pack)
        talk.add(
            Say(
                pack=(pack.topic, pack.place, section),
                language=talk.language,
                offers=offers(talk, tuple(c for c in choices if c.id != section)),
            )
        )

    def _options(self, talk: Talk, pack: PackView) -> tuple[Offered, ...]:
        if talk.on_sms and pack.sensitive:
            return ENDS
        if talk.on_sms:
            return (*(_section(name) for name in BY_SMS), *ENDS)
        votes = tuple(Offered(vote, f"info.{vote}") for vote in VOTES)
        open_vote = votes if talk.session.shared.get("rate") else ()
        return (*(_section(name) for name in pack.sections), *open_vote, *ENDS)


def _section(name: str) -> Offered:
    return Offered(name, f"section.{name}")


def _pack(talk: Talk) -> PackView | None:
    topic = talk.session.shared.get("topic")
    return next((p for p in packs_here(talk) if p.topic == topic), None)
