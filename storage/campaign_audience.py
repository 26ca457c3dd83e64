"""Who gets a campaign: counted before, written down once, never by what anybody told the line (S15)."""

from collections.abc import Sequence

import msgspec
from sqlalchemy import Integer, String, TextClause, bindparam, delete, insert, select, text, update

from flows.campaigns import Audience
from flows.messages import Outgoing
from storage.municipalities import Municipalities
from storage.parcels import pack
from storage.schema import campaign_recipients, campaign_renditions, campaign_tallies, campaigns
from storage.table import TableAccess, many

DAY = 24 * 3600 * 1_000_000
SLICE = 20_000
"""Contacts that one write looks at: about a tenth of a second, so that no reply waits longer."""


class Group(msgspec.Struct, frozen=True):
    """How many get the same words; `language` BCP 47, `country` ISO 3166 or "" when not known."""

    language: str
    channel: str
    diacritics: bool
    country: str
    count: int


class Rendition(msgspec.Struct, frozen=True):
    """Exactly what one group gets; `price` millionths of the currency a segment, None = unknown."""

    language: str
    channel: str
    diacritics: bool
    country: str
    outgoing: Outgoing
    segments: int
    price: int | None = None
    currency: str = ""


class Audiences(TableAccess):
    """Contacts who agreed, as `campaign_recipients` holds them."""

    def count(
        self, municipality: str, topic: str, audience: Audience, first_language: str, now: int
    ) -> list[Group]:
        """Everybody who would get it now, by what they would get; one statement.

        `first_language` stands for whoever never chose one.
        """
        statement = text(f"{_COUNTED} {_asked(audience)} {_GROUPED}")
        wanted = {"municipality": municipality, "first": first_language}
        rows = self.connection.execute(
            _bound(statement, audience), {**wanted, **_values(audience, topic, now)}
        )
        return [
            Group(row.language, row.channel, bool(row.diacritics), row.country, row.people)
            for row in rows
        ]

    def freeze(self, number: int, renditions: Sequence[Rendition]) -> None:
        """Keep what is to be sent; the worker writes the audience down from its beginning."""
        self.drop(number)
        self.connection.execute(
            insert(campaign_renditions),
            [
                {
                    **{name: getattr(one, name) for name in KIND},
                    "campaign": number,
                    "outgoing": pack(one.outgoing),
                    "segments": one.segments,
                    "price": one.price,
                    "currency": one.currency,
                    "size": 0,
                }
                for one in renditions
            ],
        )

    def drop(self, number: int) -> None:
        """Forget renditions and recipients: the campaign is a draft again."""
        mine = campaign_renditions.c.campaign == number
        made = select(campaign_renditions.c.number).where(mine)
        self.connection.execute(
            delete(campaign_tallies).where(campaign_tallies.c.rendition.in_(made))
        )
        for table in (campaign_recipients, campaign_renditions):
            self.connection.execute(delete(table).where(table.c.campaign == number))

    def prune(self, number: int) -> None:
        """Forget the renditions that nobody gets."""
        mine = campaign_renditions.c.campaign == number
        self.connection.execute(
            delete(campaign_renditions).where(mine, campaign_renditions.c.size == 0)
        )

    def freeze_slice(self, number: int, now: int, limit: int = SLICE) -> bool:
        """Write the next contacts down; True when the campaign is frozen, or is not freezing.

        Each slice and its cursor are one write: a stop at any moment loses and doubles nobody.
        """
        found = self.connection.execute(FREEZING, {"campaign": number}).one_or_none()
        if found is None:
            return True
        if not found.frozen_to:
            self._look_around()
        end = self._end_of_slice(found.municipality, found.frozen_to, limit)
        if not end:
            self.connection.execute(FROZEN, {"campaign": number, "now": now})
            return True
        audience = msgspec.convert(found.audience, Audience)
        statement = text(f"{_COPY} {_asked(audience)} ORDER BY c.id")
        wanted = {
            "campaign": number,
            "municipality": found.municipality,
            "first": self._first_language(found.municipality),
            "after": found.frozen_to,
            "end": end,
        }
        self.connection.execute(
            _bound(statement, audience), {**wanted, **_values(audience, found.topic, now)}
        )
        self._count_slice({"campaign": number, "after": found.frozen_to, "end": end})
        return False

    def _look_around(self) -> None:
        """PostgreSQL learns how many agreed before it plans: otherwise each slice sorts everybody.

        It would learn by itself some minutes after a large list was brought; this takes 0.3 s.
        """
        if not self.on_sqlite:
            self.connection.execute(ANALYZE)

    def _count_slice(self, slice_: dict[str, object]) -> None:
        """How many of each kind were just written down; their number grows with each slice."""
        counted = self.connection.execute(COUNT_SLICE, slice_).all()
        rows = [{"of": row.rendition, "more": row.people} for row in counted]
        if rows:
            self.connection.execute(GROW, rows)
        more = sum(row.people for row in counted)
        self.connection.execute(MOVED, {**slice_, "more": more})

    def _end_of_slice(self, municipality: str, after: str, limit: int) -> str:
        wanted = {"municipality": municipality, "after": after, "limit": limit}
        return self.connection.scalar(END, wanted) or ""

    def _first_language(self, municipality: str) -> str:
        place = Municipalities(self.connection, self.vault).get(municipality)
        if place is None:
            raise LookupError(municipality)
        return place.first_language


