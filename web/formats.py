"""How days, instants, money and people look; one function per kind of value, all usable in templates."""

from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime
from typing import Any

from flask import Flask, current_app, g
from flask_babel import format_date, gettext, ngettext

from services.calendar import COUNTY_TIME, age_on, county_day
from services.divisions import gazetteer
from services.masking import mask_id, mask_name, mask_phone
from services.sheets.fields.wages import HOURS_A_DAY, PAID_DAYS_A_MONTH
from services.words import Vocabulary, vocabulary
from web.languages import language
from web.words import N_, label

MISSING = "--"
PIXELS_PER_POINT = 1.6
WEEKDAYS = (N_("Mon"), N_("Tue"), N_("Wed"), N_("Thu"), N_("Fri"), N_("Sat"), N_("Sun"))

_BY_THE_MONTH = {
    "day": N_("about %(amount)s a month, at %(days)s paid days"),
    "hour": N_("about %(amount)s a month, at %(days)s paid days of %(hours)s hours"),
}


def now() -> datetime:
    """The present instant by the clock of the app; views pass it on as `at`."""
    clock: Callable[[], datetime] = current_app.extensions.get("sunmatch_clock", utc_now)
    return clock()


def utc_now() -> datetime:
    return datetime.now(UTC)


def day(value: date | None) -> str:
    """2027-03-01, for tables."""
    return value.isoformat() if value else MISSING


def instant(value: datetime | None) -> str:
    """2027-03-01 18:00 by the clock of the counties."""
    return value.astimezone(COUNTY_TIME).strftime("%Y-%m-%d %H:%M") if value else MISSING


def deadline(value: date | None) -> str:
    """3月1日（周一），还剩2天 / Mon 1 Mar, 2 days left."""
    if value is None:
        return MISSING
    return weekday(value) + gettext(", ") + _left((value - county_day(now())).days)


def weekday(value: date | None) -> str:
    """3月1日（周一） / Mon 1 Mar."""
    if value is None:
        return MISSING
    name = gettext(WEEKDAYS[value.weekday()])
    return f"{value.month}月{value.day}日（{name}）" if language() == "zh" else f"{name} {format_date(value, 'd MMM')}"


def last_day(value: datetime | None) -> str:
    """The deadline of an instant that ends a day."""
    return deadline(county_day(value) if value else None)


def _left(days: int) -> str:
    if days < 0:
        return gettext("passed")
    return gettext("last day") if days == 0 else ngettext("%(days)s day left", "%(days)s days left", days, days=days)


def count(value: int | None) -> str:
    """1,200."""
    return MISSING if value is None else f"{value:,}"


def money(fen: int | None) -> str:
    """zh 1,200元, en ¥1,200; without fen when there are none."""
    if not fen:
        return MISSING
    return f"{_yuan(fen)}元" if language() == "zh" else f"¥{_yuan(fen)}"


def _yuan(fen: int) -> str:
    """1,200 or 1,200.5: grouped alike in both languages."""
    return f"{fen // 100:,}" if fen % 100 == 0 else f"{fen / 100:,.2f}".rstrip("0")


def wage(line: object) -> str:
    """The wage of an order line or a labourer as written: least to most with its unit."""
    least, most, unit = (getattr(line, name) for name in ("wage_min", "wage_max", "wage_unit"))
    if not most:
        return MISSING
    amounts = "–".join(_yuan(each) for each in ((most,) if least in (0, most) else (least, most)))
    said = label("wage_unit", unit)
    return f"¥{amounts} {said}" if language() == "en" else f"{amounts}元{said}"


def by_the_month(line: Any) -> str:
    """What a wage by the day, hour or year comes to in a month, in whole yuan, by the days and hours that the matching
    counts with; "" for a wage by the month or the piece."""
    ends = [round(fen, -2) for fen in (line.wage_month_min, line.wage_month_max) if fen]
    if line.wage_unit == "month" or not ends:
        return ""
    amount = "–".join(dict.fromkeys(map(money, ends)))
    said = _BY_THE_MONTH.get(line.wage_unit, N_("about %(amount)s a month"))
    return gettext(said, amount=amount, days=f"{PAID_DAYS_A_MONTH:f}", hours=HOURS_A_DAY)


