"""Order forms under way: what somebody has typed of an order that is not filed yet."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from models.model import Model


class OrderForm(Model):
    """One per account, so that it is found again on any device. `fields` are the texts of the whole order, with the
    `turn` of the form, and `lines` those of each post, as they were typed; `page` is the page to go on with and `post`
    the post, from 1, it is about."""

    __tablename__ = "order_form"

    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"), primary_key=True, autoincrement=False)
    fields: Mapped[dict[str, Any]]
    lines: Mapped[list[Any]]
    page: Mapped[str] = mapped_column(String(12))
    post: Mapped[int]
    begun_at: Mapped[datetime]
    saved_at: Mapped[datetime]
