"""The first tables: lines and talks."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

Sequence = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
Id = sa.String(32)
Code = sa.String(40)
Time = sa.BigInteger()


def upgrade() -> None:
    create_municipalities()
    create_lines()
    create_inbox()
    create_contacts()
    create_sessions()
    create_timers()
    create_transcript()
    create_outbox()
    create_pack_deliveries()
    create_code_tries()


def only_state(state: str) -> dict[str, Any]:
    condition = sa.text(f"state = '{state}'")
    return {"sqlite_where": condition, "postgresql_where": condition}


def create_municipalities() -> None:
    op.create_table(
        "municipalities",
        sa.Column("slug", Code, nullable=False),
        sa.Column("document", sa.JSON(), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("seeded_at", Time, nullable=False),
        sa.PrimaryKeyConstraint("slug", name="pk_municipalities"),
    )


def create_lines() -> None:
    op.create_table(
        "lines",
        sa.Column("id", Id, nullable=False),
        sa.Column("name", Code, nullable=False),
        sa.Column("channel", Code, nullable=False),
        sa.Column("municipality", Code, nullable=True),
        sa.Column("address", sa.String(64), nullable=False),
        sa.Column("rate", sa.Integer(), nullable=False),
        sa.Column("paused_until", Time, nullable=False),
        sa.Column("made_at", Time, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_lines"),
        sa.UniqueConstraint("name", name="uq_lines_name"),
    )


def create_inbox() -> None:
    op.create_table(
        "inbox",
        sa.Column("seq", Sequence, nullable=False),
        sa.Column("id", Id, nullable=False),
        sa.Column("line", Id, nullable=False),
        sa.Column("external_id", sa.String(128), nullable=False),
        sa.Column("person", sa.LargeBinary(), nullable=False),
        sa.Column("kind", Code, nullable=False),
        sa.Column("event_enc", sa.LargeBinary(), nullable=False),
        sa.Column("raw_enc", sa.LargeBinary(), nullable=True),
        sa.Column("state", Code, nullable=False),
        sa.Column("place", Time, nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("lease_until", Time, nullable=False),
        sa.Column("received_at", Time, nullable=False),
        sa.Column("done_at", Time, nullable=True),
        sa.Column("fault", Code, nullable=False),
        sa.PrimaryKeyConstraint("seq", name="pk_inbox"),
        sa.UniqueConstraint("line", "external_id", name="uq_inbox_line_external_id"),
        sa.UniqueConstraint("id", name="uq_inbox_id"),
    )
    op.create_index("ix_inbox_dead", "inbox", ["line"], **only_state("dead"))
    op.create_index("ix_inbox_held", "inbox", ["person"], unique=True, **only_state("claimed"))
    op.create_index("ix_inbox_person_state", "inbox", ["person", "state", "place", "seq"])
    op.create_index("ix_inbox_waiting", "inbox", ["seq"], **only_state("waiting"))


def create_contacts() -> None:
    op.create_table(
        "contacts",
        sa.Column("id", Id, nullable=False),
        sa.Column("line", Id, nullable=False),
        sa.Column("channel", Code, nullable=False),
        sa.Column("address_index", sa.LargeBinary(), nullable=False),
        sa.Column("address_enc", sa.LargeBinary(), nullable=False),
        sa.Column("municipality", Code, nullable=True),
        sa.Column("language", Code, nullable=False),
        sa.Column("diacritics", sa.Boolean(), nullable=False),
        sa.Column("opted_out_at", Time, nullable=True),
        sa.Column("blocked_at", Time, nullable=True),
        sa.Column("verified_at", Time, nullable=True),
        sa.Column("verified_by", Id, nullable=True),
        sa.Column("profession_enc", sa.LargeBinary(), nullable=True),
        sa.Column("operator", Id, nullable=True),
        sa.Column("unlinked_at", Time, nullable=True),
        sa.Column("made_at", Time, nullable=False),
        sa.Column("heard_at", Time, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_contacts"),
        sa.UniqueConstraint("address_index", "line", name="uq_contacts_address_index_line"),
    )


def create_sessions() -> None:
    op.create_table(
        "sessions",
        sa.Column(
            "contact", Id, sa.ForeignKey("contacts.id", name="fk_sessions_contact"), nullable=False
        ),
        sa.Column("state_enc", sa.LargeBinary(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("changed_at", Time, nullable=False),
        sa.PrimaryKeyConstraint("contact", name="pk_sessions"),
    )


def create_timers() -> None:
    op.create_table(
        "timers",
        sa.Column("contact", Id, nullable=False),
        sa.Column("kind", Code, nullable=False),
        sa.Column("due_at", Time, nullable=False),
        sa.Column("person", sa.LargeBinary(), nullable=False),
        sa.Column("line", Id, nullable=False),
        sa.PrimaryKeyConstraint("contact", "kind", name="pk_timers"),
    )
    op.create_index("ix_timers_due_at", "timers", ["due_at"])


def create_transcript() -> None:
    op.create_table(
        "transcript",
        sa.Column("seq", Sequence, nullable=False),
        sa.Column("id", Id, nullable=False),
        sa.Column("contact", Id, nullable=False),
        sa.Column("report", Id, nullable=True),
        sa.Column("direction", Code, nullable=False),
        sa.Column("text_enc", sa.LargeBinary(), nullable=False),
        sa.Column("outbox", Id, nullable=True),
        sa.Column("late", sa.Boolean(), nullable=False),
        sa.Column("at", Time, nullable=False),
        sa.PrimaryKeyConstraint("seq", name="pk_transcript"),
        sa.UniqueConstraint("id", name="uq_transcript_id"),
    )
    op.create_index("ix_transcript_contact_seq", "transcript", ["contact", "seq"])
    op.create_index("ix_transcript_report_seq", "transcript", ["report", "seq"])


def create_outbox() -> None:
    op.create_table(
        "outbox",
        sa.Column("seq", Sequence, nullable=False),
        sa.Column("id", Id, nullable=False),
        sa.Column("contact", Id, nullable=False),
        sa.Column("line", Id, nullable=False),
        sa.Column("channel", Code, nullable=False),
        sa.Column("kind", Code, nullable=False),
        sa.Column("priority", sa.Integer(), nullable=False),
        sa.Column("report", Id, nullable=True),
        sa.Column("reply", Id, nullable=True),
        sa.Column("outgoing_enc", sa.LargeBinary(), nullable=False),
        sa.Column("message", Id, nullable=False),
        sa.Column("part", sa.Integer(), nullable=False),
        sa.Column("state", Code, nullable=False),
        sa.Column("due_at", Time, nullable=False),
        sa.Column("cause_at", Time, nullable=False),
        sa.Column("expires_at", Time, nullable=True),
        sa.Column("lease_until", Time, nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("provider_id", sa.String(128), nullable=True),
        sa.Column("provider_rank", sa.Integer(), nullable=False),
        sa.Column("fault", Code, nullable=False),
        sa.Column("made_at", Time, nullable=False),
        sa.Column("done_at", Time, nullable=True),
        sa.PrimaryKeyConstraint("seq", name="pk_outbox"),
        sa.UniqueConstraint("id", name="uq_outbox_id"),
    )
    op.create_index(
        "ix_outbox_contact_waiting", "outbox", ["contact", "seq"], **only_state("waiting")
    )
    op.create_index("ix_outbox_provider_id", "outbox", ["provider_id"])
    op.create_index("ix_outbox_report", "outbox", ["report"])
    op.create_index(
        "ix_outbox_sending", "outbox", ["contact"], unique=True, **only_state("sending")
    )
    op.create_index(
        "ix_outbox_waiting", "outbox", ["priority", "due_at", "seq"], **only_state("waiting")
    )


def create_pack_deliveries() -> None:
    op.create_table(
        "pack_deliveries",
        sa.Column("seq", Sequence, nullable=False),
        sa.Column("topic", Code, nullable=False),
        sa.Column("municipality", Code, nullable=False),
        sa.Column("language", Code, nullable=False),
        sa.Column("channel", Code, nullable=False),
        sa.Column("at", Time, nullable=False),
        sa.PrimaryKeyConstraint("seq", name="pk_pack_deliveries"),
    )


def create_code_tries() -> None:
    op.create_table(
        "code_tries",
        sa.Column("seq", Sequence, nullable=False),
        sa.Column("person", sa.LargeBinary(), nullable=False),
        sa.Column("at", Time, nullable=False),
        sa.PrimaryKeyConstraint("seq", name="pk_code_tries"),
    )
    op.create_index("ix_code_tries_person_at", "code_tries", ["person", "at"])
