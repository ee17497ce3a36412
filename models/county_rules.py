"""What a county decides for itself about offers, invitations and messages."""

from sqlalchemy import CheckConstraint, ForeignKey, SmallInteger
from sqlalchemy.orm import Mapped, mapped_column

from models.model import Model
from models.placement import MOST_OFFERS


class CountyRules(Model):
    """A county without a row has the defaults. Days are whole days, `hold_minutes` is how long bad news can be undone,
    `retry_hours` when a search that found nobody is tried again."""

    __tablename__ = "county_rules"
    __table_args__ = (
        CheckConstraint(f"open_offers between 1 and {MOST_OFFERS}", name="open_offers"),
        CheckConstraint("offer_days between 1 and 60", name="offer_days"),
        CheckConstraint("invitation_days between 1 and 60", name="invitation_days"),
        CheckConstraint("trial_days between 0 and 180", name="trial_days"),
        CheckConstraint("hold_minutes between 0 and 1440", name="hold_minutes"),
        CheckConstraint("retry_hours between 1 and 720", name="retry_hours"),
    )

    county_code: Mapped[int] = mapped_column(ForeignKey("division.code"), primary_key=True, autoincrement=False)
    redeploys_by_itself: Mapped[bool] = mapped_column(default=True)
    open_offers: Mapped[int] = mapped_column(SmallInteger, default=1)
    offer_days: Mapped[int] = mapped_column(SmallInteger, default=3)
    invitation_days: Mapped[int] = mapped_column(SmallInteger, default=7)
    trial_days: Mapped[int] = mapped_column(SmallInteger, default=30)
    hold_minutes: Mapped[int] = mapped_column(SmallInteger, default=10)
    retry_hours: Mapped[int] = mapped_column(SmallInteger, default=24)
