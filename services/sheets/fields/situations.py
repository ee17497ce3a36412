"""Where a labourer stands now, and the categories of people with priority."""

import re
from functools import lru_cache

from services.sheets.cells import Cell, text_of, unspaced, words
from services.sheets.fields.choices import choices, choose
from services.sheets.fields.lists import items_of
from services.sheets.fields.readings import Flag, Reading

_STATES = choices(
    {
        "at_home": "在家 待业 在家待业 务农 在家务农 无业 失业 未就业 闲散 闲居在家 赋闲 返乡 已返乡 返乡在家 "
        "半耕半工 空闲 athome home unemployed idle farming 带小孩 照顾家人 毕业未就业",
        "away": "在外 外出 外出务工 在外务工 已外出 务工 打工 外出打工 在外打工 已就业 就业 在岗 在职 "
        "县内务工 县外务工 省外务工 省内务工 灵活就业 自主创业 经商 个体 away working employed migrant",
        "in_training": "在训 培训中 正在培训 参加培训 在培训 学习中 在学技能 intraining training",
        "moved_away": "迁出 已迁出 户口迁出 户籍迁出 movedaway",
        "deceased": "死亡 已死亡 去世 已去世 已故 亡故 deceased",
        "placed": "已安置 已转移就业 安置就业 已转移 已推荐就业 placed",
    }
)
_NOBODY = words("无 否 一般 普通 一般人员 正常 其他 其它 普通劳动力 none")
_CATEGORIES = (  # the codes are those of the reference data, categories
    ("two_leavers", r"[两2]后生?$|两后生|未升学|未继续升学|^辍学|新成长劳动力"),
    (
        "poverty_listed",
        r"建档立卡|脱贫|扶贫户|(?<!非)贫困户|低收入农户|突发严重困难|贫困劳动力|贫困人口|^贫困$|雨露|监测户|监测对象|易返贫|边缘易致贫|三类人员",
    ),
    ("veteran", r"退役|退伍|复员|转业|复退|军人|士兵|当过兵"),
    ("disabled", r"残疾|残障|残联|^残$|聋哑|盲人"),
    ("landless", r"征地|被征|失地|无地|拆迁|(库区|水库|生态|三峡)移民|^移民|滩区迁建"),
    ("laid_off", r"下岗|失业|就业困难|4050|^待业|再就业|企业关闭"),
    ("woman_head", r"女户主|单亲母亲|单亲妈妈|单亲家庭|母子家庭|女性户主|妇女户主"),
    ("low_income", r"低保|特困|五保|零就业|困难家庭|低收入(?!农户)"),
    ("resettled", r"易地(扶贫)?搬迁|搬迁户|搬迁安置|扶贫搬迁|搬迁群众|安置点"),
    ("returnee", r"返乡|回乡|回流"),
    ("rural", r"^(农民工?|(普通|一般)?农户|一般户|非贫困户|农[村业]户口|农村居民|(农村)?(富余|转移)?劳动力)$"),
    ("graduate", r"高校毕业|大学毕业|大专毕业|离校未就业|应届(大学|高校|毕业)"),
)
_CATEGORY_PATTERNS = tuple((code, re.compile(pattern)) for code, pattern in _CATEGORIES)


def read_state(cell: Cell, field: str = "state") -> str:
    """`at_home`, `away`, `in_training`, `placed`, `moved_away` or `deceased`; raises `Refusal` state_unknown."""
    return choose(_STATES, text_of(cell), "state_unknown", field)


def read_categories(cell: Cell, field: str = "categories") -> Reading[tuple[str, ...]]:
    """The codes of the categories named; words not known are flagged category_unknown, never refused."""
    return _categories(text_of(cell), field)


@lru_cache(maxsize=4_096)
def _categories(text: str, field: str) -> Reading[tuple[str, ...]]:
    found: dict[str, None] = {}
    flags: list[Flag] = []
    for word in items_of(text):
        codes = [code for code, pattern in _CATEGORY_PATTERNS if _says(pattern, unspaced(word))]
        found.update(dict.fromkeys(codes))
        if not codes and unspaced(word).lower() not in _NOBODY:
            flags.append(Flag("category_unknown", field, {"text": word}))
    return Reading(tuple(found), tuple(flags))


def _says(pattern: re.Pattern[str], word: str) -> bool:
    """Whether a word names a category, and does not say that somebody is none of it: 无残疾, 不是退役军人."""
    named = pattern.search(word)
    return named is not None and not _NOT.search(word[: named.start()])


_NOT = re.compile(r"(无|没有?|非|不是|不属于?)$")
