"""What the labourer's own pages share: who they are for, and the words they are made of."""

from collections.abc import Callable
from datetime import date
from functools import wraps
from typing import Any

from flask import g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from services.calendar import county_day
from web.field_names import field_name
from web.fit_words import reasons, too_early
from web.formats import day, now, weekday
from web.message_words import said
from web.own_money import month_of
from web.own_words import (
    CLASS_REASONS,
    CLASS_STATES,
    JOB_NEXT,
    MY_REASONS,
    OFFER_STATES,
    PURPOSES,
    SEARCH_NEXT,
    barrier,
    job_word,
    own_refusals,
    own_word,
)
from web.review_words import counted

OWN_PAGES = "own_pages.use"
# Columns whose field goes by another name on the pages.
CHANGED = {
    "wage_floor": "wage", "work_range": "distance", "wants_board": "board", "wants_lodging": "lodging",
    "busy_months": "season", "training_wish": "training_wishes",
}  # fmt: skip
UNREAD = ("_unknown", "_unreadable", "_out_of_range")
"""How the codes of remarks on what could not be read end."""
_WORDS = {
    "job_state": OFFER_STATES,
    "class_state": CLASS_STATES,
    "job_next": JOB_NEXT,
    "search_next": SEARCH_NEXT,
    "purpose": PURPOSES,
}


def for_a_person(view: Callable[..., Any]) -> Callable[..., Any]:
    """A page about the person an account acts for: who shares the account says first who it is."""

    @wraps(view)
    def answer(*arguments: Any, **named: Any) -> ResponseReturnValue:
        if g.actor.labourer_id is None:
            return redirect(url_for("my_person"), 303)
        answered: ResponseReturnValue = view(*arguments, **named)
        return answered

    return answer


def first_day(on: date, asks: bool = True) -> str:
    """The first day of work: with its year where that is not this one, and, for one who `asks` for the job, that it
    has begun."""
    today = county_day(now())
    said = weekday(on) if on.year == today.year else day(on)
    begun = asks and on < today
    return said + gettext(", ") + gettext("has begun: ask whether they still take people") if begun else said


def unread(person: Any, *fields: str) -> list[str]:
    """What somebody wrote in those fields that could not be read, as it was written."""
    kept = (each for each in person.flags if each["field"] in fields and each["code"].endswith(UNREAD))
    return [text for each in kept if (text := each.get("params", {}).get("text"))]


def show(template: str, **values: Any) -> str:
    """A template of the own pages with its words."""
    refusals = own_refusals(values.pop("refusals", ()))
    return render_template(
        f"me/{template}.html",
        **values,
        sentences=refusals,
        reasons=reasons,
        counted=counted,
        said=said,
        month_of=month_of,
        first_day=first_day,
        too_early=lambda line, person: too_early(line.start_on, person.available_from, county_day(now())),
        unread=unread,
        dated=lambda at: weekday(at and county_day(at)),
        barrier=barrier,
        changed_field=lambda name: field_name(CHANGED.get(name, name)),
        own=lambda table, code: own_word(_WORDS[table], code),
        of_job=lambda table, job: job_word(_WORDS[table], job),
        job_reasons=[(code, own_word(MY_REASONS, code)) for code in MY_REASONS],
        class_reasons=[(code, own_word(CLASS_REASONS, code)) for code in CLASS_REASONS],
    )