def age(birth: date | None) -> int | str:
    """Completed years today."""
    return MISSING if birth is None else age_on(birth, county_day(now()))


def hours(text: str) -> str:
    """Working hours as written; a bare number is hours a day."""
    if not text.replace(".", "", 1).isdigit():
        return text or MISSING
    return ngettext("%(hours)s hour a day", "%(hours)s hours a day", 1 if text == "1" else 2, hours=text)


def span(count: int) -> str:
    """1 month, 18 months."""
    return ngettext("%(months)s month", "%(months)s months", count, months=count)


def years(tenths: int) -> str:
    """1 year, 1.5 years: of tenths of a year."""
    shown = f"{tenths / 10:g}"
    return ngettext("%(years)s year", "%(years)s years", 1 if shown == "1" else 2, years=shown)


def months(bits: int) -> str:
    """The months of a bit mask: 5、9、10."""
    named = [str(month) for month in range(1, 13) if bits >> (month - 1) & 1]
    return comma().join(named) or MISSING


def comma() -> str:
    """Between the items of a list."""
    return "、" if language() == "zh" else ", "


def named(entry: object) -> str:
    """The name of reference data: Chinese, or English where there is one."""
    english = getattr(entry, "name_en", "")
    name: str = english if language() == "en" and english else entry.name  # type: ignore[attr-defined]
    return name


def named_choices(entries: Iterable[object]) -> list[tuple[str, str]]:
    """Names of reference data as sheets write them, and as the reader reads them, for a form."""
    return [(entry.name, named(entry)) for entry in entries]  # type: ignore[attr-defined]


def levels() -> list[tuple[int, str]]:
    """The five levels, lowest first, for a form."""
    return [(level, label("level", level)) for level in (5, 4, 3, 2, 1)]


def pixels(points: float) -> str:
    """Width of a bar in px: one point is 1.6 px in every column."""
    return f"{points * PIXELS_PER_POINT:.1f}"


def place(code: int | None) -> str:
    """The full name of a division."""
    return gazetteer(g.opened).full_name(code) if code else MISSING


def work_place(line: Any) -> str:
    """Where the work of a post is, in full."""
    return place(line.division_code) + gazetteer(g.opened).below(line.division_code, line.address)


def site(firm: Any) -> str:
    """Where an employer or a base is, in full."""
    return said_once(place(firm.county_code), firm.address)


def said_once(name: str, address: str) -> str:
    """A division and an address in it, without saying twice what the address repeats of the division."""
    start = next((start for start in range(len(name)) if address.startswith(name[start:])), len(name))
    return name[:start] + address if start < len(name) else name + address


def home_place(person: Any) -> str:
    """Where a person lives, in full."""
    below = gazetteer(g.opened).below(person.home_code, person.address)
    return place(person.home_code) + ("" if person.village in below else person.village) + below


def schooling(rank: int) -> str:
    """The name of a level of education; 0 is not stated."""
    return schooling_in(vocabulary(g.opened), rank)


def schooling_in(words: Vocabulary, rank: int) -> str:
    """The same among the words of an installation: commands have no page."""
    code = next((code for code, each in words.education_rank.items() if each == rank), None)
    return named(words.educations.by_code[code]) if code else MISSING


def use_formats(app: Flask) -> None:
    kinds = (
        day,
        instant,
        deadline,
        weekday,
        last_day,
        count,
        money,
        wage,
        by_the_month,
        age,
        hours,
        span,
        years,
        months,
        named,
        named_choices,
        pixels,
        place,
        home_place,
        schooling,
        site,
        work_place,
    )
    masks = (mask_name, mask_phone, mask_id)
    app.jinja_env.filters.update({kind.__name__: kind for kind in (*kinds, *masks)})
    app.jinja_env.globals.update(comma=comma, levels=levels)
