"""Words for what is to be done, for signals, and for what the model of leaving looks at."""

from services.work_queue import Item
from web import complaint_words  # noqa: F401  kinds of complaints
from web.words import DONE, N_, TABLES, label

ITEMS = {
    "complaint": N_("Answer the complaint"),
    "look": N_("Look into it"),
    "speak": N_("Speak to the person"),
    "seat": N_("Say whether the place is filled"),
    "offer": N_("Offer ends today: ask for the answer"),
    "call": N_("Call to make"),
}
LEVELS = {
    "base": N_("the base and its office there"),
    "township": N_("the township"),
    "county": N_("the county"),
}
SIGNALS = {
    "owes_wages": N_("Employer is late with wages"),
    "complaint": N_("Complained in the last 60 days"),
    "unanswered": N_("Two calls in a row unanswered"),
    "above_peers": N_("People leave this employer faster"),
}
DRIVERS = {
    **SIGNALS,
    "days_at_work": N_("Time at work"),
    "employer_rate": N_("How many leave this employer"),
    "wage": N_("Wage"),
    "away": N_("Distance from home"),
    "after_failure": N_("An earlier job failed"),
    "after_class": N_("Trained for it"),
}
MEASURED_BY = {
    "": N_("All"),
    "cause": N_("By cause"),
    "employer": N_("By employer"),
    "base": N_("By training base"),
}
DONE.update({"take": N_("Took it on"), "speak": N_("Spoke to the person")})
TABLES.update(work_item=ITEMS, work_level=LEVELS, signal=SIGNALS, driver=DRIVERS, measured_by=MEASURED_BY)
_CODED = {"complaint": "cause", "look": "cause", "speak": "cause", "call": "call"}


def about(item: Item) -> str:
    """What an item is about: a cause, a kind of call or of complaint, or the name of an employer."""
    if item.subject == "complaint":
        return label("complaint_kind", item.about)
    return label(_CODED[item.kind], item.about) if item.kind in _CODED else item.about
