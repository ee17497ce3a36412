"""Weights of a county have versions, and runs of them on last season's lists."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
IN_FORCE = sa.text("state = 'in_force'")
WAITING = sa.text("handled_at is null")
STATES = "state in ('draft', 'proposed', 'shadowed', 'in_force', 'refused', 'withdrawn', 'replaced')"
PEOPLE = ("drafted_by_id", "proposed_by_id", "approved_by_id")


def _instant(name: str, *, nullable: bool = True) -> "sa.Column[object]":
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def upgrade() -> None:
    op.create_table(
        "weights_version",
        sa.Column("id", KEY, autoincrement=True, nullable=False),
        sa.Column("public_id", sa.String(12), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("county_code", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.String(20), nullable=False),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("reason", sa.String(500), nullable=False),
        sa.Column("weights", sa.JSON(), nullable=False),
        sa.Column("based_on", sa.JSON(), nullable=False),
        sa.Column("rule_hash", sa.String(64), nullable=False),
        _instant("drafted_at", nullable=False),
        *(sa.Column(name, KEY, nullable=True) for name in PEOPLE),
        _instant("in_force_from"),
        _instant("in_force_until"),
        sa.CheckConstraint(STATES, name=op.f("ck_weights_version_state")),
        sa.CheckConstraint(
            "approved_by_id is null or approved_by_id <> proposed_by_id", name=op.f("ck_weights_version_two_people")
        ),
        sa.ForeignKeyConstraint(["county_code"], ["division.code"], name=op.f("fk_weights_version_county_code")),
        *(
            sa.ForeignKeyConstraint([name], ["user_account.id"], name=op.f(f"fk_weights_version_{name}"))
            for name in PEOPLE
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_weights_version")),
        sa.UniqueConstraint("public_id", name=op.f("uq_weights_version_public_id")),
        sa.UniqueConstraint("county_code", "name", name=op.f("uq_weights_version_county_code_name")),
    )
    op.create_index(
        "uq_weights_in_force", "weights_version", ["county_code"], unique=True,
        sqlite_where=IN_FORCE, postgresql_where=IN_FORCE,
    )  # fmt: skip
    op.create_table(
        "weights_shadow",
        sa.Column("id", KEY, autoincrement=True, nullable=False),
        sa.Column("version_id", KEY, nullable=False),
        sa.Column("rule_hash", sa.String(64), nullable=False),
        sa.Column("against", sa.String(20), nullable=True),
        sa.Column("against_hash", sa.String(64), nullable=True),
        sa.Column("lists_since", sa.Date(), nullable=True),
        _instant("asked_at", nullable=False),
        sa.Column("asked_by_id", KEY, nullable=True),
        _instant("handled_at"),
        sa.Column("attempts", sa.Integer(), nullable=False),
        _instant("next_try_at"),
        sa.Column("last_error", sa.String(200), nullable=True),
        sa.Column("figures", sa.JSON(), nullable=True),
        sa.ForeignKeyConstraint(
            ["version_id"], ["weights_version.id"], name=op.f("fk_weights_shadow_version_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["asked_by_id"], ["user_account.id"], name=op.f("fk_weights_shadow_asked_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_weights_shadow")),
    )
    op.create_index(op.f("ix_weights_shadow_version_id"), "weights_shadow", ["version_id"])
    op.create_index(
        "uq_shadow_waiting", "weights_shadow", ["version_id"], unique=True,
        sqlite_where=WAITING, postgresql_where=WAITING,
    )  # fmt: skip
    op.create_index(
        "ix_weights_shadow_due", "weights_shadow", ["next_try_at"], sqlite_where=WAITING, postgresql_where=WAITING
    )
