"""Changes to what the pool reads are written down, and the files that hold the rest; triggers are laid after it."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
WAITING = sa.text("handled_at is null")
KIND = "kind in ('labourer', 'line')"


def upgrade() -> None:
    op.create_table(
        "pool_file",
        sa.Column("kind", sa.String(10), nullable=False),
        sa.Column("edition", sa.String(64), nullable=False),
        sa.Column("base", sa.Text(), nullable=False),
        sa.Column("overlay", sa.Text(), nullable=False),
        sa.Column("build", sa.String(32), nullable=False),
        sa.Column("base_rows", sa.Integer(), nullable=False),
        sa.Column("overlay_rows", sa.Integer(), nullable=False),
        sa.Column("built_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(KIND, name=op.f("ck_pool_file_kind")),
        sa.PrimaryKeyConstraint("kind", name=op.f("pk_pool_file")),
    )
    op.create_table(
        "pool_change",
        sa.Column("id", KEY, autoincrement=True, nullable=False),
        sa.Column("kind", sa.String(10), nullable=False),
        sa.Column("subject_id", sa.BigInteger(), nullable=False),
        sa.Column("times", sa.Integer(), nullable=False, server_default="1"),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False, server_default=sa.func.now()),
        sa.Column("handled_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(KIND, name=op.f("ck_pool_change_kind")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pool_change")),
    )
    op.create_index(
        "ix_pool_change_waiting", "pool_change", ["kind", "subject_id"], sqlite_where=WAITING, postgresql_where=WAITING
    )
