"""What changed the search for a displaced person, in words: why, and what it does to the ranking."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Any, NamedTuple

from flask_babel import gettext

from web.formats import day, money
from web.words import N_, label

Change = Mapping[str, Any]


class Reason(NamedTuple):
    """One change: the cause or the refusal it came of, and what is searched differently since."""

    why: str
    said: str


SAID = {
    "wage_floor": N_("the least wage asked for, board and lodging counted, is %(to)s instead of %(before)s"),
    "better_paid": N_(
        "only posts worth %(to)s a month or more, board and lodging counted, until the person agrees to less"
    ),
    "living_cost": N_(
        "what living there costs more than at home is taken off the wage; board and lodging count for their cost there"
    ),
    "barred": N_("%(name)s is never proposed to this person again"),
    "skill": N_("“%(name)s” counts as “%(to)s” until a class is passed"),
    "nearer_than": N_("only posts less than %(to)s km from home"),
    "near_home": N_("only posts in the home county"),
    "not_employer": N_("no posts of %(name)s"),
    "not_occupation": N_("no posts as %(name)s"),
    "board": N_("board and lodging are asked for"),
    "back_on": N_("only posts for somebody who is free from %(to)s"),
    "with_village": N_("planned together with neighbours of the village, where that costs little"),
}
_VALUES: Mapping[str, Callable[[Any], str]] = {
    "wage_floor": money,
    "better_paid": money,
    "skill": lambda level: label("level", level),
    "nearer_than": lambda metres: str(round(metres / 1000)),
    "back_on": lambda text: day(date.fromisoformat(text)),
}
UNPROVED = N_("“%(name)s” does not count until a class is passed")
AGREED = N_("Agreed to less pay")


def in_words(changes: Iterable[Change]) -> list[Reason]:
    """The changes of a search in the reader's language, oldest first."""
    return [Reason(_why(each), _said(each)) for each in changes]


def _said(change: Change) -> str:
    what, to, value = change["what"], change["to"], _VALUES.get(change["what"], str)
    unproved = what == "skill" and to is None
    shown = {} if unproved else {"to": value(to), "before": value(change["from"]) if change["from"] else "--"}
    text = UNPROVED if unproved else SAID[what]
    sentence: str = gettext(text, name=change.get("name", ""), **shown)
    return sentence


def _why(change: Change) -> str:
    """The cause of the displacement, the reason an offer was declined for, or the person's consent."""
    code = change["why"]
    if code == "consent":
        agreed: str = gettext(AGREED)
        return agreed
    declined = label("decline_reason", code)
    return gettext("Declined: %(reason)s", reason=declined) if declined != code else label("cause", code)
