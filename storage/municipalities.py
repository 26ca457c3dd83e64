"""The municipalities served, as they were seeded from their files."""

import hashlib
import json

import msgspec
import sqlalchemy as sa

from flows.facts import CHILD_CIRCLE, Circle, Circles
from storage.municipality import CaseRule, Municipality
from storage.schema import municipalities
from storage.table import TableAccess


class Municipalities(TableAccess):
    """One row per municipality: its whole file as a document."""

    def seed(self, place: Municipality, now: int) -> bool:
        """Writes what the file says; True when that is new."""
        document = msgspec.to_builtins(place)
        digest = hashlib.sha256(json.dumps(document, sort_keys=True).encode()).hexdigest()
        known = sa.select(municipalities.c.digest).where(municipalities.c.slug == place.slug)
        before = self.connection.scalar(known)
        if before == digest:
            return False
        row = {"document": document, "digest": digest, "seeded_at": now}
        if before is None:
            self.connection.execute(municipalities.insert(), {"slug": place.slug, **row})
        else:
            here = municipalities.c.slug == place.slug
            self.connection.execute(municipalities.update().where(here).values(**row))
        return True

    def all(self) -> list[Municipality]:
        """Every municipality, by slug."""
        found = sa.select(municipalities.c.document).order_by(municipalities.c.slug)
        return [msgspec.convert(row, Municipality) for row in self.connection.scalars(found)]

    def get(self, slug: str) -> Municipality | None:
        """One municipality, or None when it was never seeded."""
        found = sa.select(municipalities.c.document).where(municipalities.c.slug == slug)
        document = self.connection.scalar(found)
        return None if document is None else msgspec.convert(document, Municipality)

    def circles(self, slug: str) -> Circles:
        """Which categories close to which role; the safe default for an unknown municipality."""
        place = self.get(slug)
        return Circles() if place is None else circles_of(place)


def circles_of(place: Municipality) -> Circles:
    """The closed circles that a municipality's case rules name (safety S13)."""
    rules = {rule.id: rule for rule in place.case_rule if rule.closed}
    by_category = {g.id: _circle(rules[g.rule]) for g in place.group if g.rule in rules}
    children = [_circle(rule) for rule in rules.values() if rule.role == CHILD_CIRCLE.role]
    return Circles(by_category, children[0] if children else CHILD_CIRCLE)


def _circle(rule: CaseRule) -> Circle:
    return Circle(rule.role, rule.unit)
