"""consent: may we write back here, and when? Nobody is pressed (safety S5)."""

import re
from collections.abc import Mapping
from typing import Final

from flows.answers import TOLD_AT_ONCE, fill_slots
from flows.effects import AnswerReport
from flows.messages import Inbound
from flows.nodes.base import Question
from flows.options import SKIP, Offered, chosen, listed, offers
from flows.reporting import answer, keep_words
from flows.routes import AGAIN, WAIT
from flows.talk import Talk

CHOICES: Final[Mapping[str, str]] = {
    "yes": "consent.yes",
    "never": "consent.never",
    SKIP: "choice.skip",
}
PHONE: Final = re.compile(r"(?:\d[ ./-]?){7,}")


class Consent(Question, frozen=True, kw_only=True, tag_field="kind", tag="consent"):
    """Yes with the person's own words about when, never, or not said; a phone is a yes."""

    slot: str = "contact"

    def enter(self, talk: Talk) -> str:
        """Ask and wait."""
        talk.say(self.text, offers=offers(talk, self._options()), ask_for=self.ask_for)
        return WAIT

    def hear(self, talk: Talk, inbound: Inbound) -> str:
        """Note what the person allows; other words are kept and the talk goes on."""
        phone = _phone(inbound)
        choice = "" if phone else chosen(talk, inbound, self._options())
        if choice:
            answer(talk, self.slot, "" if choice == SKIP else choice)
        else:
            keep_words(talk, inbound)
            if talk.danger:
                return AGAIN
            self._told(talk, inbound, phone)
        self._name(talk, phone)
        return self.next

    def _told(self, talk: Talk, inbound: Inbound, phone: str) -> None:
        begun = "" if phone else chosen(talk, _first_word(inbound), self._options())
        if phone:
            answer(talk, self.slot, "yes", phone)
        elif begun in ("yes", "never"):
            answer(talk, self.slot, begun, inbound.text)
        elif self.slot not in fill_slots(talk, inbound, TOLD_AT_ONCE):
            answer(talk, self.slot)

    def knows(self, talk: Talk, inbound: Inbound) -> bool:
        """Tell whether the whole message names a choice."""
        return bool(chosen(talk, inbound, self._options()))

    def _options(self) -> tuple[Offered, ...]:
        return listed(tuple(CHOICES.items()))

    def _name(self, talk: Talk, phone: str) -> None:
        """Who left no number and wants no answer stays anonymous, on every channel (safety S10)."""
        report = talk.report
        if report and (phone or report.contact != "yes"):
            value = "no" if phone else "yes"
            talk.add(AnswerReport(report_id=report.id, slot="anonymous", value=value))

    def texts(self) -> tuple[str, ...]:
        """The question and its choices."""
        return (self.text, *CHOICES.values())


def _first_word(inbound: Inbound) -> Inbound:
    """Of "yes, after 17": the answer; the whole says when."""
    return Inbound(text=inbound.text.strip().split(",")[0].split(" ")[0])


def _phone(inbound: Inbound) -> str:
    shared = next((a.text for a in inbound.attachments if a.kind == "contact"), "")
    typed = inbound.text if PHONE.search(inbound.text) else ""
    return shared or typed
