"""Placements with their calls, complaints and messages."""

import sqlalchemy as sa
from alembic import op


revision = '0004'
down_revision = '0003a'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('placement',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=True, nullable=False),
    sa.Column('public_id', sa.String(length=12), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('labourer_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('home_code', sa.BigInteger(), nullable=False),
    sa.Column('kind', sa.String(length=14), nullable=False),
    sa.Column('line_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('order_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('employer_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('base_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('enrolment_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('displacement_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('vacancy_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('list_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('departure', sa.String(length=200), nullable=False),
    sa.Column('channel', sa.String(length=60), nullable=False),
    sa.Column('score', sa.BigInteger(), nullable=True),
    sa.Column('state', sa.String(length=12), nullable=False),
    sa.Column('slot', sa.SmallInteger(), nullable=False),
    sa.Column('offered_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('answer_by', sa.DateTime(timezone=True), nullable=True),
    sa.Column('decline_reason', sa.String(length=12), nullable=True),
    sa.Column('wage_month', sa.BigInteger(), nullable=False),
    sa.Column('division_code', sa.BigInteger(), nullable=True),
    sa.Column('address', sa.String(length=200), nullable=False),
    sa.Column('employer_phone', sa.LargeBinary(), nullable=True),
    sa.Column('contract_number', sa.String(length=60), nullable=False),
    sa.Column('contract_from', sa.Date(), nullable=True),
    sa.Column('contract_until', sa.Date(), nullable=True),
    sa.Column('contract_checked_on', sa.Date(), nullable=True),
    sa.Column('evidence', sa.String(length=200), nullable=False),
    sa.Column('batch', sa.SmallInteger(), nullable=False),
    sa.Column('delivered_on', sa.Date(), nullable=True),
    sa.Column('confirmed_on', sa.Date(), nullable=True),
    sa.Column('ended_on', sa.Date(), nullable=True),
    sa.Column('kept_1', sa.Date(), nullable=True),
    sa.Column('kept_3', sa.Date(), nullable=True),
    sa.Column('kept_6', sa.Date(), nullable=True),
    sa.CheckConstraint("decline_reason in ('pay', 'place', 'work', 'hours', 'board', 'family', 'health', 'other_job', 'other')", name=op.f('ck_placement_decline_reason')),
    sa.CheckConstraint("kind != 'employed' or (line_id is not null and employer_id is not null)", name=op.f('ck_placement_has_line')),
    sa.CheckConstraint("kind in ('employed', 'self_employed', 'team')", name=op.f('ck_placement_kind')),
    sa.CheckConstraint("state in ('offered', 'accepted', 'delivered', 'confirmed', 'ended', 'declined', 'lapsed', 'superseded', 'cancelled', 'failed')", name=op.f('ck_placement_state')),
    sa.CheckConstraint('slot between 1 and 5', name=op.f('ck_placement_slot')),
    sa.ForeignKeyConstraint(['base_id'], ['training_base.id'], name=op.f('fk_placement_base_id')),
    sa.ForeignKeyConstraint(['displacement_id'], ['displacement.id'], name=op.f('fk_placement_displacement_id')),
    sa.ForeignKeyConstraint(['division_code'], ['division.code'], name=op.f('fk_placement_division_code')),
    sa.ForeignKeyConstraint(['employer_id'], ['employer.id'], name=op.f('fk_placement_employer_id')),
    sa.ForeignKeyConstraint(['enrolment_id'], ['enrolment.id'], name=op.f('fk_placement_enrolment_id')),
    sa.ForeignKeyConstraint(['home_code'], ['division.code'], name=op.f('fk_placement_home_code')),
    sa.ForeignKeyConstraint(['labourer_id'], ['labourer.id'], name=op.f('fk_placement_labourer_id')),
    sa.ForeignKeyConstraint(['line_id'], ['order_line.id'], name=op.f('fk_placement_line_id')),
    sa.ForeignKeyConstraint(['list_id'], ['ranked_list.id'], name=op.f('fk_placement_list_id')),
    sa.ForeignKeyConstraint(['order_id'], ['order_.id'], name=op.f('fk_placement_order_id')),
    sa.ForeignKeyConstraint(['vacancy_id'], ['vacancy.id'], name=op.f('fk_placement_vacancy_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_placement')),
    sa.UniqueConstraint('public_id', name=op.f('uq_placement_public_id'))
    )
    with op.batch_alter_table('placement', schema=None) as batch_op:
        batch_op.create_index('ix_placement_answers', ['answer_by'], unique=False, sqlite_where=sa.text("state = 'offered'"), postgresql_where=sa.text("state = 'offered'"))
        batch_op.create_index(batch_op.f('ix_placement_base_id'), ['base_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_placement_displacement_id'), ['displacement_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_placement_employer_id'), ['employer_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_placement_enrolment_id'), ['enrolment_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_placement_labourer_id'), ['labourer_id'], unique=False)
        batch_op.create_index('ix_placement_line_state', ['line_id', 'state'], unique=False)
        batch_op.create_index(batch_op.f('ix_placement_order_id'), ['order_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_placement_vacancy_id'), ['vacancy_id'], unique=False)
        batch_op.create_index('uq_once_for_a_line', ['labourer_id', 'line_id'], unique=True, sqlite_where=sa.text("state in ('offered', 'accepted', 'delivered', 'confirmed')"), postgresql_where=sa.text("state in ('offered', 'accepted', 'delivered', 'confirmed')"))
        batch_op.create_index('uq_one_for_a_vacancy', ['vacancy_id'], unique=True, sqlite_where=sa.text("state in ('offered', 'accepted', 'delivered', 'confirmed')"), postgresql_where=sa.text("state in ('offered', 'accepted', 'delivered', 'confirmed')"))
        batch_op.create_index('uq_one_job', ['labourer_id'], unique=True, sqlite_where=sa.text("state in ('accepted', 'delivered', 'confirmed')"), postgresql_where=sa.text("state in ('accepted', 'delivered', 'confirmed')"))
        batch_op.create_index('uq_one_redeployment', ['displacement_id'], unique=True, sqlite_where=sa.text("state in ('accepted', 'delivered', 'confirmed')"), postgresql_where=sa.text("state in ('accepted', 'delivered', 'confirmed')"))
        batch_op.create_index('uq_open_offers', ['labourer_id', 'slot'], unique=True, sqlite_where=sa.text("state = 'offered'"), postgresql_where=sa.text("state = 'offered'"))

    op.create_table('complaint',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=True, nullable=False),
    sa.Column('public_id', sa.String(length=12), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('labourer_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('employer_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('placement_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('displacement_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('county_code', sa.BigInteger(), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('state', sa.String(length=10), nullable=False),
    sa.Column('received_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('answer_by', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint("state in ('received', 'assigned', 'answered', 'resolved')", name=op.f('ck_complaint_state')),
    sa.ForeignKeyConstraint(['county_code'], ['division.code'], name=op.f('fk_complaint_county_code')),
    sa.ForeignKeyConstraint(['displacement_id'], ['displacement.id'], name=op.f('fk_complaint_displacement_id')),
    sa.ForeignKeyConstraint(['employer_id'], ['employer.id'], name=op.f('fk_complaint_employer_id')),
    sa.ForeignKeyConstraint(['labourer_id'], ['labourer.id'], name=op.f('fk_complaint_labourer_id')),
    sa.ForeignKeyConstraint(['placement_id'], ['placement.id'], name=op.f('fk_complaint_placement_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_complaint')),
    sa.UniqueConstraint('public_id', name=op.f('uq_complaint_public_id'))
    )
    with op.batch_alter_table('complaint', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_complaint_employer_id'), ['employer_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_complaint_labourer_id'), ['labourer_id'], unique=False)

    op.create_table('follow_up',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=True, nullable=False),
    sa.Column('placement_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('kind', sa.String(length=16), nullable=False),
    sa.Column('due_on', sa.Date(), nullable=False),
    sa.Column('called_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('called_by_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('outcome', sa.String(length=14), nullable=True),
    sa.Column('note', sa.String(length=500), nullable=False),
    sa.CheckConstraint("kind in ('employer_number', 'trainee_number', 'month_1', 'month_3', 'month_6', 'other')", name=op.f('ck_follow_up_kind')),
    sa.CheckConstraint("outcome in ('reached', 'at_work', 'left', 'no_answer', 'wrong_number')", name=op.f('ck_follow_up_outcome')),
    sa.ForeignKeyConstraint(['called_by_id'], ['user_account.id'], name=op.f('fk_follow_up_called_by_id')),
    sa.ForeignKeyConstraint(['placement_id'], ['placement.id'], name=op.f('fk_follow_up_placement_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_follow_up'))
    )
    with op.batch_alter_table('follow_up', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_follow_up_placement_id'), ['placement_id'], unique=False)
        batch_op.create_index('uq_one_due', ['placement_id', 'kind'], unique=True, sqlite_where=sa.text('called_at is null'), postgresql_where=sa.text('called_at is null'))

    op.create_table('message',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=True, nullable=False),
    sa.Column('labourer_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('placement_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('enrolment_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('code', sa.String(length=40), nullable=False),
    sa.Column('params', sa.JSON(), nullable=False),
    sa.Column('written_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('not_before', sa.DateTime(timezone=True), nullable=False),
    sa.Column('sent_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('cancelled_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('attempts', sa.SmallInteger(), nullable=False),
    sa.Column('next_try_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('last_error', sa.String(length=500), nullable=True),
    sa.ForeignKeyConstraint(['enrolment_id'], ['enrolment.id'], name=op.f('fk_message_enrolment_id')),
    sa.ForeignKeyConstraint(['labourer_id'], ['labourer.id'], name=op.f('fk_message_labourer_id')),
    sa.ForeignKeyConstraint(['placement_id'], ['placement.id'], name=op.f('fk_message_placement_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_message'))
    )
    with op.batch_alter_table('message', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_message_enrolment_id'), ['enrolment_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_message_labourer_id'), ['labourer_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_message_placement_id'), ['placement_id'], unique=False)
        batch_op.create_index('ix_message_to_send', ['not_before'], unique=False, sqlite_where=sa.text('sent_at is null and cancelled_at is null'), postgresql_where=sa.text('sent_at is null and cancelled_at is null'))

    # Displacement and vacancy refer to the placement that failed, the placement to what it redeploys or fills: where
    # tables can be altered, the first two keys wait until all three tables are there.
    if op.get_context().dialect.name != "sqlite":
        for table in ("displacement", "vacancy"):
            op.create_foreign_key(f"fk_{table}_placement_id", table, "placement", ["placement_id"], ["id"])
