"""Who could take a case: by the municipality's own rule first, then unit by unit."""

from collections.abc import Callable, Collection, Iterable

from admin.desk import Desk
from admin.naming import Options, name_of, work_unit_name
from flows.facts import CaseFacts
from storage.municipality import CaseRule, Municipality
from storage.operators import Account

Groups = list[tuple[str, Options]]


def rule_of(place: Municipality | None, case: CaseFacts) -> CaseRule | None:
    """Who manages such a case; a child or violence goes by its circle, whatever the category."""
    if place is None:
        return None
    if case.circle is not None:
        role = case.circle.role
        return next((rule for rule in place.case_rule if rule.closed and rule.role == role), None)
    known = {group.id for group in place.group}
    return place.rule_for(case.category) if case.category in known else None


def suggestion(desk: Desk, place: Municipality | None, rule: CaseRule | None) -> str:
    """The post and unit that the rule names, "" without one."""
    if place is None or rule is None:
        return ""
    posts = {post.id: post for unit in place.unit for post in unit.post}
    post = name_of(desk, posts[rule.post].names) if rule.post in posts else ""
    return ", ".join(filter(None, (post, work_unit_name(desk, place, rule.unit))))


class Takers:
    """The people of a municipality as choices; `named` are those whom the report names (S20)."""

    def __init__(self, desk: Desk, people: Iterable[Account], named: Collection[str]) -> None:
        self._desk = desk
        self._named = named
        self._left = [one for one in people if not one.disabled]

    def groups(self, place: Municipality | None, rule: CaseRule | None, chosen: str) -> Groups:
        """Whoever the rule of a closed case means, then the chosen unit, then the others."""
        units = [unit.id for unit in place.unit] if place else []
        first = [unit for unit in units if unit == chosen]
        found: Groups = []
        if rule is not None and rule.closed:
            role, words = rule.role, self._desk.text("hand.suggested")
            found.append((words, self._take(lambda one: role in one.operator.roles)))
        found += [
            (work_unit_name(self._desk, place, unit), self._of(unit))
            for unit in (*first, *(unit for unit in units if unit != chosen))
        ]
        found.append((self._desk.text("hand.everywhere"), self._take(lambda _: True)))
        return [(words, people) for words, people in found if people]

    def _of(self, unit: str) -> Options:
        return self._take(lambda one: one.operator.unit == unit)

    def _take(self, fits: Callable[[Account], bool]) -> Options:
        taken = [one for one in self._left if fits(one)]
        self._left = [one for one in self._left if one not in taken]
        return [(one.operator.id, self._words(one)) for one in taken]

    def _words(self, one: Account) -> str:
        roles = ", ".join(self._desk.text(f"role.{role}") for role in sorted(one.operator.roles))
        warned = self._desk.text("hand.named") if one.operator.name in self._named else ""
        return " · ".join(filter(None, (one.operator.name, roles, warned)))
