"""What a criterion compared, in words: the post's side and the person's side of one row of the points table."""

from collections.abc import Callable
from datetime import date
from typing import Any

from flask import Flask, g
from flask_babel import gettext, ngettext

from services.words import vocabulary
from web.formats import MISSING, money, named, weekday, years
from web.languages import language
from web.words import label

WHOLE = 1_000_000  # a point in millionths
HUNDREDTH = WHOLE // 100
Values = dict[str, Any]


def required_text(criterion: Values) -> str:
    """What the post asks for, and how much of it everyone has."""
    return _joined([_text(_REQUIRED, criterion["name"], criterion["required"]), _taught(criterion)])


def _taught(criterion: Values) -> str:
    """The points that a class gives to everyone; lists stored before they were written down tell of none."""
    if not (share := criterion["required"].get("taught", 0)):
        return ""
    points, weight = f"{criterion['weight'] * share / WHOLE:g}", f"{criterion['weight']:g}"
    return gettext("everyone has %(points)s of %(weight)s, because the class teaches it", points=points, weight=weight)


def actual_text(criterion: Values) -> str:
    """What the person has or wants."""
    return _text(_ACTUAL, criterion["name"], criterion["actual"])


def change_text(change: Values) -> str:
    """What a person could do or ask for to fit better: an entry of `would_help` of `services.lists.why`."""
    return _CHANGES[change["change"]](change["params"])


