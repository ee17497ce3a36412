"""Words for the states of complaints."""

from web.words import N_, TABLES

STATES = {
    "received": N_("Just received"),
    "assigned": N_("Somebody is on it"),
    "answered": N_("Answered"),
    "resolved": N_("Settled"),
}
TABLES.update(complaint_state=STATES)
