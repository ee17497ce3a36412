"""The farm season 兼业性: whether and in which months a labourer goes home."""

import re
from functools import lru_cache
from typing import NamedTuple

from services.errors import Refusal
from services.sheets.cells import Cell, text_of, unspaced
from services.sheets.fields.numerals import arabic

_BETWEEN = re.compile(r"(\d{1,2})月?(?:份|[上中下]旬|初|中|底)?(?:-|~|—|–|至|到)+(\d{1,2})月")
_MONTH = re.compile(r"(\d{1,2})(?=月)|(?<!\d)(\d{1,2})(?=(?:[、,;/和及]\d{1,2})*月?(?:份)?$|[、,;/和及]\d{1,2})")
_BARE = re.compile(r"\d{1,2}([-~—–至到、,;/]+\d{1,2})*")
_DAY = re.compile(r"(?<=月)(?:份?)\d{1,2}[日号]")
_NAMED = ("春耕", "春播", "插秧", "双抢", "夏收", "麦收", "秋收", "秋种", "冬种", "采茶", "收割", "农忙")
_YES = re.compile(r"是|要|回家?|返乡|需要|有|y|yes|√", re.IGNORECASE)
_NO = re.compile(r".*(不回|不返|不需要|不用|全年|常年|长年|无农忙|不影响).*|否|无|不|没有|不要|n|no|×", re.IGNORECASE)


class Season(NamedTuple):
    """`goes_home` for the farm season, in `months` (1–12; none: by the county's farm calendar), as `named`."""

    goes_home: bool
    months: tuple[int, ...] = ()
    named: tuple[str, ...] = ()


def read_season(cell: Cell, field: str = "season") -> Season:
    """农忙回家, 6月、10月, 5-6月, 三月到五月, 秋收, 是, 否; raises `Refusal` season_unreadable, month_impossible."""
    return _read(text_of(cell), field)


@lru_cache(maxsize=4_096)
def _read(text: str, field: str) -> Season:
    plain = unspaced(text)
    if _NO.fullmatch(plain):
        return Season(False)
    months = months_in(plain)
    if any(not 1 <= month <= 12 for month in months):
        raise Refusal("month_impossible", field=field, text=text)
    named = tuple(name for name in _NAMED if name in plain)
    if not months and not named and not _YES.search(plain):
        raise Refusal("season_unreadable", field=field, text=text)
    return Season(True, months, named)


def months_in(text: str) -> tuple[int, ...]:
    """Every month named, ranges filled in (11-2月 goes over the new year), in order of the calendar."""
    plain = _DAY.sub("", arabic(text))
    if _BARE.fullmatch(plain):
        plain = re.sub(r"\d+", r"\g<0>月", plain)
    months: set[int] = set()

    def collect(match: re.Match[str]) -> str:
        months.update(_from_to(int(match[1]), int(match[2])))
        return "、"

    rest = _BETWEEN.sub(collect, plain)
    months.update(int(first or second) for first, second in _MONTH.findall(rest))
    return tuple(sorted(months))


def _from_to(first: int, last: int) -> list[int]:
    if not (1 <= first <= 12 and 1 <= last <= 12):
        return [first, last]
    return [(first - 1 + step) % 12 + 1 for step in range((last - first) % 12 + 1)]
