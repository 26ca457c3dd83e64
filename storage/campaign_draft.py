"""One campaign as staff write it and as the desk finds it; the names here are fixed for all rooms."""

from collections.abc import Mapping

import msgspec

from flows.campaigns import Audience, CampaignFacts, State
from flows.messages import Outgoing

Values = Mapping[str, Mapping[str, str]]
"""Placeholder to written language ("sq", "sr", "en"), or "" for all of them, to words."""
Texts = Mapping[str, tuple[str, str]]
"""Written language to its text for chats and its text for SMS."""


class CampaignDraft(msgspec.Struct, frozen=True, kw_only=True):
    """What staff write down; `start_at` microseconds UTC, 0 = as soon as it may.

    `sensitive`: by SMS in neutral words only (safety S4). `name` is for staff, nobody else reads it.
    """

    name: str
    topic: str
    template: str = ""
    sensitive: bool = False
    pack: str = ""
    keyword: str = ""
    details: Values = {}
    audience: Audience = Audience()
    start_at: int = 0
    texts: Texts = {}


class Campaign(CampaignDraft, frozen=True, kw_only=True):
    """A campaign; times in microseconds UTC, 0 for what has not happened.

    `author`, `edited_by` and `approver` are operators' ids, the names beside them are theirs. `size`
    is the frozen audience, `fed` how many of it were handed to the outbox, `why` why it pauses.
    `picture` names its image as `Outgoing.image` does; a list of campaigns leaves it "". `event` is
    the id of what it reminds of.
    """

    number: int
    id: str
    municipality: str
    state: State
    version: int
    author: str
    author_name: str = ""
    edited_by: str
    editor_name: str = ""
    approver: str = ""
    approver_name: str = ""
    approved_at: int = 0
    made_at: int = 0
    changed_at: int = 0
    size: int = 0
    fed: int = 0
    frozen_at: int = 0
    started_at: int = 0
    finished_at: int = 0
    why: str = ""
    has_image: bool = False
    picture: str = ""
    event: str = ""

    def facts(self, obstacles: tuple[str, ...], released_today: int) -> CampaignFacts:
        """What `flows.campaigns.decide` looks at."""
        return CampaignFacts(
            id=self.id,
            number=self.number,
            municipality=self.municipality,
            state=self.state,
            version=self.version,
            author=self.author,
            edited_by=self.edited_by,
            approver=self.approver,
            size=self.size,
            released_today=released_today,
            start_at=self.start_at,
            obstacles=obstacles,
        )

    @property
    def draft(self) -> CampaignDraft:
        """What staff wrote, without what became of it."""
        written = {name: getattr(self, name) for name in CampaignDraft.__struct_fields__}
        return CampaignDraft(**written)


class Frozen(msgspec.Struct, frozen=True):
    """What one kind of recipient gets, and how many they are; `price` in millionths a segment."""

    language: str
    channel: str
    diacritics: bool
    country: str
    outgoing: Outgoing
    segments: int
    price: int | None
    currency: str
    size: int


class Image(msgspec.Struct, frozen=True):
    """The picture above a campaign's text."""

    content_type: str
    content: bytes
