"""What a county's placements, displacements and enrolments stand at is read from one index each."""

from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for table in ("placement", "displacement", "enrolment"):
        op.create_index(f"ix_{table}_home_state", table, ["home_code", "state"])
