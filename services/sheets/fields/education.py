"""Education 文化程度 and the five levels of skill 技能等级."""

import re
from functools import lru_cache

from services.errors import Refusal
from services.sheets.cells import Cell, text_of, unspaced
from services.sheets.fields.choices import choices

EDUCATION = choices(  # the codes are those of the reference data, education_levels
    {
        "none": "文盲 半文盲 文盲或半文盲 未上学 没上学 没上过学 没读书 没读过书 未读书 不识字 未入学 扫盲班 "
        "没文化 无学历 识字很少 初识字 illiterate",
        "primary": "小学 完小 初小 高小 小学以下 读过小学 primary elementary primaryschool",
        "junior": "初中 初级中学 普通初中 中学 初一 初二 初三 九年义务教育 juniorhigh juniorhighschool "
        "juniorsecondary juniormiddle juniormiddleschool middleschool junior",
        "senior": "高中 高级中学 普通高中 普高 高一 高二 高三 中专或高中 seniorhigh seniorhighschool highschool "
        "seniorsecondary seniormiddle seniormiddleschool senior",
        "vocational": "中专 五年制高职 中职 职高 职中 职校 职专 中师 职业高中 职业中学 职业中专 中技 技校 "
        "技工 技工学校 技工院校 高级技工学校 中等专业学校 中等职业学校 中等职业教育 中专/技校 中专/技校/职高 "
        "中专技校 高中/中专 高中(中专) 中专中技 vocational vocationalschool technicalschool "
        "secondaryvocational",
        "college": "大专 专科 高专 高职 大学专科 高等职业学校 高等职业教育 高职高专 大专/高职 函授大专 成人大专 "
        "自考大专 电大 夜大 技师学院 associate juniorcollege college",
        "bachelor": "本科 大学 大学本科 学士 大本 统招本科 自考本科 函授本科 专升本 bachelor university undergraduate",
        "master": "硕士 研究生 硕士研究生 博士 博士研究生 博士后 硕士学位 master doctor graduate postgraduate phd",
    }
)
_TAIL = re.compile(r"([及或]?以[上下]|文化|学历|程度|毕业生|毕业|肄业|结业|在读|辍学|未毕业|水平|(?<!究)生)*$")
_GRADE = re.compile(r"(小学|初中|高中)[一二三四五六1-6]年级?.*|(初|高)[一二三]$")

_LEVELS = (
    (1, re.compile(r"高级技师|一级|1级|^[1i]$")),
    (2, re.compile(r"技师|二级|2级|^(2|ii)$")),
    (3, re.compile(r"高级|三级|3级|^(3|iii|高)$")),
    (4, re.compile(r"中级|四级|4级|^(4|iv|中)$")),
    (5, re.compile(r"初级|五级|5级|^(5|v|初)$")),
)


def read_education(cell: Cell, field: str = "education") -> str:
    """The code of a level of schooling (none … master); raises `Refusal` education_unknown."""
    text = text_of(cell)
    code = _education(unspaced(text).lower())
    if code is None:
        raise Refusal("education_unknown", field=field, text=text)
    return code


def read_level(cell: Cell, field: str = "level") -> int:
    """A level of skill, 5 (初级) to 1 (高级技师); raises `Refusal` level_unknown."""
    text = text_of(cell)
    level = level_in(unspaced(text).lower())
    if level is None:
        raise Refusal("level_unknown", field=field, text=text)
    return level


@lru_cache(maxsize=4_096)
def level_in(words: str) -> int | None:
    """The level named in words like 中级工, 四级, 4级, IV or 三级(高级工); None if none is, or two that differ."""
    named = {level for level, pattern in _LEVELS if pattern.search(words)}
    if "高级技师" in words:
        named -= {2, 3}
    return named.pop() if len(named) == 1 else None


@lru_cache(maxsize=4_096)
def _education(word: str) -> str | None:
    if word in EDUCATION:
        return EDUCATION[word]
    grade = _GRADE.fullmatch(word)
    if grade:
        return EDUCATION.get(grade[1] or f"{grade[2]}中")
    return EDUCATION.get(_TAIL.sub("", word)) or EDUCATION.get(re.sub(r"\(.*\)", "", _TAIL.sub("", word)))
