"""Sign-ins, their lock, second factors and one-time codes are rows; the lock no longer lies in the accounts."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def _instant(name: str, *, nullable: bool = True) -> "sa.Column[object]":
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def _account(table: str, name: str = "user_id") -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([name], ["user_account.id"], name=op.f(f"fk_{table}_{name}"))


def upgrade() -> None:
    op.create_table(
        "sign_in",
        sa.Column("id", KEY, autoincrement=True, nullable=False),
        sa.Column("public_id", sa.String(12), nullable=False),
        sa.Column("user_id", KEY, nullable=False),
        sa.Column("token_hash", sa.LargeBinary(32), nullable=False),
        sa.Column("waits_for", sa.String(6), nullable=True),
        sa.Column("person", sa.String(12), nullable=True),
        sa.Column("device", sa.String(200), nullable=False),
        sa.Column("address", sa.String(45), nullable=False),
        _instant("begun_at", nullable=False),
        _instant("seen_at", nullable=False),
        _instant("ended_at"),
        sa.CheckConstraint("waits_for in ('code', 'set_up')", name=op.f("ck_sign_in_waits_for")),
        _account("sign_in"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_in")),
        sa.UniqueConstraint("public_id", name=op.f("uq_sign_in_public_id")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_sign_in_token_hash")),
    )
    op.create_index(op.f("ix_sign_in_user_id"), "sign_in", ["user_id"])
    op.create_table(
        "sign_in_lock",
        sa.Column("login_hash", sa.LargeBinary(32), nullable=False),
        sa.Column("failures", sa.SmallInteger(), nullable=False),
        _instant("failed_at", nullable=False),
        _instant("locked_until"),
        sa.PrimaryKeyConstraint("login_hash", name=op.f("pk_sign_in_lock")),
    )
    op.create_index(op.f("ix_sign_in_lock_failed_at"), "sign_in_lock", ["failed_at"])
    _codes()
    with op.batch_alter_table("user_account") as table:
        table.drop_column("failed_logins")
        table.drop_column("locked_until")


def _codes() -> None:
    op.create_table(
        "second_factor",
        sa.Column("user_id", KEY, autoincrement=False, nullable=False),
        sa.Column("secret", sa.LargeBinary(), nullable=False),
        _instant("begun_at", nullable=False),
        _instant("confirmed_at"),
        sa.Column("last_step", sa.BigInteger(), nullable=False),
        _account("second_factor"),
        sa.PrimaryKeyConstraint("user_id", name=op.f("pk_second_factor")),
    )
    op.create_table(
        "recovery_code",
        sa.Column("id", KEY, autoincrement=True, nullable=False),
        sa.Column("user_id", KEY, nullable=False),
        sa.Column("number", sa.SmallInteger(), nullable=False),
        sa.Column("code_hash", sa.String(200), nullable=False),
        _instant("used_at"),
        _account("recovery_code"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recovery_code")),
        sa.UniqueConstraint("user_id", "number", name=op.f("uq_recovery_code_user_id_number")),
    )
    op.create_table(
        "password_code",
        sa.Column("user_id", KEY, autoincrement=False, nullable=False),
        sa.Column("code_hash", sa.String(200), nullable=False),
        _instant("ends_at", nullable=False),
        sa.Column("tries", sa.SmallInteger(), nullable=False),
        _instant("used_at"),
        sa.Column("made_by_id", KEY, nullable=True),
        _account("password_code"),
        _account("password_code", "made_by_id"),
        sa.PrimaryKeyConstraint("user_id", name=op.f("pk_password_code")),
    )
