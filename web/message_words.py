"""What a message to a labourer says: code and params of its row as a sentence in the reader's language."""

from datetime import date, datetime

from flask_babel import gettext

from services.calendar import county_day
from services.messages import Told
from web.formats import weekday
from web.words import N_

MESSAGES = {
    "offer": N_("%(employer)s offers you a job as %(post)s. Answer by %(answer_by)s"),
    "offer_superseded": N_("You took another job, so the offer of %(employer)s (%(post)s) was closed"),
    "offer_cancelled": N_("The offer of %(employer)s (%(post)s) was taken back"),
    "offer_lapsed": N_("The offer of %(employer)s (%(post)s) ended: no answer came in time"),
    "hire_cancelled": N_("The job as %(post)s at %(employer)s was called off before it began. Ask your office"),
    "invitation": N_("You are invited to the class “%(title)s”, from %(starts_on)s. Answer by %(answer_by)s"),
    "enrolled": N_("You have a place in the class “%(title)s”. It begins on %(starts_on)s"),
    "application_refused": N_("The class “%(title)s” cannot take you this time. Ask your office about another"),
    "class_cancelled": N_("The class “%(title)s” was called off. Ask your office about another"),
    "class_finished": N_("The class “%(title)s” is over; nobody is taken from its waiting list any more"),
}
# The same once it was answered: nothing is asked any more.
ANSWERED = {
    "offer": N_("%(employer)s offered you a job as %(post)s"),
    "invitation": N_("You were invited to the class “%(title)s”"),
}
AWAITED = {"offer": "offered", "invitation": "invited"}
OTHER = N_("There is news from the office: ask for it there")


def said(told: Told) -> str:
    """The sentence of a message; one of an unknown code sends to the office."""
    answered = told.code in AWAITED and told.state != AWAITED[told.code]
    text = (ANSWERED if answered else MESSAGES).get(told.code, OTHER)
    days = {name: weekday(_day(told.params.get(name))) for name in ("answer_by", "starts_on")}
    sentence: str = gettext(text, employer=told.employer, post=told.post, title=told.title, **days)
    note = told.params.get("note")
    return sentence + gettext(". Reason: %(note)s", note=note) if note else sentence


def _day(text: str | None) -> date | None:
    """The day of an ISO day or instant."""
    if not text:
        return None
    return county_day(datetime.fromisoformat(text)) if "T" in text else date.fromisoformat(text)
