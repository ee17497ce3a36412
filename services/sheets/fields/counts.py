"""Whole numbers, ages, hours and spans of time."""

import re
from functools import lru_cache
from typing import NamedTuple

from services.errors import Refusal
from services.sheets.cells import Cell, text_of, unspaced
from services.sheets.fields.numerals import arabic

_COUNT = re.compile(r"(?:约|共|合计)?(\d+)(?:\.0+)?(?:名|人|个|位|学员|人次|户|期|家|亩|元|余人|多人)?")
_OPEN = re.compile(r"(年龄)?(不限|无要求|不要求|没有要求|均可|无|any)?")
_BETWEEN = re.compile(r"(\d{2})(?:周?岁)?(?:-|~|—|–|至|到)+(\d{2})(?:周?岁)?(?:之间|以[内下])?")
_AT_MOST = re.compile(r"(?:不超过|小于|低于|[≤<])?(\d{2})(?:周?岁)?(?:\(含\))?(?:及|含)?(?:以[下内])?")
_AT_LEAST = re.compile(r"(?:年满|满|不低于|大于|[≥>])?(\d{2})(?:周?岁)?(?:\(含\))?(?:及|含)?(?:以上)")
_HOURS = re.compile(r"(?:每?[天日]|日工作)?(\d{1,2}(?:\.\d)?)(?:个?小?时|h)?(?:制|/[天日]|每[天日])?")
_SPAN = re.compile(r"(?:(\d+(?:\.5)?)年(半)?)?(?:(\d+(?:\.5)?)个?(半)?月)?(?:(\d+)个?(周|星期|天|日))?")
_DAYS = {"周": 7, "星期": 7, "天": 1, "日": 1}

LEAST_AGE, MOST_AGE = 16, 70


class Ages(NamedTuple):
    """The lowest and highest age allowed; None where open."""

    least: int | None = None
    most: int | None = None


class Span(NamedTuple):
    """A length of time."""

    months: int = 0
    days: int = 0


def read_count(cell: Cell, field: str, *, most: int = 100_000) -> int:
    """A whole number from 1 to `most`: 96, 96人, 九十六名; raises `Refusal` count_unreadable, count_out_of_range."""
    text = text_of(cell)
    match = _COUNT.fullmatch(arabic(unspaced(text)).replace(",", ""))
    if not match:
        raise Refusal("count_unreadable", field=field, text=text)
    count = int(match[1])
    if not 1 <= count <= most:
        raise Refusal("count_out_of_range", field=field, text=text, least=1, most=most)
    return count


def read_ages(cell: Cell, field: str = "ages") -> Ages:
    """18-45周岁, 45岁以下, 18岁以上, 不限; raises `Refusal` ages_unreadable, ages_out_of_range."""
    return _ages(text_of(cell), field)


@lru_cache(maxsize=4_096)
def _ages(text: str, field: str) -> Ages:
    plain = arabic(unspaced(text))
    if _OPEN.fullmatch(plain):
        return Ages()
    ages = _written_ages(plain)
    if ages is None:
        raise Refusal("ages_unreadable", field=field, text=text)
    limits = [age for age in ages if age is not None]
    if limits != sorted(limits) or not all(LEAST_AGE <= age <= MOST_AGE for age in limits):
        raise Refusal("ages_out_of_range", field=field, text=text, least=LEAST_AGE, most=MOST_AGE)
    return ages


def _written_ages(plain: str) -> Ages | None:
    plain = plain.removeprefix("年龄").lstrip(":")
    if match := _BETWEEN.fullmatch(plain):
        return Ages(int(match[1]), int(match[2]))
    if match := _AT_LEAST.fullmatch(plain):
        return Ages(int(match[1]), None)
    if (match := _AT_MOST.fullmatch(plain)) and not plain.isdigit():
        return Ages(None, int(match[1]))
    return None


def read_hours(cell: Cell, field: str = "hours") -> float:
    """Working hours a day, 1 to 16: 8小时, 每天8小时, 8h/天; raises `Refusal` hours_unreadable."""
    text = text_of(cell)
    match = _HOURS.fullmatch(arabic(unspaced(text).lower()))
    if not match or not 1 <= float(match[1]) <= 16:
        raise Refusal("hours_unreadable", field=field, text=text)
    return float(match[1])


def read_span(cell: Cell, field: str) -> Span | None:
    """6个月, 一年, 半年, 两个半月, 15天; None for 长期, 无, 不限; raises `Refusal` span_unreadable."""
    text = text_of(cell)
    plain = arabic(unspaced(text))
    if plain in ("长期", "长期有效", "无固定期限", "无固定", "不限", "无", "没有", "0", "长年", "常年"):
        return None
    if plain in ("半年", "半年期"):
        return Span(months=6)
    plain = f"{plain}个月" if plain.isdigit() else plain.removesuffix("左右").removesuffix("期")
    match = _SPAN.fullmatch(plain)
    if not match or not any(match.groups()):
        raise Refusal("span_unreadable", field=field, text=text)
    return _span(match)


def _span(match: re.Match[str]) -> Span:
    """Years, half years and months in whole months; half a month is 15 days."""
    years, half_year, months, half_month, number, unit = match.groups()
    whole = float(years or 0) * 12 + (6 if half_year else 0) + float(months or 0)
    days = int(number or 0) * _DAYS.get(unit or "", 0) + (15 if whole % 1 or half_month else 0)
    return Span(int(whole), days)
