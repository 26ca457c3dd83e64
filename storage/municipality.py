"""One municipality as its file describes it: frozen Structs, and what is missing in them."""

from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Annotated, Final, Literal

import msgspec

from flows.world import MunicipalityView, UnitView

Text = Annotated[str, msgspec.Meta(min_length=1)]
Clock = Annotated[str, msgspec.Meta(pattern=r"^([01]\d|2[0-3]):[0-5]\d$")]
Minutes = Annotated[int, msgspec.Meta(gt=0)]
Status = Literal["exists", "planned", "confirm"]
Role = Literal[
    "operator", "unit_worker", "child_protection", "dv_coordinator", "supervisor", "institution",
    "campaigns", "editor", "municipality_admin", "system_admin", "auditor",
]  # fmt: skip

Category = Literal[
    "schools", "health", "police", "village_heads", "community_liaisons", "municipality",
    "employment", "justice", "state", "helpline", "civil_society", "other",
]  # fmt: skip
"""Kinds of institutions: those whose contact points the unit gathers (kucova L1174-1176,
L1246-1254) and its other partners."""

FRESH: Final = timedelta(days=183)
"""An emergency number verified longer ago than six months is stale (safety S2)."""


class Row(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A table of the file; a key it does not know is a mistake."""


class Hole(Row, frozen=True, kw_only=True):
    """A fact that no source states: what is missing and who can supply it, where we looked.

    `key` is where it stands, "emergency.112.last_verified"; filled by `Municipality.holes`.
    """

    what: Text = msgspec.field(name="hole")
    source: Text
    key: str = ""


class Names(Row, frozen=True, kw_only=True):
    """A name in each written language; `sr` is Cyrillic, Latin is made from it."""

    sq: Text
    sr: Text
    en: Text

    def by_language(self, latin: Callable[[str], str]) -> Mapping[str, str]:
        """Return the name by BCP 47 tag; `latin` makes Serbian Latin from Cyrillic."""
        return {"sq": self.sq, "sr-Cyrl": self.sr, "sr-Latn": latin(self.sr), "en": self.en}


class Timers(Row, frozen=True, kw_only=True):
    """All in minutes."""

    report_timeout_minutes: Minutes
    same_talk_minutes: Minutes
    escalation_minutes: Annotated[tuple[Minutes, ...], msgspec.Meta(min_length=1)]
    first_response_minutes: Minutes | Hole
    source: Text


class SmsWindow(Row, frozen=True, kw_only=True):
    """When campaigns, reminders and staff-written messages may go, local time (safety S5)."""

    start: Clock
    end: Clock
    source: Text


class Opening(Row, frozen=True, kw_only=True):
    """One opening; `weekday` 0 is Monday, local time."""

    weekday: Annotated[int, msgspec.Meta(ge=0, le=6)]
    start: Clock
    end: Clock


class Hours(Row, frozen=True, kw_only=True):
    """When somebody reads the line, and who is on duty otherwise."""

    working: tuple[Opening, ...] | Hole
    duty: Text | Hole


class AdministrativeUnit(Row, frozen=True, kw_only=True):
    """A part of the territory, with every spelling under which people name it."""

    id: Text
    names: Names
    heard_as: tuple[Text, ...]
    source: Text


class Post(Row, frozen=True, kw_only=True):
    """A post in a unit and the console roles that whoever fills it holds."""

    id: Text
    names: Names
    roles: Annotated[tuple[Role, ...], msgspec.Meta(min_length=1)]
    count: int | Hole
    source: Text


class Unit(Row, frozen=True, kw_only=True):
    """A unit of the municipality that works on cases; `confirmed`: it works like that today."""

    id: Text
    names: Names
    parent: str = ""
    status: Status
    planned_year: int = 0
    confirmed: bool | Hole
    post: tuple[Post, ...]
    source: Text


class CaseRule(Row, frozen=True, kw_only=True):
    """Who manages a case after the first intervention; `closed` hides it from all others (S13)."""

    id: Text
    unit: Text
    post: Text
    role: Role
    support: tuple[Text, ...] = ()
    closed: bool = False
    source: Text


class Group(Row, frozen=True, kw_only=True):
    """A case category: `names` for staff, `spoken` short and neutral for anybody (S4)."""

    id: Text
    names: Names
    spoken: Names
    sensitive: bool
    rule: Text
    source: Text


class Need(Row, frozen=True, kw_only=True):
    """Something a person may lack."""

    id: Text
    names: Names


class Institution(Row, frozen=True, kw_only=True):
    """A partner, the needs it serves and how it is reached; `category` as the directory sorts it."""

    id: Text
    names: Names
    category: Category = "other"
    needs: Annotated[tuple[Text, ...], msgspec.Meta(min_length=1)]
    groups: tuple[Text, ...] = ()
    status: Status
    planned_year: int = 0
    contact: Text | Hole
    source: Text


class Emergency(Row, frozen=True, kw_only=True):
    """A national number; `what` is for staff, a person is given the bare number (S4)."""

    number: Annotated[str, msgspec.Meta(pattern=r"^\d{2,15}$")]
    what: Text
    audience: Literal["everyone", "women", "children"]
    show: Literal["danger", "child", "list"]
    last_verified: date | Hole
    source: Text


class Offer(Row, frozen=True, kw_only=True):
    """The pack topics that this municipality offers."""

    offered: tuple[Text, ...]
    source: Text


class Municipality(Row, frozen=True, kw_only=True):
    """All that is known about one municipality; `country` is ISO 3166, `time_zone` IANA.

    `reader`: who reads what people write to the line, as they are told (safety S1).
    """

    slug: Annotated[str, msgspec.Meta(pattern=r"^[a-z][a-z0-9-]*$")]
    code_prefix: Annotated[str, msgspec.Meta(pattern=r"^[A-Z]{2}$")]
    country: Annotated[str, msgspec.Meta(pattern=r"^[A-Z]{2}$")]
    official_languages: tuple[Text, ...]
    first_language: Text
    languages: tuple[Text, ...]
    time_zone: Text
    source: Text
    reader: Literal["social_worker", "staff"]
    refer_save_number: Text | Hole
    public_address: Text | Hole
    villages: tuple[Text, ...] | Hole
    data_protection_law: Text | Hole
    names: Names
    timers: Timers
    sms_window: SmsWindow
    hours: Hours
    administrative_unit: tuple[AdministrativeUnit, ...]
    unit: tuple[Unit, ...]
    case_rule: tuple[CaseRule, ...]
    group: tuple[Group, ...]
    need: tuple[Need, ...]
    institution: tuple[Institution, ...]
    emergency: tuple[Emergency, ...]
    packs: Offer

    def holes(self) -> tuple[Hole, ...]:
        """Return every missing fact, in the order of the file, each with its key."""
        return tuple(_holes(self, ""))

    def stale(self, today_us: int) -> tuple[Emergency, ...]:
        """Return the numbers verified over six months before `today_us` (UTC microseconds)."""
        oldest = datetime.fromtimestamp(today_us // 1_000_000, UTC).date() - FRESH
        return tuple(
            entry
            for entry in self.emergency
            if isinstance(entry.last_verified, date) and entry.last_verified < oldest
        )

    def rule_for(self, group: str) -> CaseRule:
        """Return who manages a case of this category; KeyError for an unknown one."""
        rules = {rule.id: rule for rule in self.case_rule}
        return {g.id: rules[g.rule] for g in self.group}[group]

    def view(self, latin: Callable[[str], str]) -> MunicipalityView:
        """Return what the engine may know; `latin` makes Serbian Latin from Cyrillic."""
        return MunicipalityView(
            slug=self.slug,
            prefix=self.code_prefix,
            names=self.names.by_language(latin),
            languages=self.languages,
            danger_numbers=self._numbers("danger"),
            child_numbers=self._numbers("child"),
            units=tuple(_unit_view(unit, latin) for unit in self.administrative_unit),
            groups=tuple((g.id, g.spoken.by_language(latin)) for g in self.group),
            report_timeout=self.timers.report_timeout_minutes * 60,
            packs=self.packs.offered,
            country=self.country,
            reader=self.reader,
        )

    def _numbers(self, show: str) -> tuple[str, ...]:
        shown = [e for e in self.emergency if e.show == show]
        return tuple(e.number for e in sorted(shown, key=lambda e: e.audience != "everyone"))


def _unit_view(unit: AdministrativeUnit, latin: Callable[[str], str]) -> UnitView:
    names = unit.names.by_language(latin)
    heard = (*names.values(), *unit.heard_as)
    spellings = dict.fromkeys((*heard, *map(latin, heard)))
    return UnitView(id=unit.id, names=names, heard_as=tuple(spellings))


def _holes(value: object, key: str) -> Iterator[Hole]:
    if isinstance(value, Hole):
        yield msgspec.structs.replace(value, key=key)
    elif isinstance(value, msgspec.Struct):
        for name in value.__struct_fields__:
            yield from _holes(getattr(value, name), f"{key}.{name}" if key else name)
    elif isinstance(value, tuple):
        for index, item in enumerate(value):
            own = getattr(item, "id", "") or getattr(item, "number", "") or str(index)
            yield from _holes(item, f"{key}.{own}")
