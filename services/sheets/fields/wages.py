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
LONGEST_WAGE = 200  # characters

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
    r"[,+、;/]?(包[吃住食宿]+(不包[吃住])?|管[吃住]+|食宿自理|有?社保|"
    r"(?:提成|奖金|绩效|抽成|分红)(?:\d+(?:\.\d+)?%?(?:-\d+(?:\.\d+)?)?%)?|加班费|全勤奖?|补贴|补助|"
    r"[周月年][结付]|综合|税[前后]|左右|上下|大?约|试用期后|单休|双休|月?休\d天|每[天日]\d+小?时|\d+小时制|\d+小时/天)"
)
_INSURANCE = re.compile(r"[五六56]险(?:[一二12]金)?")
_WHOLE = re.compile(r"(?:综合|到手|实发|合计)(?:工资|收入|月薪|薪资)?:?(?=大?约?\d)")
_ABOUT = re.compile(
    r"([一二两三四五六七八九十百千万]{0,6})([一二两三四五六七八])([二三四五六七八九])([十百千万])"
)  # 三四千
_ABOUT_LAST = re.compile(
    r"([一二两三四五六七八九十百千万]*[十百千万])(一二|[二两]三|三四|四五|五六|六七|七八|八九)(?![十百千万])"
)  # 二十五六
_PIECE_PAY = re.compile(r"计件(?:工资|制|付薪|计酬)?|按件(?:计酬|计算|付薪)?|piecework|piecerate")
_SMALL_CHANGE = re.compile(r"(?<![\d.块元])(\d+(?:\.\d+)?)(?:-(\d+(?:\.\d+)?))?([毛角]钱?|分钱?(?!红))")
_BASE_PAY = re.compile("保底|底薪|计时")
_TOO_MANY_DIGITS = re.compile(r"\d{12}|^$")
_HALF_MONTH = re.compile(r"/?半个?月(?![结付发])")
_OTHER_SPAN = re.compile(r"/(?:周|星期|礼拜|季|趟|车|单|次|班|week)|周薪|weekly")
_FOREIGN = re.compile(
    r"港[币元纸]|美[元金]|日[元币]|円|欧元|英镑|韩[元币]|新加坡|新[币元]|坡币|台币|澳[元币门]|葡币|卢布|泰铢|加元|[$€£]|"
    r"(?<![a-z])(?:hkd|usd|jpy|eur|gbp|krw|sgd|twd|ntd|aud|cad|mop)(?![a-z])|dollar|euro|yen"
)
_AMOUNT = r"¥?(\d+(?:\.\d+)?)(百|千|万|k|w)?(?:([1-9])(?![\d.]))?(?:元|块钱?|圆|rmb|yuan)?"
_PERIOD = r"(?:/(?:月|天|日|小时|时|h|件|年))?"
_RANGE = re.compile(f"{_AMOUNT}{_PERIOD} ?(?:[-~—–―〜]+|至|到){_AMOUNT}")
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

    None with the flag wage_open for 面议 and the like; words beside the figures are flagged wage_has_note. 计件 beside
    what one earns in a month (计件,综合6000) is such a word: `pay_method_told` answers it.
    Raises `Refusal`: wage_unreadable, wage_out_of_range, wage_reversed, wage_not_yuan.
    """
    return _read(text_of(cell), field, unit or "month")


@lru_cache(maxsize=16_384)
def _read(text: str, field: str, unit: str) -> Reading[Wage | None]:
    plain = _plain(text) if len(text) <= LONGEST_WAGE else ""
    if _TOO_MANY_DIGITS.search(plain):
        raise Refusal("wage_unreadable", field=field, text=text[:LONGEST_WAGE])
    if _OPEN.fullmatch(plain):
        return flagged(None, "wage_open", field, text=text)
    if _FOREIGN.search(plain):
        raise Refusal("wage_not_yuan", field=field, text=text)
    bare = _EXTRAS.sub(" ", _PIECE_PAY.sub(" ", _without_base_pay(plain)))
    wage = _wage(_HALF_MONTH.sub("/月", bare), unit)
    if wage is None:
        raise Refusal("wage_unreadable", field=field, text=text)
    if _PIECE_PAY.search(plain) and (wage.minimum or wage.maximum or 0) < LEAST_MONTHLY:
        wage = wage._replace(unit="piece")
    if _HALF_MONTH.search(bare):
        wage = Wage(_doubled(wage.minimum), _doubled(wage.maximum), wage.unit)
    _refuse_absurd(wage, text, field)
    as_written = bare == plain and not _HALF_MONTH.search(bare)
    return Reading(wage, () if as_written else (Flag("wage_has_note", field, {"text": text}),))


def pay_method_told(cell: Cell) -> str | None:
    """What a wage says of how it is paid: `piece` (计件), `mixed` (底薪加计件), or None."""
    plain = unspaced(text_of(cell)).lower()
    if not _PIECE_PAY.search(plain):
        return None
    return "mixed" if _BASE_PAY.search(plain) else "piece"


def foreign_money(text: str) -> str:
    """The money other than yuan that a text names, "" for none: 月薪(美元) -> 美元."""
    found = _FOREIGN.search(text.lower())
    return found[0] if found else ""


def _wage(bare: str, default_unit: str) -> Wage | None:
    """The wage of a text without extras; None if it has no figure, another figure beside it, or an odd unit."""
    amounts = _RANGE.search(bare) or _SINGLE.search(bare)
    if not amounts or "%" in bare or _OTHER_SPAN.search(bare):
        return None
    around = f"{bare[: amounts.start()]}|{bare[amounts.end() :]}"
    if any(character.isdigit() for character in around) or "-|" in around:
        return None
    return _bounded(_fen(amounts), around, _unit(bare, default_unit))


def _without_base_pay(plain: str) -> str:
    """What it comes to, where that is told after the base pay: 底薪2500+提成,综合5000 -> 5000."""
    whole = _WHOLE.search(plain)
    base_first = whole and any(character.isdigit() for character in plain[: whole.start()])
    return plain[whole.end() :] if whole and base_first else plain


def _doubled(fen: int | None) -> int | None:
    return None if fen is None else 2 * fen


def _plain(text: str) -> str:
    """Lower case, without spaces and thousands separators, 三千五 as 3500, 三四千 as 3000-4000, 二十五六 as 25-26,
    一个月 as /月."""
    plain = _AN.sub("/", unspaced(text).lower()).replace("//", "/")
    plain = _ABOUT.sub(r"\1\2\4-\1\3\4", _INSURANCE.sub("社保", plain))
    plain = _ABOUT_LAST.sub(lambda about: f"{about[1]}{about[2][0]}-{about[1]}{about[2][1]}", plain)
    plain = _SMALL_CHANGE.sub(_in_yuan, arabic(plain))
    return re.sub(r"(?<![\d.])\d{1,3}(,\d{3})+(?!\d)", lambda match: match[0].replace(",", ""), plain)


def _in_yuan(change: re.Match[str]) -> str:
    """3-5毛 as 0.3-0.5, 8分 as 0.08."""
    share = Decimal(100 if change[3].startswith("分") else 10)
    return "-".join(str(Decimal(figure) / share) for figure in change.groups()[:2] if figure)


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
