"""What must catch the eye about a case: how urgent, and the few things to know before opening."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from flows.facts import NOW, TODAY


@dataclass(frozen=True, slots=True)
class Tag:
    """A small label: a text key, and alarm | warn | good | "" for its weight."""

    key: str
    tone: str = ""


TONES: Final = {
    "child": "alarm",
    "fault": "warn",
    "incomplete": "warn",
    "talking": "good",
    "closed_circle": "warn",
    "erase": "warn",
    "professional": "",
}


def level(urgency: int, *, danger: bool) -> int:
    """3 for danger and now, 2 for today, 1 for what can wait."""
    return NOW if danger else max(min(urgency, NOW), TODAY - 1)


def tags(facts: object, names: Iterable[str] = TONES) -> list[Tag]:
    """The labels of a queue row or of a case's facts, those that hold."""
    return [Tag(f"tag.{name}", TONES[name]) for name in names if getattr(facts, name, False)]


def attention(*, urgent: bool, acknowledged: bool) -> list[Tag]:
    """An urgent case that nobody has seen yet says so."""
    return [Tag("tag.unseen", "alarm")] if urgent and not acknowledged else []
