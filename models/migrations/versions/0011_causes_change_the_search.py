"""Displacements know until when a person must look, when somebody comes back, and what changed their search."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

ROADS = "road in ('another_job', 'class_first', 'person_looks', 'season_return', 'none')"


def upgrade() -> None:
    with op.batch_alter_table("displacement") as table:
        table.add_column(sa.Column("look_by", sa.DateTime(timezone=True)))
        table.add_column(sa.Column("back_on", sa.Date()))
        table.add_column(sa.Column("travel", sa.String(200), nullable=False, server_default=""))
        table.add_column(sa.Column("changes", sa.JSON(), nullable=False, server_default="[]"))
        table.drop_constraint(op.f("ck_displacement_road"), type_="check")
        table.create_check_constraint(op.f("ck_displacement_road"), ROADS)
    with op.batch_alter_table("displacement") as table:
        table.alter_column("travel", existing_type=sa.String(200), existing_nullable=False, server_default=None)
        table.alter_column("changes", existing_type=sa.JSON(), existing_nullable=False, server_default=None)
    op.create_index(op.f("ix_complaint_displacement_id"), "complaint", ["displacement_id"])
