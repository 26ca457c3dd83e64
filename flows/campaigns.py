"""The life of a campaign: what it is, who may do what to it when, and what stands in its way."""

from collections.abc import Mapping
from typing import Final, Literal, assert_never

import msgspec

from flows.facts import Operator

Topic = Literal["services", "rights", "school", "work", "events"]
TOPICS: Final[tuple[Topic, ...]] = ("services", "rights", "school", "work", "events")
"""What people can agree to get; neutral words, because a phone shows what is said of them (S4)."""

State = Literal[
    "draft", "freezing", "frozen", "approved", "running", "paused", "finished", "cancelled"
]
Fate = Literal["waiting", "sent", "delivered", "failed", "skipped", "unknown"]
"""What became of a recipient; "waiting" until the provider was asked."""
FATES: Final[Mapping[str, Fate]] = {
    "waiting": "waiting",
    "parked": "waiting",
    "sending": "waiting",
    "sent": "sent",
    "delivered": "delivered",
    "failed": "failed",
    "dropped": "skipped",
    "held": "skipped",
    "unknown": "unknown",
}
"""By the outbox's state of the row."""

SECOND_PERSON_ABOVE: Final = 500
"""Recipients that one person may reach alone in a day (reliability R17)."""


class Audience(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """Who, of those who agreed to the topic; an empty list means all.

    `areas` are administrative units, `points` kinds of contact points, `languages` BCP 47 tags,
    `heard_within` days since they last wrote (0 = does not matter). Nothing here can name a case,
    a category of cases or a victim, and nothing ever may (safety S15).
    """

    areas: tuple[str, ...] = ()
    points: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    channels: tuple[str, ...] = ()
    heard_within: int = 0


class CampaignFacts(msgspec.Struct, frozen=True, kw_only=True):
    """What is known of a campaign when somebody acts on it.

    `size` is the frozen audience. `released_today`: recipients that this municipality released
    without a second person in the last 24 hours. `obstacles` are coded reasons why it cannot leave
    (faults of texts, no price, over budget, no second sender); `start_at` microseconds, 0 = at once.
    """

    id: str
    number: int
    municipality: str
    state: State
    version: int
    author: str
    edited_by: str
    approver: str = ""
    size: int = 0
    released_today: int = 0
    start_at: int = 0
    obstacles: tuple[str, ...] = ()


class Freeze(msgspec.Struct, frozen=True):
    """Write the audience down and hand the campaign in; `why` "reminder" when it does so itself."""

    why: str = ""


class Edit(msgspec.Struct, frozen=True):
    """Something about it changes: whatever was approved is not approved any more."""


class Approve(msgspec.Struct, frozen=True):
    """A second person lets it leave."""


class Release(msgspec.Struct, frozen=True):
    """Whoever wrote it lets it leave alone: a small audience."""


class Pause(msgspec.Struct, frozen=True):
    """Nothing more leaves until it is resumed."""

    why: str = "staff"


class Resume(msgspec.Struct, frozen=True):
    """Go on where it stopped."""


class Cancel(msgspec.Struct, frozen=True):
    """Nothing more leaves, ever."""


Command = Freeze | Edit | Approve | Release | Pause | Resume | Cancel

LIFE: Final[Mapping[type[Command], tuple[State, ...]]] = {
    Freeze: ("draft",),
    Edit: ("draft", "freezing", "frozen", "approved"),
    Approve: ("frozen",),
    Release: ("frozen",),
    Pause: ("running",),
    Resume: ("paused",),
    Cancel: ("draft", "freezing", "frozen", "approved", "running", "paused"),
}
"""In which states a command is possible; what the sender itself does is not in here."""

RefusedReason = Literal[
    "state", "second_person", "same_person", "obstacles", "nobody", "too_late", "taken"
]


class CampaignRefused(msgspec.Struct, frozen=True):
    """The command cannot be done; the reason is coded, the console has its words."""

    reason: RefusedReason


class CampaignDecision(msgspec.Struct, frozen=True):
    """The new state and the plain columns that change; `action` names it in the audit."""

    action: str
    state: State
    changes: Mapping[str, object] = {}


def decide(
    campaign: CampaignFacts, command: Command, operator: Operator, now: int
) -> CampaignDecision | CampaignRefused:
    """What a command does to a campaign, or why it cannot be done; `now` in microseconds UTC.

    Checks facts only; roles are `admin.access`'s.
    """
    if campaign.state not in LIFE[type(command)]:
        return CampaignRefused("state")
    match command:
        case Freeze():
            return _freeze(campaign, command)
        case Edit():
            return CampaignDecision("edit", "draft", {**NOT_APPROVED, "edited_by": operator.id})
        case Approve():
            return _approve(campaign, operator, now)
        case Release():
            return _release(campaign, now)
        case Pause():
            return CampaignDecision("pause", "paused", {"why": command.why})
        case Resume():
            return CampaignDecision("resume", "running", {"why": "", "resumed_at": now})
        case Cancel():
            return CampaignDecision("cancel", "cancelled", {"finished_at": now})
        case _:
            assert_never(command)


def needs_second_person(campaign: CampaignFacts) -> bool:
    """Tell whether one person alone may not let it leave: many small ones count as one large."""
    return campaign.size + campaign.released_today > SECOND_PERSON_ABOVE


def _freeze(campaign: CampaignFacts, command: Freeze) -> CampaignDecision | CampaignRefused:
    if campaign.obstacles:
        return CampaignRefused("obstacles")
    return CampaignDecision("freeze", "freezing", {**NOT_APPROVED, "why": command.why})


def _approve(
    campaign: CampaignFacts, operator: Operator, now: int
) -> CampaignDecision | CampaignRefused:
    if operator.id in (campaign.author, campaign.edited_by):
        return CampaignRefused("same_person")
    if refused := _cannot_leave(campaign, now):
        return refused
    approved = {"approver": operator.id, "approved_at": now}
    return CampaignDecision("approve", "approved", approved)


def _release(campaign: CampaignFacts, now: int) -> CampaignDecision | CampaignRefused:
    if needs_second_person(campaign):
        return CampaignRefused("second_person")
    if refused := _cannot_leave(campaign, now):
        return refused
    return CampaignDecision(
        "release", "approved", {"approver": None, "approved_at": now, "why": ""}
    )


def _cannot_leave(campaign: CampaignFacts, now: int) -> CampaignRefused | None:
    if campaign.obstacles:
        return CampaignRefused("obstacles")
    if not campaign.size:
        return CampaignRefused("nobody")
    if campaign.start_at and campaign.start_at < now - LATE:
        return CampaignRefused("too_late")
    return None


LATE: Final = 24 * 3600 * 1_000_000
"""A start that lies further back than this was meant for another day."""
NOT_APPROVED: Final[Mapping[str, object]] = {
    "approver": None,
    "approved_at": None,
    "frozen_to": "",
    "frozen_at": None,
    "size": 0,
}
