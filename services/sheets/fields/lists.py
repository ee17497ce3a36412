"""Free lists of skills, occupations and places in one cell."""

import re
from functools import lru_cache
from typing import NamedTuple

from services.sheets.cells import Cell, is_blank, text_of, unspaced, words
from services.sheets.fields.education import level_in
from services.sheets.fields.numerals import arabic

LONGEST_ITEM = 60

_BETWEEN = re.compile(
    r"(?:[、,;/|+\n]|\s+(?=[^\x00-\x7f])|\s+(?=\(?\d{1,2}[.)、]\D)|"
    r"(?<=[\u4e00-\u9fff])[和及与或](?=[\u4e00-\u9fff]{2}))+"
)
_NUMBERED = re.compile(r"^(?:\(\d{1,2}\)|\d{1,2}[.)、](?!\d))\s*")
_OPEN = re.compile(r"(不限|均可|都可以?|都行|无所谓|随便|服从安排|服从分配|any)$")
_IN_BRACKETS = re.compile(r"\(([^()]*)\)")
_ABLE = re.compile(  # 会计, 会展 and 能源 are trades
    r"^(?:会(?![计展议所务员])|懂得?|能够?(?=[开做修干操驾使搞焊])|善于|擅长|精通|熟悉|掌握)(?:开(?=.{2})|操作)?(?=.{2})"
)
_PAPERS = words("有证 无证 持证 没证 有证书 无证书")
_LEVEL = re.compile(r"高级技师|技师|[初中高]级工?|[一二三四五1-5]级")
_YEARS = re.compile(r"(\d{1,2}(?:\.\d)?)年(?:以上|多)?(?:工作)?(?:工龄|经验|经历)?")


def items_of(text: str) -> tuple[str, ...]:
    """The items of a list, in order and once each; 1. 2. 3. in front are dropped, brackets keep their commas."""
    items = map(_item, _outside_brackets(text))
    return tuple(dict.fromkeys(item for item in items if not is_blank(item)))


@lru_cache(maxsize=32_768)
def _items(text: str) -> tuple[str, ...]:
    return tuple(item for item in items_of(text) if not _OPEN.fullmatch(unspaced(item).lower()))


def read_list(cell: Cell) -> tuple[str, ...]:
    """The items of a free list: 电工、焊工；厨师 -> ("电工", "焊工", "厨师"); () where anything will do."""
    return _items(text_of(cell))


class WrittenSkill(NamedTuple):
    """A skill as written, with level 5 to 1 and years of practice where they were said."""

    name: str
    level: int | None = None
    years: float | None = None


@lru_cache(maxsize=32_768)
def _skills(text: str) -> tuple[WrittenSkill, ...]:
    return tuple(skill for item in _items(text) if item not in _PAPERS and (skill := _skill(item)).name)


def read_skills(cell: Cell) -> tuple[WrittenSkill, ...]:
    """Skills with what stands beside them: 电焊工(四级)、厨师5年 -> level 4; 5 years; 会电焊 is 电焊, 有证 is none."""
    return _skills(text_of(cell))


def _outside_brackets(text: str) -> list[str]:
    hidden: list[str] = []

    def hide(match: re.Match[str]) -> str:
        hidden.append(match[0])
        return f"\x00{len(hidden) - 1}\x00"

    parts = _BETWEEN.split(_IN_BRACKETS.sub(hide, text))
    return [re.sub("\x00(\\d+)\x00", lambda match: hidden[int(match[1])], part) for part in parts]


def _item(part: str) -> str:
    return _NUMBERED.sub("", part.strip()).strip(" .。:")[:LONGEST_ITEM]


def _skill(item: str) -> WrittenSkill:
    notes = " ".join(_IN_BRACKETS.findall(item))
    plain = _ABLE.sub("", _IN_BRACKETS.sub("", item))
    years = _YEARS.search(arabic(notes)) or _YEARS.search(arabic(plain))
    name = re.sub(r"[零一二两三四五六七八九十\d.]+年.*$", "", plain).strip()
    level = level_in(unspaced(notes).lower())
    if level is None:
        name, level = _level_apart(name)
    return WrittenSkill(name, level, float(years[1]) if years else None)


def _level_apart(name: str) -> tuple[str, int | None]:
    """初级电工 and 电工初级 -> 电工, 5; a name that is nothing but a level stays a name."""
    match = _LEVEL.search(name)
    if not match or match[0] == name or match[0] in ("技师",):
        return name, None
    bare = (name[: match.start()] + name[match.end() :]).strip(" -:")
    return (bare, level_in(match[0])) if bare else (name, None)
