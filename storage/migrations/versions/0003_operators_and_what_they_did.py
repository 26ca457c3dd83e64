"""The first tables: operators and what they did."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

Sequence = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
Id = sa.String(32)
Code = sa.String(40)
Time = sa.BigInteger()


def upgrade() -> None:
    create_audit()
    create_operators()
    create_sign_in_tries()
    create_operator_roles()
    create_operator_sessions()
    create_operator_tokens()


def create_audit() -> None:
    op.create_table(
        "audit",
        sa.Column("seq", Sequence, nullable=False),
        sa.Column("municipality", Code, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("at", Time, nullable=False),
        sa.Column("actor", Id, nullable=False),
        sa.Column("action", Code, nullable=False),
        sa.Column("object", Id, nullable=False),
        sa.Column("detail", sa.JSON(), nullable=False),
        sa.Column("previous", sa.String(64), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("seq", name="pk_audit"),
        sa.UniqueConstraint("municipality", "number", name="uq_audit_municipality_number"),
    )
    op.create_index("ix_audit_object_at", "audit", ["object", "at"])


def create_operators() -> None:
    op.create_table(
        "operators",
        sa.Column("id", Id, nullable=False),
        sa.Column("name", sa.String(64), nullable=False),
        sa.Column("municipality", Code, nullable=True),
        sa.Column("language", Code, nullable=False),
        sa.Column("password_hash", sa.String(255), nullable=False),
        sa.Column("totp_enc", sa.LargeBinary(), nullable=True),
        sa.Column("totp_step", Time, nullable=False),
        sa.Column("disabled_at", Time, nullable=True),
        sa.Column("unit", Code, nullable=False),
        sa.Column("on_duty", sa.Boolean(), nullable=False),
        sa.Column("made_at", Time, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_operators"),
        sa.UniqueConstraint("name", name="uq_operators_name"),
    )


def create_sign_in_tries() -> None:
    op.create_table(
        "sign_in_tries",
        sa.Column("seq", Sequence, nullable=False),
        sa.Column("account_index", sa.LargeBinary(), nullable=False),
        sa.Column("at", Time, nullable=False),
        sa.PrimaryKeyConstraint("seq", name="pk_sign_in_tries"),
    )
    op.create_index("ix_sign_in_tries_account_index_at", "sign_in_tries", ["account_index", "at"])


def create_operator_roles() -> None:
    op.create_table(
        "operator_roles",
        sa.Column(
            "operator",
            Id,
            sa.ForeignKey("operators.id", name="fk_operator_roles_operator"),
            nullable=False,
        ),
        sa.Column("role", Code, nullable=False),
        sa.PrimaryKeyConstraint("operator", "role", name="pk_operator_roles"),
    )


def create_operator_sessions() -> None:
    op.create_table(
        "operator_sessions",
        sa.Column("token_index", sa.LargeBinary(), nullable=False),
        sa.Column(
            "operator",
            Id,
            sa.ForeignKey("operators.id", name="fk_operator_sessions_operator"),
            nullable=False,
        ),
        sa.Column("csrf", sa.String(64), nullable=False),
        sa.Column("second_factor", sa.Boolean(), nullable=False),
        sa.Column("made_at", Time, nullable=False),
        sa.Column("seen_at", Time, nullable=False),
        sa.PrimaryKeyConstraint("token_index", name="pk_operator_sessions"),
    )


def create_operator_tokens() -> None:
    op.create_table(
        "operator_tokens",
        sa.Column("token_index", sa.LargeBinary(), nullable=False),
        sa.Column(
            "operator",
            Id,
            sa.ForeignKey("operators.id", name="fk_operator_tokens_operator"),
            nullable=False,
        ),
        sa.Column("kind", Code, nullable=False),
        sa.Column("expires_at", Time, nullable=False),
        sa.PrimaryKeyConstraint("token_index", name="pk_operator_tokens"),
    )
