"""ask: an open question; any words are its answer."""

from flows.answers import TOLD_AT_ONCE, fill_slots
from flows.messages import Inbound
from flows.nodes.base import Question, is_wordless, kept_here
from flows.options import SKIP, Offered, chosen, offers
from flows.reporting import ReportKind, answer, keep_words, open_report
from flows.routes import AGAIN, END, WAIT
from flows.talk import Talk


class Ask(Question, frozen=True, kw_only=True, tag_field="kind", tag="ask"):
    """With `opens` the words open a report of that kind; `receipt` then says its code.

    Without a `slot` the words are the report itself. Attachments are kept and the question
    waits on, until words come or the person skips.
    """

    opens: ReportKind | None = None
    professional: bool = False
    receipt: str = ""
    skip: bool = False

    def enter(self, talk: Talk) -> str:
        """Ask and wait."""
        talk.say(self.text, offers=offers(talk, self._options()), ask_for=self.ask_for)
        return WAIT

    def knows(self, talk: Talk, inbound: Inbound) -> bool:
        """Tell whether the person skips; once something was kept, every question may be."""
        skip = (Offered(SKIP, "choice.skip"),)
        may = self.skip or talk.report is not None
        numbered = inbound.text.strip().isdecimal() and not self.skip
        return may and not numbered and bool(chosen(talk, inbound, skip))

    def hear(self, talk: Talk, inbound: Inbound) -> str:
        """Keep whatever came; words lead on."""
        if self.knows(talk, inbound):
            answer(talk, self.slot)
            return self.next
        wordless = is_wordless(inbound.text)
        if wordless and not inbound.attachments:
            keep_words(talk, inbound)
            talk.say("unclear.wordless")
            return AGAIN if self.stay(talk) else WAIT
        if not self._open(talk):
            keep_words(talk, inbound)
            return END
        keep_words(talk, inbound)
        if wordless:
            return kept_here(talk)
        fill_slots(talk, inbound, TOLD_AT_ONCE)
        if self.slot:
            self._answer(talk, inbound.text)
        return self.next

    def _options(self) -> tuple[Offered, ...]:
        return (Offered(SKIP, "choice.skip"),) if self.skip else ()

    def _open(self, talk: Talk) -> bool:
        """Open the report that these words begin; False when there were too many (R24)."""
        if not self.opens or talk.report:
            return True
        if not open_report(talk, self.opens, professional=self.professional):
            return False
        if self.receipt and talk.report:
            talk.say(self.receipt, (("code", talk.report.code),))
        return True

    def _answer(self, talk: Talk, words: str) -> None:
        """A profession is told with its institution: "teacher, nine-year school"."""
        if self.slot != "profession":
            answer(talk, self.slot, words=words)
            return
        profession, _, institution = words.partition(",")
        answer(talk, "profession", words=profession.strip())
        if institution.strip():
            answer(talk, "institution", words=institution.strip())

    def texts(self) -> tuple[str, ...]:
        """The question, the receipt and what an odd answer gets."""
        extra = (self.receipt,) if self.receipt else ()
        skip = ("choice.skip",) if self.skip else ()
        return (self.text, *extra, *skip, "attachment.kept", "unclear.wordless")
