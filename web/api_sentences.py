"""Sentences of the API: what is wrong with a request of another system, and with the systems themselves."""

from web.counted import counted
from web.words import N_

API_WORK = {
    # requests
    "right_not_given": N_(
        "This token may not be used for this (%(action)s): the county office gives rights to a system"
    ),
    "field_not_known": N_("%(field)s: this is not known here; leave it out, or check how it is written"),
    "field_twice": N_("%(field)s: send this once"),
    "value_not_listed": N_("%(field)s: write one of %(choices)s"),
    "value_no_text": N_("%(field)s: write a text in quotes"),
    "value_no_whole_number": N_("%(field)s: write a whole number, without quotes"),
    "value_too_small": N_("%(field)s must be at least %(least)s"),
    "value_too_large": N_("%(field)s may be at most %(most)s"),
    "value_no_date": N_("%(field)s: write the date like 2027-03-01, in quotes"),
    "value_not_yes_or_no": N_("%(field)s: write true or false, without quotes"),
    "value_no_list": N_("%(field)s: write a list in square brackets"),
    "value_no_object": N_("Write an object in braces: %(field)s"),
    "list_too_short": counted(
        "%(field)s needs at least %(least)s entry", "%(field)s needs at least %(least)s entries", "least"
    ),
    "list_too_long": counted(
        "%(field)s may have at most %(most)s entry", "%(field)s may have at most %(most)s entries", "most"
    ),
    "value_unfit": N_("%(field)s: this value does not fit; the address /api/v1/docs says what does"),
    "key_missing": N_("Every write needs the header Idempotency-Key: a new text for each thing to be done"),
    "key_unfit": N_("Idempotency-Key: at most %(most)s plain letters, digits and signs"),
    "key_used_for_another": N_("This Idempotency-Key was used for another request; take a new one"),
    "key_in_use": N_("The same request is just being done; ask again in a moment"),
    "changed_meanwhile": N_("Somebody else changed this at the same moment: read it again, then decide"),
    "cursor_unknown": N_("This cursor belongs to no answer here: begin again without it"),
    "list_or_order": N_("Name either the list that the person is picked from, or the order"),
    "no_list_yet": N_("No list was made for this post yet: make one first"),
    # systems
    "system_unknown": N_("There is no system %(login)s that you may see"),
    "system_is_no_person": N_("A system does not act as a labourer: choose another role"),
    "right_not_of_role": N_("The role %(role)s has no right %(text)s"),
    "token_unknown": N_("This system has no token %(id)s"),
    "token_revoked_before": N_("No token is left to be ended"),
    "webhook_unknown": N_("There is no webhook %(id)s of this system"),
    "webhook_kind_unknown": N_("There is no step %(text)s; steps are written like order.approve or placement.*"),
    "webhook_without_right": N_("The system lacks the right to read what %(text)s tells of (%(action)s)"),
    "webhook_url_unfit": N_("“%(text)s” is no address that can be posted to"),
    "webhooks_too_many": N_("A system has at most %(most)s webhooks in use: stop one first"),
    "webhook_host_not_allowed": N_("“%(host)s” is not among the hosts that may be called from here"),
    "webhook_not_https": N_("Write an address that begins with https:"),
}
