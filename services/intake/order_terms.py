"""What neither an order sheet nor the order form may say: days that have passed, terms without end."""

from datetime import date, datetime

from services.calendar import county_day
from services.errors import Refusal
from services.orders import LineDraft

MOST_MONTHS = 120  # ten years; what has no end is left open
MOST_PROBATION = 6  # months, 劳动合同法 第十九条


def refuse_odd_terms(line: LineDraft) -> None:
    """Raise Refusal count_out_of_range for a duration or a probation that is too long, in months."""
    limits = (("duration", line.months, MOST_MONTHS), ("probation", line.probation_months, MOST_PROBATION))
    for field, months, most in limits:
        if months > most:
            raise Refusal("count_out_of_range", field=field, text=str(months), least=1, most=most)


def refuse_passed_deadline(deadline: date | None, at: datetime) -> None:
    """Raise Refusal deadline_passed for an order that could be filled on no day from now on."""
    if deadline is not None and deadline < county_day(at):
        raise Refusal("deadline_passed", field="deadline", deadline=deadline)
