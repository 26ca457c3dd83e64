"""Nobody looks a transcript line up by its id: one index less to write twice a message."""

from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("transcript") as table:
        table.drop_constraint("uq_transcript_id", type_="unique")
