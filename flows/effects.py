"""Everything that may leave a turn; `storage.apply` turns each into rows, exhaustively."""

from typing import Literal

import msgspec

from flows.events import ContactState, TimerKind
from flows.messages import Attachment, Outgoing

Priority = Literal["danger", "reply", "notice"]
Params = tuple[tuple[str, str], ...]


class Offer(msgspec.Struct, frozen=True):
    """A choice offered with a text: `label` is a text key, or literal words when `literal`."""

    id: str
    label: str
    literal: bool = False


class Say(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """A sentence by its key (or `literal` words of staff, or a pack's section), still unfitted.

    `about_report` binds it to one SMS segment and safety S4. `pack` is (topic, place, section): section
    "short" is the SMS form. Consecutive Says of one turn with `join` are
    sent as one message.
    """

    key: str = ""
    language: str = ""
    params: Params = ()
    offers: tuple[Offer, ...] = ()
    literal: str = ""
    pack: tuple[str, str, str] | None = None
    ask_for: str = ""
    priority: Priority = "reply"
    report_id: str = ""
    about_report: bool = False
    silent: bool = False
    join: bool = False
    reply_id: str = ""


class Spoken(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """A Say made exact for its channel by the turn: what the outbox holds and the desk shows."""

    outgoing: Outgoing
    priority: Priority = "reply"
    report_id: str = ""
    reply_id: str = ""


class Remember(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """What to keep about the contact beyond the talk; None leaves a field as it is."""

    language: str | None = None
    municipality: str | None = None
    diacritics: bool | None = None
    area: str | None = None


class OpenReport(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """A report begins: its case is visible to the desk from this moment.

    `kind`: someone (about another), self, human (wants to talk to a person).
    """

    report_id: str
    code: str
    municipality: str
    language: str
    kind: Literal["unknown", "someone", "self", "human"] = "unknown"
    professional: bool = False


class AddToReport(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """Words or attachments belong to a report (kept encrypted with it, marked when `late`)."""

    report_id: str
    text: str = ""
    attachments: tuple[Attachment, ...] = ()
    late: bool = False


class AnswerReport(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """One structured answer.

    `slot`: municipality (a report opened without one: its slug), where (unit id or ""), whom (self|other), wait (now|today|can_wait),
    category (group id), seen, knows (yes|no|unknown), profession, institution, anonymous (yes|no).
    `value` is the coded answer, `words` what was said (encrypted); either may be empty.
    """

    report_id: str
    slot: str
    value: str = ""
    words: str = ""


class SetContact(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """The person said whether we may write back here, with the words that say when (S5)."""

    report_id: str
    state: ContactState
    words: str = ""


class RaiseFlag(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """Danger was heard: urgency may only go up by this (S24); `child` as S13."""

    report_id: str
    reason: str
    child: bool = False


class CompleteReport(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """Intake of a report ended: all asked (`complete`) or timed out/left (incomplete)."""

    report_id: str
    complete: bool


class SetTimer(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """One timer of a kind per person; setting it again moves it. `after` in seconds."""

    kind: TimerKind
    after: int


class CancelTimer(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """Forget the person's timer of this kind."""

    kind: TimerKind


class DeliverPack(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """A pack was given out: counted by topic, place, language and channel, without identity."""

    topic: str
    municipality: str
    language: str


class RatePack(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """Whether a pack was `useful` to somebody: counted as its delivery, without identity."""

    topic: str
    municipality: str
    language: str
    useful: bool


class AskedInVain(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """A question that no pack answers, as staff may see it: `masked` has no number and no name."""

    masked: str
    municipality: str
    language: str


class OptOut(msgspec.Struct, frozen=True, tag=True):
    """No broadcast ever again until OptIn; help goes on (S14)."""


class OptIn(msgspec.Struct, frozen=True, tag=True):
    """The person wants broadcasts (again)."""


class Subscribe(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """The person agrees to get campaigns on these topics (`flows.campaigns.TOPICS`).

    `text` is the key of what they were told before they agreed, `digest` its SHA-256 in their
    language: proof of what was agreed to. `way`: word | button.
    """

    topics: tuple[str, ...]
    way: str
    text: str
    digest: str


class Unsubscribe(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """No campaigns on these topics any more; other topics and open reports go on. `way`: word | button."""

    topics: tuple[str, ...]
    way: str


class Forget(msgspec.Struct, frozen=True, tag=True):
    """Forget me (S7): end subscriptions, drop session and language, unlink the contact.

    Open reports stay; each is marked "asked to be erased" for a person in the unit.
    """


class LeaveTalk(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """An exit word (S9): what still waits for this person is held for staff.

    `take_back`: our own messages of the last two days disappear from the chat, where the provider
    deletes them (Bot API, deleteMessages: 48 hours).
    """

    take_back: bool


class WrongCode(msgspec.Struct, frozen=True, tag=True):
    """A code was tried that is not one of ours; counted per sender and overall (S19)."""


class LinkDuty(msgspec.Struct, frozen=True, tag=True):
    """Staff joined this chat to their account with a one-time token, to get pings here."""

    token: str


class Flagged(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """Something staff should see about this person's traffic: flood, gibberish, media refused."""

    reason: str
    report_id: str = ""


Kept = (
    Remember
    | OpenReport
    | AddToReport
    | AnswerReport
    | SetContact
    | RaiseFlag
    | CompleteReport
    | SetTimer
    | CancelTimer
    | DeliverPack
    | RatePack
    | AskedInVain
    | OptOut
    | OptIn
    | Subscribe
    | Unsubscribe
    | Forget
    | LeaveTalk
    | WrongCode
    | LinkDuty
    | Flagged
)
"""What is written down as it is, whoever speaks."""

Effect = Say | Kept
Written = Spoken | Kept
