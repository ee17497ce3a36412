"""What was done that somebody may have to answer for, as rows that the database lets nobody change, and their seals.

Triggers (`models/append_only.py`) refuse to change and to delete; who takes them off is found by the seals, each of
which is a keyed hash over the entry and the seal before.
"""

from datetime import datetime

from sqlalchemy import BigInteger, Index, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from models.model import Key, Model, key


class AuditEntry(Model):
    """`actor_id` is the account that did it (nobody: the clock, or somebody who could not prove who they are), `role`
    what it acted as, `address` where from (empty: a command on the server). `subject` and `subject_id` are table and
    row of what it was done to; `detail` is a code, a count or a public id. No name, number or typed text is here.

    Rows point at nothing by foreign keys: what they speak of may be erased, they stay.
    """

    __tablename__ = "audit_entry"
    __table_args__ = (
        Index("ix_audit_entry_subject", "subject", "subject_id"),
        Index("ix_audit_entry_actor_id", "actor_id"),
    )

    id: Mapped[int] = key()
    at: Mapped[datetime]
    action: Mapped[str] = mapped_column(String(40))
    actor_id: Mapped[int | None] = mapped_column(BigInteger)
    role: Mapped[str] = mapped_column(String(14))
    subject: Mapped[str | None] = mapped_column(String(30))
    subject_id: Mapped[int | None] = mapped_column(BigInteger)
    address: Mapped[str] = mapped_column(String(45))
    detail: Mapped[str] = mapped_column(String(80))


class AuditSeal(Model):
    """Links of the chain, numbered from 1 without gaps in the order of sealing: of each entry one."""

    __tablename__ = "audit_seal"

    number: Mapped[int] = mapped_column(Key, primary_key=True, autoincrement=False)
    entry_id: Mapped[int] = mapped_column(BigInteger, unique=True)
    hash: Mapped[bytes] = mapped_column(LargeBinary(32))
