"""What somebody wants and can, as the form of a file sends it."""

from flask import request

from services.own_file import Wishes
from web.sent_values import sent_day, sent_fen, sent_text

MONTHS = tuple(str(month) for month in range(1, 13))


def sent_wishes() -> Wishes:
    """The form as a whole; raises Refusal for what cannot be read."""
    ticked, months = request.form, request.form.getlist("months")
    return Wishes(
        skills=sent_text("skills"),
        occupations=sent_text("wish_occupations"),
        places=sent_text("wish_places"),
        wage_floor=sent_fen("wage") or 0,
        work_range=ticked.get("distance", "anywhere"),
        wants_board="board" in ticked,
        wants_lodging="lodging" in ticked,
        abroad="abroad" in ticked,
        busy_months=sum({1 << (int(each) - 1) for each in months if each in MONTHS}),
        available_from=sent_day("available_from"),
        training_wish=sent_text("training_wishes", 200),
    )
