"""Why a post fits a person, and why not quite, in plain words: the criteria of a pair as short sentences."""

from collections.abc import Callable
from datetime import date
from typing import Any

from flask_babel import gettext, ngettext

from web.criteria import WHOLE, skill_name
from web.formats import comma, money, weekday
from web.words import N_

Values = dict[str, Any]
Said = tuple[str, str]
NO_PLACE = N_("Your file names no place where you want to work, so this one counts as suiting you")
MOSTLY, HARDLY = 0.7, 0.4  # shares of a criterion's points from which it is said to fit, and not to


def reasons(criteria: list[Values]) -> tuple[list[str], list[str]]:
    """What speaks for a post and what against it; a criterion that says nothing either way is left out."""
    said = [_SAID[each["name"]](each["required"], each["actual"], each["points"] / each["weight"]) for each in criteria]
    return [good for good, _ in said if good], [bad for _, bad in said if bad]


def too_early(starts: date | None, free: date | None, today: date) -> str:
    """That a post starts before somebody is free, "" where it does not: a ranking forgives some weeks
    (`late_days`)."""
    if starts is None or free is None or free <= max(starts, today):
        return ""
    return ngettext(
        "It starts %(days)s day before you are free (from %(day)s): ask whether that works",
        "It starts %(days)s days before you are free (from %(day)s): ask whether that works",
        (free - starts).days,
        days=(free - starts).days,
        day=weekday(free),
    )


def _skill(required: Values, actual: Values, share: float) -> Said:
    missed = comma().join(skill_name(each["skill"]) for each in actual["skills"] if not each.get("by"))
    taught = gettext("A class teaches first: %(skills)s", skills=missed) if missed and required.get("taught") else ""
    asked = gettext("It also asks for %(skills)s", skills=missed) if missed and not taught else ""
    return gettext(". ").join(said for said in (*_skills_had(actual["skills"]), taught) if said), asked


def _skills_had(served: list[Values]) -> list[str]:
    """Those that are asked for and had; then each that only comes near one."""
    same = dict.fromkeys(skill_name(each["by"]) for each in served if each.get("by") and not _is_near(each))
    return [
        gettext("You can do what it needs: %(skills)s", skills=comma().join(same)) if same else "",
        *(
            gettext("Your %(had)s is near %(asked)s", had=skill_name(each["by"]), asked=skill_name(each["skill"]))
            for each in served
            if each.get("by") and _is_near(each)
        ),
    ]


def _is_near(served: Values) -> bool:
    """Whether the skill had is another than the one asked for."""
    return bool(served.get("near", WHOLE) < WHOLE)


def _experience(required: Values, actual: Values, share: float) -> Said:
    rows = [row for row in actual["experience"] if row.get("occupation") and row["months"]]
    if not rows or share < 1 - MOSTLY:
        return "", ""
    most = max(rows, key=lambda row: row["months"])
    said = ngettext(
        "You have worked as %(occupation)s for %(months)s month",
        "You have worked as %(occupation)s for %(months)s months",
        most["months"],
        **most,
    )
    return said, ""


def _location(required: Values, actual: Values, share: float) -> Said:
    if share >= MOSTLY:
        if actual["same_county"] or actual["fraction"] == actual["lived"]:
            return gettext("It is near your home"), ""
        return gettext("It is where you want to work") if actual["wanted"] else gettext(NO_PLACE), ""
    anywhere = not actual["wanted"] and actual["range"] == "anywhere"
    return "", gettext("It is not where you want to work") if share < HARDLY and not anywhere else ""


def _wish(required: Values, actual: Values, share: float) -> Said:
    wishes = [row["occupation"] for row in actual["wishes"] if row.get("occupation")]
    if not wishes:
        return "", ""
    other = gettext("You asked for other work: %(wishes)s", wishes=comma().join(wishes))
    return gettext("It is the work you asked for") if share >= MOSTLY else "", other if share < HARDLY else ""


def _wage(required: Values, actual: Values, share: float) -> Said:
    offer, floor = required["offer"], actual["wage_floor"]
    if not offer or not floor:
        return "", "" if offer else gettext("The pay is not stated")
    if offer < floor:
        return "", gettext("It pays less than the %(amount)s a month you asked for", amount=money(floor))
    if required["board"] or required["lodging"]:
        return gettext("With food or bed counted it reaches the %(amount)s you asked for", amount=money(floor)), ""
    return gettext("It reaches the %(amount)s a month you asked for", amount=money(floor)), ""


def _season(required: Values, actual: Values, share: float) -> Said:
    clash = comma().join(str(month) for month in actual["clash"])
    if clash:
        return "", gettext("It goes on in months when you are needed at home: %(months)s", months=clash)
    return gettext("It leaves you free in the months you are needed at home") if actual["busy"] else "", ""


_SAID: dict[str, Callable[[Values, Values, float], Said]] = {
    "skill": _skill,
    "experience": _experience,
    "location": _location,
    "wish": _wish,
    "wage": _wage,
    "season": _season,
}
