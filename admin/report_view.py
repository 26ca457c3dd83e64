"""The page of one report, as it is read, and as it comes back with a preview or an identity."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from aiohttp import web

from admin.casework import read_case
from admin.desk import Desk
from admin.handing import Takers, rule_of, suggestion
from admin.history import names_in, told
from admin.marking import attention, level, tags
from admin.naming import (
    AGES,
    ANONYMITIES,
    CONTACTS,
    KNOWS,
    OUTCOMES,
    REASONS,
    SEXES,
    STATES,
    URGENCIES,
    WAYS,
    WHOMS,
    category_name,
    named,
    options,
    place_name,
    tongue,
    work_unit_name,
)
from admin.replies import Draft, Listener, Preview, Said, canned_keys, find_listener, never_repeated
from flows import commands as c
from flows.cases import decide
from flows.contacting import STRICTNESS
from flows.decision import Refused
from flows.facts import CaseFacts
from flows.recording import SECRECY
from flows.safe_hours import safe_from
from storage.audit import Entry
from storage.cases import CaseWords
from storage.media import Attached
from storage.municipality import Municipality
from storage.notes import Note
from storage.operators import Account
from storage.referrals import Referral
from storage.transcript import Line
from storage.unit import Unit

Facts = list[tuple[str, str]]
NO_DRAFT: Final = Draft()
TROUBLED: Final = frozenset({"failed", "unknown", "held", "dropped"})
DOWNLOADED: Final = frozenset({"photo", "voice", "other"})
# What stands on the page only while it can be done: the act's permission and a trial of it.
TRIALS: Final[Mapping[str, tuple[str, c.Command]]] = {
    "look": ("case.read", c.Look()),
    "take": ("case.take", c.TakeAndStart("-")),
    "accept": ("case.answer", c.Accept()),
    "reject": ("case.answer", c.Reject("-")),
    "intervene": ("case.intervene", c.Intervene()),
    "assign": ("case.assign", c.Assign("-")),
    "close": ("case.close", c.Close("informed")),
    "reopen": ("case.reopen", c.Reopen()),
    "correct": ("case.correct", c.Correct(seen="-")),
    "reply": ("case.reply", c.Reply(text="-")),
    "invite": ("case.reply", c.Invite("-")),
    "verify": ("sender.verify", c.Verify()),
}


@dataclass(frozen=True, slots=True)
class Found:
    """Everything of one case that its page shows."""

    case: CaseFacts
    listener: Listener
    words: CaseWords
    lines: list[Line]
    notes: list[Note]
    media: list[Attached]
    people: list[Account]
    named: list[str]
    referrals: list[Referral]
    acts: list[Entry]
    names: Mapping[str, str]

    @property
    def said(self) -> list[Said]:
        """What a reply must not repeat (safety S4, S7)."""
        heard = [line.text for line in self.lines if line.direction == "in"]
        return never_repeated(heard, self.words)


def gather(unit: Unit, case: CaseFacts) -> Found:
    """Read all of a case in one view of the database."""
    acts = unit.audit.of_object(case.municipality, case.id)
    return Found(
        case=case,
        listener=find_listener(unit, case),
        words=unit.cases.words(case),
        lines=unit.transcript.of_report(case.report.id),
        notes=unit.notes.of_case(case.id),
        media=unit.media.of_report(case.report.id),
        people=unit.operators.all(case.municipality),
        named=unit.cases.colleagues_named(case),
        referrals=unit.referrals.of_case(case.id),
        acts=acts,
        names=names_in(unit, acts),
    )


async def show_report(
    desk: Desk,
    *,
    draft: Draft = NO_DRAFT,
    preview: Preview | None = None,
    identity: Facts | None = None,
) -> web.Response:
    """The report's page; `identity` only right after somebody asked for it with a reason."""
    found = await read_case(desk, gather)
    case, place = found.case, desk.services.municipalities.get(found.case.municipality)
    possible = trials(desk, case)
    return desk.show(
        "report.html",
        case=case,
        level=level(case.urgency, danger=case.danger),
        tags=[*attention(urgent=case.urgent, acknowledged=bool(case.acknowledged_at)), *tags(case)],
        waiting=desk.views.waiting(case.made_at, case.closed_at or desk.now, desk.language),
        states=STATES,
        can={name: why == "" for name, why in possible.items()},
        refused=possible,
        draft=draft,
        preview=preview,
        identity=identity,
        professional={"says": case.report.professional if case.professional else ""},
        sealed=found.words,
        notes=found.notes,
        lines=[_line(line, desk.now) for line in found.lines],
        listener=found.listener,
        later=waits_until(desk, case.municipality),
        named=found.named,
        referrals=[(one, work_unit_name(desk, place, one.unit)) for one in found.referrals],
        acts=[told(desk, entry, found.names) for entry in found.acts],
        media=[_attached(item) for item in found.media],
        **_choices(desk, found, place),
        **_names(desk, found, place),
    )


