"""Whoever is searched by the initials of a name is counted from an index of the county, as by pinyin."""

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None

# No search that does not name the initials takes this index for the one by pinyin.
THERE = sa.text("merged_into_id is null and erased_at is null and initials > ''")


def upgrade() -> None:
    op.drop_index("ix_labourer_initials", "labourer")
    county = sa.text("(home_code / 1000000)")
    columns = [county, "initials", "pinyin"]
    op.create_index("ix_labourer_short_name", "labourer", columns, sqlite_where=THERE, postgresql_where=THERE)
