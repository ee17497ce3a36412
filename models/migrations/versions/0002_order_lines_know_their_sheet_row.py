"""Order lines know the sheet row they were written from, and the import that had it last."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("order_line") as table:
        table.add_column(sa.Column("row_hash", sa.LargeBinary(length=32)))
        table.add_column(sa.Column("import_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite")))
        table.create_foreign_key(op.f("fk_order_line_import_id"), "import_file", ["import_id"], ["id"])
