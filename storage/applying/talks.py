"""What was heard goes to the transcript, what is said to the outbox."""

from flows.effects import (
    AddToReport,
    AnswerReport,
    CompleteReport,
    LeaveTalk,
    OpenReport,
    RaiseFlag,
    SetContact,
    Spoken,
)
from flows.messages import Inbound, Outgoing
from storage.applying.outcome import Outcome
from storage.parcels import Kind, Message, Parcel, Room
from storage.transcript import Heard
from storage.unit import Unit

TELLING = (AddToReport, OpenReport, AnswerReport, SetContact, CompleteReport, RaiseFlag)


class Talks:
    """Collects the words of a batch, then writes them at once."""

    def __init__(self, now: int) -> None:
        self._now = now
        self._heard: list[Heard] = []
        self._messages: list[Message] = []
        self.handed: list[Parcel] = []
        self._left: list[tuple[Outcome, LeaveTalk]] = []

    @property
    def waiting(self) -> int:
        """How many messages were queued and not handed over, or have parts to follow."""
        whole = sum(len(parcel.outgoing.parts) == 1 for parcel in self.handed)
        return len(self._messages) - whole

    def hear(self, outcome: Outcome) -> None:
        """Write down what came in, with the report that it belongs to."""
        heard = outcome.heard
        if heard is None:
            return
        report, late = belongs_to(outcome)
        self._heard.append(
            Heard(
                contact=outcome.contact.id,
                text=words_of(heard),
                at=outcome.claimed.received_at,
                report=report,
                late=late or outcome.claimed.late,
            )
        )

    def say(self, outcome: Outcome, spoken: Spoken, contact: str) -> None:
        """Queue a message to `contact`."""
        kind: Kind = "staff" if spoken.reply_id else spoken.priority
        self._messages.append(
            Message(
                contact=contact,
                line=outcome.contact.line,
                channel=outcome.contact.channel,
                kind=kind,
                outgoing=spoken.outgoing,
                cause_at=outcome.claimed.received_at,
                report=spoken.report_id,
                reply=spoken.reply_id,
                address=outcome.contact.address,
            )
        )

    def leave(self, outcome: Outcome, effect: LeaveTalk) -> None:
        """Somebody left the talk with an exit word."""
        self._left.append((outcome, effect))

    def write(self, unit: Unit, room: Room) -> None:
        """Outbox rows, as many in the sender's hands as it has room; then what was heard."""
        for outcome, effect in self._left:
            self._leave(unit, outcome, effect)
        _, self.handed = unit.outbox.put_and_hand_over(self._messages, self._now, room)
        unit.transcript.add(self._heard, self._now)

    def _leave(self, unit: Unit, outcome: Outcome, effect: LeaveTalk) -> None:
        contact = outcome.contact
        unit.outbox.hold_waiting(contact.id, "left", self._now)
        ours = unit.outbox.taken_by_provider(contact.id, self._now) if effect.take_back else ()
        if ours:
            order = Message(
                contact=contact.id,
                line=contact.line,
                channel=contact.channel,
                kind="reply",
                outgoing=Outgoing(parts=("",), take_back=ours),
                cause_at=outcome.claimed.received_at,
            )
            unit.outbox.put([order], self._now)


def belongs_to(outcome: Outcome) -> tuple[str, bool]:
    """The report that a message told something of, and whether that came late."""
    told = [effect for effect in outcome.effects if isinstance(effect, TELLING)]
    for effect in told:
        if isinstance(effect, AddToReport):
            return effect.report_id, effect.late
    talk = outcome.session.report
    still_open = talk.id if talk and talk.open else ""
    return next((effect.report_id for effect in told), still_open), False


def words_of(heard: Inbound) -> str:
    """The text as it came, else the words on the button or the kinds of what was attached."""
    attached = ", ".join(f"[{attachment.kind}]" for attachment in heard.attachments)
    return heard.text or heard.label or heard.button or attached
