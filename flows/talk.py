"""One turn in the making: the session as it changes, and the effects gathered so far."""

from functools import lru_cache
from typing import Final

import msgspec
from msgspec.structs import replace

from flows.effects import Effect, Offer, Params, Priority, Remember, Say
from flows.events import Given
from flows.flow import Flow
from flows.messages import Inbound
from flows.session import Place, ReportTalk, Session
from flows.world import MunicipalityView, Words, World

SAME_TALK: Final = 30 * 60 * 1_000_000
"""Microseconds in which state and additions need no code (safety S7)."""
CHILD: Final = "child"
"""Shared fact: this person has spoken of a child."""
UNKNOWN: Final = MunicipalityView(
    slug="",
    prefix="",
    names={},
    languages=(),
    danger_numbers=("112",),
    child_numbers=(),
    units=(),
    groups=(),
)
"""Stands in until the municipality is known: 112 is the number everywhere (safety S2)."""


@lru_cache(maxsize=256)
def line_facts(words: Words, view: MunicipalityView, language: str, *, child: bool) -> Params:
    """Return what every text may name: the numbers, the office, whoever reads.

    Where a child is spoken of, the children's number is always given too (safety S13). A commune
    is no bashki (safety S1).
    """
    children = view.child_numbers if child else ()
    return (
        ("emergency", " · ".join((view.danger_numbers[0], *children))),
        ("numbers", " · ".join(dict.fromkeys((*view.danger_numbers, *children)))),
        ("office", words.text(f"office.{view.country or 'any'}", language)),
        ("reader", words.text(f"reader.{view.reader}", language)),
    )


class Turn(msgspec.Struct, frozen=True):
    """What a step decided: the session to keep and the effects in their order."""

    session: Session
    effects: tuple[Effect, ...]


class Talk:
    """What nodes and commands work on during one step; never kept."""

    def __init__(self, world: World, session: Session, given: Given, now: int) -> None:
        self.world = world
        self.given = given
        self.now = now
        self.session = session
        self.inbound = Inbound()
        self.danger = False
        self.effects: list[Effect] = []

    @property
    def on_sms(self) -> bool:
        """Texts are short, neutral and without buttons here."""
        return self.given.channel == "sms"

    @property
    def municipality(self) -> MunicipalityView:
        """The line's municipality, else the one the person named, else the only one."""
        known = self.world.municipalities
        slug = self.given.municipality or self.session.municipality
        if not slug and len(known) == 1:
            slug = next(iter(known))
        return known.get(slug, UNKNOWN)

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages offered here, the first one first."""
        own = self.municipality.languages
        if own:
            return own
        views = self.world.municipalities.values()
        return next((view.languages for view in views if view.languages), ("en",))

    @property
    def language(self) -> str:
        """The language of the answers: chosen, else surely recognised, else the first."""
        if self.session.language:
            return self.session.language
        guess = self.given.guess
        return guess if guess in self.languages else self.languages[0]

    @property
    def report(self) -> ReportTalk | None:
        """The report whose intake goes on, if any."""
        report = self.session.report
        return report if report and report.open else None

    @property
    def recent_report(self) -> ReportTalk | None:
        """The report of this same talk, open or closed (safety S7)."""
        report = self.session.report
        if report and (report.open or self.now - report.heard_at <= SAME_TALK):
            return report
        return None

    @property
    def flow(self) -> Flow | None:
        """The flow in which the person is."""
        place = self.session.place
        return self.world.flows.get(place.flow) if place else None

    def change(self, **fields: object) -> None:
        """Change fields of the session."""
        self.session = replace(self.session, **fields)

    def change_report(self, **fields: object) -> None:
        """Change fields of the session's report."""
        if self.session.report:
            self.change(report=replace(self.session.report, **fields))

    def stand(self, flow: str, node: str, tries: int = 0) -> None:
        """The person is now at this node."""
        self.change(place=Place(flow, node, (), tries))

    def share(self, **facts: str) -> None:
        """Keep coded facts that later nodes branch on; never free text."""
        self.change(shared={**self.session.shared, **facts})

    def told_enough(self) -> bool:
        """Tell whether the message is more than a stray word: it may begin a report."""
        return self.danger or bool(self.inbound.attachments) or self.told_something()

    def told_something(self) -> bool:
        """Tell whether the text is more than an answer or a command."""
        return len(self.inbound.text.split()) >= 3

    def choose_language(self, language: str) -> None:
        """Speak this language from now on."""
        self.change(language=language)
        self.add(Remember(language=language))

    def add(self, *effects: Effect) -> None:
        """Let effects follow."""
        self.effects.extend(effects)

    def say(
        self,
        key: str,
        params: Params = (),
        *,
        offers: tuple[Offer, ...] = (),
        ask_for: str = "",
        priority: Priority = "reply",
    ) -> None:
        """Say a text; while a report is talked about it is bound to safety S4."""
        report, language, facts = self.recent_report, self.language, self.facts
        self.add(
            Say(
                key=key,
                language=language,
                params=(*facts, *params) if params else facts,
                offers=offers,
                ask_for=ask_for,
                priority=priority,
                report_id=report.id if report else "",
                about_report=report is not None,
                join=self._joins(priority),
            )
        )

    @property
    def facts(self) -> Params:
        """What every text may name of the place and the line."""
        child = bool(self.session.shared.get(CHILD))
        return line_facts(self.world.words, self.municipality, self.language, child=child)

    def _joins(self, priority: Priority) -> bool:
        """Where nobody counts segments, texts of one turn are one message."""
        if self.on_sms:
            return False
        for effect in reversed(self.effects):
            if isinstance(effect, Say):
                return not effect.offers and effect.priority == priority and effect.pack is None
        return False

    def turn(self) -> Turn:
        """Close the books."""
        return Turn(self.session, tuple(self.effects))
