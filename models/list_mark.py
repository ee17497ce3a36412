"""What counsellors leave beside a ranked list: notes, who is not chosen, who was put forward by hand, who looks on."""

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.model import Model, key, one_of, public_id, unique_where
from models.user import User

NOTE, PASSED, PUT_FORWARD = MARKS = ("note", "passed", "put_forward")
LONGEST = 400


class ListMark(Model):
    """Something said of one person for one post: it outlives the lists made of it. `text` is the note, or the reason
    for passing over or putting forward. Kept when taken back."""

    __tablename__ = "list_mark"
    __table_args__ = (
        one_of("kind", "kind", MARKS),
        unique_where("one_mark", "line_id", "labourer_id", "kind", where="kind != 'note' and taken_back_at is null"),
    )

    id: Mapped[int] = key()
    public_id: Mapped[str] = public_id()
    line_id: Mapped[int] = mapped_column(ForeignKey("order_line.id", ondelete="CASCADE"), index=True)
    labourer_id: Mapped[int] = mapped_column(ForeignKey("labourer.id", ondelete="CASCADE"), index=True)
    kind: Mapped[str] = mapped_column(String(12))
    text: Mapped[str] = mapped_column(String(LONGEST))
    at: Mapped[datetime]
    by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    taken_back_at: Mapped[datetime | None]

    by: Mapped[User | None] = relationship(lazy="raise")


class ListWatcher(Model):
    """Who had the list of a post open, and when that was last known."""

    __tablename__ = "list_watcher"

    line_id: Mapped[int] = mapped_column(ForeignKey("order_line.id", ondelete="CASCADE"), primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id", ondelete="CASCADE"), primary_key=True)
    seen_at: Mapped[datetime]
