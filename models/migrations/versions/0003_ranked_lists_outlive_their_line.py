"""Ranked lists belong to an order and outlive the line they were ranked for; who read them is kept."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    with op.batch_alter_table("ranked_list") as table:
        table.add_column(sa.Column("order_id", _KEY))
    op.execute(
        "UPDATE ranked_list SET order_id = (SELECT order_id FROM order_line WHERE order_line.id = ranked_list.line_id)"
    )
    with op.batch_alter_table("ranked_list") as table:
        table.alter_column("order_id", existing_type=_KEY, nullable=False)
        table.create_foreign_key(op.f("fk_ranked_list_order_id"), "order_", ["order_id"], ["id"])
        table.create_index(op.f("ix_ranked_list_order_id"), ["order_id"])
        table.alter_column("line_id", existing_type=_KEY, nullable=True)
        table.drop_constraint(op.f("fk_ranked_list_line_id"), type_="foreignkey")
        table.create_foreign_key(op.f("fk_ranked_list_line_id"), "order_line", ["line_id"], ["id"], ondelete="SET NULL")
    op.create_table(
        "list_reading",
        sa.Column("id", _KEY, autoincrement=True, nullable=False),
        sa.Column("list_id", _KEY, nullable=False),
        sa.Column("user_id", _KEY),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["list_id"], ["ranked_list.id"], name=op.f("fk_list_reading_list_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name=op.f("fk_list_reading_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_list_reading")),
    )
    op.create_index(op.f("ix_list_reading_list_id"), "list_reading", ["list_id"])
