"""Words of the labourer's own pages: the codes of the tables said to the person they are about."""

from collections.abc import Iterable, Mapping
from typing import Any

from flask_babel import gettext

from services.errors import Refusal
from web.errors import sentence
from web.words import N_

# Why somebody says no, in their own words; the codes are those of an offer that was declined.
MY_REASONS = {
    "pay": N_("The pay is too low"),
    "place": N_("The place does not suit me"),
    "work": N_("It is not the work I want"),
    "hours": N_("The hours do not suit me"),
    "board": N_("Food or lodging does not suit me"),
    "family": N_("My family needs me at home"),
    "health": N_("My health does not allow it"),
    "other_job": N_("I have other work"),
    "other": N_("Another reason"),
}
CLASS_REASONS = {
    "hours": N_("The time does not suit me"),
    "place": N_("The place does not suit me"),
    "work": N_("I want to learn something else"),
    "family": N_("My family needs me at home"),
    "health": N_("My health does not allow it"),
    "other_job": N_("I have other work"),
    "other": N_("Another reason"),
}
OFFER_STATES = {
    "offered": N_("Waits for your answer"),
    "accepted": N_("You said yes"),
    "delivered": N_("First month at work"),
    "confirmed": N_("Confirmed by the firm"),
    "own_confirmed": N_("Confirmed by the county office"),
    "ended": N_("Over"),
    "declined": N_("You said no"),
    "lapsed": N_("Ended: no answer in time"),
    "superseded": N_("Closed: you took another job"),
    "cancelled": N_("Taken back"),
    "failed": N_("Did not work out"),
}
CLASS_STATES = {
    "applied": N_("You applied: the base will answer"),
    "invited": N_("Waits for your answer"),
    "agreed": N_("You said yes: the base gives out the places"),
    "waitlisted": N_("On the waiting list: free places are given in its order"),
    "enrolled": N_("You have a place"),
    "training": N_("In training"),
    "finished": N_("Finished: the certificate is still to come"),
    "certified": N_("Passed, with certificate"),
    "declined": N_("Closed: the answer was no"),
    "lapsed": N_("Ended: no answer in time"),
    "withdrawn": N_("You are no longer in it"),
    "dropped": N_("Left before the end"),
    "failed": N_("Not passed"),
}
# What a job that was taken waits for; `own_` is work of one's own, for which no firm answers.
JOB_NEXT = {
    "accepted": N_("Next: be there on the first day. The firm signs that you came"),
    "delivered": N_("Next: after the first month the firm confirms that it keeps you"),
    "confirmed": N_("The firm has confirmed that it keeps you"),
    "own_accepted": N_("Next: the county office writes down since when you work"),
    "own_delivered": N_("Next: after the first month the county office confirms your work"),
    "own_confirmed": N_("The county office has confirmed your work"),
}
SEARCH_NEXT = {
    "open": N_("We are looking for another job for you. You need not do anything"),
    "searching": N_("We are looking for another job for you. You need not do anything"),
    "offered": N_("We have found something: answer the offer"),
    "waiting": N_("Nothing fits yet. We look again by ourselves"),
    "retraining": N_("First a class, then another job: apply for one that suits you"),
    "escalated": N_("Somebody of the office looks after you now and will call you"),
}
# What stands in the way of jobs, said to the person, and who can help.
BARRIERS = {
    "alive_and_here": (
        N_("The register says you have moved away"),
        N_("Tell your village liaison if that is wrong"),
    ),
    "not_placed": (N_("You have a job"), N_("If you have lost it, tell your office")),
    "consent_given": (
        N_("You have not agreed that employers may see your file"),
        N_("Agree on the page “What I have agreed to”, or tell your village liaison"),
    ),
    "of_working_age": (N_("By law work is allowed from 16 years on"), N_("Ask about a class instead")),
    "within_age_limit": (N_("Your age is outside the limits of the job"), N_("The office can ask the employer")),
    "lawful_sex_limit": (N_("The job is open to the other sex only"), N_("The office can ask the employer")),
    "education_enough": (
        N_("The job asks for more schooling than the register says you have"),
        N_("Tell your village liaison if the register is wrong; the office can ask the employer"),
    ),
    "abroad_agreed": (N_("The work is abroad"), N_("Tell your village liaison if you would go")),
    "free_to_start": (N_("It begins before you are free"), N_("Tell your village liaison if you are free earlier")),
    "near_home_only": (N_("You want to stay in your home county"), N_("Tell your village liaison if you would leave")),
    "employer_not_barred": (N_("You or this employer ruled each other out"), N_("Ask your office")),
    "licence_held": (
        N_("It needs a licence that you do not hold"),
        N_("A class can lead to it; if you have one, show it"),
    ),
}
PURPOSES = {
    "page": N_("opened your file"),
    "reveal": N_("opened your ID number and phone in full"),
    "call": N_("opened your phone number to call you"),
    "command line": N_("opened your file at the server"),
    "twins": N_("compared your file with a similar one"),
    "case": N_("read about your job or your complaint"),
    "list": N_("read a list of candidates that you are on"),
    "export": N_("took away a table that you stand in"),
}


def own_word(words: Mapping[str, str], code: str) -> str:
    """The word for a code; a code without one stays as it is."""
    text = words.get(code)
    return gettext(text) if text is not None else code


def job_word(words: Mapping[str, str], job: Any) -> str:
    """The word for the state of a job; work of one's own has another where a firm would be spoken of."""
    own = f"own_{job.state}"
    return own_word(words, own if job.kind != "employed" and own in words else job.state)


def barrier(rule: str) -> tuple[str, str]:
    """What a rule means to the person, and who can help."""
    words, help_ = BARRIERS[rule]
    return gettext(words), gettext(help_)


# Refusals said to the person they are about; the others are said as to an office.
REFUSED = {
    "has_a_job": N_("You have a job already"),
    "has_this_post": N_("You have this job, or an offer of it, already"),
    "order_not_recruiting": N_("The employer takes nobody on any more"),
    "employer_owes_wages": N_("This employer owes wages, so nobody is sent there now"),
    "person_is_gone": N_(
        "The register says that you are not here any more: tell your village liaison if that is wrong"
    ),
    "class_not_enrolling": N_("This class takes nobody any more"),
    "enrolled_already": N_("You have applied for this class, or are in it, already"),
    "decline_reason_unknown": N_("Choose a reason"),
    "reason_missing": N_("Choose a reason"),
    "own_fact_wrong": N_("That does not fit the person chosen. Look at the ID card again"),
    "person_not_chosen": N_("Choose who you are"),
}
# What the page says anyhow, from the state: the answer came too late, or twice.
SAID_BY_STATE = ("step_not_possible", "offer_is_over", "invitation_is_over")


def own_refusals(refusals: Iterable[Refusal]) -> list[str]:
    """Refusals as sentences to the person; what the state on the page says already is left out."""
    left = [refusal for refusal in refusals if refusal.code not in SAID_BY_STATE]
    return [gettext(REFUSED[each.code]) if each.code in REFUSED else sentence(each) for each in left]
