"""Workbooks with one sheet a village."""

from pathlib import Path

from openpyxl import Workbook, load_workbook
from sqlalchemy import select

from models.db import Database
from models.import_file import ImportReject
from models.labourer import Labourer
from services.rejects import rejects_of, write_rejects
from services.sheets.books import Book, read_book
from services.sheets.reading import open_sheet
from services.sheets.tables import TableRow
from tests.office import Office, id_number

HEADER = ["姓名", "身份证号", "备注"]


def book_of(path: Path, **sheets: list[list[object]]) -> Path:
    book = Workbook()
    book.remove(book.active)
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
    book.save(path)
    return path


def read(path: Path) -> tuple[list[TableRow], Book]:
    with open_sheet(path) as sheet:
        book = read_book(sheet, "labourers")
        return list(book.rows()), book


def test_every_sheet_with_the_same_columns_is_read(tmp_path: Path) -> None:
    path = book_of(
        tmp_path / "villages.xlsx",
        说明=[["请按村填写"]],
        牛场村=[["劳动力台账"], HEADER, ["潘小明", "1", "低保"], ["李四", "2", None]],
        板光村=[HEADER, ["王五", "3", "低保"], ["赵六", "4", None], ["合计", None, None]],
        高硐村=[HEADER, ["孙七", "5", None]],
    )
    rows, book = read(path)
    assert [(row.number, row.cells["name"], row.cells.get("notes")) for row in rows] == [
        (3, "潘小明", "低保"), (4, "李四", None), (6, "王五", "低保；工作表：板光村"),
        (7, "赵六", "工作表：板光村"), (9, "孙七", "工作表：高硐村"),
    ]  # fmt: skip
    assert [(row.sheet, row.line) for row in rows[1:3]] == [("牛场村", 4), ("板光村", 2)]
    assert (book.skipped.foot, book.left_out) == (1, ())


def left_out(book: Book) -> list[tuple[str, str, object]]:
    return [
        (title, refusal.code, refusal.params.get("columns", refusal.params.get("missing")))
        for title, refusal in book.left_out
    ]


def test_a_sheet_with_further_columns_is_left_out_one_in_another_order_is_read(tmp_path: Path) -> None:
    path = book_of(
        tmp_path / "mixed.xlsx",
        牛场村=[HEADER, ["潘小明", "1", None]],
        板光村=[HEADER[::-1], [None, "2", "李四"]],
        高硐村=[[*HEADER, "性别"], ["孙七", "5", None, "男"]],
    )
    rows, book = read(path)
    assert [(row.cells["name"], row.written) for row in rows][1] == ("李四", ["李四", "2", None])
    assert [row.cells["name"] for row in rows] == ["潘小明", "李四"]
    assert left_out(book) == [("高硐村", "sheet_has_other_columns", ["性别"])]


def test_a_sheet_that_lacks_a_needed_column_or_any_header_is_named_explanations_are_not(tmp_path: Path) -> None:
    path = book_of(
        tmp_path / "gaps.xlsx",
        说明=[["请按村填写"], ["不得涂改", None]],
        牛场村=[HEADER, ["潘小明", "1", None]],
        板光村=[["姓名", "备注", "性别"], ["李四", None, "男"]],
        高硐村=[["王五", "522732198503071028", "13800000001"]],
        空白=[],
    )
    rows, book = read(path)
    assert [(row.number, row.sheet) for row in rows] == [(2, "")]
    assert left_out(book) == [("板光村", "columns_missing", ("身份证号码",)), ("高硐村", "no_header_row", None)]


def test_people_of_all_sheets_are_entered_and_rows_of_two_sheets_sent_back(
    office: Office, database: Database, tmp_path: Path
) -> None:
    header, home = ["姓名", "身份证号", "家庭住址"], "三都县大河镇"
    path = book_of(
        tmp_path / "villages.xlsx",
        牛场村=[header, ["李秀英", id_number(), home], ["王建国", "12345", home]],
        板光村=[header, ["王建国", "123456", home], ["石老三", id_number(sequence="031"), home]],
        高硐村=[[*header, "性别"], ["李四", "1", home, "男"]],
    )
    file = office.load("labourers", path)
    assert (file.created, file.rejected) == (2, 2)
    assert [(each["sheet"], each["refusal"]["code"]) for each in file.notes["left_out"]] == [
        ("高硐村", "sheet_has_other_columns")
    ]
    with database.reading() as session:
        assert set(session.scalars(select(Labourer.name))) == {"李秀英", "石老三"}
        assert list(session.scalars(select(ImportReject.row_number))) == [3, 5]
        sent_back = rejects_of(session, file.public_id, actor=office.actor)
        assert [row.place for row in sent_back] == ["牛场村!3", "板光村!2"]
        path = write_rejects(
            session, file.public_id, home=tmp_path, actor=office.actor, describe=lambda refusal: refusal.code
        )
    assert path is not None
    assert [row[-1] for row in load_workbook(path).active.values] == [
        "退回原因", "牛场村!3：id_wrong_length", "板光村!2：id_wrong_length",
    ]  # fmt: skip


def test_a_sheet_left_half_read_is_closed_with_its_file(tmp_path: Path) -> None:
    path = book_of(tmp_path / "half.xlsx", 牛场村=[HEADER, ["潘小明", "1", None], ["李四", "2", None]])
    with open_sheet(path) as sheet:
        rows = sheet.rows("牛场村")
        next(rows)
    assert list(rows) == []
