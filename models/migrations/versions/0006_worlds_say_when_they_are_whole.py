"""A world of invented people says when all of it was in; those of before count as whole."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("synthetic_world", sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True))
    op.execute("UPDATE synthetic_world SET finished_at = loaded_at")
