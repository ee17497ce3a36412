"""What a county's placements, displacements and enrolments stand at is read from one index each; and the steps of a
subject are found by its id first: by its kind first, SQLite without statistics begins with all steps of a kind."""

from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

STEPS = "ix_step_subject"


def upgrade() -> None:
    for table in ("placement", "displacement", "enrolment"):
        op.create_index(f"ix_{table}_home_state", table, ["home_code", "state"])
    op.drop_index(STEPS, "step")
    op.create_index(STEPS, "step", ["subject_id", "subject"])
