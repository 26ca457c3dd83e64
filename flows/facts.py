"""What is known of a case when somebody acts on it, who acts, and who may see it."""

from collections.abc import Mapping
from typing import Literal

import msgspec

from flows.events import ContactState, PublicState

CaseState = Literal["received", "looked_at", "referred", "accepted", "intervened", "closed"]
Anonymity = Literal["anonymous", "confidential", "disclosed"]

# Urgency as the person answered "can it wait?"; a case begins at CAN_WAIT.
CAN_WAIT, TODAY, NOW = 1, 2, 3

# The four words a reporter may hear (issue 2, story 6).
PUBLIC_STATES: Mapping[str, PublicState] = {
    "received": "received",
    "looked_at": "looked_at",
    "referred": "looked_at",
    "accepted": "taken_up",
    "intervened": "taken_up",
    "closed": "finished",
}


class Operator(msgspec.Struct, frozen=True, kw_only=True):
    """Whoever acts in the console; `municipality` "" serves all, `unit` "" works in every unit."""

    id: str
    roles: frozenset[str]
    municipality: str
    unit: str = ""
    name: str = ""
    language: str = "sq"


class Circle(msgspec.Struct, frozen=True):
    """The role, and its unit, that a kind of case closes to after the first intervention (S13)."""

    role: str
    unit: str = ""


CHILD_CIRCLE = Circle("child_protection")
DEFAULT_CIRCLES: Mapping[str, Circle] = {
    "child": CHILD_CIRCLE,
    "domestic_violence": Circle("dv_coordinator"),
}


class Circles(msgspec.Struct, frozen=True):
    """A municipality's closed circles by category.

    `child` is for a flagged child: alone in an open category, beside the other in a closed one.
    """

    by_category: Mapping[str, Circle] = msgspec.field(default_factory=lambda: DEFAULT_CIRCLES)
    child: Circle = CHILD_CIRCLE

    def find(self, category: str, *, child: bool) -> Circle | None:
        """The circle of a case, or None when it is open to the unit."""
        return self.by_category.get(category) or (self.child if child else None)

    @property
    def roles(self) -> frozenset[str]:
        """Every role that a case can close to."""
        return frozenset(circle.role for circle in (*self.by_category.values(), self.child))

    def led_by(self, role: str) -> tuple[str, ...]:
        """The categories that close to a role."""
        return tuple(name for name, circle in self.by_category.items() if circle.role == role)


class ReportFacts(msgspec.Struct, frozen=True, kw_only=True):
    """The report that opened the case; `reachable` is false without a linked contact.

    `heard_at` is when its person last said anything at all. `campaign`: number of the one after which
    it came, 0 = none.
    """

    id: str
    code: str
    contact: ContactState = "not_asked"
    reachable: bool = False
    invited_at: int | None = None
    heard_at: int = 0
    professional: str = ""
    verified: bool = False
    campaign: int = 0


class CaseFacts(msgspec.Struct, frozen=True, kw_only=True):
    """A case without any personal word; times in microseconds UTC.

    `referral` is the open referral's id, `broken_by` the operators who lately broke the glass;
    `erase`: whoever reported asked to be forgotten (safety S7).
    """

    id: str
    municipality: str
    state: CaseState
    version: int
    report: ReportFacts
    channel: str = ""
    language: str = ""
    category: str = ""
    unit: str = ""
    whom: str = ""
    urgency: int = CAN_WAIT
    danger: bool = False
    child: bool = False
    closed_circle: str = ""
    anonymity: Anonymity = "confidential"
    knows: str = ""
    sex: str = ""
    age_band: str = ""
    assigned_unit: str = ""
    assignee: str | None = None
    outcome: str = ""
    professional: bool = False
    incomplete: bool = False
    talking: bool = False
    fault: str = ""
    made_at: int = 0
    changed_at: int = 0
    acknowledged_at: int | None = None
    escalated: int = 0
    intervened_at: int | None = None
    closed_at: int | None = None
    referral: str = ""
    circles: Circles = Circles()
    broken_by: tuple[str, ...] = ()
    erase: bool = False

    @property
    def circle(self) -> Circle | None:
        """Who this case closes to, whether it has closed yet or not."""
        return self.circles.find(self.category, child=self.child)

    @property
    def closed_to(self) -> str:
        """The role it has closed to, "" while it is open; a child heard of later closes it too."""
        if self.closed_circle or self.intervened_at is None or self.circle is None:
            return self.closed_circle
        return self.circle.role

    @property
    def sharing(self) -> frozenset[str]:
        """Roles that see the case beside its circle: child protection, wherever a child is.

        Child protection manages "any" child (kucova L1371-1373), also one whose home is violent.
        """
        return frozenset({self.circles.child.role}) if self.child else frozenset()

    @property
    def urgent(self) -> bool:
        """True for danger and for what cannot wait."""
        return self.danger or self.urgency >= NOW


def public_state(state: str) -> PublicState:
    """What a reporter may hear of a case state."""
    return PUBLIC_STATES[state]


def sees(case: CaseFacts, operator: Operator) -> bool:
    """Whether a case exists for this operator; `storage.visibility` says the same in SQL.

    The line's operators see every open case; once a first intervention has closed a child or
    domestic-violence case, only its role, child protection where a child is in it, supervisors and
    who broke the glass do (safety S13).
    """
    if operator.municipality not in ("", case.municipality):
        return False
    if "supervisor" in operator.roles or operator.id in case.broken_by:
        return True
    if case.closed_to:
        return not operator.roles.isdisjoint({case.closed_to, *case.sharing})
    return "operator" in operator.roles or works_on(case, operator)


def works_on(case: CaseFacts, operator: Operator) -> bool:
    """Whether the case was handed to this operator, to their unit, or belongs to their role."""
    if operator.id == case.assignee:
        return True
    led_by = {case.circle.role} if case.circle is not None else set()
    if not operator.roles.isdisjoint(led_by | case.sharing):
        return True
    here = bool(case.assigned_unit) and operator.unit in ("", case.assigned_unit)
    return "unit_worker" in operator.roles and here
