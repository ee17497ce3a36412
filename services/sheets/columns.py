"""The columns a sheet of each kind may have, and the many names people write above them."""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from typing import Literal, NamedTuple

Kind = Literal["labourers", "employers", "bases", "orders"]
KINDS: tuple[Kind, ...] = ("labourers", "employers", "bases", "orders")

IGNORED = "ignored"  # the field of columns that are known and say nothing new: serial numbers, ages, a former reason

_NOTES = re.compile(r"\([^()]*\)|\[[^\[\]]*\]|【[^【】]*】|<[^<>]*>")
_DROPPED = re.compile(r"[\s*★☆#:,.;、。\"'_\-/\\|]+|^\d+[.、)]")


class Column(NamedTuple):
    """A field, the names it goes by (the first is the one to print), and whether a sheet must have it."""

    field: str
    names: tuple[str, ...]
    required: bool = False


def column(field: str, names: str, *, required: bool = False) -> Column:
    """A column from names separated by spaces."""
    return Column(field, tuple(names.split()), required)


def plain_header(text: str, *, notes: bool = False) -> str:
    """A header as it is compared: narrow, lower case, without spaces, marks and (unless `notes`) notes in brackets."""
    plain = unicodedata.normalize("NFKC", text).lower()
    if not notes:
        plain = _NOTES.sub("", plain)
    return _DROPPED.sub("", plain)


def names_of(columns: Iterable[Column]) -> Mapping[str, str]:
    """{name as compared: field}; a name may belong to one field only."""
    names: dict[str, str] = {}
    for known in columns:
        for name in known.names:
            other = names.setdefault(plain_header(name, notes=True), known.field)
            if other != known.field:
                raise ValueError(f"{name} names both {other} and {known.field}")
    return names


REASON_NAMES = ("退回原因", "退回理由", "rejectreason")  # the column that a rejects sheet has behind its own
SERIAL = column(
    IGNORED,
    "序号 编号 序 项次 行号 no number 年龄 周岁 age 未导入原因 错误原因 问题 reason 签字 签名 本人签字 签名确认 手印 "
    "按手印 打勾 " + " ".join(REASON_NAMES),
)
NOTES = column("notes", "备注 说明 备注说明 其他 其它 其他说明 备考 notes note remark remarks comment comments")


def place_columns(prefix: str = "", whole: str = "") -> tuple[Column, ...]:
    """The columns of a place in one piece or by level; `whole` adds names of the address column."""
    return (
        column("division_code", "行政区划代码 区划代码 区划编码 地区代码 divisioncode areacode"),
        column("province", f"省 省份 省市区 省级 所在省 户籍省 {prefix}省 {prefix}省份 province"),
        column("city", f"市 地市 市州 州市 市级 地级市 所在市 {prefix}市 city prefecture"),
        column(
            "county",
            f"县 区县 县区 县市 县市区 市县区 县级 所在县 所属县 {prefix}县 county district",
        ),
        column(
            "township",
            "乡镇 镇 乡 镇乡 乡镇街道 镇街 街道 镇街道 乡镇名称 镇名称 所在乡镇 所属乡镇 户籍乡镇 township town",
        ),
        column("village", f"村 行政村 村居 村社区 社区 村委会 村名 所在村 所属村 村名称 户籍村 {prefix}村 village"),
        column("group", f"组 村民组 小组 村民小组 组别 自然寨 自然村 寨 所在组 {prefix}组 villagegroup group"),
        column("address", f"{whole} address"),
    )
