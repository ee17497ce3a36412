"""Cells merged down a register: the village beside all its people."""

from pathlib import Path

import pytest
import xlwt
from openpyxl import Workbook

from services.sheets.reading import open_sheet
from services.sheets.tables import TableRow, read_table

HEADER = ["乡镇", "村", "组", "姓名", "身份证号", "备注"]
PEOPLE = [
    ["大河镇", "高硐村", None, "潘小明", "1", "低保"],
    [None, None, None, "李四", "2", None],
    [None, None, None, None, None, None],
    [None, "板光村", "三组", "王五", "3", None],
    [None, None, None, "赵六", "4", None],
]
MERGES = ["A2:A6", "B2:B4", "B5:B6", "C2:C4", "F2:F6"]


def rows_of(path: Path) -> list[TableRow]:
    with open_sheet(path) as sheet:
        return list(read_table(sheet, "labourers", sheet.titles[0]).rows())


@pytest.fixture
def xlsx(tmp_path: Path) -> Path:
    book = Workbook()
    for row in [HEADER, *PEOPLE]:
        book.active.append(row)
    for cells in MERGES:
        book.active.merge_cells(cells)
    book.save(tmp_path / "merged.xlsx")
    return tmp_path / "merged.xlsx"


def test_places_merged_down_are_everybodys(xlsx: Path) -> None:
    places = [(row.cells["name"], row.cells.get("township"), row.cells.get("village")) for row in rows_of(xlsx)]
    assert places == [
        ("潘小明", "大河镇", "高硐村"), ("李四", "大河镇", "高硐村"),
        ("王五", "大河镇", "板光村"), ("赵六", "大河镇", "板光村"),
    ]  # fmt: skip


def test_only_merged_cells_and_only_places_are_filled(xlsx: Path) -> None:
    last = rows_of(xlsx)[-1]
    assert "group" not in last.cells
    assert "notes" not in last.cells


def test_a_row_sent_back_shows_the_place_it_stood_under(xlsx: Path) -> None:
    assert rows_of(xlsx)[1].written[:4] == ["大河镇", "高硐村", None, "李四"]


def test_an_empty_row_under_a_merged_village_is_nobody(xlsx: Path) -> None:
    assert [row.number for row in rows_of(xlsx)] == [2, 3, 5, 6]


def test_an_old_excel_file_is_filled_down_too(tmp_path: Path) -> None:
    book = xlwt.Workbook(encoding="utf-8")
    sheet = book.add_sheet("高硐村")
    for place, header in enumerate(["村", "姓名", "身份证号"]):
        sheet.write(0, place, header)
    sheet.write_merge(1, 2, 0, 0, "高硐村")
    for row in (1, 2, 3):
        sheet.write(row, 1, "潘小明")
    book.save(str(tmp_path / "merged.xls"))
    assert [row.cells.get("village") for row in rows_of(tmp_path / "merged.xls")] == ["高硐村", "高硐村", None]
