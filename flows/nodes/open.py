"""open: a report begins here, so that the desk sees it even if nothing more comes."""

from flows.nodes.base import Kind
from flows.reporting import ReportKind, open_report
from flows.talk import Talk


class Open(Kind, frozen=True, kw_only=True, tag_field="kind", tag="open"):
    """Opens a report of `report` kind unless one is open; `text` says its code."""

    report: ReportKind
    text: str

    def enter(self, talk: Talk) -> str:
        """Open, say the code, go on."""
        open_report(talk, self.report)
        if talk.report:
            talk.say(self.text, (("code", talk.report.code),))
        return self.next

    def texts(self) -> tuple[str, ...]:
        """The receipt."""
        return (self.text,)
