"""What the files of the pool are fed from: who and what changed since, and which files hold the rest.

Triggers of the database (`pool_triggers`) write the changes, in the transaction that makes them, whoever makes it: a
service, a bulk load, somebody at a database prompt. Nothing is written while no files are kept.
"""

from datetime import datetime

from sqlalchemy import BigInteger, Index, String, Text, func, text
from sqlalchemy.orm import Mapped, mapped_column

from models.model import Model, key, one_of

KINDS = ("labourer", "line")


class PoolFile(Model):
    """The files that hold the labourers, or the lines, as columns: `base` with everyone, `overlay` with those changed
    since; empty until the first are written. Whoever reads this row and the changes that wait in one statement sees all
    that is committed. Triggers lie as long as it is there. `build` is the build that began last: no other may name a
    base."""

    __tablename__ = "pool_file"
    __table_args__ = (one_of("kind", "kind", KINDS),)

    kind: Mapped[str] = mapped_column(String(10), primary_key=True)
    edition: Mapped[str] = mapped_column(String(64), default="")
    base: Mapped[str] = mapped_column(Text, default="")
    overlay: Mapped[str] = mapped_column(Text, default="")
    build: Mapped[str] = mapped_column(String(32), default="")
    base_rows: Mapped[int] = mapped_column(default=0)
    overlay_rows: Mapped[int] = mapped_column(default=0)
    built_at: Mapped[datetime | None]
    changed_at: Mapped[datetime | None]


class PoolChange(Model):
    """Somebody or a line changed: one waiting row for each, whose `times` grow with each further change, so that who
    handled what they had read marks nothing as handled that came later. The subject may be gone already."""

    __tablename__ = "pool_change"
    __table_args__ = (
        one_of("kind", "kind", KINDS),
        Index(
            "ix_pool_change_waiting",
            "kind",
            "subject_id",
            sqlite_where=text("handled_at is null"),
            postgresql_where=text("handled_at is null"),
        ),
    )

    id: Mapped[int] = key()
    kind: Mapped[str] = mapped_column(String(10))
    subject_id: Mapped[int] = mapped_column(BigInteger)
    times: Mapped[int] = mapped_column(default=1, server_default="1")
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())
    handled_at: Mapped[datetime | None]
