"""Codes by telephone, requests about one's own file, complaints that people write themselves, and tombstones."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
KINDS = "'left', 'wages', 'treatment', 'injury', 'fraud', 'danger', 'other', 'ranking'"


def _instant(name: str, *, nullable: bool = True) -> "sa.Column[object]":
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def _person(table: str) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{table}_labourer_id")
    return sa.ForeignKeyConstraint(["labourer_id"], ["labourer.id"], name=name, ondelete="CASCADE")


def upgrade() -> None:
    op.add_column("labourer", _instant("erased_at"))
    _codes()
    _requests()
    _complaints()


def _codes() -> None:
    op.create_table(
        "phone_code",
        sa.Column("id", KEY, autoincrement=True, nullable=False),
        sa.Column("public_id", sa.String(12), nullable=False),
        sa.Column("token_hash", sa.LargeBinary(32), nullable=False),
        sa.Column("purpose", sa.String(6), nullable=False),
        sa.Column("labourer_id", KEY, nullable=True),
        sa.Column("phone", sa.LargeBinary(), nullable=False),
        sa.Column("phone_lookup", sa.LargeBinary(32), nullable=False),
        sa.Column("code_hash", sa.LargeBinary(32), nullable=False),
        sa.Column("code", sa.LargeBinary(), nullable=True),
        _instant("ends_at", nullable=False),
        sa.Column("tries", sa.SmallInteger(), nullable=False),
        _instant("proved_at"),
        _instant("used_at"),
        _instant("written_at", nullable=False),
        _instant("next_try_at", nullable=False),
        _instant("sending_until"),
        _instant("sent_at"),
        _instant("handled_at"),
        sa.Column("attempts", sa.SmallInteger(), nullable=False),
        sa.Column("last_error", sa.String(80), nullable=True),
        sa.CheckConstraint("purpose in ('enter', 'change')", name=op.f("ck_phone_code_purpose")),
        _person("phone_code"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_phone_code")),
        sa.UniqueConstraint("public_id", name=op.f("uq_phone_code_public_id")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_phone_code_token_hash")),
    )
    waits = sa.text("handled_at is null")
    op.create_index("ix_phone_code_to_send", "phone_code", ["next_try_at"], sqlite_where=waits, postgresql_where=waits)
    op.create_index("ix_phone_code_phone", "phone_code", ["phone_lookup", "written_at"])
    op.create_index(op.f("ix_phone_code_labourer_id"), "phone_code", ["labourer_id"])


def _requests() -> None:
    op.create_table(
        "file_request",
        sa.Column("id", KEY, autoincrement=True, nullable=False),
        sa.Column("public_id", sa.String(12), nullable=False),
        sa.Column("labourer_id", KEY, nullable=False),
        sa.Column("field", sa.String(10), nullable=False),
        sa.Column("wanted", sa.LargeBinary(), nullable=False),
        sa.Column("state", sa.String(10), nullable=False),
        _instant("made_at", nullable=False),
        _instant("decided_at"),
        sa.Column("decided_by_id", KEY, nullable=True),
        sa.Column("note", sa.String(200), nullable=False),
        sa.CheckConstraint("field in ('name', 'id_number', 'birth', 'phone')", name=op.f("ck_file_request_field")),
        sa.CheckConstraint("state in ('waiting', 'confirmed', 'refused')", name=op.f("ck_file_request_state")),
        _person("file_request"),
        sa.ForeignKeyConstraint(["decided_by_id"], ["user_account.id"], name=op.f("fk_file_request_decided_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_file_request")),
        sa.UniqueConstraint("public_id", name=op.f("uq_file_request_public_id")),
    )
    op.create_index(op.f("ix_file_request_labourer_id"), "file_request", ["labourer_id"])
    waits = sa.text("state = 'waiting'")
    op.create_index(
        "uq_file_request_waiting", "file_request", ["labourer_id", "field"], unique=True, sqlite_where=waits,
        postgresql_where=waits,
    )  # fmt: skip


def _complaints() -> None:
    with op.batch_alter_table("complaint") as table:
        table.add_column(sa.Column("line_id", KEY, nullable=True))
        table.add_column(sa.Column("kind", sa.String(10), nullable=False, server_default="left"))
        table.add_column(sa.Column("rank", sa.Integer(), nullable=True))
        table.add_column(sa.Column("answer", sa.Text(), nullable=False, server_default=""))
        table.add_column(_instant("answered_at"))
        table.add_column(sa.Column("answered_by_id", KEY, nullable=True))
        table.create_check_constraint(op.f("ck_complaint_kind"), f"kind in ({KINDS})")
        table.create_index(op.f("ix_complaint_line_id"), ["line_id"])
        table.create_foreign_key(op.f("fk_complaint_line_id"), "order_line", ["line_id"], ["id"], ondelete="SET NULL")
        table.create_foreign_key(op.f("fk_complaint_answered_by_id"), "user_account", ["answered_by_id"], ["id"])
    with op.batch_alter_table("complaint") as table:
        table.alter_column("kind", server_default=None, existing_type=sa.String(10), existing_nullable=False)
        table.alter_column("answer", server_default=None, existing_type=sa.Text(), existing_nullable=False)
