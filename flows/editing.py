"""The life of a pack's version: written by one person, reviewed by another, then published."""

from collections.abc import Mapping
from typing import Final, Literal

import msgspec

VersionState = Literal["draft", "reviewed", "published", "superseded", "withdrawn"]
Act = Literal["review", "publish", "discard", "withdraw"]
Reason = Literal["pack_stale", "pack_state", "pack_own", "pack_faults"]

OPEN: Final = ("draft", "reviewed")
"""States in which a version may still change; at most one version of an edition is in them."""
STEPS: Final[Mapping[Act, tuple[tuple[VersionState, ...], VersionState]]] = {
    "review": (("draft",), "reviewed"),
    "publish": (("reviewed",), "published"),
    "discard": (("draft", "reviewed"), "withdrawn"),
    "withdraw": (("published",), "withdrawn"),
}
"""From which states each act leads, and where to."""
SOUND_ONLY: Final = ("review", "publish")


class Declined(msgspec.Struct, frozen=True):
    """The act is not done; the reason is coded, the console has its words behind "refused."."""

    reason: Reason


def decide(
    act: Act, state: VersionState, *, author: str, who: str, sound: bool
) -> VersionState | Declined:
    """Return the state that `act` of operator `who` leads to, or why it is not done.

    `sound`: nothing is wrong with the text (`locales.packdraft.check_draft`). Nobody reviews their
    own words, so that nothing reaches people that two have not read.
    """
    before, after = STEPS[act]
    if state not in before:
        return Declined("pack_state")
    if act in SOUND_ONLY and not sound:
        return Declined("pack_faults")
    if act == "review" and who == author:
        return Declined("pack_own")
    return after


def after_edit(state: VersionState) -> VersionState:
    """Return what becomes of an open version when a newer one is written over it.

    A review counts for the words that were read: an edit after it withdraws it.
    """
    return "withdrawn" if state == "reviewed" else "superseded"
