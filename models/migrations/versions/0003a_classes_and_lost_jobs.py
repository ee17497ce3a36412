"""Classes with their people and papers, lost jobs and vacant seats."""

import sqlalchemy as sa
from alembic import op


revision = '0003a'
down_revision = '0003'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('county_rules',
    sa.Column('county_code', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('redeploys_by_itself', sa.Boolean(), nullable=False),
    sa.Column('open_offers', sa.SmallInteger(), nullable=False),
    sa.Column('offer_days', sa.SmallInteger(), nullable=False),
    sa.Column('invitation_days', sa.SmallInteger(), nullable=False),
    sa.Column('trial_days', sa.SmallInteger(), nullable=False),
    sa.Column('hold_minutes', sa.SmallInteger(), nullable=False),
    sa.Column('retry_hours', sa.SmallInteger(), nullable=False),
    sa.CheckConstraint('hold_minutes between 0 and 1440', name=op.f('ck_county_rules_hold_minutes')),
    sa.CheckConstraint('invitation_days between 1 and 60', name=op.f('ck_county_rules_invitation_days')),
    sa.CheckConstraint('offer_days between 1 and 60', name=op.f('ck_county_rules_offer_days')),
    sa.CheckConstraint('open_offers between 1 and 5', name=op.f('ck_county_rules_open_offers')),
    sa.CheckConstraint('retry_hours between 1 and 720', name=op.f('ck_county_rules_retry_hours')),
    sa.CheckConstraint('trial_days between 0 and 180', name=op.f('ck_county_rules_trial_days')),
    sa.ForeignKeyConstraint(['county_code'], ['division.code'], name=op.f('fk_county_rules_county_code')),
    sa.PrimaryKeyConstraint('county_code', name=op.f('pk_county_rules'))
    )
    op.create_table('training_class',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=True, nullable=False),
    sa.Column('public_id', sa.String(length=12), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('base_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('county_code', sa.BigInteger(), nullable=False),
    sa.Column('title', sa.String(length=100), nullable=False),
    sa.Column('occupation_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('programme', sa.String(length=20), nullable=False),
    sa.Column('kind', sa.String(length=16), nullable=False),
    sa.Column('level', sa.SmallInteger(), nullable=False),
    sa.Column('certificate_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('division_code', sa.BigInteger(), nullable=False),
    sa.Column('address', sa.String(length=200), nullable=False),
    sa.Column('starts_on', sa.Date(), nullable=False),
    sa.Column('ends_on', sa.Date(), nullable=False),
    sa.Column('hours', sa.SmallInteger(), nullable=False),
    sa.Column('places', sa.Integer(), nullable=False),
    sa.Column('taken', sa.Integer(), nullable=False),
    sa.Column('fee_way', sa.String(length=10), nullable=False),
    sa.Column('fee', sa.BigInteger(), nullable=False),
    sa.Column('three_free', sa.Boolean(), nullable=False),
    sa.Column('work_study', sa.Boolean(), nullable=False),
    sa.Column('teacher', sa.String(length=60), nullable=False),
    sa.Column('teaching_plan', sa.Text(), nullable=False),
    sa.Column('lesson_preparation', sa.Text(), nullable=False),
    sa.Column('examination_plan', sa.Text(), nullable=False),
    sa.Column('state', sa.String(length=12), nullable=False),
    sa.Column('planned_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint("fee_way in ('free', 'reduced', 'charged')", name=op.f('ck_training_class_fee_way')),
    sa.CheckConstraint("kind in ('at_base', 'travelling', 'at_destination', 'doorstep')", name=op.f('ck_training_class_kind')),
    sa.CheckConstraint("programme in ('skill', 'guidance', 'labour_preparation', 'entrepreneurship', 'in_service', 'retraining')", name=op.f('ck_training_class_programme')),
    sa.CheckConstraint("state in ('planned', 'declared', 'approved', 'running', 'finished', 'accepted', 'cancelled')", name=op.f('ck_training_class_state')),
    sa.CheckConstraint('fee >= 0', name=op.f('ck_training_class_fee')),
    sa.CheckConstraint('level between 0 and 5', name=op.f('ck_training_class_level')),
    sa.CheckConstraint('places > 0', name=op.f('ck_training_class_places')),
    sa.CheckConstraint('starts_on <= ends_on', name=op.f('ck_training_class_dates')),
    sa.CheckConstraint('taken between 0 and places', name=op.f('ck_training_class_taken_within_places')),
    sa.ForeignKeyConstraint(['base_id'], ['training_base.id'], name=op.f('fk_training_class_base_id')),
    sa.ForeignKeyConstraint(['certificate_id'], ['certificate.id'], name=op.f('fk_training_class_certificate_id')),
    sa.ForeignKeyConstraint(['county_code'], ['division.code'], name=op.f('fk_training_class_county_code')),
    sa.ForeignKeyConstraint(['division_code'], ['division.code'], name=op.f('fk_training_class_division_code')),
    sa.ForeignKeyConstraint(['occupation_id'], ['occupation.id'], name=op.f('fk_training_class_occupation_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_training_class')),
    sa.UniqueConstraint('public_id', name=op.f('uq_training_class_public_id'))
    )
    with op.batch_alter_table('training_class', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_training_class_base_id'), ['base_id'], unique=False)
        batch_op.create_index('ix_training_class_clock', ['state', 'starts_on'], unique=False)
        batch_op.create_index(batch_op.f('ix_training_class_county_code'), ['county_code'], unique=False)

    op.create_table('class_skill',
    sa.Column('class_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('skill_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('level', sa.SmallInteger(), nullable=False),
    sa.CheckConstraint('level between 0 and 5', name=op.f('ck_class_skill_level')),
    sa.ForeignKeyConstraint(['class_id'], ['training_class.id'], name=op.f('fk_class_skill_class_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['skill_id'], ['skill.id'], name=op.f('fk_class_skill_skill_id')),
    sa.PrimaryKeyConstraint('class_id', 'skill_id', name=op.f('pk_class_skill'))
    )
    op.create_table('displacement',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=True, nullable=False),
    sa.Column('public_id', sa.String(length=12), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('placement_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('labourer_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('home_code', sa.BigInteger(), nullable=False),
    sa.Column('employer_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('base_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('cause', sa.String(length=20), nullable=False),
    sa.Column('road', sa.String(length=14), nullable=False),
    sa.Column('note', sa.String(length=500), nullable=False),
    sa.Column('state', sa.String(length=12), nullable=False),
    sa.Column('happened_on', sa.Date(), nullable=False),
    sa.Column('reported_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('reported_by_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('resolved_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('handled_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('attempts', sa.SmallInteger(), nullable=False),
    sa.Column('next_try_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('last_error', sa.String(length=500), nullable=True),
    sa.Column('offers_made', sa.SmallInteger(), nullable=False),
    sa.CheckConstraint("cause in ('business_fell', 'plant_closed', 'dismissed', 'quit_pay', 'quit_living_cost', 'quit_treatment', 'unpaid_wages', 'injured', 'fell_ill', 'family_or_harvest', 'skill_not_enough', 'never_arrived', 'refused_at_roster', 'lured_into_fraud', 'unsafe_work', 'contract_ended', 'died', 'moved_away')", name=op.f('ck_displacement_cause')),
    sa.CheckConstraint("road in ('another_job', 'class_first', 'person_looks', 'none')", name=op.f('ck_displacement_road')),
    sa.CheckConstraint("state in ('open', 'searching', 'offered', 'waiting', 'retraining', 'escalated', 'resolved', 'withdrawn')", name=op.f('ck_displacement_state')),
    sa.ForeignKeyConstraint(['base_id'], ['training_base.id'], name=op.f('fk_displacement_base_id')),
    sa.ForeignKeyConstraint(['employer_id'], ['employer.id'], name=op.f('fk_displacement_employer_id')),
    sa.ForeignKeyConstraint(['home_code'], ['division.code'], name=op.f('fk_displacement_home_code')),
    sa.ForeignKeyConstraint(['labourer_id'], ['labourer.id'], name=op.f('fk_displacement_labourer_id')),
    sa.ForeignKeyConstraint(['placement_id'], ['placement.id'], name=op.f('fk_displacement_placement_id'), use_alter=True),
    sa.ForeignKeyConstraint(['reported_by_id'], ['user_account.id'], name=op.f('fk_displacement_reported_by_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_displacement')),
    sa.UniqueConstraint('placement_id', name=op.f('uq_displacement_placement_id')),
    sa.UniqueConstraint('public_id', name=op.f('uq_displacement_public_id'))
    )
    with op.batch_alter_table('displacement', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_displacement_labourer_id'), ['labourer_id'], unique=False)
        batch_op.create_index('ix_displacement_to_do', ['next_try_at'], unique=False, sqlite_where=sa.text('handled_at is null'), postgresql_where=sa.text('handled_at is null'))
        batch_op.create_index('uq_one_open', ['labourer_id'], unique=True, sqlite_where=sa.text("state not in ('resolved', 'withdrawn')"), postgresql_where=sa.text("state not in ('resolved', 'withdrawn')"))

    op.create_table('own_move',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=True, nullable=False),
    sa.Column('labourer_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('home_code', sa.BigInteger(), nullable=False),
    sa.Column('moved_on', sa.Date(), nullable=False),
    sa.Column('division_code', sa.BigInteger(), nullable=True),
    sa.Column('programme', sa.String(length=60), nullable=False),
    sa.Column('work', sa.String(length=100), nullable=False),
    sa.Column('recorded_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('recorded_by_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.ForeignKeyConstraint(['division_code'], ['division.code'], name=op.f('fk_own_move_division_code')),
    sa.ForeignKeyConstraint(['home_code'], ['division.code'], name=op.f('fk_own_move_home_code')),
    sa.ForeignKeyConstraint(['labourer_id'], ['labourer.id'], name=op.f('fk_own_move_labourer_id')),
    sa.ForeignKeyConstraint(['recorded_by_id'], ['user_account.id'], name=op.f('fk_own_move_recorded_by_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_own_move'))
    )
    with op.batch_alter_table('own_move', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_own_move_home_code'), ['home_code'], unique=False)
        batch_op.create_index(batch_op.f('ix_own_move_labourer_id'), ['labourer_id'], unique=False)

    op.create_table('class_line',
    sa.Column('class_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('line_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('seats', sa.Integer(), nullable=False),
    sa.Column('batch', sa.SmallInteger(), nullable=False),
    sa.CheckConstraint('batch > 0', name=op.f('ck_class_line_batch')),
    sa.CheckConstraint('seats > 0', name=op.f('ck_class_line_seats')),
    sa.ForeignKeyConstraint(['class_id'], ['training_class.id'], name=op.f('fk_class_line_class_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['line_id'], ['order_line.id'], name=op.f('fk_class_line_line_id')),
    sa.PrimaryKeyConstraint('class_id', 'line_id', name=op.f('pk_class_line'))
    )
    with op.batch_alter_table('class_line', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_class_line_line_id'), ['line_id'], unique=False)

    op.create_table('vacancy',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=True, nullable=False),
    sa.Column('public_id', sa.String(length=12), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('placement_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('line_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('employer_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('county_code', sa.BigInteger(), nullable=False),
    sa.Column('state', sa.String(length=12), nullable=False),
    sa.Column('opened_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('filled_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('handled_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('attempts', sa.SmallInteger(), nullable=False),
    sa.Column('next_try_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('last_error', sa.String(length=500), nullable=True),
    sa.Column('offers_made', sa.SmallInteger(), nullable=False),
    sa.CheckConstraint("state in ('open', 'searching', 'offered', 'filled', 'closed')", name=op.f('ck_vacancy_state')),
    sa.ForeignKeyConstraint(['county_code'], ['division.code'], name=op.f('fk_vacancy_county_code')),
    sa.ForeignKeyConstraint(['employer_id'], ['employer.id'], name=op.f('fk_vacancy_employer_id')),
    sa.ForeignKeyConstraint(['line_id'], ['order_line.id'], name=op.f('fk_vacancy_line_id')),
    sa.ForeignKeyConstraint(['placement_id'], ['placement.id'], name=op.f('fk_vacancy_placement_id'), use_alter=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_vacancy')),
    sa.UniqueConstraint('placement_id', name=op.f('uq_vacancy_placement_id')),
    sa.UniqueConstraint('public_id', name=op.f('uq_vacancy_public_id'))
    )
    with op.batch_alter_table('vacancy', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_vacancy_line_id'), ['line_id'], unique=False)
        batch_op.create_index('ix_vacancy_to_do', ['next_try_at'], unique=False, sqlite_where=sa.text('handled_at is null'), postgresql_where=sa.text('handled_at is null'))

    op.create_table('enrolment',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=True, nullable=False),
    sa.Column('public_id', sa.String(length=12), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('class_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('labourer_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('base_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('home_code', sa.BigInteger(), nullable=False),
    sa.Column('line_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('list_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('departure', sa.String(length=200), nullable=False),
    sa.Column('channel', sa.String(length=60), nullable=False),
    sa.Column('state', sa.String(length=12), nullable=False),
    sa.Column('answer_by', sa.DateTime(timezone=True), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('queued_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint("state in ('applied', 'invited', 'agreed', 'waitlisted', 'enrolled', 'training', 'finished', 'certified', 'declined', 'lapsed', 'withdrawn', 'dropped', 'failed')", name=op.f('ck_enrolment_state')),
    sa.ForeignKeyConstraint(['base_id'], ['training_base.id'], name=op.f('fk_enrolment_base_id')),
    sa.ForeignKeyConstraint(['class_id'], ['training_class.id'], name=op.f('fk_enrolment_class_id')),
    sa.ForeignKeyConstraint(['home_code'], ['division.code'], name=op.f('fk_enrolment_home_code')),
    sa.ForeignKeyConstraint(['labourer_id'], ['labourer.id'], name=op.f('fk_enrolment_labourer_id')),
    sa.ForeignKeyConstraint(['line_id'], ['order_line.id'], name=op.f('fk_enrolment_line_id')),
    sa.ForeignKeyConstraint(['list_id'], ['ranked_list.id'], name=op.f('fk_enrolment_list_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_enrolment')),
    sa.UniqueConstraint('public_id', name=op.f('uq_enrolment_public_id'))
    )
    with op.batch_alter_table('enrolment', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_enrolment_class_id'), ['class_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_enrolment_labourer_id'), ['labourer_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_enrolment_line_id'), ['line_id'], unique=False)
        batch_op.create_index('uq_once_in_a_class', ['class_id', 'labourer_id'], unique=True, sqlite_where=sa.text("state not in ('declined', 'lapsed', 'withdrawn', 'dropped', 'failed')"), postgresql_where=sa.text("state not in ('declined', 'lapsed', 'withdrawn', 'dropped', 'failed')"))
        batch_op.create_index('uq_one_class_at_a_time', ['labourer_id'], unique=True, sqlite_where=sa.text("state in ('enrolled', 'training')"), postgresql_where=sa.text("state in ('enrolled', 'training')"))

    op.create_table('attendance',
    sa.Column('enrolment_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('present', sa.Boolean(), nullable=False),
    sa.Column('device', sa.String(length=60), nullable=False),
    sa.Column('recorded_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('recorded_by_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.ForeignKeyConstraint(['enrolment_id'], ['enrolment.id'], name=op.f('fk_attendance_enrolment_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['recorded_by_id'], ['user_account.id'], name=op.f('fk_attendance_recorded_by_id')),
    sa.PrimaryKeyConstraint('enrolment_id', 'day', name=op.f('pk_attendance'))
    )
    op.create_table('examination',
    sa.Column('enrolment_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('part', sa.String(length=10), nullable=False),
    sa.Column('attempt', sa.SmallInteger(), nullable=False),
    sa.Column('sat_on', sa.Date(), nullable=False),
    sa.Column('score', sa.SmallInteger(), nullable=True),
    sa.Column('passed', sa.Boolean(), nullable=False),
    sa.Column('examiner_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('recorded_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint("part in ('theory', 'practice')", name=op.f('ck_examination_part')),
    sa.CheckConstraint('attempt > 0', name=op.f('ck_examination_attempt')),
    sa.CheckConstraint('score between 0 and 100', name=op.f('ck_examination_score')),
    sa.ForeignKeyConstraint(['enrolment_id'], ['enrolment.id'], name=op.f('fk_examination_enrolment_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['examiner_id'], ['user_account.id'], name=op.f('fk_examination_examiner_id')),
    sa.PrimaryKeyConstraint('enrolment_id', 'part', 'attempt', name=op.f('pk_examination'))
    )
    op.create_table('paper',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=True, nullable=False),
    sa.Column('public_id', sa.String(length=12), nullable=False),
    sa.Column('kind', sa.String(length=10), nullable=False),
    sa.Column('number', sa.String(length=60), nullable=False),
    sa.Column('issuer', sa.String(length=100), nullable=False),
    sa.Column('labourer_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('enrolment_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('occupation_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('certificate_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('level', sa.SmallInteger(), nullable=False),
    sa.Column('issued_on', sa.Date(), nullable=False),
    sa.Column('expires_on', sa.Date(), nullable=True),
    sa.Column('recorded_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('checked_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('checked_by_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.CheckConstraint("kind in ('completion', 'level', 'licence')", name=op.f('ck_paper_kind')),
    sa.CheckConstraint('level between 0 and 5', name=op.f('ck_paper_level')),
    sa.ForeignKeyConstraint(['certificate_id'], ['certificate.id'], name=op.f('fk_paper_certificate_id')),
    sa.ForeignKeyConstraint(['checked_by_id'], ['user_account.id'], name=op.f('fk_paper_checked_by_id')),
    sa.ForeignKeyConstraint(['enrolment_id'], ['enrolment.id'], name=op.f('fk_paper_enrolment_id')),
    sa.ForeignKeyConstraint(['labourer_id'], ['labourer.id'], name=op.f('fk_paper_labourer_id')),
    sa.ForeignKeyConstraint(['occupation_id'], ['occupation.id'], name=op.f('fk_paper_occupation_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_paper')),
    sa.UniqueConstraint('kind', 'enrolment_id', name=op.f('uq_paper_kind_enrolment_id')),
    sa.UniqueConstraint('kind', 'issuer', 'number', name=op.f('uq_paper_kind_issuer_number')),
    sa.UniqueConstraint('public_id', name=op.f('uq_paper_public_id'))
    )
    with op.batch_alter_table('paper', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_paper_labourer_id'), ['labourer_id'], unique=False)
