"""A register as a village officer would really send it, in every format, with what must become of each row."""

import csv
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import xlwt
from openpyxl import Workbook

from services.sheets.cells import Cell
from services.sheets.fields.identity import check_character

AT = date(2026, 11, 1)
PLACE = "522732"  # Sandu county; the people are invented and their numbers computed

_HOME = ("三合街道", "牛场村")

TITLE = "三合街道2026年农村劳动力登记台账"
SUBTITLE = "填报单位：三合街道劳务站（盖章）              填报日期：2026年10月20日"
HEADER = (
    "序号",
    "姓 名*",
    "性别",
    "公民身份号码\n(必填)",
    "出生年月",
    "联系\n电话",
    "乡镇",
    "村",
    "组",
    "文化程度",
    "技能特长",
    "技能等级",
    "务工经历",
    "意向工种",
    "就业意向地",
    "期望工资(元)",
    "是否包吃住",
    "培训意愿",
    "农忙是否回家",
    "目前状况",
    "人员类别",
    "政治面貌",
    "备注",
)
FOOT = (
    ("合计", "22人"),
    ("填表人：潘某", None, None, "审核：韦某", None, None, "单位（盖章）"),
    ("备注：本表一式三份，请用黑色签字笔填写",),
)


@dataclass(frozen=True)
class RegisterRow:
    """A row under `HEADER` without its serial number, and what must become of it.

    `refusals` are the codes the row is sent back with (() if it loads); `flags` those it is kept with.
    """

    cells: tuple[Cell, ...]
    refusals: tuple[str, ...] = ()
    flags: tuple[str, ...] = ()
    id_number: str = field(default="")


def identity_number(birth: date, order: int, *, place: str = PLACE) -> str:
    """A number that is valid by GB 11643; an odd `order` (1–999) is a man's."""
    first = f"{place}{birth:%Y%m%d}{order:03d}"
    return first + check_character(first)


def identity_ending_in_x(birth: date, *, start: int = 1) -> str:
    """The first valid number of that birthday whose check character is X, for a man."""
    numbers = (identity_number(birth, order) for order in range(start, 1000, 2))
    return next(number for number in numbers if number.endswith("X"))


def row(
    name: Cell,
    sex: Cell,
    id_number: Cell,
    birth: Cell,
    phone: Cell,
    *rest: Cell,
    refusals: Sequence[str] = (),
    flags: Sequence[str] = (),
    id_read: str = "",
) -> RegisterRow:
    usual: tuple[Cell, ...] = (
        *_HOME, "3组", "初中", "电工、焊工", "初级", "2019-2023年在东莞电子厂", "缝纫工、电子装配", "广东深圳",
        "3000-4000",
        "包吃住", "是", "5-6月", "在家", "脱贫户", "群众", None,
    )  # fmt: skip
    cells = (name, sex, id_number, birth, phone, *rest, *usual[len(rest) :])
    return RegisterRow(cells, tuple(refusals), tuple(flags), id_read or str(id_number))


_BORN = date(1985, 3, 7)
_OLD = f"{PLACE}850307011"  # fifteen digits, as issued before 1999
_X = identity_ending_in_x(_BORN)


def rows() -> list[RegisterRow]:
    """The rows of data in order; every oddity is in one of them."""
    return [*_good_rows(), *_bad_rows()]


def _good_rows() -> list[RegisterRow]:
    return [
        row("潘小明", "男", _id(101), "1985.3.7", "13812345678"),
        row("李 四", "男", _X.lower(), "1985年3月7日", "138 1234 5679", id_read=_X),
        row("韦　秀英", "女", _wide(_id(102)), "１９８５．３．７", "１３９１２３４５６７８", id_read=_id(102)),
        row("石文军", "男", _spaced(_id(113)), "1985/3/7", "+86 138-1234-5680", *_HOME, "三组", "高中毕业",
        "二保焊(四级)",
            "四级/中级工", None, "焊工", "不限", "3,800元", "包吃不包住", "愿意", "6月、10月", id_read=_id(113)),
        row("吴昌华", "M", _id(103), "一九八五年三月七日", "0854-3921234", *_HOME, "1", "中专", "泥瓦匠", "5", None,
            "小工", "县内", "200元/天", "食宿自理", "电工培训", "农忙回家"),
        row("阿不都热依木•买买提", 1, _id(105), "19850307", "008613812345681", *_HOME, "2", "大专", "无", "无", "无",
            "服从安排", "均可", "三千五", "√", "×", "否"),
        row("陆小妹", "女", _id(104), _BORN, 13812345682),
        row("杨再兴", "男", _id(107), None, None),
        row("蒙老三", "男", _id(109), "1985年3月", "13812345683", flags=["birth_partial"]),
        row("白美丽", "女", _id(106), "85.3.7", "13812345684", flags=["birth_year_short"]),
        row("王二妹", "女", _id(108), "31113", "13812345685、0854-3921235", flags=["phone_two_numbers"]),
        row("莫老人", "男", _OLD, "1985.03.07", "(0854)3921236", flags=["id_upgraded_from_15"], id_read=_id(11)),
        row("罗面议", "男", _id(111), "1985-03-07", "13812345686", *_HOME, "3", "小学", "开挖机", None, None,
            "挖机师傅", "浙江", "面议", "不限", "是", "看情况再说", "在家", "外星人",
            flags=["wage_open", "season_unreadable", "category_unknown"]),
    ]  # fmt: skip


