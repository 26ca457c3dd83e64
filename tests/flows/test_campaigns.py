"""Who may let a campaign leave, and what takes that back."""

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.campaigns import (
    LIFE,
    SECOND_PERSON_ABOVE,
    Approve,
    Audience,
    CampaignDecision,
    CampaignFacts,
    CampaignRefused,
    Cancel,
    Command,
    Edit,
    Freeze,
    Pause,
    Release,
    Resume,
    decide,
)
from flows.facts import Operator

NOW = 1_800_000_000_000_000
DAY = 24 * 3600 * 1_000_000


def staff(name: str) -> Operator:
    return Operator(id=name, roles=frozenset({"campaigns"}), municipality="kucova")


WRITER, SECOND = staff("writer"), staff("second")
FROZEN = CampaignFacts(
    id="c" * 32, number=1, municipality="kucova", state="frozen", version=3, author="writer",
    edited_by="writer", size=600,
)  # fmt: skip
change = msgspec.structs.replace
COMMANDS = (Freeze(), Edit(), Approve(), Release(), Pause(), Resume(), Cancel())


def refused(campaign: CampaignFacts, command: Command, operator: Operator) -> str:
    done = decide(campaign, command, operator, NOW)
    assert isinstance(done, CampaignRefused)
    return done.reason


def test_a_large_campaign_leaves_only_with_a_second_person() -> None:
    assert refused(FROZEN, Release(), WRITER) == "second_person"
    assert refused(FROZEN, Approve(), WRITER) == "same_person"
    done = decide(FROZEN, Approve(), SECOND, NOW)
    assert done == CampaignDecision(
        "approve", "approved", {"approver": "second", "approved_at": NOW}
    )


def test_whoever_edited_it_last_is_not_the_second_person() -> None:
    edited = change(FROZEN, edited_by="second")
    assert refused(edited, Approve(), SECOND) == "same_person"


def test_many_small_campaigns_of_a_day_count_as_one_large() -> None:
    small = change(FROZEN, size=SECOND_PERSON_ABOVE)
    assert isinstance(decide(small, Release(), WRITER, NOW), CampaignDecision)
    assert refused(change(small, released_today=1), Release(), WRITER) == "second_person"


def test_an_edit_after_the_approval_withdraws_it() -> None:
    approved = change(FROZEN, state="approved", approver="second")
    done = decide(approved, Edit(), WRITER, NOW)
    assert isinstance(done, CampaignDecision)
    assert (done.state, done.changes["approver"], done.changes["size"]) == ("draft", None, 0)


def test_what_stands_in_its_way_stops_it_at_each_gate() -> None:
    unpriced = change(FROZEN, obstacles=("no_price",), size=10)
    assert refused(change(unpriced, state="draft"), Freeze(), WRITER) == "obstacles"
    assert refused(unpriced, Release(), WRITER) == "obstacles"
    assert refused(unpriced, Approve(), SECOND) == "obstacles"
    assert refused(change(FROZEN, size=0), Approve(), SECOND) == "nobody"
    assert refused(change(FROZEN, start_at=NOW - 2 * DAY), Approve(), SECOND) == "too_late"


@pytest.mark.parametrize("state", ["finished", "cancelled"])
def test_what_has_ended_is_never_sent_again(state: str) -> None:
    ended = change(FROZEN, state=state)
    assert {refused(ended, command, SECOND) for command in COMMANDS} == {"state"}


def test_no_command_edits_what_is_being_sent() -> None:
    assert "running" not in LIFE[Edit]
    assert "paused" not in LIFE[Edit]


@given(st.dictionaries(st.text(min_size=1), st.lists(st.text())))
def test_an_audience_knows_no_word_of_a_case(wild: dict[str, list[str]]) -> None:
    known = set(Audience.__struct_fields__)
    for name in (*wild, "category", "group", "danger", "case", "victim"):
        if name not in known:
            with pytest.raises(msgspec.ValidationError):
                msgspec.convert({name: []}, Audience)
