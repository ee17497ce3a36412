"""Other systems may call: their tokens, answers kept for repeats, webhooks and what waits to be sent to them."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
WAITS = sa.text("handled_at is null")


def upgrade() -> None:
    _systems()
    _answers()
    _webhooks()


def _key() -> "sa.Column[int]":
    return sa.Column("id", KEY, autoincrement=True, nullable=False)


def _instant(name: str, *, nullable: bool = True) -> "sa.Column[object]":
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def _refers(table: str, column: str, to: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{to}.id"], name=op.f(f"fk_{table}_{column}"))


def _unique(table: str, *columns: str) -> sa.UniqueConstraint:
    return sa.UniqueConstraint(*columns, name=op.f(f"uq_{table}_{'_'.join(columns)}"))


def _systems() -> None:
    op.create_table(
        "api_system",
        _key(),
        sa.Column("public_id", sa.String(12), nullable=False),
        sa.Column("user_id", KEY, nullable=False),
        sa.Column("rights", sa.JSON(), nullable=False),
        _instant("made_at", nullable=False),
        sa.Column("made_by_id", KEY, nullable=True),
        _refers("api_system", "user_id", "user_account"),
        _refers("api_system", "made_by_id", "user_account"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_api_system")),
        _unique("api_system", "public_id"),
        _unique("api_system", "user_id"),
    )
    op.create_table(
        "api_token",
        _key(),
        sa.Column("public_id", sa.String(12), nullable=False),
        sa.Column("system_id", KEY, nullable=False),
        sa.Column("hash", sa.LargeBinary(32), nullable=False),
        _instant("made_at", nullable=False),
        _instant("last_used_at"),
        _instant("revoked_at"),
        _refers("api_token", "system_id", "api_system"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_api_token")),
        _unique("api_token", "public_id"),
        _unique("api_token", "hash"),
    )
    op.create_index(op.f("ix_api_token_system_id"), "api_token", ["system_id"])


def _answers() -> None:
    op.create_table(
        "api_answer",
        _key(),
        sa.Column("system_id", KEY, nullable=False),
        sa.Column("key", sa.String(200), nullable=False),
        sa.Column("request_hash", sa.LargeBinary(32), nullable=False),
        sa.Column("status", sa.SmallInteger(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        _instant("at", nullable=False),
        _refers("api_answer", "system_id", "api_system"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_api_answer")),
        _unique("api_answer", "system_id", "key"),
    )
    op.create_index(op.f("ix_api_answer_at"), "api_answer", ["at"])


def _webhooks() -> None:
    op.create_table(
        "webhook",
        _key(),
        sa.Column("public_id", sa.String(12), nullable=False),
        sa.Column("system_id", KEY, nullable=False),
        sa.Column("url", sa.String(500), nullable=False),
        sa.Column("kinds", sa.JSON(), nullable=False),
        sa.Column("secret", sa.LargeBinary(), nullable=False),
        _instant("made_at", nullable=False),
        _instant("stopped_at"),
        _refers("webhook", "system_id", "api_system"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_webhook")),
        _unique("webhook", "public_id"),
    )
    op.create_index(op.f("ix_webhook_system_id"), "webhook", ["system_id"])
    op.create_table(
        "webhook_delivery",
        _key(),
        sa.Column("public_id", sa.String(12), nullable=False),
        sa.Column("webhook_id", KEY, nullable=False),
        sa.Column("body", sa.JSON(), nullable=False),
        _instant("written_at", nullable=False),
        _instant("next_try_at", nullable=False),
        _instant("sending_until"),
        _instant("sent_at"),
        _instant("handled_at"),
        sa.Column("attempts", sa.SmallInteger(), nullable=False),
        sa.Column("last_error", sa.String(80), nullable=True),
        _refers("webhook_delivery", "webhook_id", "webhook"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_webhook_delivery")),
        _unique("webhook_delivery", "public_id"),
    )
    for column in ("webhook_id", "handled_at"):
        op.create_index(op.f(f"ix_webhook_delivery_{column}"), "webhook_delivery", [column])
    op.create_index(
        "ix_webhook_delivery_to_send", "webhook_delivery", ["next_try_at"], sqlite_where=WAITS, postgresql_where=WAITS
    )
