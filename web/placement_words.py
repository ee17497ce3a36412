"""Words for the codes of placements and displacements."""

from flask_babel import gettext

from web.field_names import field_name
from web.words import ACTIONS, DONE, N_, TABLES, label

CAUSES = {
    "business_fell": N_("Business fell"),
    "plant_closed": N_("Plant closed"),
    "dismissed": N_("Dismissed"),
    "quit_pay": N_("Left over pay"),
    "quit_living_cost": N_("Left over the cost of living"),
    "quit_treatment": N_("Left over treatment"),
    "unpaid_wages": N_("Wages unpaid"),
    "injured": N_("Injured"),
    "fell_ill": N_("Fell ill"),
    "family_or_harvest": N_("Family or harvest"),
    "skill_not_enough": N_("Skill not enough"),
    "never_arrived": N_("Never arrived"),
    "refused_at_roster": N_("Refused at the roster"),
    "lured_into_fraud": N_("Lured into fraud"),
    "unsafe_work": N_("Unsafe work"),
    "contract_ended": N_("Contract ended"),
    "died": N_("Died"),
    "moved_away": N_("Moved away"),
}
ROADS = {
    "another_job": N_("Another job"),
    "class_first": N_("Back to class first"),
    "person_looks": N_("A person must look"),
    "season_return": N_("Work for the day they are back"),
    "none": N_("Nothing more"),
}
DECLINES = {
    "pay": N_("Pay"),
    "place": N_("Place"),
    "work": N_("Kind of work"),
    "hours": N_("Hours"),
    "board": N_("Board and lodging"),
    "family": N_("Family"),
    "health": N_("Health"),
    "other_job": N_("Has another job"),
    "other": N_("Another reason"),
}
CALLS = {
    "employer_number": N_("Employer's number"),
    "trainee_number": N_("Trainee's number"),
    "month_1": N_("After one month"),
    "month_3": N_("After three months"),
    "month_6": N_("After six months"),
    "other": N_("Other call"),
}
OUTCOMES = {
    "reached": N_("Reached"),
    "at_work": N_("At work"),
    "left": N_("Has left"),
    "no_answer": N_("Nobody answered"),
    "wrong_number": N_("Wrong number"),
}
KINDS = {"employed": N_("Employed"), "self_employed": N_("Own business"), "team": N_("Team or cooperative")}
AWAITED = {
    "answer": N_("Answer to the offer"),
    "deliver": N_("Signature on arrival"),
    "confirm": N_("Stamp on the roster"),
    **{kind: text for kind, text in CALLS.items() if kind != "other"},
    "other": N_("Call"),
}
PLACEMENT_STATES = {
    "offered": N_("Offer open"),
    "accepted": N_("Said yes, not there yet"),
    "delivered": N_("First month there"),
    "confirmed": N_("At work, confirmed"),
    "ended": N_("Ended as agreed"),
    "declined": N_("Declined"),
    "lapsed": N_("Offer lapsed"),
    "superseded": N_("Took another job"),
    "cancelled": N_("Cancelled"),
    "failed": N_("Did not work out"),
}
DISPLACEMENT_STATES = {
    "open": N_("Reported"),
    "searching": N_("Searching"),
    "offered": N_("Offer open"),
    "waiting": N_("Nothing fits yet"),
    "retraining": N_("Back in class"),
    "escalated": N_("Needs a person"),
    "resolved": N_("At work again"),
    "withdrawn": N_("Withdrawn"),
}
VACANCY_STATES = {
    "open": N_("Vacant"),
    "searching": N_("Nobody fits yet"),
    "offered": N_("Offered to the next"),
    "filled": N_("Filled again"),
    "closed": N_("Given back"),
}
GROUPS = {**DISPLACEMENT_STATES, "needs_person": N_("Needs a person")}
WHY_ROAD = {
    "another_job": N_("With this cause another job is searched for by itself."),
    "class_first": N_("With this cause the person goes back to class first; the search begins once a class is passed."),
    "person_looks": N_(
        "With this cause a person looks first: the base and its office on the spot, then township and county."
    ),
    "season_return": N_(
        "The day of coming back is known: another job is searched for by itself, beginning a week before it."
    ),
    "none": N_("With this cause nothing more is searched for."),
}
WORK_KINDS = {
    "import": N_("Load a sheet"),
    "displacement": N_("Next job for a person"),
    "vacancy": N_("Next person for a place"),
}
JOBS = {
    "run_import": N_("Load a sheet"),
    "expire_import": N_("Delete an uploaded sheet"),
    "advance_order": N_("Open or end an order"),
    "advance_placement": N_("Let an offer lapse"),
    "advance_enrolment": N_("Move a waiting list on"),
    "redeploy_together": N_("Find all people of a closed plant another job"),
    "redeploy": N_("Find a person the next job"),
    "refill": N_("Find a place the next person"),
    "build_pool": N_("Renew the files that lists are made on"),
}
ACTIONS.update(
    {
        "supersede": N_("Close: placed elsewhere"),
        "deliver": N_("Sign for delivery"),
        "search": N_("Search"),
        "retrain": N_("Send back to class"),
        "escalate": N_("Call in a person"),
        "resolve": N_("Resolve"),
        "resume": N_("Search again"),
    }
)
# What histories of placements, displacements and vacancies say was done.
DONE.update(
    {
        "offer": N_("Offered"),
        "supersede": N_("Took another job"),
        "terms": N_("Terms recorded"),
        "call": N_("Called"),
        "deliver": N_("Signed for on arrival"),
        "confirm": N_("Confirmed"),
        "end": N_("Ended"),
        "displace": N_("Reported as lost"),
        "search": N_("Search begun"),
        "retrain": N_("Sent back to class"),
        "escalate": N_("A person called in"),
        "resume": N_("Search taken up again"),
        "resolve": N_("At work again"),
        "reopen": N_("Taken up again: the job was called off"),
        "come_back": N_("Day of coming back noted"),
        "agree_to_less": N_("Agreed to less pay"),
        "travel": N_("Journey noted"),
        "ask": N_("Next person asked for"),
    }
)
CLOSING_GROUPS = {
    "accepted": N_("has a job again"),
    "offered": N_("has an offer"),
    "searching": N_("is being searched for"),
    "waiting": N_("no place yet, tried again"),
    "needs_person": N_("a person must look"),
    "retraining": N_("back in class"),
    "withdrawn": N_("wants no other job"),
}
"""How the people of a plant that closed fare."""
TABLES.update(
    cause=CAUSES,
    closing_group=CLOSING_GROUPS,
    road=ROADS,
    why_road=WHY_ROAD,
    decline_reason=DECLINES,
    call=CALLS,
    call_outcome=OUTCOMES,
    placement_kind=KINDS,
    placement_state=PLACEMENT_STATES,
    displacement_state=DISPLACEMENT_STATES,
    displaced_group=GROUPS,
    vacancy_state=VACANCY_STATES,
    awaited=AWAITED,
    work_kind=WORK_KINDS,
    job=JOBS,
)


def note_in_words(action: str, note: str) -> str:
    """A note as history shows it: services keep codes where nobody wrote a word."""
    if action == "call" and ": " in note:
        return ": ".join(
            label(table, code) for table, code in zip(("call", "call_outcome"), note.split(": "), strict=False)
        )
    if action == "terms" and " → " in note:
        parts = (each.partition(": ") for each in note.split("; "))
        return gettext("; ").join(f"{field_name(name)}{gettext(': ')}{change}" for name, _, change in parts)
    known = next((table for table in ("cause", "decline_reason", "noted") if note in TABLES[table]), None)
    return label(known, note) if known else note


def word(words: dict[str, str], code: str | None) -> str | None:
    """The word for a code in the language in force."""
    return gettext(words[code]) if code in words else code
