"""What was done, by whom and when: coded acts, never a word of a report."""

from collections.abc import Iterable, Mapping
from typing import Any, Final

from admin.desk import Desk
from storage.audit import SYSTEM, Entry
from storage.unit import Unit

GROUPS: Final = {"from": "state", "to": "state", "age_band": "age"}
"""Where the words of a coded value stand, if not under the detail's own name."""
LABELS: Final = {
    "from": "history.from",
    "to": "history.to",
    "age_band": "record.age",
    "assignee": "hand.person",
    "unit": "report.unit",
    "canned": "reply.canned",
    "topic": "packs.topic",
    "version": "packs.version_number",
}
SPEAKING: Final = frozenset({"reason", "outcome", "way", "contact", "kind"})
"""Details whose value says by itself what it is."""


def names_in(unit: Unit, entries: Iterable[Entry]) -> dict[str, str]:
    """The names behind the accounts that an act or its details mention."""
    mentioned = {
        word for entry in entries for word in (entry.actor, entry.object, *entry.detail.values())
    }
    accounts = (unit.operators.get(word) for word in mentioned if len(word) == 32)
    return {one.operator.id: one.operator.name for one in accounts if one is not None}


def told(desk: Desk, entry: Entry, names: Mapping[str, str]) -> dict[str, Any]:
    """One act in words; what the catalogue does not know stays coded."""
    detail = (_detail(desk, name, value, names) for name, value in entry.detail.items() if value)
    who = desk.text("audit.system") if entry.actor == SYSTEM else entry.actor
    return {
        "number": entry.number,
        "at": entry.at,
        "who": names.get(entry.actor, who),
        "action": _words(desk, entry.action),
        "detail": ", ".join(detail),
        "object": names.get(entry.object, entry.object),
    }


def _detail(desk: Desk, name: str, value: str, names: Mapping[str, str]) -> str:
    """A coded value under its label, both in words where the catalogue has them."""
    label, group = LABELS.get(name, f"record.{name}"), GROUPS.get(name, name)
    labelled = f"{_known(desk, label, name)}: " if name not in SPEAKING else ""
    return labelled + names.get(value, _known(desk, f"{group}.{value}", value))


def _known(desk: Desk, key: str, otherwise: str) -> str:
    return desk.text(key) if desk.services.catalog.has(key, desk.language) else otherwise


def _words(desk: Desk, action: str) -> str:
    return _known(desk, f"audit.did.{action}", action)
