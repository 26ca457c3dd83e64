"""Packs written in the console: versions, reviewed by a second person, published."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "pack_versions",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("topic", sa.String(40), nullable=False),
        sa.Column("place", sa.String(40), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(40), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("author", sa.String(32), nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.Column("changed_at", sa.BigInteger(), nullable=False),
        sa.Column("reviewer", sa.String(32)),
        sa.Column("reviewed_at", sa.BigInteger()),
        sa.Column("publisher", sa.String(32)),
        sa.Column("published_at", sa.BigInteger()),
        sa.Column("ended_at", sa.BigInteger()),
        sa.UniqueConstraint("topic", "place", "number"),
        sa.CheckConstraint("reviewer <> author", name="ck_pack_versions_second_person"),
    )
    states = {"open": "state IN ('draft', 'reviewed')", "published": "state = 'published'"}
    for name, held in states.items():
        op.create_index(
            f"ix_pack_versions_{name}",
            "pack_versions",
            ["topic", "place"],
            unique=True,
            sqlite_where=sa.text(held),
            postgresql_where=sa.text(held),
        )
