"""The steps of a subject are told apart by what was done in their index: who took a case on and when somebody spoke to
a person is asked for every displaced person of a county at once. Calls that are due are read from an index alone."""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None

STEPS = "ix_step_subject"
DUE = sa.text("called_at is null")


def upgrade() -> None:
    op.drop_index(STEPS, "step")
    op.create_index(STEPS, "step", ["subject_id", "subject", "action"])
    columns = ["placement_id", "due_on", "kind"]
    op.create_index("ix_follow_up_due", "follow_up", columns, sqlite_where=DUE, postgresql_where=DUE)
