"""Words for the codes of placements and displacements."""

from flask_babel import gettext

from web.words import N_

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


def word(words: dict[str, str], code: str | None) -> str | None:
    """The word for a code in the language in force."""
    return gettext(words[code]) if code in words else code
