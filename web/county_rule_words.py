"""What the rules of a county are called."""

from web.field_names import FIELDS
from web.sentences import SENTENCES
from web.words import N_, RIGHTS, TABLES

RULES = {
    "redeploys_by_itself": N_("People who lost their job get the next offer by itself"),
    "open_offers": N_("Offers that one person may have at a time"),
    "offer_days": N_("Days to answer an offer"),
    "invitation_days": N_("Days to answer an invitation to a class"),
    "trial_days": N_("Days of trial before the roster can be stamped"),
    "hold_minutes": N_("Minutes in which bad news can be taken back"),
    "retry_hours": N_("Hours until a search that found nobody is tried again"),
    "quiet_from": N_("No messages from (hour of the day)"),
    "quiet_until": N_("Messages again from (hour of the day)"),
    "reminder_days": N_("Days before an offer ends that a reminder goes out (0: none)"),
    "look_hours": N_("Hours within which somebody looks at a hard case"),
    "silence_days": N_("Days without talking to a displaced person until an alarm"),
}
FIELDS.update(RULES)
TABLES["yes_or_no"] = {"yes": N_("Yes"), "no": N_("No")}
RIGHTS["rules.set"] = N_("set the rules of the county")
SENTENCES["rules_of_county"] = N_("Name the one county whose rules they are")
