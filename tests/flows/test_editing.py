"""A version's life: no order of acts lets one person alone reach people."""

from itertools import product
from typing import get_args

import pytest

from flows.editing import STEPS, Act, Declined, VersionState, after_edit, decide

STATES: tuple[VersionState, ...] = get_args(VersionState)
ACTS: tuple[Act, ...] = get_args(Act)


def act(what: Act, state: VersionState, who: str = "besa", *, sound: bool = True) -> object:
    return decide(what, state, author="ana", who=who, sound=sound)


def test_every_act_has_its_step() -> None:
    assert set(STEPS) == set(ACTS)


@pytest.mark.parametrize(("what", "state"), list(product(ACTS, STATES)))
def test_an_act_leads_only_from_its_own_states(what: Act, state: VersionState) -> None:
    before, after = STEPS[what]
    assert act(what, state) == (after if state in before else Declined("pack_state"))


def test_only_a_reviewed_version_is_published_and_only_another_person_reviews() -> None:
    assert [state for state in STATES if act("publish", state) == "published"] == ["reviewed"]
    assert act("review", "draft", "ana") == Declined("pack_own")
    assert act("review", "draft", "besa") == "reviewed"


@pytest.mark.parametrize("what", ACTS)
def test_a_mistake_stops_what_leads_to_people_and_nothing_else(what: Act) -> None:
    (state, *_), after = STEPS[what]
    stopped = what in ("review", "publish")
    assert act(what, state, sound=False) == (Declined("pack_faults") if stopped else after)


def test_an_edit_withdraws_a_review_and_supersedes_a_draft() -> None:
    assert after_edit("reviewed") == "withdrawn"
    assert after_edit("draft") == "superseded"
