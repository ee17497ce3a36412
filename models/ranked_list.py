"""Ranked lists as they were shown, with all that is needed to compute them again (law 6)."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, LargeBinary, SmallInteger, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.labourer import Labourer
from models.model import Model, key, public_id
from models.order import Order, OrderLine


class RankedList(Model):
    """One list for one order line, with the weights and the snapshot of arrays it was computed with. `line_id` is
    empty once the line was removed or rewritten: the list is of what the line said then."""

    __tablename__ = "ranked_list"

    id: Mapped[int] = key()
    public_id: Mapped[str] = public_id()
    order_id: Mapped[int] = mapped_column(ForeignKey("order_.id"), index=True)
    line_id: Mapped[int | None] = mapped_column(ForeignKey("order_line.id", ondelete="SET NULL"), index=True)
    as_of: Mapped[date]
    made_at: Mapped[datetime]
    made_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    pool: Mapped[int]
    eligible: Mapped[int]
    top: Mapped[int]
    rejections: Mapped[dict[str, Any]]
    rule_version: Mapped[str] = mapped_column(String(20))
    rule_hash: Mapped[str] = mapped_column(String(64))
    weights: Mapped[dict[str, Any]]
    snapshot: Mapped[str] = mapped_column(ForeignKey("snapshot.hash"))

    order: Mapped[Order] = relationship(lazy="raise")
    line: Mapped[OrderLine | None] = relationship(lazy="raise")
    entries: Mapped[list["RankedEntry"]] = relationship(
        lazy="raise", cascade="all, delete-orphan", order_by="RankedEntry.position"
    )


class RankedEntry(Model):
    """`score` and each of `points` are whole millionths of a point; `details` are what each criterion compared, as it
    was; `version` that of the labourer's row. A labourer since erased leaves the entry behind."""

    __tablename__ = "ranked_entry"

    list_id: Mapped[int] = mapped_column(ForeignKey("ranked_list.id", ondelete="CASCADE"), primary_key=True)
    position: Mapped[int] = mapped_column(SmallInteger, primary_key=True)
    labourer_id: Mapped[int | None] = mapped_column(ForeignKey("labourer.id", ondelete="SET NULL"), index=True)
    tie: Mapped[int] = mapped_column(BigInteger)
    score: Mapped[int] = mapped_column(BigInteger)
    points: Mapped[list[Any]]
    details: Mapped[list[Any]]
    version: Mapped[int]

    labourer: Mapped[Labourer | None] = relationship(lazy="raise")


class Snapshot(Model):
    """A manifest: which blocks, in order, are the arrays of one snapshot. `hash` is the SHA-256 of its contents."""

    __tablename__ = "snapshot"

    hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    manifest: Mapped[dict[str, Any]]
    made_at: Mapped[datetime]


class SnapshotBlock(Model):
    """Some rows of some columns, compressed; snapshots of a register that changed little share most blocks."""

    __tablename__ = "snapshot_block"

    hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    data: Mapped[bytes] = mapped_column(LargeBinary)
