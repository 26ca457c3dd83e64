"""close: the intake of the report is over; it goes to the queue and the person is told so."""

from typing import Final

from flows.effects import Params
from flows.events import Reading
from flows.nodes.base import Kind
from flows.reporting import end_intake
from flows.talk import Talk

DAYS: Final = 7


class Close(Kind, frozen=True, kw_only=True, tag_field="kind", tag="close"):
    """Says `text` while somebody reads, `text`.later with {when} otherwise (safety S18)."""

    text: str

    def enter(self, talk: Talk) -> str:
        """End the intake and say what happens next, without a promise."""
        report = talk.report
        if report:
            end_intake(talk, complete=True)
            key, params = self._wording(talk, talk.given.reading)
            at = ("at", str(talk.now))
            talk.say(key, (("code", report.code), at, *params))
        return self.next

    def _wording(self, talk: Talk, reading: Reading) -> tuple[str, Params]:
        if reading.open or reading.weekday not in range(DAYS):
            return self.text, ()
        day = talk.world.words.text(f"weekday.{reading.weekday}", talk.language)
        return f"{self.text}.later", (("when", f"{day} {reading.at}"),)

    def texts(self) -> tuple[str, ...]:
        """Both endings and the days that one of them names."""
        days = (f"weekday.{day}" for day in range(DAYS))
        return (self.text, f"{self.text}.later", *days)
