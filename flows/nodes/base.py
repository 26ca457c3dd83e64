"""What every kind of node can do."""

from flows.flow import Node
from flows.messages import Inbound
from flows.reporting import keep_words, thank_once
from flows.routes import AGAIN, BEGIN, RESUME, WAIT
from flows.talk import Talk


class Kind(Node, frozen=True, kw_only=True):
    """A node that acts: both methods return the route to go on, or WAIT to stay."""

    def enter(self, talk: Talk) -> str:
        """Do or say what this node is for."""
        raise NotImplementedError

    def hear(self, talk: Talk, inbound: Inbound) -> str:
        """Take what the person said here; only nodes that wait are ever asked."""
        raise NotImplementedError

    def knows(self, talk: Talk, inbound: Inbound) -> bool:
        """Tell whether the message names a choice of this node, before it is a command."""
        del talk, inbound
        return False

    def answered(self, talk: Talk) -> bool:
        """Tell whether the talk may pass over this node because it knows already."""
        del talk
        return False


class Question(Kind, frozen=True, kw_only=True):
    """A node that asks `text` and waits; `slot` is the report's question it answers."""

    text: str
    slot: str = ""
    ask_for: str = ""

    @property
    def waits(self) -> bool:
        """A question waits for its answer."""
        return True

    def texts(self) -> tuple[str, ...]:
        """The question itself."""
        return (self.text,)

    def answered(self, talk: Talk) -> bool:
        """Nothing is asked twice in one report."""
        report = talk.report
        return bool(self.slot and report and self.slot in report.answered)

    def stay(self, talk: Talk) -> bool:
        """Tell whether the question may be asked once more; it never is a third time."""
        place = talk.session.place
        if not place or place.tries:
            return False
        talk.stand(place.flow, place.node, tries=1)
        return True


def is_wordless(text: str) -> bool:
    """Tell whether a text has no letter and no digit: empty, emoji, dots."""
    return not any(c.isalnum() for c in text)


def told_beside(talk: Talk, inbound: Inbound) -> str:
    """Words that are no answer here: they go to this talk's report, or begin one."""
    if talk.report:
        keep_words(talk, inbound)
        return RESUME
    if not talk.told_enough():
        talk.say("unclear.choice")
        return AGAIN
    if not talk.recent_report:
        return BEGIN
    keep_words(talk, inbound)
    thank_once(talk)
    return WAIT


def kept_here(talk: Talk) -> str:
    """Acknowledge an attachment and wait on."""
    talk.say("attachment.kept")
    return WAIT
