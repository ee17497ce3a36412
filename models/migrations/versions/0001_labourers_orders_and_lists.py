"""First edition: labourers, orders and ranked lists."""

import sqlalchemy as sa
from alembic import op


revision = '0001'
down_revision = '0000'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('labourer',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=True, nullable=False),
    sa.Column('public_id', sa.String(length=12), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('tie', sa.BigInteger(), nullable=False),
    sa.Column('id_number', sa.LargeBinary(), nullable=True),
    sa.Column('id_lookup', sa.LargeBinary(length=32), nullable=True),
    sa.Column('name', sa.String(length=60), nullable=False),
    sa.Column('pinyin', sa.String(length=200), nullable=False),
    sa.Column('initials', sa.String(length=40), nullable=False),
    sa.Column('sex', sa.SmallInteger(), nullable=False),
    sa.Column('birth', sa.Date(), nullable=True),
    sa.Column('ethnicity', sa.String(length=20), nullable=False),
    sa.Column('marital', sa.String(length=10), nullable=False),
    sa.Column('education', sa.SmallInteger(), nullable=False),
    sa.Column('home_code', sa.BigInteger(), nullable=False),
    sa.Column('village', sa.Text(), nullable=False),
    sa.Column('address', sa.Text(), nullable=False),
    sa.Column('phone', sa.LargeBinary(), nullable=True),
    sa.Column('phone_lookup', sa.LargeBinary(length=32), nullable=True),
    sa.Column('other_phone', sa.LargeBinary(), nullable=True),
    sa.Column('situation', sa.String(length=12), nullable=False),
    sa.Column('wage_min', sa.BigInteger(), nullable=False),
    sa.Column('wage_max', sa.BigInteger(), nullable=False),
    sa.Column('wage_unit', sa.String(length=6), nullable=False),
    sa.Column('wage_floor', sa.BigInteger(), nullable=False),
    sa.Column('wants_board', sa.Boolean(), nullable=False),
    sa.Column('wants_lodging', sa.Boolean(), nullable=False),
    sa.Column('work_range', sa.String(length=8), nullable=False),
    sa.Column('abroad', sa.Boolean(), nullable=False),
    sa.Column('busy_months', sa.SmallInteger(), nullable=False),
    sa.Column('available_from', sa.Date(), nullable=True),
    sa.Column('wants_training', sa.Boolean(), nullable=True),
    sa.Column('training_wish', sa.Text(), nullable=False),
    sa.Column('school', sa.Text(), nullable=False),
    sa.Column('graduated', sa.Text(), nullable=False),
    sa.Column('workplace', sa.Text(), nullable=False),
    sa.Column('health', sa.Text(), nullable=False),
    sa.Column('work_history', sa.Text(), nullable=False),
    sa.Column('remarks', sa.Text(), nullable=False),
    sa.Column('flags', sa.JSON(), nullable=False),
    sa.Column('registered_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('refreshed_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('waiting_since', sa.Date(), nullable=False),
    sa.Column('account_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('import_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('row_hash', sa.LargeBinary(length=32), nullable=True),
    sa.Column('merged_into_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.CheckConstraint("situation in ('at_home', 'away', 'in_training', 'placed', 'moved_away', 'deceased')", name=op.f('ck_labourer_situation')),
    sa.CheckConstraint("work_range in ('anywhere', 'near', 'away')", name=op.f('ck_labourer_work_range')),
    sa.CheckConstraint('sex in (0, 1, 2)', name=op.f('ck_labourer_sex')),
    sa.CheckConstraint('wage_floor >= 0', name=op.f('ck_labourer_wage_floor')),
    sa.ForeignKeyConstraint(['account_id'], ['user_account.id'], name=op.f('fk_labourer_account_id')),
    sa.ForeignKeyConstraint(['home_code'], ['division.code'], name=op.f('fk_labourer_home_code')),
    sa.ForeignKeyConstraint(['import_id'], ['import_file.id'], name=op.f('fk_labourer_import_id')),
    sa.ForeignKeyConstraint(['merged_into_id'], ['labourer.id'], name=op.f('fk_labourer_merged_into_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_labourer')),
    sa.UniqueConstraint('id_lookup', name=op.f('uq_labourer_id_lookup')),
    sa.UniqueConstraint('public_id', name=op.f('uq_labourer_public_id'))
    )
    with op.batch_alter_table('labourer', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_labourer_account_id'), ['account_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_labourer_home_code'), ['home_code'], unique=False)
        batch_op.create_index(batch_op.f('ix_labourer_import_id'), ['import_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_labourer_initials'), ['initials'], unique=False)
        batch_op.create_index(batch_op.f('ix_labourer_phone_lookup'), ['phone_lookup'], unique=False)
        batch_op.create_index(batch_op.f('ix_labourer_pinyin'), ['pinyin'], unique=False)
        batch_op.create_index('ix_labourer_twin', ['name', 'birth', 'home_code'], unique=False)

    op.create_table('order_',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=True, nullable=False),
    sa.Column('public_id', sa.String(length=12), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('employer_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('county_code', sa.BigInteger(), nullable=False),
    sa.Column('kind', sa.String(length=10), nullable=False),
    sa.Column('sub_kind', sa.String(length=14), nullable=False),
    sa.Column('state', sa.String(length=12), nullable=False),
    sa.Column('recruits_from', sa.Date(), nullable=True),
    sa.Column('deadline', sa.Date(), nullable=True),
    sa.Column('channel', sa.String(length=60), nullable=False),
    sa.Column('training_paid_by', sa.String(length=60), nullable=False),
    sa.Column('employer_brings', sa.String(length=200), nullable=False),
    sa.Column('agency_licence', sa.String(length=60), nullable=False),
    sa.Column('remarks', sa.Text(), nullable=False),
    sa.Column('filed_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('filed_by_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('import_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('sheet_number', sa.String(length=60), nullable=True),
    sa.Column('row_hash', sa.LargeBinary(length=32), nullable=True),
    sa.CheckConstraint("kind in ('training', 'hiring')", name=op.f('ck_order__kind')),
    sa.CheckConstraint("state in ('draft', 'submitted', 'returned', 'approved', 'open', 'filled', 'closed', 'cancelled', 'expired')", name=op.f('ck_order__state')),
    sa.CheckConstraint("sub_kind in ('order_class', 'title_class', 'apprenticeship', 'investment_led', 'seasonal', 'abroad', 'ordinary')", name=op.f('ck_order__sub_kind')),
    sa.ForeignKeyConstraint(['county_code'], ['division.code'], name=op.f('fk_order__county_code')),
    sa.ForeignKeyConstraint(['employer_id'], ['employer.id'], name=op.f('fk_order__employer_id')),
    sa.ForeignKeyConstraint(['filed_by_id'], ['user_account.id'], name=op.f('fk_order__filed_by_id')),
    sa.ForeignKeyConstraint(['import_id'], ['import_file.id'], name=op.f('fk_order__import_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_order_')),
    sa.UniqueConstraint('employer_id', 'county_code', 'kind', 'sheet_number', name=op.f('uq_order__employer_id_county_code_kind_sheet_number')),
    sa.UniqueConstraint('public_id', name=op.f('uq_order__public_id')),
    sa.UniqueConstraint('row_hash', name=op.f('uq_order__row_hash'))
    )
    with op.batch_alter_table('order_', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_order__county_code'), ['county_code'], unique=False)
        batch_op.create_index(batch_op.f('ix_order__employer_id'), ['employer_id'], unique=False)
        batch_op.create_index('ix_order_clock', ['state', 'deadline'], unique=False)

    op.create_table('barred_employer',
    sa.Column('labourer_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('employer_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.ForeignKeyConstraint(['employer_id'], ['employer.id'], name=op.f('fk_barred_employer_employer_id')),
    sa.ForeignKeyConstraint(['labourer_id'], ['labourer.id'], name=op.f('fk_barred_employer_labourer_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('labourer_id', 'employer_id', name=op.f('pk_barred_employer'))
    )
    op.create_table('consent',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=True, nullable=False),
    sa.Column('labourer_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('purpose', sa.String(length=10), nullable=False),
    sa.Column('text_version', sa.String(length=20), nullable=False),
    sa.Column('given_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('withdrawn_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint("purpose in ('store', 'share')", name=op.f('ck_consent_purpose')),
    sa.ForeignKeyConstraint(['labourer_id'], ['labourer.id'], name=op.f('fk_consent_labourer_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_consent'))
    )
    with op.batch_alter_table('consent', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_consent_labourer_id'), ['labourer_id'], unique=False)
        batch_op.create_index('uq_consent_holding', ['labourer_id', 'purpose'], unique=True, sqlite_where=sa.text('withdrawn_at is null'), postgresql_where=sa.text('withdrawn_at is null'))

    op.create_table('experience',
    sa.Column('labourer_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('occupation_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('months', sa.SmallInteger(), nullable=False),
    sa.Column('text', sa.String(length=200), nullable=False),
    sa.ForeignKeyConstraint(['labourer_id'], ['labourer.id'], name=op.f('fk_experience_labourer_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['occupation_id'], ['occupation.id'], name=op.f('fk_experience_occupation_id')),
    sa.PrimaryKeyConstraint('labourer_id', 'occupation_id', name=op.f('pk_experience'))
    )
    op.create_table('file_reading',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=True, nullable=False),
    sa.Column('labourer_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('user_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('purpose', sa.String(length=40), nullable=False),
    sa.Column('revealed', sa.Boolean(), nullable=False),
    sa.ForeignKeyConstraint(['labourer_id'], ['labourer.id'], name=op.f('fk_file_reading_labourer_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['user_id'], ['user_account.id'], name=op.f('fk_file_reading_user_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_file_reading'))
    )
    with op.batch_alter_table('file_reading', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_file_reading_labourer_id'), ['labourer_id'], unique=False)

    op.create_table('industry_wish',
    sa.Column('labourer_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('industry_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.ForeignKeyConstraint(['industry_id'], ['industry.id'], name=op.f('fk_industry_wish_industry_id')),
    sa.ForeignKeyConstraint(['labourer_id'], ['labourer.id'], name=op.f('fk_industry_wish_labourer_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('labourer_id', 'industry_id', name=op.f('pk_industry_wish'))
    )
    op.create_table('labourer_category',
    sa.Column('labourer_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('category_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.ForeignKeyConstraint(['category_id'], ['category.id'], name=op.f('fk_labourer_category_category_id')),
    sa.ForeignKeyConstraint(['labourer_id'], ['labourer.id'], name=op.f('fk_labourer_category_labourer_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('labourer_id', 'category_id', name=op.f('pk_labourer_category'))
    )
    op.create_table('labourer_certificate',
    sa.Column('labourer_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('certificate_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('number', sa.String(length=60), nullable=False),
    sa.Column('level', sa.SmallInteger(), nullable=False),
    sa.Column('expires_on', sa.Date(), nullable=True),
    sa.ForeignKeyConstraint(['certificate_id'], ['certificate.id'], name=op.f('fk_labourer_certificate_certificate_id')),
    sa.ForeignKeyConstraint(['labourer_id'], ['labourer.id'], name=op.f('fk_labourer_certificate_labourer_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('labourer_id', 'certificate_id', name=op.f('pk_labourer_certificate'))
    )
    op.create_table('labourer_skill',
    sa.Column('labourer_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('skill_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('level', sa.SmallInteger(), nullable=False),
    sa.Column('years_x10', sa.SmallInteger(), nullable=False),
    sa.CheckConstraint('level between 0 and 5', name=op.f('ck_labourer_skill_level')),
    sa.ForeignKeyConstraint(['labourer_id'], ['labourer.id'], name=op.f('fk_labourer_skill_labourer_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['skill_id'], ['skill.id'], name=op.f('fk_labourer_skill_skill_id')),
    sa.PrimaryKeyConstraint('labourer_id', 'skill_id', name=op.f('pk_labourer_skill'))
    )
    with op.batch_alter_table('labourer_skill', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_labourer_skill_skill_id'), ['skill_id'], unique=False)

    op.create_table('occupation_wish',
    sa.Column('labourer_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('occupation_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('rank', sa.SmallInteger(), nullable=False),
    sa.ForeignKeyConstraint(['labourer_id'], ['labourer.id'], name=op.f('fk_occupation_wish_labourer_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['occupation_id'], ['occupation.id'], name=op.f('fk_occupation_wish_occupation_id')),
    sa.PrimaryKeyConstraint('labourer_id', 'occupation_id', name=op.f('pk_occupation_wish'))
    )
    op.create_table('order_line',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=True, nullable=False),
    sa.Column('public_id', sa.String(length=12), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('tie', sa.BigInteger(), nullable=False),
    sa.Column('order_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('position', sa.SmallInteger(), nullable=False),
    sa.Column('title', sa.String(length=80), nullable=False),
    sa.Column('occupation_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('seats', sa.Integer(), nullable=False),
    sa.Column('taken', sa.Integer(), nullable=False),
    sa.Column('education', sa.SmallInteger(), nullable=False),
    sa.Column('division_code', sa.BigInteger(), nullable=False),
    sa.Column('address', sa.String(length=200), nullable=False),
    sa.Column('abroad', sa.Boolean(), nullable=False),
    sa.Column('wage_min', sa.BigInteger(), nullable=False),
    sa.Column('wage_max', sa.BigInteger(), nullable=False),
    sa.Column('wage_unit', sa.String(length=6), nullable=False),
    sa.Column('wage_month_min', sa.BigInteger(), nullable=False),
    sa.Column('wage_month_max', sa.BigInteger(), nullable=False),
    sa.Column('pay_method', sa.String(length=60), nullable=False),
    sa.Column('board', sa.Boolean(), nullable=False),
    sa.Column('board_value', sa.BigInteger(), nullable=False),
    sa.Column('lodging', sa.Boolean(), nullable=False),
    sa.Column('lodging_value', sa.BigInteger(), nullable=False),
    sa.Column('hours', sa.String(length=60), nullable=False),
    sa.Column('start_on', sa.Date(), nullable=True),
    sa.Column('months', sa.SmallInteger(), nullable=False),
    sa.Column('probation_months', sa.SmallInteger(), nullable=False),
    sa.Column('age_min', sa.SmallInteger(), nullable=False),
    sa.Column('age_max', sa.SmallInteger(), nullable=False),
    sa.Column('age_reason', sa.String(length=200), nullable=False),
    sa.Column('sex', sa.SmallInteger(), nullable=False),
    sa.Column('sex_reason', sa.String(length=200), nullable=False),
    sa.Column('class_gives_certificate', sa.Boolean(), nullable=False),
    sa.CheckConstraint("wage_unit in ('month', 'day', 'hour', 'piece', 'year')", name=op.f('ck_order_line_wage_unit')),
    sa.CheckConstraint('seats > 0', name=op.f('ck_order_line_seats')),
    sa.CheckConstraint('sex in (0, 1, 2)', name=op.f('ck_order_line_sex')),
    sa.CheckConstraint('taken between 0 and seats', name=op.f('ck_order_line_taken_within_seats')),
    sa.CheckConstraint('wage_min <= wage_max', name=op.f('ck_order_line_wage')),
    sa.ForeignKeyConstraint(['division_code'], ['division.code'], name=op.f('fk_order_line_division_code')),
    sa.ForeignKeyConstraint(['occupation_id'], ['occupation.id'], name=op.f('fk_order_line_occupation_id')),
    sa.ForeignKeyConstraint(['order_id'], ['order_.id'], name=op.f('fk_order_line_order_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_order_line')),
    sa.UniqueConstraint('public_id', name=op.f('uq_order_line_public_id'))
    )
    with op.batch_alter_table('order_line', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_order_line_occupation_id'), ['occupation_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_order_line_order_id'), ['order_id'], unique=False)

    op.create_table('place_wish',
    sa.Column('labourer_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('division_code', sa.BigInteger(), nullable=False),
    sa.ForeignKeyConstraint(['division_code'], ['division.code'], name=op.f('fk_place_wish_division_code')),
    sa.ForeignKeyConstraint(['labourer_id'], ['labourer.id'], name=op.f('fk_place_wish_labourer_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('labourer_id', 'division_code', name=op.f('pk_place_wish'))
    )
    op.create_table('twin',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=True, nullable=False),
    sa.Column('public_id', sa.String(length=12), nullable=False),
    sa.Column('first_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('second_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('outcome', sa.String(length=10), nullable=False),
    sa.Column('found_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('decided_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('decided_by_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('note', sa.String(length=500), nullable=False),
    sa.CheckConstraint("outcome in ('waiting', 'merged', 'distinct')", name=op.f('ck_twin_outcome')),
    sa.CheckConstraint('first_id < second_id', name=op.f('ck_twin_ordered')),
    sa.ForeignKeyConstraint(['decided_by_id'], ['user_account.id'], name=op.f('fk_twin_decided_by_id')),
    sa.ForeignKeyConstraint(['first_id'], ['labourer.id'], name=op.f('fk_twin_first_id')),
    sa.ForeignKeyConstraint(['second_id'], ['labourer.id'], name=op.f('fk_twin_second_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_twin')),
    sa.UniqueConstraint('first_id', 'second_id', name=op.f('uq_twin_first_id_second_id')),
    sa.UniqueConstraint('public_id', name=op.f('uq_twin_public_id'))
    )
    with op.batch_alter_table('twin', schema=None) as batch_op:
        batch_op.create_index('ix_twin_outcome', ['outcome'], unique=False)
        batch_op.create_index(batch_op.f('ix_twin_second_id'), ['second_id'], unique=False)

    op.create_table('line_certificate',
    sa.Column('line_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('certificate_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.ForeignKeyConstraint(['certificate_id'], ['certificate.id'], name=op.f('fk_line_certificate_certificate_id')),
    sa.ForeignKeyConstraint(['line_id'], ['order_line.id'], name=op.f('fk_line_certificate_line_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('line_id', 'certificate_id', name=op.f('pk_line_certificate'))
    )
    op.create_table('line_skill',
    sa.Column('line_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('skill_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('level', sa.SmallInteger(), nullable=False),
    sa.Column('weight', sa.SmallInteger(), nullable=False),
    sa.CheckConstraint('level between 0 and 5', name=op.f('ck_line_skill_level')),
    sa.CheckConstraint('weight >= 1', name=op.f('ck_line_skill_weight')),
    sa.ForeignKeyConstraint(['line_id'], ['order_line.id'], name=op.f('fk_line_skill_line_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['skill_id'], ['skill.id'], name=op.f('fk_line_skill_skill_id')),
    sa.PrimaryKeyConstraint('line_id', 'skill_id', name=op.f('pk_line_skill'))
    )
    op.create_table('merge',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=True, nullable=False),
    sa.Column('twin_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('kept_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('folded_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('before', sa.LargeBinary(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('actor_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.ForeignKeyConstraint(['actor_id'], ['user_account.id'], name=op.f('fk_merge_actor_id')),
    sa.ForeignKeyConstraint(['folded_id'], ['labourer.id'], name=op.f('fk_merge_folded_id')),
    sa.ForeignKeyConstraint(['kept_id'], ['labourer.id'], name=op.f('fk_merge_kept_id')),
    sa.ForeignKeyConstraint(['twin_id'], ['twin.id'], name=op.f('fk_merge_twin_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_merge')),
    sa.UniqueConstraint('twin_id', name=op.f('uq_merge_twin_id'))
    )
    op.create_table('ranked_list',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=True, nullable=False),
    sa.Column('public_id', sa.String(length=12), nullable=False),
    sa.Column('line_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('as_of', sa.Date(), nullable=False),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('made_by_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('pool', sa.Integer(), nullable=False),
    sa.Column('eligible', sa.Integer(), nullable=False),
    sa.Column('top', sa.Integer(), nullable=False),
    sa.Column('rejections', sa.JSON(), nullable=False),
    sa.Column('rule_version', sa.String(length=20), nullable=False),
    sa.Column('rule_hash', sa.String(length=64), nullable=False),
    sa.Column('weights', sa.JSON(), nullable=False),
    sa.Column('snapshot', sa.String(length=64), nullable=False),
    sa.ForeignKeyConstraint(['line_id'], ['order_line.id'], name=op.f('fk_ranked_list_line_id')),
    sa.ForeignKeyConstraint(['made_by_id'], ['user_account.id'], name=op.f('fk_ranked_list_made_by_id')),
    sa.ForeignKeyConstraint(['snapshot'], ['snapshot.hash'], name=op.f('fk_ranked_list_snapshot')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_ranked_list')),
    sa.UniqueConstraint('public_id', name=op.f('uq_ranked_list_public_id'))
    )
    with op.batch_alter_table('ranked_list', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_ranked_list_line_id'), ['line_id'], unique=False)

    op.create_table('ranked_entry',
    sa.Column('list_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('position', sa.SmallInteger(), nullable=False),
    sa.Column('labourer_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('tie', sa.BigInteger(), nullable=False),
    sa.Column('score', sa.BigInteger(), nullable=False),
    sa.Column('points', sa.JSON(), nullable=False),
    sa.Column('details', sa.JSON(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['labourer_id'], ['labourer.id'], name=op.f('fk_ranked_entry_labourer_id'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['list_id'], ['ranked_list.id'], name=op.f('fk_ranked_entry_list_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('list_id', 'position', name=op.f('pk_ranked_entry'))
    )
    with op.batch_alter_table('ranked_entry', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_ranked_entry_labourer_id'), ['labourer_id'], unique=False)

    # ### end Alembic commands ###
