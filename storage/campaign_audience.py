"""Who agreed to a campaign's topic: counted by kinds, then written down in slices."""

from collections.abc import Sequence

import msgspec
import sqlalchemy as sa

from flows.campaigns import Audience
from flows.messages import Outgoing
from storage.parcels import pack
from storage.schema import (
    campaign_recipients,
    campaign_renditions,
    campaigns,
    contacts,
    reports,
)
from storage.table import TableAccess

DAY = 24 * 3600 * 1_000_000


class Group(msgspec.Struct, frozen=True):
    """People who would get exactly the same."""

    language: str
    channel: str
    diacritics: bool
    country: str
    count: int


class Rendition(msgspec.Struct, frozen=True):
    """What one group gets; `price` in millionths of the currency a segment."""

    language: str
    channel: str
    diacritics: bool
    country: str
    outgoing: Outgoing
    segments: int
    price: int | None
    currency: str


class Audiences(TableAccess):
    """Reads `contacts`, writes `campaign_renditions` and `campaign_recipients`."""

    def count(
        self, municipality: str, topic: str, audience: Audience, first_language: str, now: int
    ) -> list[Group]:
        """How many of each kind agree and can be reached."""
        language = _language(first_language)
        kinds = (language, contacts.c.channel, contacts.c.diacritics, contacts.c.country)
        who = _agreeing(municipality, topic, audience, first_language, now)
        found = sa.select(*kinds, sa.func.count()).where(*who).group_by(*kinds).order_by(*kinds)
        return [Group(*row) for row in self.connection.execute(found)]

    def freeze(self, number: int, renditions: Sequence[Rendition], now: int) -> None:
        """Keep what each kind gets, and begin anew."""
        mine = campaign_renditions.c.campaign == number
        gone = campaign_recipients.c.campaign == number
        self.connection.execute(campaign_recipients.delete().where(gone))
        self.connection.execute(campaign_renditions.delete().where(mine))
        begin = {"frozen_to": "", "fed_to": "", "changed_at": now}
        this = campaigns.c.number == number
        self.connection.execute(campaigns.update().where(this).values(**begin))
        rows = [
            {**msgspec.structs.asdict(one), "campaign": number, "outgoing": pack(one.outgoing)}
            for one in renditions
        ]
        self.connection.execute(campaign_renditions.insert(), rows)

    def freeze_slice(self, number: int, now: int, limit: int = 20_000) -> bool:
        """Write all recipients down; True when that is done."""
        del limit
        row = self.connection.execute(campaigns.select().where(campaigns.c.number == number)).one()
        audience = msgspec.convert(row.audience, Audience)
        first = "sq"
        of = campaign_renditions.c
        pick = (
            sa.select(sa.literal(number), contacts.c.id, of.number)
            .join(
                campaign_renditions,
                sa.and_(
                    of.campaign == number,
                    of.language == _language(first),
                    of.channel == contacts.c.channel,
                    of.diacritics == contacts.c.diacritics,
                    of.country == contacts.c.country,
                ),
            )
            .where(*_agreeing(row.municipality, row.topic, audience, first, now))
        )
        names = ["campaign", "contact", "rendition"]
        self.connection.execute(campaign_recipients.insert().from_select(names, pick))
        mine = campaign_recipients.c.campaign == number
        size = self.connection.scalar(sa.select(sa.func.count()).where(mine))
        of_kind = sa.select(sa.func.count()).where(
            mine, campaign_recipients.c.rendition == of.number
        )
        self.connection.execute(
            campaign_renditions.update()
            .where(of.campaign == number)
            .values(size=of_kind.scalar_subquery())
        )
        self.connection.execute(
            campaigns.update()
            .where(campaigns.c.number == number, campaigns.c.state == "freezing")
            .values(state="frozen", size=size, frozen_at=now, version=campaigns.c.version + 1)
        )
        return True


def _language(first: str) -> sa.ColumnElement[str]:
    return sa.func.coalesce(sa.func.nullif(contacts.c.language, ""), first)


def _agreeing(
    municipality: str, topic: str, audience: Audience, first: str, now: int
) -> list[sa.ColumnElement[bool]]:
    never = sa.exists().where(
        reports.c.contact == contacts.c.id, reports.c.contact_state == "never"
    )
    which = [
        contacts.c.municipality == municipality,
        contacts.c.topics.like(f"% {topic} %"),
        contacts.c.opted_out_at.is_(None),
        contacts.c.blocked_at.is_(None),
        contacts.c.silent.is_(False),
        contacts.c.unlinked_at.is_(None),
        ~never,
    ]
    for column, wanted in (
        (contacts.c.area, audience.areas),
        (contacts.c.point, audience.points),
        (_language(first), audience.languages),
        (contacts.c.channel, audience.channels),
    ):
        if wanted:
            which.append(column.in_(wanted))
    if audience.heard_within:
        heard = contacts.c.id == reports.c.contact
        recently = reports.c.heard_at >= now - audience.heard_within * DAY
        which.append(sa.exists().where(heard, recently))
    return which
