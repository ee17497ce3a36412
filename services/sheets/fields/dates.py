"""Dates in all the ways people write them, whole and partial."""

import re
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import NamedTuple

from services.errors import Refusal
from services.sheets.cells import Cell, text_of, unspaced
from services.sheets.fields.numerals import arabic
from services.sheets.fields.readings import Reading, flagged

_EXCEL_EPOCH = date(1899, 12, 30)  # serial 1 is 1900-01-01 and Excel counts a 1900-02-29 that never was
_FIRST_SERIAL, _LAST_SERIAL = 3_654, 73_050  # 1910-01-01 to 2099-12-31
_USUAL = re.compile(r"([0-9]{4})[-./年]([0-9]{1,2})[-./月]([0-9]{1,2})日?")
_CLOCK = re.compile(r"[T ]\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?Z?$")
_TAIL = re.compile(r"(出生|生|起|前|止|开始|到岗|开工|入职)+$")
_MARKS = re.compile(r"[年月./\-—–、,_\\]+")


class WrittenDate(NamedTuple):
    """A date as written: month and day 0 where unsaid; `short_year` when the century was left out."""

    year: int
    month: int = 0
    day: int = 0
    short_year: bool = False

    @property
    def is_whole(self) -> bool:
        return self.day > 0

    def agrees_with(self, day: date) -> bool:
        """True if `day` is this date, or lies in this month or year."""
        return self.year == day.year and self.month in (0, day.month) and self.day in (0, day.day)


def read_written_dates(cell: Cell, field: str) -> tuple[WrittenDate, ...]:
    """Every date the cell can mean, likeliest first: a cell "1985.1" is January or, its zero lost by Excel, October.

    Raises `Refusal`: date_unreadable, date_lunar, date_impossible.
    """
    if isinstance(cell, date):
        return (WrittenDate(cell.year, cell.month, cell.day),)
    text = text_of(cell)
    if "农历" in text or "阴历" in text:
        raise Refusal("date_lunar", field=field, text=text)
    meanings = _meanings(text)
    if not meanings:
        raise Refusal("date_unreadable", field=field, text=text)
    possible = tuple(meaning for meaning in meanings if _exists(meaning))
    if not possible:
        raise Refusal("date_impossible", field=field, text=text)
    return possible


def read_day(cell: Cell, field: str) -> Reading[date]:
    """A whole date; one with a two-digit year or two meanings is kept and flagged.

    Raises `Refusal` as `read_written_dates`, and date_not_whole.
    """
    meanings = [meaning for meaning in read_written_dates(cell, field) if meaning.is_whole]
    if not meanings:
        raise Refusal("date_not_whole", field=field, text=text_of(cell))
    first = meanings[-1] if meanings[0].short_year else meanings[0]
    day = date(first.year, first.month, first.day)
    if len(meanings) > 1:
        return flagged(day, "date_ambiguous", field, text=text_of(cell), taken=day)
    return Reading(day)


@lru_cache(maxsize=65_536)
def _meanings(text: str) -> tuple[WrittenDate, ...]:
    usual = _USUAL.fullmatch(text)
    if usual:
        return (WrittenDate(int(usual[1]), int(usual[2]), int(usual[3])),)
    plain = _CLOCK.sub("", text)
    plain = _TAIL.sub("", unspaced(arabic(plain)) if _MARKS.search(plain) else arabic(plain))
    if plain.isdigit():
        return _from_digits(plain)
    parts = [part for part in re.split(r"[年月日号./\-—–、,_\\\s]+", plain) if part]
    if not 1 <= len(parts) <= 3 or not all(part.isascii() and part.isdigit() and len(part) <= 4 for part in parts):
        return ()
    if "." in plain and len(parts) == 2 and parts[1] == "1" and len(parts[0]) == 4:
        return WrittenDate(int(parts[0]), 1), WrittenDate(int(parts[0]), 10)
    return _from_parts(parts)


def _from_digits(digits: str) -> tuple[WrittenDate, ...]:
    """19850307, 198503, 850307, 1985, or the serial number of a day in Excel."""
    match len(digits):
        case 8:
            return (WrittenDate(int(digits[:4]), int(digits[4:6]), int(digits[6:])),)
        case 6 if digits[:2] in ("19", "20") and 1 <= int(digits[4:]) <= 12:
            return (WrittenDate(int(digits[:4]), int(digits[4:])),)
        case 6:
            return _with_century(digits[:2], digits[2:4], digits[4:])
        case 4 if digits[:2] in ("19", "20"):
            return (WrittenDate(int(digits)),)
        case 4 | 5 if _FIRST_SERIAL <= int(digits) <= _LAST_SERIAL:
            day = _EXCEL_EPOCH + timedelta(days=int(digits))
            return (WrittenDate(day.year, day.month, day.day),)
    return ()


def _from_parts(parts: list[str]) -> tuple[WrittenDate, ...]:
    """Year first, or (three parts, year last) day and month in either order as English spreadsheets write them."""
    if len(parts) == 3 and len(parts[2]) == 4 and len(parts[0]) <= 2:
        first, second, year = (int(part) for part in parts)
        return tuple(dict.fromkeys((WrittenDate(year, first, second), WrittenDate(year, second, first))))
    if len(parts[0]) == 2:
        return _with_century(*parts)
    if len(parts[0]) != 4:
        return ()
    if len(parts) == 2 and len(parts[1]) == 4:
        return (WrittenDate(int(parts[0]), int(parts[1][:2]), int(parts[1][2:])),)
    year, month, day, *_ = [int(part) for part in parts] + [0, 0]
    return (WrittenDate(year, month, day),)


def _with_century(year: str, *rest: str) -> tuple[WrittenDate, ...]:
    if not rest:
        return ()
    month, day = int(rest[0]), int(rest[1]) if len(rest) > 1 else 0
    return tuple(WrittenDate(century + int(year), month, day, short_year=True) for century in (1900, 2000))


def _exists(written: WrittenDate) -> bool:
    if not 1900 <= written.year <= 2100:
        return False
    try:
        datetime(written.year, written.month or 1, written.day or 1)  # noqa: DTZ001 (only asks if the day exists)
    except ValueError:
        return False
    return True
