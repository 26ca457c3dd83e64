"""Who may do what at the desk: one table of action -> any of these sets of roles, all held.

What the table does not name is denied (architecture.md, "One operator's action").
"""

from collections.abc import Collection, Iterable, Mapping
from typing import Final

ROLES: Final = frozenset(
    {
        "operator",
        "unit_worker",
        "child_protection",
        "dv_coordinator",
        "supervisor",
        "institution",
        "campaigns",
        "editor",
        "municipality_admin",
        "system_admin",
        "auditor",
    }
)

PUBLIC: Final = "public"
"""Anybody, signed in or not."""
SIGNED_IN: Final = "signed_in"
"""Whoever is signed in, whatever their roles."""

Rule = tuple[frozenset[str], ...]


def _any_of(*choices: str) -> Rule:
    """Each choice is one role, or several joined by "+" that must all be held."""
    return tuple(frozenset(choice.split("+")) for choice in choices)


_CASE_STAFF: Final = ("operator", "unit_worker", "child_protection", "dv_coordinator", "supervisor")
_LINE: Final = ("operator", "supervisor")
_EDITORS: Final = ("editor", "municipality_admin")
_CAMPAIGNERS: Final = ("campaigns", "municipality_admin")
_UNIT: Final = ("unit_worker", "child_protection", "dv_coordinator", "supervisor")

ACTIONS: Final[Mapping[str, Rule]] = {
    "queue.view": _any_of(*_CASE_STAFF),
    "case.read": _any_of(*_CASE_STAFF),
    "case.correct": _any_of(*_CASE_STAFF),
    "case.assign": _any_of(*_LINE, "child_protection", "dv_coordinator"),
    "case.take": _any_of("operator+unit_worker"),
    "case.answer": _any_of(*_UNIT),
    "case.intervene": _any_of(*_UNIT),
    "case.close": _any_of(*_UNIT),
    "case.reopen": _any_of("supervisor"),
    "case.note": _any_of(*_CASE_STAFF),
    "case.reply": _any_of(*_CASE_STAFF),
    "case.contact": _any_of(*_CASE_STAFF),
    "sender.verify": _any_of(*_LINE),
    "case.glass": _any_of(*_CASE_STAFF),
    "identity.view": _any_of(*_CASE_STAFF),
    "phone.take": _any_of(*_LINE),
    "duty.own": _any_of(*_CASE_STAFF),
    "failed.view": _any_of(*_LINE),
    "audit.view": _any_of("auditor", "supervisor"),
    "packs.view": _any_of("editor", "municipality_admin", "supervisor"),
    "packs.edit": _any_of("editor"),
    "packs.review": _any_of("editor", "municipality_admin"),
    "packs.publish": _any_of("municipality_admin", "supervisor"),
    "questions.answer": _any_of("editor", "municipality_admin"),
    "operators.view": _any_of("municipality_admin", "system_admin", "supervisor"),
    "print.view": _any_of(*_CASE_STAFF, "editor", "campaigns", "municipality_admin"),
    "campaigns.import": _any_of("campaigns", "municipality_admin"),
    "campaigns.money": _any_of("municipality_admin"),
    "directory.read": _any_of(*_CASE_STAFF, *_EDITORS),
    "directory.edit": _any_of(*_EDITORS, "dv_coordinator"),
    "campaigns.view": _any_of(*_CAMPAIGNERS, "supervisor"),
    "campaigns.write": _any_of(*_CAMPAIGNERS),
    "campaigns.approve": _any_of(*_CAMPAIGNERS, "supervisor"),
    "events.view": _any_of(*_CAMPAIGNERS, "editor", "supervisor"),
    "events.write": _any_of(*_CAMPAIGNERS),
}

SHELTERS: Final = _any_of("dv_coordinator", "child_protection", "supervisor")
"""Who sees confidential locations in the directory; for everybody else they are not there. Only
roles with a second factor."""


def sees_shelters(roles: Collection[str]) -> bool:
    """Tell whether the holder of `roles` may know where a shelter is."""
    held = frozenset(roles)
    return any(needed <= held for needed in SHELTERS)


def allowed(roles: Collection[str], action: str) -> bool:
    """Tell whether the holder of `roles` may do `action`; an unknown action is denied."""
    held = frozenset(roles)
    return any(needed <= held for needed in ACTIONS.get(action, ()))


def needs_second_factor(roles: Collection[str]) -> bool:
    """Whoever may see who somebody is proves themselves twice (reliability R34)."""
    return allowed(roles, "identity.view")


def check_table(permissions: Iterable[str]) -> None:
    """Raise ValueError for a role or a permission that nobody defined; run at load."""
    rules = (*ACTIONS.values(), SHELTERS)
    named = {role for rule in rules for needed in rule for role in needed}
    if strange := named - ROLES:
        raise ValueError(f"access.py names roles that do not exist: {sorted(strange)}")
    known = ACTIONS.keys() | {PUBLIC, SIGNED_IN}
    if strange := set(permissions) - known:
        raise ValueError(f"routes.py asks for permissions that do not exist: {sorted(strange)}")
