"""A transcript read, played against the real engine and texts, and written down again.

`<` the person ("[Label]" presses a button, "(photo)" sends one), `>` us, `!` what follows,
`~` time passing, `*` staff. Everything but the first, fourth and fifth is written by `told`.
"""

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from flows.afterwards import code_asked
from flows.codes import make_code
from flows.effects import (
    Effect,
    OpenReport,
    OptIn,
    OptOut,
    Remember,
    Say,
    SetContact,
    Subscribe,
    Unsubscribe,
)
from flows.engine import step
from flows.events import (
    CaseMoved,
    ChannelChanged,
    Event,
    Given,
    Lookup,
    MessageHeard,
    OperatorReplied,
    PublicState,
    Reading,
    TimerFired,
    What,
)
from flows.messages import Attachment, Button, Inbound
from flows.session import Session
from locales.detect import guess_language
from tests.effect_lines import effect_line
from tests.world import real_speaker, real_world

SECOND: Final = 1_000_000
UNITS: Final = {"s": 1, "m": 60, "h": 3600, "d": 86400}
ATTACHMENTS: Final = ("photo", "voice", "location", "contact", "other")
START: Final = 1_790_000_000 * SECOND


@dataclass
class Story:
    """One person on one line, with a desk that remembers states and codes."""

    header: dict[str, str]
    now: int = START
    session: Session = field(default_factory=Session)
    lines: list[str] = field(default_factory=list)
    buttons: tuple[Button, ...] = ()
    reports: dict[str, str] = field(default_factory=dict)
    states: dict[str, PublicState] = field(default_factory=dict)
    contacts: dict[str, str] = field(default_factory=dict)
    due: int = 0
    letters: bool = False
    topics: set[str] = field(default_factory=set)
    stopped: bool = False
    drawn: int = 0
    heard: list[int] = field(default_factory=list)

    def play(self, line: str) -> None:
        """Play one line of the person, of time or of staff."""
        self.lines.append(line)
        mark, _, rest = line.partition(" ")
        if mark == "~":
            self._pass_time(rest)
        elif mark == "*":
            self._take(self._staff(rest))
        else:
            self.now += (1 if "hurry" in self.header else 20) * SECOND
            self.heard.append(self.now)
            self._take(MessageHeard(self._inbound(rest)))

    def _inbound(self, words: str) -> Inbound:
        if words.startswith("/start"):
            return Inbound(start=words.removeprefix("/start").strip())
        pressed = re.fullmatch(r"\[(.+)\]", words)
        if pressed:
            known = {b.label: b.id for b in self.buttons}
            return Inbound(button=known.get(pressed[1], pressed[1]))
        sent = re.match(r"\((\w+) ?([^)]*)\) ?", words)
        if not sent or sent[1] not in ATTACHMENTS:
            return Inbound(text="" if words == "(nothing)" else words)
        kind = next(a for a in ATTACHMENTS if a == sent[1])
        attachment = Attachment(kind=kind, reference="file", text=sent[2])  # type: ignore[arg-type]
        return Inbound(text=words[sent.end() :], attachments=(attachment,))

    def _staff(self, words: str) -> What:
        report_id = list(self.reports)[-1]
        code = self.reports[report_id]
        contact = self.contacts.get(report_id, "not_asked")
        told = {"report_id": report_id, "code": code, "contact": contact}
        what, _, rest = words.partition(" ")
        if what in ("blocked", "unblocked"):
            return ChannelChanged(blocked=what == "blocked")
        if what == "state":
            state, _, quiet = rest.partition(" ")
            self.states[code] = state  # type: ignore[assignment]
            return CaseMoved(state=state, quiet=bool(quiet), **told)  # type: ignore[arg-type]
        invites, canned = what == "invite", rest if what == "canned" else ""
        text = rest.strip('"') if what == "reply" else ""
        return OperatorReplied(
            reply_id="p1", canned=canned, text=text, invitation=invites, **told  # type: ignore[arg-type]
        )  # fmt: skip

    def _pass_time(self, words: str) -> None:
        until = self.now + int(words[:-1]) * UNITS[words[-1]] * SECOND
        if self.due and self.due <= until:
            self.now = self.due
            self.due = 0
            self._take(TimerFired("report_timeout"))
        self.now = until

    def _take(self, what: What) -> None:
        inbound = what.inbound if isinstance(what, MessageHeard) else Inbound()
        turn = step(real_world(), self.session, Event(what, self._given(inbound)), self.now)
        self.session = turn.session
        self._write(turn.effects)

    def _given(self, inbound: Inbound) -> Given:
        self.drawn += 1
        head = self.header
        closed = head.get("closed", "").split()
        return Given(
            channel=head["channel"],
            municipality=head.get("municipality", "kucova"),
            report_id=f"r{self.drawn}",
            code=make_code("KU", self.drawn * 1_234_567_891 % 2**35),
            guess=self._guess(inbound),
            verified="verified" in head,
            opted_out=self.stopped,
            topics=tuple(sorted(self.topics)),
            lookup=self._lookup(inbound),
            reading=Reading(False, int(closed[0]), closed[1]) if closed else Reading(),
            reports_lately=len(self.reports),
            messages_lately=sum(self.now - at < 60 * SECOND for at in self.heard),
        )

    def _guess(self, inbound: Inbound) -> str:
        if self.session.language and self.session.place:
            return ""
        guess = guess_language(inbound.text)
        return guess.language if guess.sure else ""

    def _lookup(self, inbound: Inbound) -> Lookup | None:
        code = code_asked(real_world(), self.session, inbound, self.now)
        if not code:
            return None
        found = next((r for r, own in self.reports.items() if own == code), "")
        return Lookup(code, found, "kucova" if found else "", self.states.get(code, "received"))

    def _write(self, effects: tuple[Effect, ...]) -> None:
        says: list[Say] = []
        for effect in effects:
            if isinstance(effect, Say):
                if says and not effect.join:
                    self._speak(says)
                    says = []
                says.append(effect)
            else:
                self._remember(effect)
                self.lines += effect_line(effect)
        if says:
            self._speak(says)

    def _remember(self, effect: Effect) -> None:
        if isinstance(effect, OpenReport):
            self.reports[effect.report_id] = effect.code
        elif isinstance(effect, SetContact):
            self.contacts[effect.report_id] = effect.state
        elif isinstance(effect, Remember) and effect.diacritics is not None:
            self.letters = effect.diacritics
        elif isinstance(effect, Subscribe):
            self.topics |= set(effect.topics)
        elif isinstance(effect, Unsubscribe):
            self.topics -= set(effect.topics)
        elif isinstance(effect, OptOut | OptIn):
            self.stopped = isinstance(effect, OptOut)
            self.topics = set() if self.stopped else self.topics
        name = type(effect).__name__
        if name == "SetTimer":
            self.due = self.now + 1800 * SECOND
        elif name == "CancelTimer":
            self.due = 0

    def _speak(self, says: list[Say]) -> None:
        channel = self.header["channel"]
        spoken = (
            real_speaker()
            .voice(channel, says[-1].language, diacritics=self.letters)
            .speak(says)
            .outgoing
        )
        for part in spoken.parts:
            self.lines += [f"> {line}".rstrip() for line in part.split("\n")]
        self.buttons = spoken.buttons
        if spoken.buttons:
            self.lines.append("> " + " ".join(f"[{b.label}]" for b in spoken.buttons))


def told(path: Path) -> str:
    """Play a transcript and return it as it is told now."""
    head, *lines = path.read_text(encoding="utf-8").splitlines()
    fields = dict(part.split(": ", 1) for part in re.split(r"\s{2,}", head.strip()))
    story = Story(fields)
    for line in lines:
        if line[:1] in ("<", "~", "*"):
            story.play(line)
        elif line.startswith("#"):
            story.lines.append(line)
    return "\n".join([head, *story.lines, ""])
