"""Which edition of the reference data a database holds: processes share what they derive from one edition."""

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from models.model import Model, key


class ReferenceLoad(Model):
    """The newest row tells; `digest` is the SHA-256 of the files that were loaded, `nearness` the block of arrays with
    near skills and near occupations computed from them."""

    __tablename__ = "reference_load"

    id: Mapped[int] = key()
    digest: Mapped[str] = mapped_column(String(64))
    loaded_at: Mapped[datetime]
    nearness: Mapped[str | None] = mapped_column(ForeignKey("snapshot_block.hash"))
