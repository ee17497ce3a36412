"""What pages ask of many at once stands with each. The queue of what is due asks of everybody who is displaced in a
county who took the case on and when somebody last spoke to them, and read both out of the steps one by one; what was
said of a firm's jobs was looked for among what was said of all."""

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None

TAKEN = """update {table} set taken_by_id = (
    select actor_id from step
    where subject = '{table}' and subject_id = {table}.id and action = 'take' and actor_id is not null
    order by id desc limit 1)
where id in (select subject_id from step where subject = '{table}' and action = 'take')"""
SPOKEN = """update displacement set spoken_at = (
    select max(at) from (
        select at from step
        where subject = 'displacement' and subject_id = displacement.id and actor_id is not null
        and action in ('speak', 'resume', 'retrain')
        union all
        select step.at from step join placement on placement.id = step.subject_id
        where step.subject = 'placement' and placement.displacement_id = displacement.id and step.actor_id is not null
        and step.action in ('accept', 'decline')) as heard)"""

EMPLOYER = "select employer_id from placement where placement.id = job_review.placement_id"


def upgrade() -> None:
    key = "integer" if op.get_bind().dialect.name == "sqlite" else "bigint"
    for table in ("displacement", "placement"):
        bound = f"constraint fk_{table}_taken_by_id references user_account (id)"
        op.execute(f"alter table {table} add column taken_by_id {key} {bound}")
        taken = sa.text("taken_by_id is not null")
        op.create_index(f"ix_{table}_taken_by", table, ["taken_by_id"], sqlite_where=taken, postgresql_where=taken)
        op.execute(TAKEN.format(table=table))
    op.add_column("displacement", sa.Column("spoken_at", sa.DateTime(timezone=True)))
    op.execute(SPOKEN)
    bound = "constraint fk_job_review_employer_id references employer (id)"
    op.execute(f"alter table job_review add column employer_id {key} {bound}")
    op.execute(f"update job_review set employer_id = ({EMPLOYER})")
    op.create_index("ix_job_review_employer", "job_review", ["employer_id", "words", "said_at"])
