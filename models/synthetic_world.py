"""Marks a database that holds invented people: wherever its results are shown, that is said."""

from datetime import datetime

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from models.model import Model, key


class SyntheticWorld(Model):
    """One world of invented people and firms: `loaded_at` when its loading began, `finished_at` when everything was in.
    A row without it is a world that is still coming in, or whose loading was cut short."""

    __tablename__ = "synthetic_world"

    id: Mapped[int] = key()
    name: Mapped[str] = mapped_column(String(40))
    loaded_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]
