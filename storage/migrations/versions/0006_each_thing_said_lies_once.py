"""What we said lies in the outbox alone; a session tells when its person was last heard.

What was heard is told in the order of its turns: `turn_at` is when the answer was made, or for what
has no answer a moment behind the answer before it, so that old talks read as they did.
"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

ANSWERED = sa.text("""
    UPDATE transcript SET turn_at = (
        SELECT said.at FROM transcript said JOIN outbox ON outbox.id = said.outbox
        WHERE said.contact = transcript.contact AND said.seq > transcript.seq
        AND said.direction = 'out' AND outbox.cause_at = transcript.at
        ORDER BY said.seq LIMIT 1
    ) WHERE direction = 'in'
""")
UNANSWERED = sa.text("""
    UPDATE transcript SET turn_at = (
        SELECT said.at + 1 FROM transcript said
        WHERE said.contact = transcript.contact AND said.seq < transcript.seq
        AND said.direction = 'out' AND said.at >= transcript.at
        ORDER BY said.seq DESC LIMIT 1
    ) WHERE direction = 'in' AND turn_at IS NULL
""")
OTHERS = sa.text("UPDATE transcript SET turn_at = at WHERE turn_at IS NULL")

SAID_TWICE = sa.text("""
    DELETE FROM transcript WHERE direction = 'out'
    AND EXISTS (SELECT 1 FROM outbox WHERE outbox.id = transcript.outbox)
""")
SAID_ONLY_HERE = sa.text("SELECT count(*) FROM transcript WHERE direction <> 'in'")

LAST_HEARD = sa.text("""
    UPDATE sessions SET heard_at = coalesce(
        (SELECT contacts.heard_at FROM contacts WHERE contacts.id = sessions.contact), 0)
""")


def upgrade() -> None:
    say_once()
    hear_once()


def say_once() -> None:
    """Move each line to one place; nothing is thrown away that lies nowhere else."""
    op.add_column("transcript", sa.Column("turn_at", sa.BigInteger(), nullable=True))
    for statement in (ANSWERED, UNANSWERED, OTHERS, SAID_TWICE):
        op.execute(statement)
    if left := op.get_bind().scalar(SAID_ONLY_HERE):
        raise RuntimeError(f"{left} lines of ours are in the transcript, but not in the outbox")
    with op.batch_alter_table("transcript") as table:
        table.alter_column("turn_at", nullable=False)
        table.drop_column("direction")
        table.drop_column("outbox")


def hear_once() -> None:
    """Every turn writes the session anyway: no second row for when it was."""
    op.add_column("sessions", sa.Column("heard_at", sa.BigInteger(), nullable=True))
    op.execute(LAST_HEARD)
    with op.batch_alter_table("sessions") as table:
        table.alter_column("heard_at", nullable=False)
    op.drop_column("contacts", "heard_at")  # in place: other tables refer to this one
