"""Why a counsellor passes somebody over who stands higher on a ranked list: a short list by digit, and words."""

from flask_babel import gettext

from services.errors import Refusal
from web.languages import language
from web.words import N_

REASONS = (
    ("not_reached", N_("Those above cannot be reached")),
    ("they_wait", N_("Those above asked to wait")),
    ("they_said_no", N_("Those above said no on the telephone")),
    ("together", N_("Goes with others of the village")),
    ("need", N_("Needs it most urgently")),
    ("knows_the_work", N_("Knows this employer or this work")),
    ("employer_asks", N_("The employer asks for this person")),
    ("other", N_("Another reason")),
)
_WORDS = dict(REASONS)
LONGEST = 160


def departure(code: str, words: str) -> str:
    """The reason as it is kept: the choice, then the words; "" when nothing was said.

    Raises Refusal `departure_reason_unknown`, and `missing` for another reason without words.
    """
    said = words.strip()[:LONGEST]
    if not code:
        return said
    if code not in _WORDS:
        raise Refusal("departure_reason_unknown", field="departure")
    if code == "other" and not said:
        raise Refusal("missing", field="departure")
    chosen = gettext(_WORDS[code])
    return f"{chosen}{'：' if language() == 'zh' else ': '}{said}" if said else chosen
