"""Corrections of rows that came in, what offices did for people who asked them, and plans that are asked for."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
WAITS = sa.text("handled_at is null")


def _instant(name: str, *, nullable: bool = True) -> "sa.Column[object]":
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def _refers(table: str, name: str, to: str, *, cascade: bool = False) -> sa.ForeignKeyConstraint:
    deletes = "CASCADE" if cascade else None
    return sa.ForeignKeyConstraint([name], [f"{to}.id"], name=op.f(f"fk_{table}_{name}"), ondelete=deletes)


def upgrade() -> None:
    op.create_table(
        "import_mend",
        sa.Column("import_id", KEY, nullable=False),
        sa.Column("row_number", sa.Integer(), nullable=False),
        sa.Column("cells", sa.LargeBinary(), nullable=False),
        _instant("mended_at", nullable=False),
        sa.Column("mended_by_id", KEY, nullable=True),
        _refers("import_mend", "import_id", "import_file", cascade=True),
        _refers("import_mend", "mended_by_id", "user_account"),
        sa.PrimaryKeyConstraint("import_id", "row_number", name=op.f("pk_import_mend")),
    )
    op.create_table(
        "acted_for",
        sa.Column("id", KEY, autoincrement=True, nullable=False),
        sa.Column("labourer_id", KEY, nullable=False),
        sa.Column("user_id", KEY, nullable=True),
        _instant("at", nullable=False),
        sa.Column("act", sa.String(10), nullable=False),
        sa.Column("about", sa.String(12), nullable=False),
        sa.Column("asked_by", sa.String(10), nullable=False),
        sa.Column("way", sa.String(10), nullable=False),
        sa.Column("reason", sa.String(500), nullable=False),
        sa.CheckConstraint(
            "act in ('accept', 'decline', 'agree', 'stay_away', 'apply', 'correct')", name=op.f("ck_acted_for_act")
        ),
        sa.CheckConstraint("asked_by in ('person', 'family', 'neighbour')", name=op.f("ck_acted_for_asked_by")),
        sa.CheckConstraint("way in ('visit', 'phone', 'office', 'message')", name=op.f("ck_acted_for_way")),
        _refers("acted_for", "labourer_id", "labourer", cascade=True),
        _refers("acted_for", "user_id", "user_account"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_acted_for")),
    )
    op.create_index(op.f("ix_acted_for_labourer_id"), "acted_for", ["labourer_id"])
    _plan_requests()


def _plan_requests() -> None:
    op.create_table(
        "plan_request",
        sa.Column("id", KEY, autoincrement=True, nullable=False),
        sa.Column("asked_by_id", KEY, nullable=False),
        _instant("asked_at", nullable=False),
        _instant("begun_at"),
        _instant("handled_at"),
        sa.Column("attempts", sa.SmallInteger(), nullable=False),
        _instant("next_try_at"),
        _instant("leased_until"),
        sa.Column("lease", sa.String(12), nullable=True),
        sa.Column("last_error", sa.String(200), nullable=True),
        sa.Column("stage", sa.String(10), nullable=False),
        sa.Column("counties", sa.Integer(), nullable=False),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.CheckConstraint("stage in ('waiting', 'planning', 'keeping')", name=op.f("ck_plan_request_stage")),
        _refers("plan_request", "asked_by_id", "user_account"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plan_request")),
    )
    op.create_index(
        "uq_plan_request_waiting",
        "plan_request",
        ["asked_by_id"],
        unique=True,
        sqlite_where=WAITS,
        postgresql_where=WAITS,
    )
    op.create_index("ix_plan_request_due", "plan_request", ["next_try_at"], sqlite_where=WAITS, postgresql_where=WAITS)


def downgrade() -> None:
    for table in ("plan_request", "acted_for", "import_mend"):
        op.drop_table(table)
