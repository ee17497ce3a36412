"""Fields with a few possible answers: sex, yes or no, board and lodging, marriage, near or away."""

import re
from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType
from typing import NamedTuple

from services.errors import Refusal
from services.sheets.cells import Cell, text_of, unspaced, words


def choices(table: Mapping[str, str]) -> Mapping[str, str]:
    """Turn {code: "word word word"} into {word: code}."""
    return MappingProxyType({word: code for code, words in table.items() for word in words.split()})


def choose(table: Mapping[str, str], text: str, code: str, field: str) -> str:
    """The code of a word; raises `Refusal(code, text)` for a word that is not in the table."""
    chosen = table.get(unspaced(text).lower().rstrip("。.;"))
    if chosen is None:
        raise Refusal(code, field=field, text=text)
    return chosen


_SEX = choices({"male": "男 男性 男士 m male 1 先生 男孩", "female": "女 女性 女士 f female 2 0 妇女 女孩"})
_MARITAL = choices(
    {
        "single": "未婚 单身 否 single",
        "married": "已婚 结婚 初婚 再婚 复婚 有配偶 是 married",
        "divorced": "离婚 离异 divorced",
        "widowed": "丧偶 寡 widowed",
    }
)
_DISTANCE = choices(
    {
        "near": "就近 就近就业 就地 就地就近 就地就近就业 本地 当地 县内 本县 本县内 县域内 本乡 本镇 乡内 "
        "镇内 家门口 附近 离家近 近 在家附近 市内 本市 near local nearby",
        "away": "外出 外地 外出务工 省外 县外 市外 外省 外县 跨省 省内 省内县外 县外省内 沿海 出省 远 "
        "转移就业 away outside",
        "any": "均可 都可以 都可 都行 不限 无所谓 皆可 任意 随便 不挑 any either both",
    }
)
_YES = words(
    "是 有 愿意 愿 想 想去 同意 要 需要 需 可以 可 能 会 接受 服从 包 提供 √ ✓ ✔ ☑ y yes true t 1 v 对 已 已办 已参加 "
    "希望 有意愿 有意向 免费 包含 发证 取证"
)
_NO = words(
    "否 无 没有 没 不愿意 不愿 不想 不同意 不要 不需要 不需 无需 不可以 不可 不能 不会 不接受 不服从 不包 "
    "不提供 × ✗ ✘ x n no false f 0 不 未 未办 未参加 无意愿 无意向 不是 自理 不发证 不取证"
)
_NEVER_OWED = re.compile(r"(?:从?未|从?不|从?没有?|无|未曾|不存在)(?:有|曾)?(?:拖欠|欠|发生)[^,、;。]*")
_SETTLED = re.compile(r"已(?:经)?(?:全部)?(?:结清|清偿|付清|支付|补发|发放|还清|解决)")
_OWED = re.compile(r"欠|^[有是]|拖延")
_OPEN = words("不限 无所谓 均可 都可以 都行 不要求 无要求 随便 any")


def read_sex(cell: Cell, field: str = "sex") -> str:
    """`male` or `female`; raises `Refusal` sex_unknown."""
    return choose(_SEX, text_of(cell), "sex_unknown", field)


def read_marital(cell: Cell, field: str = "marital") -> str:
    """`single`, `married`, `divorced` or `widowed`; raises `Refusal` marital_unknown."""
    return choose(_MARITAL, text_of(cell), "marital_unknown", field)


def read_distance(cell: Cell, field: str = "distance") -> str:
    """Where someone wants to work: `near` home, `away` or `any`; raises `Refusal` distance_unknown."""
    return choose(_DISTANCE, text_of(cell), "distance_unknown", field)


def read_yes_no(cell: Cell, field: str) -> bool:
    """Yes or no in words, letters, figures or ticks; raises `Refusal` yes_no_unclear."""
    word = unspaced(text_of(cell)).lower().rstrip("。.")
    if word in _YES:
        return True
    if word in _NO or word in ("", "-", "/", "—", "——"):
        return False
    raise Refusal("yes_no_unclear", field=field, text=text_of(cell))


def read_owes_wages(cell: Cell, field: str = "owes_wages") -> bool:
    """Yes or no, or in words: 拖欠3个月 and 有,3个月 owe wages, 不欠 and 从未拖欠 do not.

    Raises `Refusal` yes_no_unclear, also for words that say both, like 拖欠3个月,已结清.
    """
    try:
        return read_yes_no(cell, field)
    except Refusal:
        text = unspaced(text_of(cell))
        never, rest = _NEVER_OWED.search(text), _NEVER_OWED.sub("", text)
        owed = _OWED.search(rest)
        if bool(never) == bool(owed) or _SETTLED.search(text):
            raise
        return bool(owed)


class BoardLodging(NamedTuple):
    """Whether board and lodging are given or wanted; None where left open."""

    board: bool | None
    lodging: bool | None


@lru_cache(maxsize=4_096)
def _board_and_lodging(text: str) -> BoardLodging | None:
    plain = unspaced(text).lower().replace("食宿", "吃住").replace("管", "包").replace("提供", "包").replace("餐", "吃")
    plain = plain.replace("宿", "住").replace("食", "吃").replace("全包", "").replace("免费", "包")
    if plain in _OPEN:
        return BoardLodging(None, None)
    if plain in _YES or plain in _NO:
        return BoardLodging(plain in _YES, plain in _YES)
    if "不包吃住" in plain or "不包吃不包住" in plain or "吃住自理" in plain or "不吃住" in plain:
        return BoardLodging(False, False)
    found = {thing: _offered(plain, thing) for thing in "吃住"}
    return None if found == {"吃": None, "住": None} else BoardLodging(found["吃"], found["住"])


def _offered(plain: str, thing: str) -> bool | None:
    if re.search(f"(不包?|无|没有?){thing}|{thing}自理", plain):
        return False
    return True if thing in plain else None


def read_board_and_lodging(cell: Cell, field: str = "board_lodging") -> BoardLodging:
    """包吃住, 包吃不包住, 食宿自理, 是, 否 …; raises `Refusal` board_unclear."""
    text = text_of(cell)
    found = _board_and_lodging(text)
    if found is None:
        raise Refusal("board_unclear", field=field, text=text)
    return found
