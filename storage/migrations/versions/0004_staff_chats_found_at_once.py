"""The chats of staff are asked for in every batch of turns: no look at all contacts for them."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    staff = sa.column("operator").is_not(None)
    op.create_index(
        "ix_contacts_operator",
        "contacts",
        ["operator"],
        sqlite_where=staff,
        postgresql_where=staff,
    )