def hundredths(row: Values) -> list[str]:
    """The points of a listed person with two decimals that sum to the score as shown with two: all are cut off, then
    those with the largest remainders are raised by one (the largest-remainder method of sharing out)."""
    points = [round(each["points"] * WHOLE) for each in row["criteria"]]
    short = round(row["score"] * 100) - sum(each // HUNDREDTH for each in points)
    raised = sorted(range(len(points)), key=lambda index: -(points[index] % HUNDREDTH))[: max(short, 0)]
    return [f"{(each // HUNDREDTH + (index in raised)) / 100:.2f}" for index, each in enumerate(points)]


def _text(texts: dict[str, Callable[[Values], str]], name: str, values: Values) -> str:
    return texts[name](values) or MISSING


def _joined(parts: list[str]) -> str:
    return ("；" if language() == "zh" else "; ").join(part for part in parts if part)


def _comma(parts: list[str]) -> str:
    return ("、" if language() == "zh" else ", ").join(part for part in parts if part)


def skill_name(name: str) -> str:
    """A skill in the reader's language."""
    entry = vocabulary(g.opened).skills.link(name, 1).entry if "opened" in g else None
    return named(entry) if entry is not None else name


def _industry(name: str) -> str:
    entry = vocabulary(g.opened).industries.get(name) if "opened" in g else None
    return named(entry) if entry is not None else name


def _skill_with_level(name: str | None, level: int) -> str:
    if not name:
        return MISSING
    return f"{skill_name(name)} {label('level', level)}" if level else skill_name(name)


def _skills_asked(values: Values) -> str:
    asked = _comma([_skill_with_level(each["skill"], each.get("level", 0)) for each in values["skills"]])
    return asked or gettext("%(occupation)s, no skill named", occupation=values.get("occupation") or MISSING)


def _skills_had(values: Values) -> str:
    served = [_skill_had(each) for each in values["skills"] if each.get("by")]
    missed = _comma([skill_name(each["skill"]) for each in values["skills"] if not each.get("by")])
    had = _joined([*served, gettext("no skill near %(skill)s", skill=missed) if missed else ""])
    worked = _occupations(values.get("experience", []))
    return had or (gettext("worked as %(occupations)s", occupations=worked) if worked else gettext("none near"))


def _skill_had(served: Values) -> str:
    had = _skill_with_level(served["by"], served.get("level", 0))
    if served.get("years_x10"):
        had += gettext(", ") + years(served["years_x10"])
    if served.get("near", WHOLE) == WHOLE:
        return had
    return gettext("%(had)s, which counts near %(skill)s", skill=skill_name(served["skill"]), had=had)


def _occupations(rows: list[Values]) -> str:
    return _comma([row["occupation"] for row in rows if row.get("occupation")])


def _months_asked(values: Values) -> str:
    return ngettext(
        "%(occupation)s, %(months)s month counts in full",
        "%(occupation)s, %(months)s months count in full",
        values["months"],
        occupation=values.get("occupation") or MISSING,
        months=values["months"],
    )


def _months_had(values: Values) -> str:
    rows = [row for row in values["experience"] if row.get("occupation")]
    return _comma([_span(row["occupation"], row["months"]) for row in rows]) or gettext("none known")


def _span(occupation: str, months: int) -> str:
    return ngettext(
        "%(occupation)s %(months)s month", "%(occupation)s %(months)s months", months,
        occupation=occupation, months=months,
    )  # fmt: skip


def _place_asked(values: Values) -> str:
    return gettext("abroad") if values.get("abroad") else values.get("division") or MISSING


def _place_had(values: Values) -> str:
    parts = [gettext("lives in %(place)s", place=values["home"])]
    if values.get("metres") is not None:
        parts.append(gettext("about %(km)s km away", km=round(values["metres"] / 1000)))
    wanted = _comma(values.get("wanted") or [])
    parts.append(gettext("wants %(place)s", place=wanted or label("range", values.get("range"))))
    return _joined(parts)


def _wish_asked(values: Values) -> str:
    return _joined([values.get("occupation") or "", _industry(values.get("industry") or "")])


def _wish_had(values: Values) -> str:
    wishes = [row["occupation"] for row in values["wishes"] if row.get("occupation")]
    industries = [_industry(each) for each in values.get("industries") or []]
    return _joined([_comma(wishes), *industries]) or gettext("no wish stated")


def _offer(values: Values) -> str:
    with_what = _kept(values, "board", "lodging")
    shown = gettext("worth %(amount)s a month", amount=money(values["offer"])) if values["offer"] else MISSING
    return _joined([shown, with_what])


def _kept(values: Values, board: str, lodging: str) -> str:
    return _comma([gettext("board") if values.get(board) else "", gettext("lodging") if values.get(lodging) else ""])


def _floor(values: Values) -> str:
    floor = values["wage_floor"]
    asked = gettext("at least %(amount)s a month", amount=money(floor)) if floor else gettext("no floor stated")
    wants = _kept(values, "wants_board", "wants_lodging")
    return _joined([asked, gettext("wants %(things)s", things=wants) if wants else ""])


def _months_worked(values: Values) -> str:
    months = values["months"]
    return gettext("all year") if len(months) == 12 else _months(months)


def _months(months: list[int]) -> str:
    return gettext("months %(months)s", months=_comma([str(month) for month in months])) if months else MISSING


def _months_busy(values: Values) -> str:
    if not values["busy"]:
        return gettext("free all year")
    return gettext("needed at home in %(months)s", months=_months(values["busy"]))


_REQUIRED: dict[str, Callable[[Values], str]] = {
    "skill": _skills_asked,
    "experience": _months_asked,
    "location": _place_asked,
    "wish": _wish_asked,
    "wage": _offer,
    "season": _months_worked,
}
_ACTUAL: dict[str, Callable[[Values], str]] = {
    "skill": _skills_had,
    "experience": _months_had,
    "location": _place_had,
    "wish": _wish_had,
    "wage": _floor,
    "season": _months_busy,
}


def _place_accepted(values: Values) -> str:
    place, km = values["division"] or MISSING, round((values["metres"] or 0) / 1000)
    if km:
        return gettext("agree to work in %(place)s, about %(km)s km from home", place=place, km=km)
    return gettext("agree to work in %(place)s", place=place)


def _free_earlier(values: Values) -> str:
    return ngettext(
        "be free %(days)s day earlier, from %(day)s", "be free %(days)s days earlier, from %(day)s", values["days"],
        days=values["days"], day=_day(values),
    )  # fmt: skip


def _later_start(values: Values) -> str:
    return ngettext(
        "ask to start %(days)s day later, on %(day)s", "ask to start %(days)s days later, on %(day)s", values["days"],
        days=values["days"], day=_day(values),
    )  # fmt: skip


def _day(values: Values) -> str:
    return weekday(date.fromisoformat(values["day"]))


_CHANGES: dict[str, Callable[[Values], str]] = {
    "gain_certificate": lambda values: gettext("gain the certificate %(name)s", name=values["certificate"]),
    "gain_level": lambda values: gettext(
        "reach %(level)s in %(skill)s", skill=skill_name(values["skill"]), level=label("level", values["level"])
    ),
    "accept_place": _place_accepted,
    "lower_wage_floor": lambda values: gettext("accept %(amount)s a month", amount=money(values["wage_floor"])),
    "be_free_earlier": _free_earlier,
    "start_later": _later_start,
}


def use_criteria(app: Flask) -> None:
    app.jinja_env.filters.update(
        required_text=required_text, actual_text=actual_text, hundredths=hundredths, change_text=change_text
    )