def trials(desk: Desk, case: CaseFacts) -> dict[str, str]:
    """For each act "" when it is possible now, else the reason why not."""
    return {name: _trial(desk, case, *needed) for name, needed in TRIALS.items()}


def _trial(desk: Desk, case: CaseFacts, permission: str, command: c.Command) -> str:
    if not desk.may(permission):
        return "not_yours"
    decided = decide(case, command, desk.staff, desk.now)
    return decided.reason if isinstance(decided, Refused) else ""


def _choices(desk: Desk, found: Found, place: Municipality | None) -> dict[str, Any]:
    case = found.case
    stricter = [s for s in CONTACTS if STRICTNESS[s] > STRICTNESS[case.report.contact]]
    secret = [s for s in ANONYMITIES if SECRECY[s] >= SECRECY[case.anonymity]]
    rule = rule_of(place, case)
    chosen = case.assigned_unit or (rule.unit if rule else "")
    canned = canned_keys(desk.services.catalog, found.listener.language)
    return {
        "categories": named(desk, place.group if place else ()),
        "units": named(desk, place.administrative_unit if place else ()),
        "work_units": named(desk, place.unit if place else ()),
        "urgencies": options(desk, "urgency", URGENCIES),
        "whoms": options(desk, "whom", WHOMS),
        "knows": options(desk, "knows", KNOWS),
        "sexes": options(desk, "sex", SEXES),
        "ages": options(desk, "age", AGES),
        "anonymities": options(desk, "anonymity", secret),
        "contact_states": options(desk, "contact", CONTACTS),
        "ways": options(desk, "way", WAYS),
        "outcomes": options(desk, "outcome", OUTCOMES),
        "reasons": options(desk, "reason", REASONS),
        "stricter": stricter,
        "people": Takers(desk, found.people, found.named).groups(place, rule, chosen),
        "suggestion": suggestion(desk, place, rule),
        "suggested_unit": rule.unit if rule else "",
        "own_unit": desk.staff.unit or (rule.unit if rule else ""),
        "canned": [(key, desk.text(key, code=case.report.code)) for key in canned],
    }


def _names(desk: Desk, found: Found, place: Municipality | None) -> dict[str, Any]:
    case = found.case
    who = {one.operator.id: one.operator.name for one in found.people}
    unit = work_unit_name(desk, place, case.assigned_unit)
    assigned = [part for part in (unit, who.get(case.assignee or "", "")) if part]
    return {
        "names": {
            "unit": place_name(desk, place, case.unit),
            "category": category_name(desk, place, case.category),
            "language": tongue(desk, case.language),
            "reply_language": tongue(desk, found.listener.language),
            "assigned": " · ".join(assigned),
        },
        "window": desk.services.window_of(case.municipality),
    }


def waits_until(desk: Desk, municipality: str) -> int:
    """When words of staff that are sent now will leave; 0 at once (safety S5, S23)."""
    leaves = safe_from(desk.now, desk.services.window_of(municipality))
    return leaves if leaves > desk.now else 0


def _line(line: Line, now: int) -> dict[str, object]:
    return {
        "direction": line.direction,
        "text": line.text,
        "at": line.at,
        "state": line.state,
        "late": line.late,
        "later": line.due_at if line.state == "waiting" and line.due_at > now else 0,
        "bad": line.state in TROUBLED,
    }


def _attached(item: Attached) -> dict[str, object]:
    return {
        "id": item.id,
        "kind": item.kind,
        "text": item.text,
        "state": item.state,
        "ready": item.state == "stored" and item.kind in DOWNLOADED,
        "size": f"{item.size // 1024 + 1} kB" if item.size else "",
    }