def _bad_rows() -> list[RegisterRow]:
    child = identity_number(date(2014, 1, 5), 215)
    return [
        row("错校验", "男", _wrong(_id(201)), "1985.3.7", "13812345690", refusals=["id_wrong_check_digit"]),
        row("少一位", "男", _id(203)[:17], "1985.3.7", "13812345691", refusals=["id_wrong_length"]),
        row("年份不符", "男", _id(205), "1986.3.7", "13812345692", refusals=["birth_disagrees_with_id"]),
        row("月份不符", "男", _id(207), "1985年4月", "13812345693", refusals=["birth_disagrees_with_id"]),
        row("性别不符", "女", _id(209), "1985.3.7", "13812345694", refusals=["sex_disagrees_with_id"]),
        row("手机少位", "男", _id(211), "1985.3.7", "1381234569", refusals=["phone_wrong_length"]),
        row("科学计数", "男", "5.22732E+17", "1985.3.7", "13812345695", refusals=["id_damaged_by_excel"]),
        row(None, "男", _id(213), "1985.3.7", "13812345696", refusals=["missing"]),
        row("娃娃", "男", child, "2014.1.5", "13812345697", refusals=["too_young"]),
        row("两处错", "不明", _id(217), "1985.3.7", "123", *_HOME, "3组", "初中",
            refusals=["sex_unknown", "phone_wrong_length"]),
    ]  # fmt: skip


def _id(order: int) -> str:
    return identity_number(_BORN, order)


def _spaced(number: str) -> str:
    return f"{number[:6]} {number[6:14]} {number[14:]}"


def _wrong(number: str) -> str:
    return number[:17] + ("0" if number[17] != "0" else "1")


def _wide(text: str) -> str:
    return "".join(chr(ord(character) + 0xFEE0) for character in text)


def lines() -> list[tuple[Cell, ...]]:
    """Every line of the sheet: titles, header, rows with a blank one and the header of page two between, foot."""
    numbered: list[tuple[Cell, ...]] = [(number, *one.cells) for number, one in enumerate(rows(), start=1)]
    half = len(numbered) // 2
    return [(TITLE,), (SUBTITLE,), HEADER, *numbered[:half], (), HEADER, *numbered[half:], (), *FOOT]


def write_register(path: Path, *, encoding: str = "utf-8-sig") -> Path:
    """Write the register as .csv (in `encoding`), .xlsx or .xls, by the suffix of `path`."""
    {".csv": _write_csv, ".xlsx": _write_xlsx, ".xls": _write_xls}[path.suffix](path, lines(), encoding)
    return path


def _write_csv(path: Path, written: list[tuple[Cell, ...]], encoding: str) -> None:
    with path.open("w", encoding=encoding, newline="") as file:
        csv.writer(file).writerows([["" if cell is None else cell for cell in line] for line in written])


def _write_xlsx(path: Path, written: list[tuple[Cell, ...]], encoding: str) -> None:
    book = Workbook()
    sheet = book.active
    for number, line in enumerate(written, start=1):
        for place, cell in enumerate(line, start=1):
            sheet.cell(number, place, cell)
    for number in (1, 2):
        sheet.merge_cells(start_row=number, end_row=number, start_column=1, end_column=len(HEADER))
    book.create_sheet("填表说明")["A1"] = "请按身份证填写"
    book.save(path)


def _write_xls(path: Path, written: list[tuple[Cell, ...]], encoding: str) -> None:
    book = xlwt.Workbook(encoding="utf-8")
    sheet = book.add_sheet("台账")
    day = xlwt.easyxf(num_format_str="yyyy-mm-dd")
    for number, line in enumerate(written):
        for place, cell in enumerate(line):
            if cell is not None:
                sheet.write(number, place, cell, day) if isinstance(cell, date) else sheet.write(number, place, cell)
    book.save(str(path))
