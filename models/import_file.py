"""Sheets that came in: an import is a row that a worker handles (law 3), with its progress and its outcome."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, SmallInteger, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.model import Model, key, one_of, public_id
from models.sealed import Sealed
from models.user import User

IMPORT_KINDS = ("labourers", "employers", "bases", "orders")


class ImportFile(Model):
    """`handled_at` empty and `wanted_at` set: work to do. `rows_done` moves with each committed batch, so that a
    worker that takes over a dead one goes on from there; `leased_until` keeps two from working at once."""

    __tablename__ = "import_file"
    __table_args__ = (
        one_of("kind", "kind", IMPORT_KINDS),
        Index(
            "ix_import_file_to_do",
            "next_try_at",
            sqlite_where=text("handled_at is null and wanted_at is not null"),
            postgresql_where=text("handled_at is null and wanted_at is not null"),
        ),
    )

    id: Mapped[int] = key()
    public_id: Mapped[str] = public_id()
    kind: Mapped[str] = mapped_column(String(10))
    file_name: Mapped[str] = mapped_column(String(200))
    path: Mapped[str] = mapped_column(String(500))
    division_code: Mapped[int | None] = mapped_column(ForeignKey("division.code"))
    uploaded_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"), index=True)
    uploaded_at: Mapped[datetime]
    wanted_at: Mapped[datetime | None]
    handled_at: Mapped[datetime | None]
    attempts: Mapped[int] = mapped_column(SmallInteger, default=0)
    next_try_at: Mapped[datetime | None]
    leased_until: Mapped[datetime | None]
    lease: Mapped[str | None] = mapped_column(String(12))
    last_error: Mapped[str | None] = mapped_column(String(500))
    rows_total: Mapped[int] = mapped_column(default=0)
    rows_done: Mapped[int] = mapped_column(default=0)
    created: Mapped[int] = mapped_column(default=0)
    updated: Mapped[int] = mapped_column(default=0)
    unchanged: Mapped[int] = mapped_column(default=0)
    rejected: Mapped[int] = mapped_column(default=0)
    flagged: Mapped[int] = mapped_column(default=0)
    twins: Mapped[int] = mapped_column(default=0)
    seconds: Mapped[float] = mapped_column(default=0.0)
    expires_at: Mapped[datetime | None]
    notes: Mapped[dict[str, Any]] = mapped_column(default=dict)


class ImportReject(Model):
    """A row that went back: its cells as written and the reasons, sealed, until the rejects sheet expires."""

    __tablename__ = "import_reject"

    import_id: Mapped[int] = mapped_column(ForeignKey("import_file.id", ondelete="CASCADE"), primary_key=True)
    row_number: Mapped[int] = mapped_column(primary_key=True)
    written: Mapped[str] = mapped_column(Sealed)
    reasons: Mapped[str] = mapped_column(Sealed)


class ImportMend(Model):
    """What a person wrote in place of cells of a row, sealed JSON by field, while the row waits to be loaded; the file
    itself stays as it came."""

    __tablename__ = "import_mend"

    import_id: Mapped[int] = mapped_column(ForeignKey("import_file.id", ondelete="CASCADE"), primary_key=True)
    row_number: Mapped[int] = mapped_column(primary_key=True)
    cells: Mapped[str] = mapped_column(Sealed)
    mended_at: Mapped[datetime]
    mended_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))

    mended_by: Mapped[User | None] = relationship(lazy="raise")
