"""Work histories 务工经历 as people write them: what somebody did, and for how many months."""

import re
import unicodedata
from datetime import date
from typing import NamedTuple

from services.sheets.fields.numerals import arabic

LONGEST = 720
_NUMERAL = re.compile(r"[〇零一二两三四五六七八九十]+(?=\s*[余多来几]?\s*(?:年|个?月))")  # 三年, but not 五金 or 二保焊
_NOW = r"(?:至今|现在|目前|今)"
_POINT = r"((?:19|20)\d\d)\s*[年./-]?\s*(?:(1[0-2]|0?[1-9])\s*月?)?\s*[份底初]?"
_RANGE = re.compile(rf"{_POINT}\s*(?:[-—–~至到]+\s*(?:{_POINT}|{_NOW})|{_NOW})\s*年?\s*[,，期间]*")
_HALF_YEAR = re.compile(r"(\d{1,2})\s*年半|半\s*年")
_YEARS = re.compile(r"(?<!\d)(\d{1,2})\s*[余多来几]?\s*年(?!级|底|初|前|后)")
_MONTHS = re.compile(r"(?<!\d)(\d{1,2})\s*个?多?月(?!薪|工资|份)")
_LENGTH = re.compile(
    r"[(（]?(?:近|约|大约|共|已|有)?(?:\d{1,2}\s*[余多来几]?\s*年半?(?!级)|半\s*年)(?:零?\s*\d{1,2}\s*个?月)?(?:多|左右|以上)?"
    r"(?:经验|工龄)?[)）]?|[(（]?\d{1,2}\s*个月(?:左右)?[)）]?"
)
_LONE_YEAR = re.compile(r"(?:19|20)\d\d\s*年?(?:\s*(?:1[0-2]|0?[1-9])\s*月)?(?:起|以来|开始)?")
_DID = re.compile(r"^.*?(?:做过?|干过?|从事过?|当过?|担任过?|开过?|任)(?=[\u4e00-\u9fff])")
_WHERE = re.compile(r"^(?:一直)?(?:在|于|去|到)[\u4e00-\u9fff]{1,12}?(?:县|市|省|镇|厂|公司|工地|集团|店)")


class Spell(NamedTuple):
    """One piece of a history: the words for the work, its months (0 = not said), and the piece as written."""

    work: str
    months: int
    written: str


def read_history(text: str, until: date) -> list[Spell]:
    """The pieces of a work history. `until` is the end of what goes on 至今. A piece that says only how long belongs
    to the work before it, or, where it comes first, to the one after it: 缝纫工，5年 is one spell of sixty months."""
    spells: list[Spell] = []
    waiting = 0
    for written in filter(None, (piece.strip() for piece in re.split(r"[；;。\n，,、]", text))):
        plain = _NUMERAL.sub(lambda found: arabic(found.group()), unicodedata.normalize("NFKC", written))
        months, work = months_in(plain, until), _work(plain)
        if work:
            spells.append(Spell(work, min(months + waiting, LONGEST), written))
            waiting = 0
        elif spells and months:
            last = spells[-1]
            spells[-1] = Spell(last.work, min(last.months + months, LONGEST), f"{last.written}，{written}")
        else:
            waiting += months
    return spells


def months_in(plain: str, until: date) -> int:
    """Months that a text names, by figures: 3年 is 36, 2年6个月 is 30, 2019-2023年 is 48; nothing named is 0."""
    spans = sum(_span(match, until) for match in _RANGE.finditer(plain))
    rest = _LONE_YEAR.sub("", _RANGE.sub("", plain))
    halves = sum(12 * int(years or 0) + 6 for years in _HALF_YEAR.findall(rest))
    rest = _HALF_YEAR.sub("", rest)
    return spans + halves + 12 * sum(map(int, _YEARS.findall(rest))) + sum(map(int, _MONTHS.findall(rest)))


def _span(match: re.Match[str], until: date) -> int:
    year, month, last_year, last_month = match.groups()
    begin = int(year) * 12 + int(month or 1) - 1
    if last_year is None:
        return max(until.year * 12 + until.month - 1 - begin, 0)
    end = int(last_year) * 12 + (int(last_month) if month and last_month else int(month or 1) - 1)
    return max(end - begin, 0)


def _work(plain: str) -> str:
    """What is left of a piece without dates, lengths, and where it was: 在东莞电子厂做首饰加工3年 is 首饰加工."""
    rest = _LENGTH.sub("", _LONE_YEAR.sub("", _RANGE.sub("", plain))).strip(" :：()（）-—~至到")
    named = _WHERE.sub("", _DID.sub("", rest)).strip()
    return re.sub(r"(?:经历|工作|打工|务工)$", "", named or rest).strip()
