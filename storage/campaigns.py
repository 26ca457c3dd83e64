"""Campaigns as staff work on them: written, handed in, approved by a second person, stopped.

`flows.campaigns.decide` is the only judge. Every change expects the version that the operator saw, so
that a second click, a second tab or a second person never acts twice.
"""

from collections.abc import Sequence
from typing import Any, Final

import msgspec
import sqlalchemy as sa

from flows.campaigns import CampaignDecision, CampaignRefused, Command, Edit, decide
from flows.facts import Operator
from storage.audit import Audit
from storage.campaign_draft import Campaign, CampaignDraft, Frozen, Image
from storage.campaign_feed import CampaignFeed
from storage.locks import wait_for_turn
from storage.parcels import unpack
from storage.schema import (
    campaign_images,
    campaign_recipients,
    campaign_renditions,
    campaign_tallies,
    campaign_texts,
    campaigns,
    operators,
)
from storage.table import TableAccess

DAY: Final = 24 * 3600 * 1_000_000
TAKEN: Final = CampaignRefused("taken")
PEOPLE: Final = {"author": "author_name", "edited_by": "editor_name", "approver": "approver_name"}


class Campaigns(TableAccess):
    """The table `campaigns` with its texts and its image; every change of it is an audited act."""

    def create(
        self, campaign_id: str, municipality: str, draft: CampaignDraft, who: Operator, now: int
    ) -> Campaign | None:
        """A new draft under an id that the form brought: sent twice, it is made once.

        None when the id belongs to another municipality.
        """
        wait_for_turn(self.connection, f"campaigns {municipality}")
        row = {
            "id": campaign_id,
            "municipality": municipality,
            "author": who.id,
            "edited_by": who.id,
            "made_at": now,
            "changed_at": now,
            **_columns(draft),
        }
        known = sa.select(campaigns.c.number).where(campaigns.c.id == campaign_id)
        if self.connection.scalar(known) is None:
            self.connection.execute(campaigns.insert(), row)
            made = self._surely(municipality, campaign_id)
            self._write_texts(made.number, draft)
            self._note(made, "create", who, now)
        return self.get(municipality, campaign_id)

    def get(self, municipality: str, campaign_id: str) -> Campaign | None:
        """A campaign of this municipality, or None."""
        this = (campaigns.c.id == campaign_id, campaigns.c.municipality == municipality)
        return next(iter(self._find(*this)), None)

    def list(self, municipality: str) -> Sequence[Campaign]:
        """A municipality's campaigns, newest first."""
        return self._find(campaigns.c.municipality == municipality)

    def released_today(self, municipality: str, now: int) -> int:
        """Recipients whom one person alone let campaigns go to in the last 24 hours (R17)."""
        alone = campaigns.c.approver.is_(None) & (campaigns.c.approved_at > now - DAY)
        total = sa.select(sa.func.coalesce(sa.func.sum(campaigns.c.size), 0))
        return int(
            self.connection.scalar(total.where(campaigns.c.municipality == municipality, alone))
            or 0
        )

    def edit(
        self, campaign: Campaign, version: int, draft: CampaignDraft, who: Operator, now: int
    ) -> Campaign | CampaignRefused:
        """Keep an edit; what was approved is not any more. The same words again change nothing."""
        found = self._turn_of(campaign)
        if found.version == version and found.draft == draft:
            return found
        changed = self._apply(found, version, Edit(), who, now, columns=_columns(draft))
        if isinstance(changed, Campaign):
            self._write_texts(found.number, draft)
            return self._surely(found.municipality, found.id)
        return changed

    def set_image(
        self, campaign: Campaign, version: int, image: Image | None, who: Operator, now: int
    ) -> Campaign | CampaignRefused:
        """Put a picture above the text, or take it away: an edit like any other."""
        found = self._turn_of(campaign)
        changed = self._apply(found, version, Edit(), who, now)
        if isinstance(changed, CampaignRefused):
            return changed
        mine = campaign_images.c.campaign == found.number
        self.connection.execute(campaign_images.delete().where(mine))
        if image is not None:
            row = {"campaign": found.number, **msgspec.structs.asdict(image)}
            self.connection.execute(campaign_images.insert(), row)
        return self._surely(found.municipality, found.id)

    def image(self, number: int) -> Image | None:
        """A campaign's picture, or None."""
        mine = campaign_images.select().where(campaign_images.c.campaign == number)
        row = self.connection.execute(mine).first()
        return Image(row.content_type, row.content) if row else None

    def act(  # noqa: PLR0913  an act is these facts
        self,
        campaign: Campaign,
        version: int,
        command: Command,
        who: Operator,
        now: int,
        *,
        obstacles: tuple[str, ...] = (),
    ) -> Campaign | CampaignRefused:
        """Do what `flows.campaigns.decide` allows to the version that was seen."""
        found = self._turn_of(campaign)
        return self._apply(found, version, command, who, now, obstacles=obstacles)

    def renditions(self, number: int) -> Sequence[Frozen]:
        """What each kind of recipient gets since the audience was frozen."""
        kinds = ("language", "channel", "diacritics", "country")
        names = (*kinds, "segments", "price", "currency", "size")
        mine = campaign_renditions.select().where(campaign_renditions.c.campaign == number)
        rows = self.connection.execute(mine.order_by(*(campaign_renditions.c[k] for k in kinds)))
        return [
            Frozen(outgoing=unpack(row["outgoing"]), **{name: row[name] for name in names})
            for row in rows.mappings()
        ]

    def _turn_of(self, campaign: Campaign) -> Campaign:
        """The campaign as it is now, while nobody else of its municipality acts on one."""
        wait_for_turn(self.connection, f"campaigns {campaign.municipality}")
        return self._surely(campaign.municipality, campaign.id)

    def _apply(  # noqa: PLR0913  an act is these facts
        self,
        found: Campaign,
        version: int,
        command: Command,
        who: Operator,
        now: int,
        *,
        obstacles: tuple[str, ...] = (),
        columns: dict[str, Any] | None = None,
    ) -> Campaign | CampaignRefused:
        if found.version != version:
            return TAKEN
        released = self.released_today(found.municipality, now)
        decided = decide(found.facts(obstacles, released), command, who, now)
        if isinstance(decided, CampaignRefused):
            return decided
        if not self._change(found, decided, {**(columns or {}), "changed_at": now}):
            return TAKEN
        if isinstance(command, Edit):
            self._thaw(found.number)
        CampaignFeed(self.connection, self.vault).acted(found.number, decided.action, now)
        self._note(found, decided.action, who, now)
        return self._surely(found.municipality, found.id)

    def _change(self, found: Campaign, decided: CampaignDecision, also: dict[str, Any]) -> bool:
        """False when the sender moved it on in the same moment."""
        seen = sa.and_(
            campaigns.c.number == found.number,
            campaigns.c.version == found.version,
            campaigns.c.state == found.state,
        )
        follow = {"state": decided.state, "version": found.version + 1}
        values = {**decided.changes, **also, **follow}
        return self.connection.execute(campaigns.update().where(seen).values(**values)).rowcount > 0

    def _thaw(self, number: int) -> None:
        """The audience that was written down belongs to other words."""
        mine = campaign_renditions.c.campaign == number
        made = sa.select(campaign_renditions.c.number).where(mine)
        self.connection.execute(
            campaign_tallies.delete().where(campaign_tallies.c.rendition.in_(made))
        )
        recipients = campaign_recipients.c.campaign == number
        self.connection.execute(campaign_recipients.delete().where(recipients))
        self.connection.execute(campaign_renditions.delete().where(mine))

    def _write_texts(self, number: int, draft: CampaignDraft) -> None:
        mine = campaign_texts.c.campaign == number
        self.connection.execute(campaign_texts.delete().where(mine))
        rows = [
            {"campaign": number, "language": language, "text": text, "sms": sms}
            for language, (text, sms) in draft.texts.items()
        ]
        if rows:
            self.connection.execute(campaign_texts.insert(), rows)

    def _note(self, campaign: Campaign, action: str, who: Operator, now: int) -> None:
        detail = {"campaign": str(campaign.number), "version": str(campaign.version)}
        audit = Audit(self.connection, self.vault)
        audit.add(campaign.municipality, who.id, f"campaign_{action}", campaign.id, detail, now)

    def _surely(self, municipality: str, campaign_id: str) -> Campaign:
        found = self.get(municipality, campaign_id)
        if found is None:
            raise LookupError("no such campaign")
        return found

    def _find(self, *which: sa.ColumnElement[bool]) -> Sequence[Campaign]:
        people = {column: operators.alias(column) for column in PEOPLE}
        with_image = sa.exists().where(campaign_images.c.campaign == campaigns.c.number)
        names = (people[column].c.name.label(label) for column, label in PEOPLE.items())
        found = sa.select(campaigns, *names, with_image.label("has_image"))
        for column, who in people.items():
            found = found.outerjoin(who, who.c.id == campaigns.c[column])
        newest = found.where(*which).order_by(campaigns.c.number.desc())
        rows = self.connection.execute(newest).mappings().all()
        texts = self._texts([row["number"] for row in rows])
        return [_campaign(row, texts.get(row["number"], {})) for row in rows]

    def _texts(self, numbers: Sequence[int]) -> dict[int, dict[str, tuple[str, str]]]:
        found: dict[int, dict[str, tuple[str, str]]] = {}
        wanted = campaign_texts.select().where(campaign_texts.c.campaign.in_(numbers))
        for row in self.connection.execute(wanted):
            found.setdefault(row.campaign, {})[row.language] = (row.text, row.sms)
        return found


def _columns(draft: CampaignDraft) -> dict[str, Any]:
    """What of a draft lies in the row itself."""
    plain = msgspec.to_builtins(draft)
    del plain["texts"]
    return {**plain, "start_at": draft.start_at or None}


def _campaign(row: sa.RowMapping, texts: dict[str, tuple[str, str]]) -> Campaign:
    fields = Campaign.__struct_fields__
    given: dict[str, Any] = {str(name): row[name] for name in row if str(name) in fields}
    known = {name: value for name, value in given.items() if value is not None}
    return msgspec.convert({**known, "texts": texts}, Campaign)
