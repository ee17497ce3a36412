"""What a county decides for itself about offers, invitations, messages and displaced people."""

from sqlalchemy import CheckConstraint, ForeignKey, SmallInteger
from sqlalchemy.orm import Mapped, mapped_column

from models.model import Model
from models.placement import MOST_OFFERS


class CountyRules(Model):
    """A county without a row has the defaults. Days are whole days, `hold_minutes` is how long bad news can be undone,
    `retry_hours` when a search that found nobody is tried again.

    Messages are not sent from `quiet_from` to `quiet_until` o'clock of the county (equal: whenever they are due).
    A reminder goes out `reminder_days` before an offer ends (0: none); somebody must look at a hard case within
    `look_hours`; an alarm rings when nobody has spoken to a displaced person for `silence_days`.
    """

    __tablename__ = "county_rules"
    __table_args__ = (
        CheckConstraint(f"open_offers between 1 and {MOST_OFFERS}", name="open_offers"),
        CheckConstraint("offer_days between 1 and 60", name="offer_days"),
        CheckConstraint("invitation_days between 1 and 60", name="invitation_days"),
        CheckConstraint("trial_days between 0 and 180", name="trial_days"),
        CheckConstraint("hold_minutes between 0 and 1440", name="hold_minutes"),
        CheckConstraint("retry_hours between 1 and 720", name="retry_hours"),
        CheckConstraint("quiet_from between 0 and 23", name="quiet_from"),
        CheckConstraint("quiet_until between 0 and 23", name="quiet_until"),
        CheckConstraint("reminder_days between 0 and 30", name="reminder_days"),
        CheckConstraint("look_hours between 1 and 240", name="look_hours"),
        CheckConstraint("silence_days between 1 and 90", name="silence_days"),
    )

    county_code: Mapped[int] = mapped_column(ForeignKey("division.code"), primary_key=True, autoincrement=False)
    redeploys_by_itself: Mapped[bool] = mapped_column(default=True)
    open_offers: Mapped[int] = mapped_column(SmallInteger, default=1)
    offer_days: Mapped[int] = mapped_column(SmallInteger, default=3)
    invitation_days: Mapped[int] = mapped_column(SmallInteger, default=7)
    trial_days: Mapped[int] = mapped_column(SmallInteger, default=30)
    hold_minutes: Mapped[int] = mapped_column(SmallInteger, default=10)
    retry_hours: Mapped[int] = mapped_column(SmallInteger, default=24)
    quiet_from: Mapped[int] = mapped_column(SmallInteger, default=21)
    quiet_until: Mapped[int] = mapped_column(SmallInteger, default=8)
    reminder_days: Mapped[int] = mapped_column(SmallInteger, default=1)
    look_hours: Mapped[int] = mapped_column(SmallInteger, default=24)
    silence_days: Mapped[int] = mapped_column(SmallInteger, default=7)

    @property
    def id(self) -> int:
        """The number of the row: that of the county."""
        return self.county_code
