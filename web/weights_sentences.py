"""Sentences of refusals about versions of the weights."""

from web.words import N_

WEIGHTS = {
    "weights_unknown": N_("There is no version %(id)s of the weights that you may see"),
    "weights_of_county": N_("Name the one county whose weights they are (on the command line: --county)"),
    "weights_unchanged": N_("Nothing differs from version %(name)s: change at least one number"),
    "weights_not_editable": N_("The version is “%(state)s” and can no longer be changed; draft a new one"),
    "weights_touched": N_("The formulas have changed since version %(name)s was drafted: draft it anew"),
    "shadow_missing": N_("Run version %(name)s in the shadow first"),
    "shadow_outdated": N_(
        "Version %(name)s was compared with version %(against)s, which is no longer in force: run it in the shadow"
        " again"
    ),
    "second_person_needed": N_("Whoever proposed it does not decide on it: ask a second person"),
    "points_too_many": N_("The points sum to %(total)s and must sum to 100: take %(by)s away"),
    "points_too_few": N_("The points sum to %(total)s and must sum to 100: add %(by)s"),
    "values_count": N_("%(field)s: write %(needed)s values with a comma between them; there are %(length)s"),
    "values_must_rise": N_("%(field)s: write the smaller value first"),
    "number_unreadable": N_("%(field)s: write a number instead of “%(text)s”"),
    "number_too_fine": N_("%(field)s: “%(text)s” is finer than is counted; the smallest step is %(step)s"),
}
