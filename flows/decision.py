"""What a decision about a case consists of; `storage.decisions` writes it in one transaction."""

from collections.abc import Mapping
from typing import Literal

import msgspec

from flows.events import CaseMoved, What
from flows.facts import CaseFacts, CaseState, public_state

RefusedReason = Literal[
    "not_found",
    "not_yours",
    "not_needed",
    "not_urgent",
    "state",
    "taken",
    "empty",
    "unknown_value",
    "danger_first",
    "not_intervened",
    "only_stricter",
    "never_contact",
    "not_asked",
    "asked",
    "invited",
    "unreachable",
    "verified",
]


class Refused(msgspec.Struct, frozen=True):
    """The command cannot be done; the reason is coded, the console has its words."""

    reason: RefusedReason


class Handover(msgspec.Struct, frozen=True):
    """A new referral to a unit of ours; an open one before it is cancelled."""

    unit: str
    assignee: str | None
    state: Literal["requested", "accepted"]


class Answer(msgspec.Struct, frozen=True):
    """The open referral is answered; the reason is sealed."""

    state: Literal["accepted", "rejected", "completed", "cancelled"]
    reason: str = ""


class Decision(msgspec.Struct, frozen=True):
    """What follows from a command.

    `changes` are plain case columns, `words` sealed ones by their name without `_enc`; `report`
    the same for the opening report (`contact_words` is sealed); `verify` marks its contact.
    `event` goes to the reporter's inbox; `detail` is coded words for the audit row; `alert` asks
    that supervisors be told at once.
    """

    action: str
    changes: Mapping[str, object] = {}
    referral: Handover | Answer | None = None
    event: What | None = None
    detail: Mapping[str, str] = {}
    words: Mapping[str, str] = {}
    report: Mapping[str, object] = {}
    note: str = ""
    verify: bool = False
    alert: bool = False


def moved(case: CaseFacts, state: CaseState, decision: Decision) -> Decision:
    """The decision, bringing the case into `state`; tells the reporter when the public one moves.

    Nobody is told who said never (safety S5); a child or domestic-violence case moves quietly
    from its first step on (safety S13).
    """
    return msgspec.structs.replace(
        decision,
        changes={"state": state, **decision.changes},
        event=_telling(case, state),
        detail={"from": case.state, "to": state, **decision.detail},
    )


def _telling(case: CaseFacts, state: CaseState) -> CaseMoved | None:
    report = case.report
    if public_state(state) == public_state(case.state):
        return None
    if not report.reachable or report.contact == "never":
        return None
    return CaseMoved(
        report.id, report.code, public_state(state), report.contact, quiet=case.circle is not None
    )
