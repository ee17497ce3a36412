"""What people say of a job they had, one review a placement."""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
QUESTIONS = ("wage", "lodging", "hours", "again")


def upgrade() -> None:
    op.create_table(
        "job_review",
        sa.Column("id", KEY, autoincrement=True, nullable=False),
        sa.Column("public_id", sa.String(12), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("placement_id", KEY, nullable=False),
        *(sa.Column(question, sa.String(6), nullable=True) for question in QUESTIONS),
        sa.Column("text", sa.String(400), nullable=False),
        sa.Column("words", sa.String(8), nullable=False),
        sa.Column("said_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("said_by_id", KEY, nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by_id", KEY, nullable=True),
        *(
            sa.CheckConstraint(f"{question} in ('yes', 'partly', 'no')", name=op.f(f"ck_job_review_{question}"))
            for question in QUESTIONS
        ),
        sa.CheckConstraint("words in ('none', 'waiting', 'shown', 'kept')", name=op.f("ck_job_review_words")),
        sa.ForeignKeyConstraint(["placement_id"], ["placement.id"], name=op.f("fk_job_review_placement_id")),
        sa.ForeignKeyConstraint(["said_by_id"], ["user_account.id"], name=op.f("fk_job_review_said_by_id")),
        sa.ForeignKeyConstraint(["decided_by_id"], ["user_account.id"], name=op.f("fk_job_review_decided_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_job_review")),
        sa.UniqueConstraint("public_id", name=op.f("uq_job_review_public_id")),
        sa.UniqueConstraint("placement_id", name=op.f("uq_job_review_placement_id")),
    )
    op.create_index(op.f("ix_job_review_words"), "job_review", ["words"])
