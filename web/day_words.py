"""Words and pages of what waits for somebody today."""

from flask import url_for
from flask_babel import gettext

from services.calendar import county_day
from services.day_tasks import Task
from services.work_queue import Item
from web.counted import counted, form_of
from web.formats import day
from web.queue_words import about
from web.words import N_, TABLES, label

TASKS = {
    "review_order": N_("Review the order"),
    "mend_order": N_("Mend the returned order"),
    "finish_draft": N_("Finish the draft"),
    "sign_arrivals": N_("Sign for those who arrive"),
    "stamp_roster": N_("Stamp the roster"),
    "answer": N_("Ask for the answer"),
    "invitation": N_("Ask for the answer"),
    "requests": N_("Look at the ID card"),
    "reviews": N_("Read the words"),
    "accredit": N_("Decide on the base"),
    "import": N_("Look over the sheet"),
    "import_runs": N_("See how the import goes"),
    "twins": N_("Compare side by side"),
    "failed_work": N_("See what gave up"),
    "review_class": N_("Review the class"),
    "accept_class": N_("Accept the class"),
    "declare_class": N_("Declare the class"),
    "start_class": N_("Begin the class"),
    "finish_class": N_("Finish the class"),
    "attendance": N_("Enter today's attendance"),
    "seat_people": N_("Give places"),
    "examine": N_("Examine"),
}
NAMELESS = {
    "requests": N_("Requests to change a file"),
    "reviews": N_("What people said of jobs"),
    "twins": N_("Likely twins"),
    "failed_work": N_("Work that failed"),
}
PAGES = {
    **dict.fromkeys(("review_order", "mend_order", "finish_draft"), "order"),
    **dict.fromkeys(("sign_arrivals", "stamp_roster"), "order_roster"),
    **dict.fromkeys(("import", "import_runs"), "import_file"),
    "answer": "placement",
    "invitation": "enrolment",
    "accredit": "base",
    "requests": "file_requests",
    "reviews": "job_reviews",
    "twins": "twins",
    "failed_work": "failed_jobs",
    "attendance": "attendance",
    "examine": "examinations",
}
COUNTED = {"failed_work": counted("%(count)s thing", "%(count)s things", "count"), "reviews": N_("%(count)s to read")}
PEOPLE = counted("%(count)s person", "%(count)s people", "count")
TABLES.update(task=TASKS)


def address_of(thing: Task | Item) -> str:
    """The page on which it is done."""
    if isinstance(thing, Item):
        return url_for(thing.subject, public_id=thing.public_id)
    page = PAGES.get(thing.kind, "training_class")
    return url_for(page, public_id=thing.public_id) if thing.public_id else url_for(page)


def name_of(thing: Task | Item) -> str:
    """The person, or what else it is about."""
    if isinstance(thing, Item):
        return thing.person
    return thing.who or gettext(NAMELESS[thing.kind])


def reason_of(thing: Task | Item) -> str:
    """Why: the cause, the firm, how many people; of an order where the work is, and when it was filed."""
    if isinstance(thing, Item):
        return about(thing)
    values = {"count": thing.people}
    people = form_of(COUNTED.get(thing.kind, PEOPLE), values) % values if thing.people else ""
    filed = gettext("filed on %(day)s", day=day(county_day(thing.filed_at))) if thing.filed_at else ""
    return str(gettext(", ")).join(filter(None, (thing.about, filed, people)))


def act_of(thing: Task | Item) -> str:
    """What is done, as a button says it."""
    return label("work_item" if isinstance(thing, Item) else "task", thing.kind)
