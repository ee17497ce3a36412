"""The audit log with its seals, and what the owner of an account is told by telephone."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
WAITS = sa.text("handled_at is null")


def _instant(name: str, *, nullable: bool = True) -> "sa.Column[object]":
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def upgrade() -> None:
    op.create_table(
        "audit_entry",
        sa.Column("id", KEY, autoincrement=True, nullable=False),
        _instant("at", nullable=False),
        sa.Column("action", sa.String(40), nullable=False),
        sa.Column("actor_id", sa.BigInteger(), nullable=True),
        sa.Column("role", sa.String(14), nullable=False),
        sa.Column("subject", sa.String(30), nullable=True),
        sa.Column("subject_id", sa.BigInteger(), nullable=True),
        sa.Column("address", sa.String(45), nullable=False),
        sa.Column("detail", sa.String(80), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_entry")),
    )
    op.create_index("ix_audit_entry_subject", "audit_entry", ["subject", "subject_id"])
    op.create_index("ix_audit_entry_actor_id", "audit_entry", ["actor_id"])
    op.create_table(
        "audit_seal",
        sa.Column("number", KEY, autoincrement=False, nullable=False),
        sa.Column("entry_id", sa.BigInteger(), nullable=False),
        sa.Column("hash", sa.LargeBinary(32), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_audit_seal")),
        sa.UniqueConstraint("entry_id", name=op.f("uq_audit_seal_entry_id")),
    )
    op.create_table(
        "account_notice",
        sa.Column("id", KEY, autoincrement=True, nullable=False),
        sa.Column("public_id", sa.String(12), nullable=False),
        sa.Column("user_id", KEY, nullable=False),
        sa.Column("code", sa.String(20), nullable=False),
        sa.Column("phone", sa.LargeBinary(), nullable=True),
        sa.Column("text", sa.LargeBinary(), nullable=True),
        _instant("written_at", nullable=False),
        _instant("next_try_at", nullable=False),
        _instant("sending_until"),
        _instant("sent_at"),
        _instant("handled_at"),
        sa.Column("attempts", sa.SmallInteger(), nullable=False),
        sa.Column("last_error", sa.String(80), nullable=True),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name=op.f("fk_account_notice_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account_notice")),
        sa.UniqueConstraint("public_id", name=op.f("uq_account_notice_public_id")),
    )
    op.create_index(op.f("ix_account_notice_user_id"), "account_notice", ["user_id"])
    op.create_index(
        "ix_account_notice_to_send", "account_notice", ["next_try_at"], sqlite_where=WAITS, postgresql_where=WAITS
    )
    op.add_column("user_account", sa.Column("phone", sa.LargeBinary(), nullable=True))
    op.add_column("user_account", sa.Column("single_sign_on", sa.String(255), nullable=True))
    op.create_index("uq_user_account_single_sign_on", "user_account", ["single_sign_on"], unique=True)
