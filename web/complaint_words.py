"""Words for the states and kinds of complaints."""

from web.words import N_, TABLES

STATES = {
    "received": N_("Just received"),
    "assigned": N_("Somebody is on it"),
    "answered": N_("Answered"),
    "resolved": N_("Settled"),
}
KINDS = {
    "left": N_("Left a job"),
    "wages": N_("Wages not paid, or too little"),
    "treatment": N_("How I am treated"),
    "injury": N_("Hurt at work"),
    "fraud": N_("I was cheated"),
    "danger": N_("The work is dangerous"),
    "other": N_("Something else"),
    "ranking": N_("The place on a list"),
}
TABLES.update(complaint_state=STATES, complaint_kind=KINDS)
