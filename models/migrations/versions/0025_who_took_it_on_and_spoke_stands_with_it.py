"""Who took a case or a call on and when somebody last spoke to a displaced person stand with the case: the queue of
what is due asks for both of everybody who is displaced in a county, and read them out of the steps one by one."""

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
