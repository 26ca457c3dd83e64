"""Pings for whoever is on duty: a number and a code, never content (issue of the line's desk)."""

from collections.abc import Iterable

from locales.catalog import Catalog
from storage.unit import Unit

FALLBACK = "sq"


class Alerts:
    """Writes pings into the outbox, inside the transaction of what they tell about."""

    def __init__(self, catalog: Catalog) -> None:
        self._catalog = catalog

    def new_case(self, unit: Unit, municipality: str, code: str, now: int) -> None:
        """Intake of a report ended: tell the duty workers of its municipality."""
        self._send(unit, unit.operators.duty_contacts(municipality), "staff.new", code, now)

    def urgent_case(self, unit: Unit, municipality: str, code: str, now: int) -> None:
        """Danger was heard: tell the duty workers at once, before intake ends."""
        self._send(unit, unit.operators.duty_contacts(municipality), "staff.urgent", code, now)

    def escalated(self, unit: Unit, contacts: Iterable[str], code: str, now: int) -> None:
        """Nobody has looked at an urgent case: tell the next people (R11)."""
        self._send(unit, contacts, "staff.unseen", code, now)

    def _send(self, unit: Unit, contacts: Iterable[str], key: str, code: str, now: int) -> None:
        for contact in unit.contacts.several(list(contacts)):
            language = contact.language or FALLBACK
            text = self._catalog.text(key, language, channel=contact.channel, code=code)
            unit.outbox.alert(contact.id, text, now, now)
