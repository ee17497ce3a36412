"""Sentences of offers, placements, calls and displacements; `web/sentences.py` has the rules they are written by."""

from web.counted import counted
from web.words import N_

PLACEMENT_WORK = {
    "placement_unknown": N_("There is no placement %(id)s that you may see"),
    "displacement_unknown": N_("There is no displacement %(id)s that you may see"),
    "vacancy_unknown": N_("There is no vacancy %(id)s that you may see"),
    "too_many_offers": N_(
        "This person has as many open offers as the county allows: wait for an answer, or cancel one"
    ),
    "has_this_post": N_("This person has this post, or an open offer of it, already"),
    "does_not_fit": N_("This person does not meet these conditions of the post: %(rules)s"),
    "order_not_recruiting": N_("The order is “%(state)s”: nobody can be offered its posts now"),
    "order_not_over": N_("The order still recruits (%(state)s)"),
    "list_is_outdated": N_("The post was changed after this list was made: rank again"),
    "not_on_the_list": N_("Nobody %(id)s stands on this list"),
    "departure_missing": counted(
        "%(people)s person higher on the list could be offered the post: say why not that one",
        "%(people)s people higher on the list could be offered the post: say why not they",
        "people",
    ),
    "decline_reason_unknown": N_("Choose the reason: %(reasons)s"),
    "cause_unknown": N_("“%(cause)s” is no cause; choose one of: %(causes)s"),
    "day_in_future": N_("%(field)s: %(day)s is still to come"),
    "day_too_early": N_("%(field)s: %(day)s is too early, %(first)s is the first day that can be"),
    "terms_were_agreed": N_("%(field)s was agreed already: ask the county office to change it"),
    "floor_not_lower": N_("%(floor)s yuan is not less than the %(now)s that the search goes by now"),
    "nobody_at_work": N_("Nobody of yours works there now"),
    "people_changed": counted(
        "%(people)s person works there now: look at the list again and type that number",
        "%(people)s people work there now: look at the list again and type that number",
        "people",
    ),
    "not_searched": N_("No search runs in the state “%(state)s”"),
    "placement_is_over": N_("The placement is over (%(state)s): its terms stay as they are"),
    "wage_not_positive": N_("Enter the monthly wage as agreed"),
    "address_vague": N_(
        "%(field)s “%(text)s” leads nobody there: enter the street and number, or the village and group"
    ),
    "contract_ends_early": N_("The contract ends before it begins on %(begins)s"),
    "of_another_order": N_("These placements are not of this order: %(ids)s"),
    "call_kind_unknown": N_("“%(text)s” is no kind of call; choose one of: %(kinds)s"),
    "call_outcome_unknown": N_("“%(text)s” is no outcome; choose one of: %(outcomes)s"),
    "not_in_work": N_("The placement is “%(state)s”: there is nobody at work to call"),
    "call_too_early": N_("This call is due on %(due_on)s, not before"),
    "of_an_order": N_("The employer signs for this person on the roster of the order"),
    "work_kind_unknown": N_("“%(text)s” is no kind of work that can be tried again"),
    "import_is_done": N_("This import did not give up: there is nothing to try again"),
    "own_kind_unknown": N_("“%(text)s” is no kind of own work; choose one of: %(kinds)s"),
}
