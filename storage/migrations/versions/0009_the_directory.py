"""Organisations, services, locations and contact points, each version kept."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

SEQUENCE = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def upgrade() -> None:
    op.create_table(
        "directory_entries",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("municipality", sa.String(40), nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("by_staff", sa.Boolean(), nullable=False),
        sa.Column("document_enc", sa.LargeBinary(), nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.Column("changed_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_directory_entries"),
    )
    op.create_index(
        "ix_directory_entries_municipality_kind", "directory_entries", ["municipality", "kind"]
    )
    op.create_table(
        "directory_versions",
        sa.Column("seq", SEQUENCE, autoincrement=True, nullable=False),
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("entry", sa.String(32), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("act", sa.String(40), nullable=False),
        sa.Column("actor", sa.String(32), nullable=False),
        sa.Column("document_enc", sa.LargeBinary(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["entry"], ["directory_entries.id"], name="fk_directory_versions_entry"
        ),
        sa.PrimaryKeyConstraint("seq", name="pk_directory_versions"),
        sa.UniqueConstraint("entry", "number", name="uq_directory_versions_entry_number"),
    )
