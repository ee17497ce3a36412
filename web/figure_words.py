"""Words of the figures: what they are told apart by, how far from home, and the rights to them."""

from web.words import N_, RIGHTS, TABLES

RIGHTS["figures.read"] = N_("read the figures of training and placement")
NEAR = {
    "own_county": N_("In the home county"),
    "own_city": N_("Elsewhere in the home city"),
    "own_province": N_("Elsewhere in the home province"),
    "other_province": N_("In another province"),
    "abroad": N_("Abroad"),
    "unknown": N_("Place not recorded"),
}
COUNTED_BY = {
    "month": N_("Month"),
    "township": N_("Township"),
    "occupation": N_("Occupation"),
    "programme": N_("Programme"),
    "base": N_("Training base"),
    "destination": N_("Destination"),
}
ROSTER = {"finished": N_("Finished"), "certified": N_("Certified"), "placed": N_("Placed")}
TABLES.update(near=NEAR, counted_by=COUNTED_BY, roster_state=ROSTER)
