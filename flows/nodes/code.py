"""code: asks for a reference code; the code itself is heard anywhere, see flows.afterwards."""

from flows.messages import Inbound
from flows.nodes.base import Question, told_beside
from flows.routes import AGAIN, WAIT
from flows.talk import Talk


class Code(Question, frozen=True, kw_only=True, tag_field="kind", tag="code"):
    """Waits for a code; other words are answered once and then lead `next`."""

    def enter(self, talk: Talk) -> str:
        """Ask for the code."""
        talk.say(self.text)
        return WAIT

    def hear(self, talk: Talk, inbound: Inbound) -> str:
        """What comes here is no code: asked once more, then it may be the words of a report."""
        if not talk.report and not inbound.attachments and self.stay(talk):
            return AGAIN
        return told_beside(talk, inbound) if talk.report or talk.told_enough() else self.next
