"""choose: a question with choices; a button, a number, a word or a sentence answers it."""

from collections.abc import Mapping
from typing import Final, Literal

import msgspec

from flows.answers import fill_slots, slots_of
from flows.effects import Remember
from flows.messages import Inbound
from flows.nodes.base import Question, is_wordless, told_beside
from flows.options import SKIP, SOURCES, Offered, chosen, listed, offers
from flows.questions import ROUTES, look_up, question_first
from flows.reporting import answer, keep_words, settle_place
from flows.routes import AGAIN, RESUME, WAIT
from flows.talk import Talk

SHORT: Final = 8
"""Up to so many words may be the name of a place; more are added to the report."""


class Choose(Question, frozen=True, kw_only=True, tag_field="kind", tag="choose"):
    """Choices are listed (`choices`: id to text key) or come `from` the world.

    `keep`: language | municipality | home (where the person lives) | a fact's name. `goto`: a route by choice. `unclear` says what
    happens to other words: asked once more (repeat), taken as the answer (words), kept and passed
    (pass), taken as a new report unless they clearly ask for a topic (report), or as a question (ask). `hide`: channels where choices are not listed (S4).
    """

    choices: Mapping[str, str] = {}
    source: str = msgspec.field(name="from", default="")
    goto: Mapping[str, str] = {}
    keep: str = ""
    skip: bool = False
    unclear: Literal["repeat", "words", "pass", "report", "ask"] = "repeat"
    hide: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """Refuse a source or a route that does not exist."""
        if self.source and self.source not in SOURCES:
            raise ValueError(f"`from: {self.source}` is unknown; use one of {', '.join(SOURCES)}")
        if not self.source and not self.choices:
            raise ValueError("needs `choices` or `from`")
        if stray := self.goto.keys() - self.choices.keys():
            raise ValueError(f"`goto` names {', '.join(sorted(stray))}, which is not a choice")

    def answered(self, talk: Talk) -> bool:
        """A known municipality and the one language of a line are not asked for."""
        if self.keep == "municipality" and talk.municipality.slug:
            return True
        if self.keep == "language":
            return len(talk.languages) == 1
        return super().answered(talk)

    def options(self, talk: Talk) -> tuple[Offered, ...]:
        """All choices in the order offered."""
        own = SOURCES[self.source](talk) if self.source else listed(tuple(self.choices.items()))
        return (*own, Offered(SKIP, "choice.skip")) if self.skip else own

    def enter(self, talk: Talk) -> str:
        """Ask, offer the choices, wait."""
        options = () if talk.given.channel in self.hide else self.options(talk)
        place = talk.session.place
        if place:
            ids = tuple(option.id for option in options)
            talk.change(place=msgspec.structs.replace(place, offered=ids))
        talk.say(self.text, offers=offers(talk, options), ask_for=self.ask_for)
        return WAIT

    def hear(self, talk: Talk, inbound: Inbound) -> str:
        """Take the choice, or what the words tell instead."""
        choice = chosen(talk, inbound, self.options(talk))
        if choice:
            return self.take(talk, choice)
        if not talk.report:
            return self._no_report(talk, inbound)
        keep_words(talk, inbound)
        if choice is None and not inbound.attachments:
            talk.say("unclear.wordless")
            return AGAIN if self.stay(talk) else self._pass(talk)
        return self._told(talk, inbound)

    def knows(self, talk: Talk, inbound: Inbound) -> bool:
        """Tell whether the whole message names a choice."""
        return bool(chosen(talk, inbound, self.options(talk)))

    def take(self, talk: Talk, choice: str) -> str:
        """Go where this choice leads."""
        if choice == SKIP:
            return self._pass(talk)
        if self.slot and self.keep != "municipality":
            answer(talk, self.slot, choice)
        self._keep(talk, choice)
        return self.goto.get(choice, self.next)

    def _keep(self, talk: Talk, choice: str) -> None:
        if self.keep == "language":
            talk.choose_language(choice)
        elif self.keep == "municipality":
            settle_place(talk, choice)
        elif self.keep == "home":
            talk.add(Remember(area=choice))
        elif self.keep:
            talk.share(**{self.keep: choice})

    def _no_report(self, talk: Talk, inbound: Inbound) -> str:
        """Words beside the choices: a kind sentence first, or what a person wants to tell."""
        if inbound.attachments:
            return told_beside(talk, inbound)
        if self.unclear == "ask" and not is_wordless(inbound.text):
            return look_up(talk, inbound)
        if self.unclear == "report" and talk.told_enough():
            return question_first(talk, inbound) or told_beside(talk, inbound)
        talk.say("unclear.choice")
        return AGAIN if self.stay(talk) else WAIT

    def _told(self, talk: Talk, inbound: Inbound) -> str:
        """A sentence may answer this and other questions of the flow (story 2)."""
        flow = talk.flow
        filled = fill_slots(talk, inbound, slots_of(flow)) if flow else frozenset()
        if not self.slot:
            return RESUME
        if self.slot in filled:
            return self.next
        if talk.danger:
            return AGAIN
        words = self._words(inbound, alone=not filled)
        if words:
            answer(talk, self.slot, words=words)
            return self.next
        repeats = bool(filled) or self.unclear != "pass"
        return AGAIN if repeats and self.stay(talk) else self._pass(talk)

    def _words(self, inbound: Inbound, *, alone: bool) -> str:
        """A place is told in few words or sent as a location."""
        if self.unclear != "words":
            return ""
        located = next((a.text for a in inbound.attachments if a.kind == "location"), "")
        short = inbound.text if alone and len(inbound.text.split()) <= SHORT else ""
        return located or short

    def _pass(self, talk: Talk) -> str:
        if self.slot:
            answer(talk, self.slot)
        return self.next

    def texts(self) -> tuple[str, ...]:
        """The question, its labels and what an odd answer gets."""
        labels = (*self.choices.values(), *(("choice.skip",) if self.skip else ()))
        return (self.text, *labels, "unclear.wordless", "unclear.choice", "added")

    def targets(self) -> tuple[str, ...]:
        """Every way."""
        asks = ROUTES if self.unclear in ("ask", "report") else ()
        return (*self.goto.values(), *super().targets(), *asks)
