"""Work histories as village officers write them."""

from datetime import date

import pytest

from services.sheets.fields.histories import read_history

TODAY = date(2026, 11, 20)


@pytest.mark.parametrize(
    ("text", "spells"),
    [
        ("缝纫工，5年", [("缝纫工", 60)]),
        ("缝纫工5年，保安3年", [("缝纫工", 60), ("保安", 36)]),
        ("3年", []),
        ("五金厂普工3年、二保焊工十二年", [("五金厂普工", 36), ("二保焊工", 144)]),
        ("在浙江做过三年木工", [("木工", 36)]),
        ("十年司机", [("司机", 120)]),
        ("1998年-2005年 缝纫工", [("缝纫工", 84)]),
        ("2015年3月-2019年8月在深圳做首饰加工", [("首饰加工", 54)]),
        ("2019年至今 电焊工", [("电焊工", 94)]),
        ("木工20余年", [("木工", 240)]),
        ("两年半缝纫工", [("缝纫工", 30)]),
        ("8个月电子装配", [("电子装配", 8)]),
        ("5年，缝纫工", [("缝纫工", 60)]),
        ("2018年起在家务农", [("在家务农", 0)]),
    ],
)
def test_a_history_is_read_as_spells_of_work(text: str, spells: list[tuple[str, int]]) -> None:
    assert [(spell.work, spell.months) for spell in read_history(text, TODAY)] == spells
