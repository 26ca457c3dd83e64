"""Correcting the structured record within safety S11 and S24."""

from flows import commands as c
from flows.decision import Decision, Refused
from flows.facts import CAN_WAIT, NOW, CaseFacts, Circles

SECRECY = {"disclosed": 0, "confidential": 1, "anonymous": 2}
CODED = (
    "category", "unit", "whom", "urgency", "danger", "child", "anonymity", "knows", "sex",
    "age_band",
)  # fmt: skip
SEALED = ("person", "place", "seen")


def correct(case: CaseFacts, command: c.Correct, now: int) -> Decision | Refused:
    """Only what differs is written; the audit row names coded values and never sealed words."""
    coded = {name: getattr(command, name) for name in CODED}
    changes = {
        name: value
        for name, value in coded.items()
        if value is not None and value != getattr(case, name)
    }
    words = {name: getattr(command, name) for name in SEALED if getattr(command, name) is not None}
    if not changes and not words:
        return Refused("empty")
    if refused := _forbidden(case, changes):
        return refused
    detail = {name: str(value) for name, value in changes.items()}
    sealed = {"words": ",".join(words)} if words else {}
    follow = {**changes, **_circle_after(case, changes), **_urgent_since(case, changes, now)}
    return Decision("correct", follow, detail={**detail, **sealed}, words=words)


def raise_urgency(case: CaseFacts, urgency: int, now: int) -> Decision | Refused:
    """More urgent than before, up to NOW."""
    if not case.urgency < urgency <= NOW:
        return Refused("unknown_value")
    changes: dict[str, object] = {"urgency": urgency}
    changes |= _urgent_since(case, changes, now)
    return Decision("raise", changes, detail={"urgency": str(urgency)})


def _forbidden(case: CaseFacts, changes: dict[str, object]) -> Refused | None:
    if "anonymity" in changes and SECRECY[str(changes["anonymity"])] < SECRECY[case.anonymity]:
        return Refused("only_stricter")
    urgency = int(str(changes.get("urgency", case.urgency)))
    if not CAN_WAIT <= urgency <= NOW:
        return Refused("unknown_value")
    calmer = urgency < case.urgency or changes.get("danger") is False
    if calmer and case.danger and case.acknowledged_at is None:
        return Refused("danger_first")
    return None


def _circle_after(case: CaseFacts, changes: dict[str, object]) -> dict[str, object]:
    """A category corrected after the first intervention closes or opens the case at once."""
    if case.intervened_at is None or not {"category", "child"} & changes.keys():
        return {}
    category = str(changes.get("category", case.category))
    circles: Circles = case.circles
    circle = circles.find(category, child=bool(changes.get("child", case.child)))
    role = circle.role if circle else ""
    if role == case.closed_circle:
        return {}
    moved_to = {"assignee": None, "assigned_unit": circle.unit} if circle and circle.unit else {}
    return {"closed_circle": role, **moved_to}


def _urgent_since(case: CaseFacts, changes: dict[str, object], now: int) -> dict[str, object]:
    """The moment from which an unacknowledged case escalates (R11)."""
    urgent = bool(changes.get("danger")) or changes.get("urgency") == NOW
    return {"urgent_at": now} if urgent and not case.urgent else {}
