"""Wages as people write them, in fen, with the unit and what it comes to in a month.

Monthly equivalents: 21.75 paid days a month and 8 hours a day (劳社部发〔2008〕3号, 二; the figure stands unchanged in
人社部发〔2025〕2号); a year has 12 months; a rate by the piece has no monthly equivalent.
"""

import re
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache
from typing import NamedTuple

from services.errors import Refusal
from services.sheets.cells import Cell, text_of, unspaced
from services.sheets.fields.numerals import arabic
from services.sheets.fields.readings import Flag, Reading, flagged

PAID_DAYS_A_MONTH = Decimal("21.75")
HOURS_A_DAY = 8
LEAST_MONTHLY, MOST_MONTHLY = 300_00, 200_000_00  # fen; outside this a unit or a zero is wrong
MOST_PER_PIECE = 10_000_00

_MONTHS = {
    "month": Decimal(1),
    "day": PAID_DAYS_A_MONTH,
    "hour": PAID_DAYS_A_MONTH * HOURS_A_DAY,
    "year": 1 / Decimal(12),
}
_MULTIPLES = {"": 1, "百": 100, "千": 1_000, "k": 1_000, "万": 10_000, "w": 10_000}

_OPEN = re.compile(
    r"(工资|薪资|待遇|月薪)?(面议|面谈|协商|不限|没有要求|无要求|不要求|无所谓|随便|均可|都可以?|看情况|视情况|待定|另议|按.*(规定|能力|标准|表现).*|计件(工资)?|"
    r"negotiable|any)"
)
_EXTRAS = re.compile(
    r"[,+、;/]?(包[吃住食宿]+(不包[吃住])?|管[吃住]+|食宿自理|五险一金|[五六]险|有?社保|提成|奖金|绩效|加班费|全勤奖?|补贴|补助|"
    r"[周月年][结付]|综合|税[前后]|左右|上下|大?约|试用期后|单休|双休|月?休\d天|每[天日]\d+小?时|\d+小时制|\d+小时/天)"
)
_AMOUNT = r"[¥$]?(\d+(?:\.\d+)?)(百|千|万|k|w)?(?:([1-9])(?![\d.]))?(?:元|块钱?|圆|rmb|yuan)?"
_PERIOD = r"(?:/(?:月|天|日|小时|时|h|件|年))?"
_RANGE = re.compile(f"{_AMOUNT}{_PERIOD}(?:[-~—–―〜]+|至|到){_AMOUNT}")
_SINGLE = re.compile(_AMOUNT)
_FLOOR = re.compile(r"以上|起步?|不低于|不少于|至少|最低|最少|保底|底薪|[≥>+]|高于|多于|up")
_CEILING = re.compile(r"以[下内]|不超过|不高于|最高|至多|[≤<]")
_AN = re.compile(r"[一1](?=个?月|天|日|个?小时|件|年)|每个?|per")
_UNITS = (
    ("month", re.compile(r"/个?月|月[薪工收]|个月|/mo")),
    ("hour", re.compile(r"/个?(?:小时|时|钟|h)|时薪|小时[工薪]|小时|hour")),
    ("day", re.compile(r"/(?:天|日|工|d)|日[薪工结]|天|day")),
    ("piece", re.compile(r"/(?:件|个|只|双|斤|公斤|套|条|亩|米|平)|件|piece")),
    ("year", re.compile(r"/年|年[薪收]|年|year")),
    ("month", re.compile(r"月|month")),
)


class Wage(NamedTuple):
    """`minimum` and `maximum` in fen per `unit` (month, day, hour, piece, year); None where left open."""

    minimum: int | None
    maximum: int | None
    unit: str

    @property
    def monthly_minimum(self) -> int | None:
        return monthly_equivalent(self.minimum, self.unit)

    @property
    def monthly_maximum(self) -> int | None:
        return monthly_equivalent(self.maximum, self.unit)


def monthly_equivalent(fen: int | None, unit: str) -> int | None:
    """What `fen` per `unit` comes to in a month, in whole fen; None for piece rates and open ends."""
    if fen is None or unit not in _MONTHS:
        return None
    return int((fen * _MONTHS[unit]).quantize(Decimal(1), ROUND_HALF_UP))


def read_wage(cell: Cell, field: str = "wage", *, unit: str | None = None) -> Reading[Wage | None]:
    """Read a wage or a range of wages; `unit` is the one meant where the cell names none (else a month).

    None with the flag wage_open for 面议 and the like; words beside the figures are flagged wage_has_note.
    Raises `Refusal`: wage_unreadable, wage_out_of_range, wage_reversed.
    """
    return _read(text_of(cell), field, unit or "month")


@lru_cache(maxsize=16_384)
def _read(text: str, field: str, unit: str) -> Reading[Wage | None]:
    plain = _plain(text)
    if _OPEN.fullmatch(plain):
        return flagged(None, "wage_open", field, text=text)
    bare = _EXTRAS.sub("", plain)
    amounts = _RANGE.search(bare) or _SINGLE.search(bare)
    if not amounts:
        raise Refusal("wage_unreadable", field=field, text=text)
    around = f"{bare[: amounts.start()]}|{bare[amounts.end() :]}"
    if any(character.isdigit() for character in around) or "-|" in around:
        raise Refusal("wage_unreadable", field=field, text=text)
    wage = _bounded(_fen(amounts), around, _unit(bare, unit))
    _refuse_absurd(wage, text, field)
    return Reading(wage, () if bare == plain else (Flag("wage_has_note", field, {"text": text}),))


def _plain(text: str) -> str:
    """Lower case, without spaces and thousands separators, 三千五 as 3500, 一个月 as /月."""
    plain = _AN.sub("/", unspaced(text).lower()).replace("//", "/")
    return re.sub(r"(?<![\d.])\d{1,3}(,\d{3})+(?!\d)", lambda match: match[0].replace(",", ""), arabic(plain))


def _fen(amounts: re.Match[str]) -> tuple[int, ...]:
    groups = amounts.groups()
    figures = [groups[place : place + 3] for place in range(0, len(groups), 3)]
    shared = figures[-1][1] if Decimal(figures[0][0]) < 100 else None  # 5-6千 means 5千-6千
    return tuple(_amount(number, multiple or shared or "", tenths) for number, multiple, tenths in figures)


def _amount(number: str, multiple: str, tenths: str | None) -> int:
    times = _MULTIPLES[multiple]
    yuan = Decimal(number) * times + Decimal(tenths or 0) * times / 10
    return int((yuan * 100).quantize(Decimal(1), ROUND_HALF_UP))


def _unit(bare: str, default: str) -> str:
    return next((unit for unit, pattern in _UNITS if pattern.search(bare)), default)


def _bounded(amounts: tuple[int, ...], around: str, unit: str) -> Wage:
    if len(amounts) == 2:
        return Wage(amounts[0], amounts[1], unit)
    if _CEILING.search(around):
        return Wage(None, amounts[0], unit)
    return Wage(amounts[0], None if _FLOOR.search(around) else amounts[0], unit)


def _refuse_absurd(wage: Wage, text: str, field: str) -> None:
    if wage.minimum is not None and wage.maximum is not None and wage.minimum > wage.maximum:
        raise Refusal("wage_reversed", field=field, text=text)
    for fen in (wage.minimum, wage.maximum):
        monthly = monthly_equivalent(fen, wage.unit)
        sane = 0 < (fen or 1) <= MOST_PER_PIECE if monthly is None else LEAST_MONTHLY <= monthly <= MOST_MONTHLY
        if not sane:
            raise Refusal("wage_out_of_range", field=field, text=text, unit=wage.unit)
