"""Plans of all open seats at once are kept, with their proposals and prices."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
IN_FORCE = sa.text("replaced_at is null")


def upgrade() -> None:
    op.create_table(
        "plan",
        sa.Column("id", KEY, autoincrement=True, nullable=False),
        sa.Column("public_id", sa.String(12), nullable=False),
        sa.Column("county_code", sa.BigInteger(), nullable=False),
        sa.Column("as_of", sa.Date(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by_id", KEY, nullable=True),
        sa.Column("replaced_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.Column("seats", sa.Integer(), nullable=False),
        sa.Column("filled", sa.Integer(), nullable=False),
        sa.Column("value", sa.BigInteger(), nullable=False),
        sa.Column("points", sa.BigInteger(), nullable=False),
        sa.Column("bound", sa.BigInteger(), nullable=False),
        sa.Column("greedy_value", sa.BigInteger(), nullable=False),
        sa.Column("row_by_row_value", sa.BigInteger(), nullable=False),
        sa.Column("rule_version", sa.String(20), nullable=False),
        sa.Column("rule_hash", sa.String(64), nullable=False),
        sa.Column("weights", sa.JSON(), nullable=False),
        sa.Column("terms", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["county_code"], ["division.code"], name=op.f("fk_plan_county_code")),
        sa.ForeignKeyConstraint(["made_by_id"], ["user_account.id"], name=op.f("fk_plan_made_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plan")),
        sa.UniqueConstraint("public_id", name=op.f("uq_plan_public_id")),
    )
    op.create_index(
        "uq_one_plan_in_force", "plan", ["county_code"], unique=True,
        sqlite_where=IN_FORCE, postgresql_where=IN_FORCE,
    )  # fmt: skip
    op.create_table(
        "plan_seat",
        sa.Column("id", KEY, autoincrement=True, nullable=False),
        sa.Column("plan_id", KEY, nullable=False),
        sa.Column("line_id", KEY, nullable=False),
        sa.Column("class_id", KEY, nullable=True),
        sa.Column("seats", sa.Integer(), nullable=False),
        sa.Column("filled", sa.Integer(), nullable=False),
        sa.Column("price", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("filled between 0 and seats", name=op.f("ck_plan_seat_filled_within_seats")),
        sa.ForeignKeyConstraint(["plan_id"], ["plan.id"], name=op.f("fk_plan_seat_plan_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["line_id"], ["order_line.id"], name=op.f("fk_plan_seat_line_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["class_id"], ["training_class.id"], name=op.f("fk_plan_seat_class_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plan_seat")),
    )
    op.create_index(op.f("ix_plan_seat_plan_id"), "plan_seat", ["plan_id"])
    op.create_index(op.f("ix_plan_seat_line_id"), "plan_seat", ["line_id"])
    op.create_table(
        "plan_proposal",
        sa.Column("plan_id", KEY, nullable=False),
        sa.Column("labourer_id", KEY, nullable=False),
        sa.Column("seat_id", KEY, nullable=False),
        sa.Column("score", sa.BigInteger(), nullable=False),
        sa.Column("price", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["plan_id"], ["plan.id"], name=op.f("fk_plan_proposal_plan_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["labourer_id"], ["labourer.id"], name=op.f("fk_plan_proposal_labourer_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["seat_id"], ["plan_seat.id"], name=op.f("fk_plan_proposal_seat_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("plan_id", "labourer_id", name=op.f("pk_plan_proposal")),
    )
    op.create_index(op.f("ix_plan_proposal_labourer_id"), "plan_proposal", ["labourer_id"])
    op.create_index(op.f("ix_plan_proposal_seat_id"), "plan_proposal", ["seat_id"])
