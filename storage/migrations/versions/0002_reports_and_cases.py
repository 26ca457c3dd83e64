"""The first tables: reports and cases."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

Id = sa.String(32)
Code = sa.String(40)
Time = sa.BigInteger()


def upgrade() -> None:
    create_cases()
    create_reports()
    create_referrals()
    create_notes()
    create_media()
    create_media_chunks()


def create_cases() -> None:
    op.create_table(
        "cases",
        sa.Column("id", Id, nullable=False),
        sa.Column("municipality", Code, nullable=False),
        sa.Column("state", Code, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("channel", Code, nullable=False),
        sa.Column("language", Code, nullable=False),
        sa.Column("category", Code, nullable=False),
        sa.Column("unit", Code, nullable=False),
        sa.Column("whom", Code, nullable=False),
        sa.Column("urgency", sa.Integer(), nullable=False),
        sa.Column("danger", sa.Boolean(), nullable=False),
        sa.Column("child", sa.Boolean(), nullable=False),
        sa.Column("closed_circle", Code, nullable=False),
        sa.Column("anonymity", Code, nullable=False),
        sa.Column("knows", Code, nullable=False),
        sa.Column("sex", Code, nullable=False),
        sa.Column("age_band", Code, nullable=False),
        sa.Column("person_enc", sa.LargeBinary(), nullable=True),
        sa.Column("place_enc", sa.LargeBinary(), nullable=True),
        sa.Column("seen_enc", sa.LargeBinary(), nullable=True),
        sa.Column("assigned_unit", Code, nullable=False),
        sa.Column("assignee", Id, nullable=True),
        sa.Column("outcome", Code, nullable=False),
        sa.Column("outcome_enc", sa.LargeBinary(), nullable=True),
        sa.Column("professional", sa.Boolean(), nullable=False),
        sa.Column("incomplete", sa.Boolean(), nullable=False),
        sa.Column("talking", sa.Boolean(), nullable=False),
        sa.Column("fault", Code, nullable=False),
        sa.Column("made_at", Time, nullable=False),
        sa.Column("changed_at", Time, nullable=False),
        sa.Column("acknowledged_at", Time, nullable=True),
        sa.Column("urgent_at", Time, nullable=True),
        sa.Column("escalated", sa.Integer(), nullable=False),
        sa.Column("intervened_at", Time, nullable=True),
        sa.Column("closed_at", Time, nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_cases"),
    )
    op.create_index("ix_cases_assignee", "cases", ["assignee", "state"])
    op.create_index("ix_cases_queue", "cases", ["municipality", "state", "urgency", "made_at"])


def create_reports() -> None:
    op.create_table(
        "reports",
        sa.Column("id", Id, nullable=False),
        sa.Column("case", Id, sa.ForeignKey("cases.id", name="fk_reports_case"), nullable=False),
        sa.Column("contact", Id, nullable=True),
        sa.Column("municipality", Code, nullable=False),
        sa.Column("line", Id, nullable=True),
        sa.Column("channel", Code, nullable=False),
        sa.Column("language", Code, nullable=False),
        sa.Column("kind", Code, nullable=False),
        sa.Column("code_enc", sa.LargeBinary(), nullable=False),
        sa.Column("code_index", sa.LargeBinary(), nullable=False),
        sa.Column("intake", Code, nullable=False),
        sa.Column("contact_state", Code, nullable=False),
        sa.Column("contact_words_enc", sa.LargeBinary(), nullable=True),
        sa.Column("invited_at", Time, nullable=True),
        sa.Column("professional", Code, nullable=False),
        sa.Column("profession_enc", sa.LargeBinary(), nullable=True),
        sa.Column("institution_enc", sa.LargeBinary(), nullable=True),
        sa.Column("reporter_enc", sa.LargeBinary(), nullable=True),
        sa.Column("erase_asked_at", Time, nullable=True),
        sa.Column("opened_at", Time, nullable=False),
        sa.Column("heard_at", Time, nullable=False),
        sa.Column("completed_at", Time, nullable=True),
        sa.Column("taken_by", Id, nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_reports"),
        sa.UniqueConstraint("code_index", name="uq_reports_code_index"),
    )
    op.create_index("ix_reports_case", "reports", ["case"])
    op.create_index("ix_reports_contact", "reports", ["contact"])


def create_referrals() -> None:
    op.create_table(
        "referrals",
        sa.Column("id", Id, nullable=False),
        sa.Column("case", Id, sa.ForeignKey("cases.id", name="fk_referrals_case"), nullable=False),
        sa.Column("municipality", Code, nullable=False),
        sa.Column("unit", Code, nullable=False),
        sa.Column("assignee", Id, nullable=True),
        sa.Column("state", Code, nullable=False),
        sa.Column("reason_enc", sa.LargeBinary(), nullable=True),
        sa.Column("made_by", Id, nullable=False),
        sa.Column("made_at", Time, nullable=False),
        sa.Column("answered_at", Time, nullable=True),
        sa.Column("answered_by", Id, nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_referrals"),
    )
    op.create_index("ix_referrals_case", "referrals", ["case"])


def create_notes() -> None:
    op.create_table(
        "notes",
        sa.Column("id", Id, nullable=False),
        sa.Column("case", Id, sa.ForeignKey("cases.id", name="fk_notes_case"), nullable=False),
        sa.Column("author", Id, nullable=False),
        sa.Column("text_enc", sa.LargeBinary(), nullable=False),
        sa.Column("at", Time, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_notes"),
    )
    op.create_index("ix_notes_case", "notes", ["case"])


def create_media() -> None:
    op.create_table(
        "media",
        sa.Column("id", Id, nullable=False),
        sa.Column("report", Id, nullable=False),
        sa.Column("line", Id, nullable=False),
        sa.Column("kind", Code, nullable=False),
        sa.Column("reference_enc", sa.LargeBinary(), nullable=False),
        sa.Column("text_enc", sa.LargeBinary(), nullable=True),
        sa.Column("state", Code, nullable=False),
        sa.Column("content_type", sa.String(64), nullable=False),
        sa.Column("size", Time, nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("due_at", Time, nullable=False),
        sa.Column("made_at", Time, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_media"),
    )
    op.create_index("ix_media_report", "media", ["report"])
    op.create_index("ix_media_wanted", "media", ["state", "due_at"])


def create_media_chunks() -> None:
    op.create_table(
        "media_chunks",
        sa.Column(
            "media", Id, sa.ForeignKey("media.id", name="fk_media_chunks_media"), nullable=False
        ),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("content_enc", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("media", "number", name="pk_media_chunks"),
    )
