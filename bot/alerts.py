"""Pings for whoever is on duty: a number and a code, never content."""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from locales.catalog import Catalog
from locales.fitting import fit, limits_of
from storage.reports import Whereabouts
from storage.unit import Unit

FALLBACK = "sq"


class Alerts:
    """Writes pings into the outbox, inside the transaction of what they tell about."""

    def __init__(self, catalog: Catalog) -> None:
        self._catalog = catalog

    def new_cases(self, unit: Unit, cases: Sequence[Whereabouts], now: int) -> int:
        """Intake of these ended: tell the duty workers of each municipality; how many pings."""
        return self._on_duty(unit, cases, "staff.new", now)

    def urgent_cases(self, unit: Unit, cases: Sequence[Whereabouts], now: int) -> int:
        """Danger was heard: tell the duty workers at once, before intake ends; how many pings."""
        return self._on_duty(unit, cases, "staff.urgent", now)

    def escalated(self, unit: Unit, contacts: Iterable[str], code: str, now: int) -> None:
        """Nobody has looked at an urgent case: tell the next people (R11)."""
        self._send(unit, contacts, "staff.unseen", [code], now)

    def _on_duty(self, unit: Unit, cases: Sequence[Whereabouts], key: str, now: int) -> int:
        codes: dict[str, list[str]] = defaultdict(list)
        for case in cases:
            codes[case.municipality].append(case.code)
        return sum(
            self._send(unit, unit.operators.duty_contacts(municipality), key, its, now)
            for municipality, its in codes.items()
        )

    def _send(
        self, unit: Unit, contacts: Iterable[str], key: str, codes: Sequence[str], now: int
    ) -> int:
        """One ping a person, however many cases; the last code stands for them."""
        told = list(contacts)
        for contact in unit.contacts.several(told) if told else ():
            language = contact.language or FALLBACK
            text = self._catalog.text(
                key, language, channel=contact.channel, code=codes[-1], count=str(len(codes))
            )
            limits = limits_of(contact.channel, diacritics=contact.diacritics)
            for part in fit(text, (), limits).parts:
                unit.outbox.alert(contact.id, part, now, now)
        return len(told)
