"""The register of a county is listed, searched and counted from one index."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

NAME = "ix_labourer_register"
THERE = sa.text("merged_into_id is null and erased_at is null")
COLUMNS = ("pinyin", "id", "name", "initials", "home_code", "situation")


def upgrade() -> None:
    county = sa.text("(home_code / 1000000)")
    op.create_index(NAME, "labourer", [county, *COLUMNS], sqlite_where=THERE, postgresql_where=THERE)

