"""Remarks on rows of order, employer and base sheets are kept with what the rows are about."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for table in ("order_line", "employer", "training_base"):
        op.add_column(table, sa.Column("flags", sa.JSON(), nullable=False, server_default="[]"))
