"""The lines below a register that are nobody: signatures, seals, dates, sums."""

import pytest

from services.sheets.tables import is_foot

FEET = (
    "村负责人签字：　年 月 日",
    "村支书（签字）：",
    "村主任签名：",
    "驻村干部签字：",
    "村（社区）盖章：",
    "联络员签字：",
    "村民小组长签字：",
    "三都县大河镇高硐村民委员会（盖章）",
    "牛场村委会",
    "包村干部：张三",
    "以上情况属实",
    "统计人数：22人",
    "2026年10月20日",
    "填表人：李四　　审核人：王五",
    "合计 22 人",
)


@pytest.mark.parametrize("line", FEET)
def test_a_foot_is_nobody(line: str) -> None:
    assert is_foot(line)


@pytest.mark.parametrize("cell", ["李秀英", "王日月", "522732198503070216", "13800000001", "1", "年月"])
def test_a_persons_first_cell_is_no_foot(cell: str) -> None:
    assert not is_foot(cell)
