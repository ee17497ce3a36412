"""Words of a ranked list: its filters, and what it refuses to write beside it."""

from datetime import datetime

from flask import Flask
from flask_babel import gettext

from services.calendar import COUNTY_TIME, county_day
from services.list_filters import Tick
from web.criteria import Values, hundredths
from web.field_names import FIELDS
from web.formats import now
from web.sentences import SENTENCES
from web.words import N_, TABLES, label

GROUPS = {
    "stage": N_("How far"),
    "with": N_("Wishes and notes"),
    "level": N_("Skill level, or higher"),
    "full": N_("Full points for"),
    "home": N_("Home"),
}
STAGES = {
    "not_asked": N_("Not asked yet"),
    "waiting": N_("Asked, no answer yet"),
    "agreed": N_("Said yes or further"),
    "said_no": N_("Came to nothing"),
    "elsewhere": N_("Busy elsewhere"),
    "passed": N_("Not chosen"),
}
WITH = {
    "place": N_("Named this place"),
    "work": N_("Asked for this work"),
    "season": N_("Free in all its months"),
    "notes": N_("Has notes"),
    "changed": N_("Data changed since"),
}

REACHED = {
    "call": N_("by telephone"),
    "message": N_("by message"),
    "talk": N_("in a talk"),
    "pages": N_("own pages"),
    "errand": N_("asked us"),
    "answer": N_("answered"),
}

SENTENCES.update(
    note_missing=N_("Write the note first"),
    reason_missing_here=N_("Say why"),
    passed_already=N_("%(name)s was passed already"),
    put_forward_already=N_("%(name)s was put forward already"),
    on_the_list_already=N_("%(name)s stands on the list: pick the person there"),
    mark_unknown=N_("This was taken back before"),
    too_late_to_undo=N_(
        "The message is out, or was answered: it cannot be undone. Withdraw the offer or the invitation, and the person"
        " is told"
    ),
    picked_already=N_("%(name)s picked this person already (%(at)s). Choose the next one"),
    nothing_to_undo=N_("There is nothing to undo"),
    does_not_share=N_("%(name)s has not agreed that firms and schools are told: ask for it on the file page first"),
    compare_two=N_("Choose two or three people of the list to compare"),
)
FIELDS.update(
    {
        "passed": N_("Not chosen"),
        "put_forward": N_("Put forward"),
        "list_note": N_("Note on the person"),
        "undo": N_("Undo"),
    }
)
TABLES.update(
    {"noted": {"undone": N_("Undone before anybody was told")}, "filter_group": GROUPS, "stage": STAGES, "with": WITH}
    | {"reached": REACHED}
)


def tick_words(group: str, tick: Tick) -> str:
    """What a tick says."""
    if group == "home":
        return tick.value
    if group == "level":
        return label("level", int(tick.value)) if tick.value.isdigit() else tick.value
    return label("criterion" if group == "full" else group, tick.value)


def names(people: list[str], most: int = 3) -> str:
    """The first few names, and how many more."""
    shown = gettext(", ").join(people[:most])
    more = len(people) - most
    return shown if more <= 0 else gettext("%(names)s and %(more)s more", names=shown, more=more)


KEYS = (
    ("↑ ↓ Home End", N_("Move between people")),
    ("→", N_("Open the row")),
    ("←", N_("Close the row")),
    ("Space", N_("Tick or untick")),
    ("P", N_("Pick")),
    ("D", N_("Pass")),
    ("N", N_("Write a note")),
    ("C", N_("Compare those ticked")),
    ("Z", N_("Undo the last act")),
    ("/", N_("Filter")),
    ("1–8", N_("Choose a reason, where one is asked; Enter passes over")),
    ("Esc", N_("From a reason back to the row")),
    ("?", N_("Show these keys")),
)


def key_list() -> list[tuple[str, str]]:
    """The keys of the list with what they do; `web/static/js/ranked-list.js` listens to them."""
    return [(key, gettext(words)) for key, words in KEYS]


def short_instant(value: datetime) -> str:
    """09:14 for today, 11-22 09:14 for another day."""
    local = value.astimezone(COUNTY_TIME)
    return local.strftime("%H:%M" if local.date() == county_day(now()) else "%m-%d %H:%M")


def short_day(value: datetime) -> str:
    """09:14 for today, 11-22 for a day within the last eleven months, 2025-11 for one before."""
    local, today = value.astimezone(COUNTY_TIME), county_day(now())
    if local.date() == today:
        return local.strftime("%H:%M")
    return local.strftime("%m-%d" if (today - local.date()).days < 335 else "%Y-%m")


def reached_help() -> str:
    """What counts as having reached somebody (`services/last_reached.py`)."""
    return gettext(
        "a call somebody answered, a message that arrived, a talk, a visit to their own pages, something they asked an"
        " office to do, an answer to an offer or an invitation; whichever was latest, about any post. A message that"
        " was only sent and a call nobody answered do not count."
    )


def differences(row: Values, other: Values) -> list[str]:
    """What a person of the list has more or fewer than another: of the points of each criterion, then of the score,
    as both are shown, so that the differences sum to the last."""
    mine, others = ([float(each) for each in hundredths(person)] for person in (row, other))
    parts = [one - two for one, two in zip(mine, others, strict=True)]
    return [_difference(each) for each in (*parts, sum(parts))]


def _difference(points: float) -> str:
    """+1.50 or −1.50; = where there is none to be seen."""
    shown = f"{points:+.2f}".replace("-", "−")
    return "=" if shown[1:] == "0.00" else shown


def use_list_words(app: Flask) -> None:
    app.jinja_env.globals.update(
        tick_words=tick_words, names_of=names, key_list=key_list, reached_help=reached_help, differences=differences
    )
    app.jinja_env.filters.update(short_instant=short_instant, short_day=short_day)
