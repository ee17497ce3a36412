"""Notes, passes and people put forward beside a ranked list, who looks at it, and picks that were undone."""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
STANDS = sa.text("kind != 'note' and taken_back_at is null")


def _instant(name: str, *, nullable: bool = True) -> "sa.Column[object]":
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def _refers(table: str, name: str, to: str, deletes: str | None = None) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([name], [f"{to}.id"], name=op.f(f"fk_{table}_{name}"), ondelete=deletes)


def upgrade() -> None:
    op.create_table(
        "list_mark",
        sa.Column("id", KEY, autoincrement=True, nullable=False),
        sa.Column("public_id", sa.String(12), nullable=False),
        sa.Column("line_id", KEY, nullable=False),
        sa.Column("labourer_id", KEY, nullable=False),
        sa.Column("kind", sa.String(12), nullable=False),
        sa.Column("text", sa.String(400), nullable=False),
        _instant("at", nullable=False),
        sa.Column("by_id", KEY, nullable=True),
        _instant("taken_back_at"),
        sa.CheckConstraint("kind in ('note', 'passed', 'put_forward')", name=op.f("ck_list_mark_kind")),
        _refers("list_mark", "line_id", "order_line", "CASCADE"),
        _refers("list_mark", "labourer_id", "labourer", "CASCADE"),
        _refers("list_mark", "by_id", "user_account"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_list_mark")),
        sa.UniqueConstraint("public_id", name=op.f("uq_list_mark_public_id")),
    )
    op.create_index(op.f("ix_list_mark_line_id"), "list_mark", ["line_id"])
    op.create_index(op.f("ix_list_mark_labourer_id"), "list_mark", ["labourer_id"])
    columns = ["line_id", "labourer_id", "kind"]
    op.create_index("uq_one_mark", "list_mark", columns, unique=True, sqlite_where=STANDS, postgresql_where=STANDS)
    op.create_table(
        "list_watcher",
        sa.Column("line_id", KEY, autoincrement=False, nullable=False),
        sa.Column("user_id", KEY, autoincrement=False, nullable=False),
        _instant("seen_at", nullable=False),
        _refers("list_watcher", "line_id", "order_line", "CASCADE"),
        _refers("list_watcher", "user_id", "user_account", "CASCADE"),
        sa.PrimaryKeyConstraint("line_id", "user_id", name=op.f("pk_list_watcher")),
    )
    op.add_column("placement", _instant("undone_at"))
    op.add_column("enrolment", _instant("undone_at"))
