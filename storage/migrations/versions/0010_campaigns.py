"""Campaigns: who agreed to what, what goes to whom, what it costs; and the calendar of events."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

SEQUENCE = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    make_people()
    make_campaigns()
    make_words()
    make_recipients()
    make_consent()
    make_money()
    make_calendar()
    make_indexes()


def make_people() -> None:
    op.add_column(
        "contacts", sa.Column("topics", sa.String(length=120), server_default="", nullable=False)
    )
    op.add_column(
        "contacts", sa.Column("area", sa.String(length=40), server_default="", nullable=False)
    )
    op.add_column(
        "contacts", sa.Column("point", sa.String(length=40), server_default="", nullable=False)
    )
    op.add_column(
        "contacts", sa.Column("country", sa.String(length=2), server_default="", nullable=False)
    )
    op.add_column(
        "contacts", sa.Column("silent", sa.Boolean(), server_default=sa.false(), nullable=False)
    )
    op.add_column("outbox", sa.Column("rendition", sa.Integer(), nullable=True))
    op.add_column("reports", sa.Column("campaign", sa.Integer(), nullable=True))


def make_campaigns() -> None:
    op.create_table(
        "campaigns",
        sa.Column("number", SEQUENCE, autoincrement=True, nullable=False),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("municipality", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("template", sa.String(length=40), nullable=False),
        sa.Column("topic", sa.String(length=40), nullable=False),
        sa.Column("sensitive", sa.Boolean(), nullable=False),
        sa.Column("pack", sa.String(length=40), nullable=False),
        sa.Column("keyword", sa.String(length=40), nullable=False),
        sa.Column("details", sa.JSON(), nullable=False),
        sa.Column("audience", sa.JSON(), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("author", sa.String(length=32), nullable=False),
        sa.Column("edited_by", sa.String(length=32), nullable=False),
        sa.Column("approver", sa.String(length=32), nullable=True),
        sa.Column("approved_at", sa.BigInteger(), nullable=True),
        sa.Column("start_at", sa.BigInteger(), nullable=True),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.Column("changed_at", sa.BigInteger(), nullable=False),
        sa.Column("frozen_to", sa.String(length=32), nullable=False),
        sa.Column("frozen_at", sa.BigInteger(), nullable=True),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("fed", sa.Integer(), nullable=False),
        sa.Column("started_at", sa.BigInteger(), nullable=True),
        sa.Column("resumed_at", sa.BigInteger(), nullable=True),
        sa.Column("finished_at", sa.BigInteger(), nullable=True),
        sa.Column("why", sa.String(length=40), nullable=False),
        sa.Column("event", sa.String(length=32), nullable=True),
        sa.CheckConstraint("approver <> author", name="ck_campaigns_second_person"),
        sa.CheckConstraint("approver <> edited_by", name="ck_campaigns_another_editor"),
        sa.PrimaryKeyConstraint("number", name="pk_campaigns"),
        sa.UniqueConstraint("id", name="uq_campaigns_id"),
    )


def make_words() -> None:
    op.create_table(
        "campaign_texts",
        sa.Column("campaign", sa.Integer(), nullable=False),
        sa.Column("language", sa.String(length=40), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("sms", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["campaign"], ["campaigns.number"], name="fk_campaign_texts_campaign"
        ),
        sa.PrimaryKeyConstraint("campaign", "language", name="pk_campaign_texts"),
    )
    op.create_table(
        "campaign_images",
        sa.Column("campaign", sa.Integer(), nullable=False),
        sa.Column("content_type", sa.String(length=64), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["campaign"], ["campaigns.number"], name="fk_campaign_images_campaign"
        ),
        sa.PrimaryKeyConstraint("campaign", name="pk_campaign_images"),
    )
    op.create_table(
        "campaign_renditions",
        sa.Column("number", SEQUENCE, autoincrement=True, nullable=False),
        sa.Column("campaign", sa.Integer(), nullable=False),
        sa.Column("language", sa.String(length=40), nullable=False),
        sa.Column("channel", sa.String(length=40), nullable=False),
        sa.Column("diacritics", sa.Boolean(), nullable=False),
        sa.Column("country", sa.String(length=2), nullable=False),
        sa.Column("outgoing", sa.LargeBinary(), nullable=False),
        sa.Column("segments", sa.Integer(), nullable=False),
        sa.Column("price", sa.BigInteger(), nullable=True),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("fed_to", sa.String(length=32), server_default="", nullable=False),
        sa.ForeignKeyConstraint(
            ["campaign"], ["campaigns.number"], name="fk_campaign_renditions_campaign"
        ),
        sa.PrimaryKeyConstraint("number", name="pk_campaign_renditions"),
        sa.UniqueConstraint(
            "campaign",
            "language",
            "channel",
            "diacritics",
            "country",
            name="uq_campaign_renditions_kind",
        ),
    )


def make_recipients() -> None:
    op.create_table(
        "campaign_recipients",
        sa.Column("campaign", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("contact", sa.String(length=32), nullable=False),
        sa.Column("rendition", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("campaign", "contact", name="pk_campaign_recipients"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "campaign_tallies",
        sa.Column("rendition", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("fault", sa.String(length=40), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["rendition"], ["campaign_renditions.number"], name="fk_campaign_tallies_rendition"
        ),
        sa.PrimaryKeyConstraint("rendition", "state", "fault", name="pk_campaign_tallies"),
    )
    op.create_table(
        "campaign_replies",
        sa.Column("campaign", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("contact", sa.String(length=32), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("became", sa.String(length=40), nullable=False),
        sa.PrimaryKeyConstraint("campaign", "contact", name="pk_campaign_replies"),
    )


def make_consent() -> None:
    op.create_table(
        "consents",
        sa.Column("seq", SEQUENCE, autoincrement=True, nullable=False),
        sa.Column("contact", sa.String(length=32), nullable=False),
        sa.Column("line", sa.String(length=32), nullable=False),
        sa.Column("municipality", sa.String(length=40), nullable=False),
        sa.Column("what", sa.String(length=40), nullable=False),
        sa.Column("topics", sa.String(length=120), nullable=False),
        sa.Column("way", sa.String(length=40), nullable=False),
        sa.Column("text", sa.String(length=40), nullable=False),
        sa.Column("text_digest", sa.String(length=64), nullable=False),
        sa.Column("words_enc", sa.LargeBinary()),
        sa.Column("import_id", sa.String(length=32), nullable=True),
        sa.Column("campaign", sa.Integer(), nullable=True),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("seq", name="pk_consents"),
    )
    op.create_table(
        "contact_imports",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("municipality", sa.String(length=40), nullable=False),
        sa.Column("operator", sa.String(length=32), nullable=False),
        sa.Column("source", sa.String(length=200), nullable=False),
        sa.Column("accepted", sa.Integer(), nullable=False),
        sa.Column("refused", sa.Integer(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_contact_imports"),
    )


def make_money() -> None:
    op.create_table(
        "sms_prices",
        sa.Column("municipality", sa.String(length=40), nullable=False),
        sa.Column("provider", sa.String(length=40), nullable=False),
        sa.Column("country", sa.String(length=2), nullable=False),
        sa.Column("price", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("source", sa.String(length=200), nullable=False),
        sa.Column("changed_by", sa.String(length=32), nullable=False),
        sa.Column("changed_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("municipality", "provider", "country", name="pk_sms_prices"),
    )
    op.create_table(
        "campaign_budgets",
        sa.Column("municipality", sa.String(length=40), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("changed_by", sa.String(length=32), nullable=False),
        sa.Column("changed_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("municipality", "year", name="pk_campaign_budgets"),
    )


def make_calendar() -> None:
    op.create_table(
        "events",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("municipality", sa.String(length=40), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("starts_at", sa.BigInteger(), nullable=False),
        sa.Column("ends_at", sa.BigInteger(), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("reminder", sa.Integer(), nullable=True),
        sa.Column("author", sa.String(length=32), nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.Column("changed_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_events"),
    )


def make_indexes() -> None:
    op.create_index("ix_campaigns_municipality", "campaigns", ["municipality", "number"])
    op.create_index(
        "ix_campaigns_under_way",
        "campaigns",
        ["state"],
        sqlite_where=sa.text("state IN ('freezing', 'approved', 'running', 'paused')"),
        postgresql_where=sa.text("state IN ('freezing', 'approved', 'running', 'paused')"),
    )
    op.create_index(
        "ix_consents_campaign",
        "consents",
        ["campaign"],
        sqlite_where=sa.text("campaign IS NOT NULL"),
        postgresql_where=sa.text("campaign IS NOT NULL"),
    )
    op.create_index("ix_consents_contact_seq", "consents", ["contact", "seq"])
    op.create_index("ix_contact_imports_municipality_at", "contact_imports", ["municipality", "at"])
    op.create_index("ix_events_municipality_starts_at", "events", ["municipality", "starts_at"])
    op.create_index(
        "ix_contacts_agreed",
        "contacts",
        ["municipality", "id"],
        sqlite_where=sa.text("topics != ''"),
        postgresql_where=sa.text("topics != ''"),
    )
    op.create_index(
        "ix_outbox_rendition",
        "outbox",
        ["rendition", "state", "fault"],
        sqlite_where=sa.text("rendition IS NOT NULL"),
        postgresql_where=sa.text("rendition IS NOT NULL"),
    )
