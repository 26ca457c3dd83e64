"""What was done, by whom and when: coded acts, never a word of a report."""

from collections.abc import Iterable, Mapping
from typing import Any

from admin.desk import Desk
from storage.audit import SYSTEM, Entry
from storage.unit import Unit


def names_in(unit: Unit, entries: Iterable[Entry]) -> dict[str, str]:
    """The names behind the accounts that an act or its details mention."""
    mentioned = {
        word for entry in entries for word in (entry.actor, entry.object, *entry.detail.values())
    }
    accounts = (unit.operators.get(word) for word in mentioned if len(word) == 32)
    return {one.operator.id: one.operator.name for one in accounts if one is not None}


def told(desk: Desk, entry: Entry, names: Mapping[str, str]) -> dict[str, Any]:
    """One act in words; what the catalogue does not know stays coded."""
    detail = (f"{name} {names.get(value, value)}" for name, value in entry.detail.items() if value)
    who = desk.text("audit.system") if entry.actor == SYSTEM else entry.actor
    return {
        "number": entry.number,
        "at": entry.at,
        "who": names.get(entry.actor, who),
        "action": _words(desk, entry.action),
        "detail": ", ".join(detail),
        "object": names.get(entry.object, entry.object),
    }


def _words(desk: Desk, action: str) -> str:
    key = f"audit.did.{action}"
    return desk.text(key) if desk.services.catalog.has(key, desk.language) else action
