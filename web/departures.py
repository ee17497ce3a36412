"""Why a counsellor passes somebody over who stands higher on a ranked list, or does not choose somebody: a short
list by digit, and words."""

from collections.abc import Sequence
from functools import cache

from flask import Flask
from flask_babel import gettext

from services.errors import Refusal
from web.languages import LANGUAGES, in_language, language
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
PASS_REASONS = (
    ("not_reached", N_("Cannot be reached")),
    ("asked_to_wait", N_("Asked to wait")),
    ("said_no", N_("Said no on the telephone")),
    ("health", N_("Health does not allow it")),
    ("family", N_("Is needed at home")),
    ("keeps_job", N_("Stays with present work")),
    ("data_wrong", N_("The register is out of date")),
    ("other", N_("Another reason")),
)
LONGEST = 160


@cache
def _said() -> dict[str, str]:
    """The reasons by how each language says them, as a choice was kept."""
    found = {}
    for spoken in LANGUAGES:
        with in_language(spoken):
            found |= {gettext(text): text for _, text in (*REASONS, *PASS_REASONS)}
    return found


def departure_said(kept: str) -> str:
    """A reason that was kept in the language of whoever gave it, its choice in the reader's; the words stay."""
    chosen, colon, said = kept.partition("：") if "：" in kept else kept.partition(": ")
    if chosen not in _said():
        return kept
    return gettext(_said()[chosen]) + (gettext(": ") + said if colon else "")


def departure(code: str, words: str, reasons: Sequence[tuple[str, str]] = REASONS, field: str = "departure") -> str:
    """The reason as it is kept: the choice, then the words; "" when nothing was said.

    Raises Refusal `departure_reason_unknown`, and `missing` for another reason without words.
    """
    said = words.strip()[:LONGEST]
    if not code:
        return said
    known = dict(reasons)
    if code not in known:
        raise Refusal("departure_reason_unknown", field=field)
    if code == "other" and not said:
        raise Refusal("missing", field=field)
    chosen = gettext(known[code])
    return f"{chosen}{'：' if language() == 'zh' else ': '}{said}" if said else chosen


def use_departures(app: Flask) -> None:
    app.jinja_env.filters.update(departure_said=departure_said)
