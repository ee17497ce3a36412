"""Messages know how they were sent; counties decide on quiet hours, reminders and when somebody must look."""

from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op

from models.model import new_public_id

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

WAITED = sa.text("sent_at is null and cancelled_at is null")
WAITS = sa.text("handled_at is null and sent_at is null and cancelled_at is null")
CHANNEL = "channel in ('sms', 'wecom', 'email', 'service', 'letter')"
RULES = {
    "quiet_from": (21, "between 0 and 23"),
    "quiet_until": (8, "between 0 and 23"),
    "reminder_days": (1, "between 0 and 30"),
    "look_hours": (24, "between 1 and 240"),
    "silence_days": (7, "between 1 and 90"),
}
MESSAGE = sa.table(
    "message",
    sa.column("id", sa.BigInteger),
    sa.column("public_id", sa.String),
    sa.column("handled_at", sa.DateTime(timezone=True)),
    sa.column("last_error", sa.String),
)


def upgrade() -> None:
    _rules()
    _messages()


def _rules() -> None:
    with op.batch_alter_table("county_rules") as table:
        for name, (default, _) in RULES.items():
            table.add_column(sa.Column(name, sa.SmallInteger(), nullable=False, server_default=str(default)))
    with op.batch_alter_table("county_rules") as table:
        for name, (_, limits) in RULES.items():
            table.alter_column(name, server_default=None)
            table.create_check_constraint(op.f(f"ck_county_rules_{name}"), f"{name} {limits}")


def _messages() -> None:
    op.drop_index("ix_message_to_send", "message", sqlite_where=WAITED, postgresql_where=WAITED)
    with op.batch_alter_table("message") as table:
        table.add_column(sa.Column("public_id", sa.String(12)))
        for name in ("sending_until", "delivered_at", "handled_at"):
            table.add_column(sa.Column(name, sa.DateTime(timezone=True)))
        table.add_column(sa.Column("handled_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite")))
        table.add_column(sa.Column("channel", sa.String(8)))
        table.add_column(sa.Column("gateway", sa.String(20)))
        table.add_column(sa.Column("receipt", sa.String(80)))
        table.add_column(sa.Column("text", sa.Text(), nullable=False, server_default=""))
    _name_and_close_old_ones()
    with op.batch_alter_table("message") as table:
        table.alter_column("public_id", existing_type=sa.String(12), nullable=False)
        table.alter_column("text", existing_type=sa.Text(), server_default=None)
        table.create_unique_constraint(op.f("uq_message_public_id"), ["public_id"])
        table.create_check_constraint(op.f("ck_message_channel"), CHANNEL)
        table.create_foreign_key(op.f("fk_message_handled_by_id"), "user_account", ["handled_by_id"], ["id"])
    op.create_index("ix_message_to_send", "message", ["not_before"], sqlite_where=WAITS, postgresql_where=WAITS)


def _name_and_close_old_ones() -> None:
    """Nothing was ever sent until now: news of weeks ago must not reach people's telephones today."""
    connection = op.get_bind()
    named = [{"row": row, "name": new_public_id()} for (row,) in connection.execute(sa.select(MESSAGE.c.id))]
    if named:
        one = sa.update(MESSAGE).where(MESSAGE.c.id == sa.bindparam("row"))
        connection.execute(one.values(public_id=sa.bindparam("name")), named)
    old = sa.update(MESSAGE).where(WAITED)
    connection.execute(old.values(handled_at=datetime.now(UTC).replace(microsecond=0), last_error="written_before_sending"))
