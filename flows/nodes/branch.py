"""branch: where to go depends on a coded fact of the talk."""

from collections.abc import Callable, Mapping
from typing import Final

from flows.nodes.base import Kind
from flows.talk import Talk


def _report(talk: Talk) -> str:
    return "open" if talk.report else "none"


FACTS: Final[Mapping[str, Callable[[Talk], str]]] = {
    "channel": lambda talk: talk.given.channel,
    "language": lambda talk: "known" if talk.session.language else "unknown",
    "municipality": lambda talk: "known" if talk.municipality.slug else "unknown",
    "report": _report,
    "topic": lambda talk: "named" if talk.session.shared.get("topic") else "none",
    "verified": lambda talk: "yes" if talk.given.verified else "no",
}


class Branch(Kind, frozen=True, kw_only=True, tag_field="kind", tag="branch"):
    """`on` is one of FACTS, `goto` a route by the fact's value; any other value goes `next`."""

    on: str
    goto: Mapping[str, str]

    def __post_init__(self) -> None:
        """Refuse a fact that nobody can tell."""
        if self.on not in FACTS:
            raise ValueError(f"`on: {self.on}` is not a fact; use one of {', '.join(FACTS)}")

    def enter(self, talk: Talk) -> str:
        """Go where the fact says."""
        return self.goto.get(FACTS[self.on](talk), self.next)

    def targets(self) -> tuple[str, ...]:
        """Every way."""
        return (*self.goto.values(), self.next)
