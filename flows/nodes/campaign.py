"""campaign: buttons under a campaign's message, pressed days later, in the middle of anything."""

from typing import Literal

from flows.campaigns import TOPICS
from flows.messages import Inbound
from flows.news import take_back
from flows.nodes.base import Kind, told_beside
from flows.options import packs_here, pressed
from flows.routes import END, RESUME
from flows.talk import Talk


class Campaign(Kind, frozen=True, kw_only=True, tag_field="kind", tag="campaign"):
    """`does`: stop (no more of the topic behind the button) or pack (read more; `next` gives it).

    An open report is left as it is: its question is asked again.
    """

    does: Literal["stop", "pack"]

    @property
    def waits(self) -> bool:
        """For its button alone."""
        return True

    def enter(self, talk: Talk) -> str:
        """Nobody comes here but by the button."""
        return self._back(talk)

    def hear(self, talk: Talk, inbound: Inbound) -> str:
        """Do what the button says; words that come instead are words."""
        choice = pressed(talk, inbound)
        if self.does == "stop" and choice in TOPICS:
            take_back(talk, choice, "button")
            return self._back(talk)
        if self.does == "pack" and any(pack.topic == choice for pack in packs_here(talk)):
            talk.share(topic=choice)
            return self.next
        if inbound.text and not inbound.button:
            return told_beside(talk, inbound)
        talk.say("button.old")
        return self._back(talk)

    def texts(self) -> tuple[str, ...]:
        """What is said to a button."""
        return ("news.removed", "button.old")

    def targets(self) -> tuple[str, ...]:
        """The pack, and back."""
        return (self.next, RESUME, END)

    @staticmethod
    def _back(talk: Talk) -> str:
        return RESUME if talk.session.resume or talk.report else END