KIND = ("language", "channel", "diacritics", "country")

# The plan is the same on both databases: consented contacts in the order of their ids.
_WHO = """
    c.municipality = :municipality AND c.topics <> '' AND c.topics LIKE :topic
    AND c.opted_out_at IS NULL AND c.blocked_at IS NULL AND c.unlinked_at IS NULL
"""
_LANGUAGE = "CASE WHEN c.language = '' THEN :first ELSE c.language END"
_COUNTED = f"""
    SELECT {_LANGUAGE} AS language, c.channel, c.diacritics, c.country, count(*) AS people
    FROM contacts c WHERE {_WHO}
"""  # noqa: S608 our own words
_GROUPED = """
    GROUP BY 1, c.channel, c.diacritics, c.country
    ORDER BY c.channel, 1, c.country, c.diacritics
"""
_COPY = f"""
    INSERT INTO campaign_recipients (campaign, contact, rendition)
    SELECT :campaign, c.id, r.number FROM contacts c JOIN campaign_renditions r
        ON r.campaign = :campaign AND r.channel = c.channel AND r.country = c.country
        AND r.diacritics = c.diacritics AND r.language = {_LANGUAGE}
    WHERE {_WHO} AND c.id > :after AND c.id <= :end
"""  # noqa: S608 our own words


def _asked(audience: Audience) -> str:
    """What this audience asks beyond having agreed."""
    asked = {
        "areas": "AND c.area IN :areas",
        "points": "AND c.point IN :points",
        "languages": f"AND {_LANGUAGE} IN :languages",
        "channels": "AND c.channel IN :channels",
        "heard_within": (
            "AND EXISTS (SELECT 1 FROM sessions s WHERE s.contact = c.id AND s.heard_at >= :since)"
        ),
    }
    return " ".join(words for name, words in asked.items() if getattr(audience, name))


def _bound(statement: TextClause, audience: Audience) -> TextClause:
    named = [name for name in LISTS if getattr(audience, name)]
    return statement.bindparams(
        *(many(name, String()) for name in named), bindparam("first", type_=String())
    )


def _values(audience: Audience, topic: str, now: int) -> dict[str, object]:
    lists = {name: list(getattr(audience, name)) for name in LISTS if getattr(audience, name)}
    since = {"since": now - audience.heard_within * DAY} if audience.heard_within else {}
    return {"topic": f"% {topic} %", **lists, **since}


LISTS = ("areas", "points", "languages", "channels")

FREEZING = (
    select(campaigns.c.municipality, campaigns.c.topic, campaigns.c.audience, campaigns.c.frozen_to)
    .where(campaigns.c.number == bindparam("campaign"), campaigns.c.state == "freezing")
    .with_for_update()
)
END = text("""
    SELECT max(id) FROM (
        SELECT id FROM contacts WHERE municipality = :municipality AND topics <> ''
        AND id > :after ORDER BY id LIMIT :limit
    ) AS slice
""").bindparams(bindparam("limit", type_=Integer()))
ANALYZE = text("ANALYZE contacts")
COUNT_SLICE = text("""
    SELECT rendition, count(*) AS people FROM campaign_recipients
    WHERE campaign = :campaign AND contact > :after AND contact <= :end GROUP BY rendition
""")
GROW = (
    update(campaign_renditions)
    .where(campaign_renditions.c.number == bindparam("of"))
    .values(size=campaign_renditions.c.size + bindparam("more"))
)
MOVED = text("""
    UPDATE campaigns SET frozen_to = :end, size = size + :more WHERE number = :campaign
""")
FROZEN = text("""
    UPDATE campaigns SET state = 'frozen', frozen_at = :now, version = version + 1
    WHERE number = :campaign
""")
