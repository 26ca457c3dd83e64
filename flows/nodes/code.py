"""code: asks for a reference code; the code itself is heard anywhere, see flows.afterwards."""

from flows.messages import Inbound
from flows.nodes.base import Question
from flows.routes import AGAIN, BEGIN, WAIT
from flows.talk import Talk


class Code(Question, frozen=True, kw_only=True, tag_field="kind", tag="code"):
    """Waits for a code; other words are answered once and then lead `next`."""

    def enter(self, talk: Talk) -> str:
        """Ask for the code."""
        talk.say(self.text)
        return WAIT

    def hear(self, talk: Talk, inbound: Inbound) -> str:
        """What comes here is no code: asked once more, then it may be the words of a report."""
        del inbound
        if self.stay(talk):
            return AGAIN
        return BEGIN if talk.told_enough() and not talk.recent_report else self.next
