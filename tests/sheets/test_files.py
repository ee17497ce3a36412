"""Files of every kind, honest and not."""

import zipfile
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from services.errors import Refusal
from services.sheets import xlsx_package
from services.sheets.books import read_book
from services.sheets.cells import text_of
from services.sheets.reading import Sheet, open_sheet
from services.sheets.tables import read_table
from services.sheets.writing import RejectsWriter
from services.sheets.xlsx_strings import BLOCK, SpooledStrings

HEADER = ["姓名", "身份证号", "备注"]
ROWS = [["潘小明", "52273219850307101X", "一, 二"], ["李四", "522732198503071028", "两\n行"]]


def contents(path: Path) -> list[list[object]]:
    with open_sheet(path) as sheet:
        return [cells for _, cells in sheet.rows(sheet.titles[0])]


def refusal_of(path: Path, name: str | None = None) -> str:
    with pytest.raises(Refusal) as caught, open_sheet(path, name=name) as sheet:
        list(sheet.rows(sheet.titles[0]))
    return caught.value.code


def saved(path: Path, rows: list[list[object]]) -> Path:
    book = Workbook()
    for row in rows:
        book.active.append(row)
    book.save(path)
    return path


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le"])
def test_a_csv_is_read_in_any_usual_encoding(tmp_path: Path, encoding: str, delimiter: str) -> None:
    lines = [delimiter.join(f'"{cell}"' for cell in row) for row in [HEADER, *ROWS]]
    path = tmp_path / "register.csv"
    path.write_bytes("\r\n".join(lines).encode(encoding))
    assert contents(path) == [HEADER, *ROWS]


def test_gb18030_far_below_an_ascii_start_is_noticed(tmp_path: Path) -> None:
    path = tmp_path / "register.csv"
    path.write_bytes(b"name,id\r\n" + b"a,1\r\n" * 300_000 + "潘小明,2\r\n".encode("gb18030"))
    assert contents(path)[-1] == ["潘小明", "2"]


def test_bytes_that_no_encoding_fits_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "register.csv"
    path.write_bytes("姓名,身份证号\n".encode("gb18030") + b"\xff\xff\xff,1\n")
    assert refusal_of(path) == "encoding_unknown"


def test_a_quotation_mark_that_is_never_closed_is_found(tmp_path: Path) -> None:
    path = tmp_path / "register.csv"
    path.write_text('姓名,身份证号\n"潘小明,1\n' + "李四,2\n" * 100)
    assert refusal_of(path) == "quote_not_closed"


def test_row_numbers_are_those_the_person_sees(tmp_path: Path) -> None:
    book = Workbook()
    book.active["A2"], book.active["C5"] = "二", "五"
    book.save(tmp_path / "gaps.xlsx")
    with open_sheet(tmp_path / "gaps.xlsx") as sheet:
        assert list(sheet.rows(sheet.titles[0])) == [(2, ["二"]), (5, [None, None, "五"])]


def test_dates_numbers_and_formulas_of_an_xlsx_are_read_as_they_are(tmp_path: Path) -> None:
    book = Workbook()
    sheet = book.active
    sheet.append([date(1985, 3, 7), date(1985, 3, 1), 13812345678, 0.45, True, "_x0041_是"])
    sheet["B1"].number_format = 'yyyy"年"m"月"'
    book.save(tmp_path / "values.xlsx")
    assert contents(tmp_path / "values.xlsx") == [[date(1985, 3, 7), "1985年3月", 13812345678, 0.45, True, "A是"]]


def test_the_sheet_with_a_header_is_read_and_the_others_are_named(tmp_path: Path) -> None:
    book = Workbook()
    book.active.append(["填表说明"])
    for title in ("牛场村", "板光村"):
        village = book.create_sheet(title)
        village.append(HEADER)
        village.append(ROWS[0])
    book.create_sheet("旧").sheet_state = "hidden"
    book.save(tmp_path / "villages.xlsx")
    with open_sheet(tmp_path / "villages.xlsx") as sheet:
        book = read_book(sheet, "labourers")
        assert (book.first.title, book.later, book.left_out) == ("牛场村", ("板光村",), ())
        other = read_table(sheet, "labourers", "板光村")
        assert [row.cells["name"] for row in other.rows()] == ["潘小明"]


def test_a_file_that_is_not_what_its_name_says_is_refused(tmp_path: Path) -> None:
    book = saved(tmp_path / "book.xlsx", [HEADER])
    page = tmp_path / "page.xls"
    page.write_text("<html><table></table></html>")
    assert refusal_of(book, "book.csv") == "file_other_content"
    assert refusal_of(book, "book.xls") == "file_other_content"
    assert refusal_of(page) == "file_other_content"
    assert refusal_of(book, "book.pdf") == "file_not_a_sheet"


def test_empty_broken_and_locked_files_are_refused(tmp_path: Path) -> None:
    (tmp_path / "empty.csv").write_bytes(b"")
    (tmp_path / "broken.xlsx").write_bytes(b"PK\x03\x04" + bytes(100))
    (tmp_path / "broken.xls").write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(2_000))
    locked = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + "EncryptedPackage".encode("utf-16-le") + bytes(600)
    (tmp_path / "locked.xlsx").write_bytes(locked)
    codes = [refusal_of(tmp_path / name) for name in ("empty.csv", "broken.xlsx", "broken.xls", "locked.xlsx")]
    assert codes == ["file_empty", "file_corrupt", "file_corrupt", "file_encrypted"]


def test_macros_bombs_and_entities_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    book = saved(tmp_path / "book.xlsx", [HEADER])
    with zipfile.ZipFile(saved(tmp_path / "macros.xlsx", [HEADER]), "a") as archive:
        archive.writestr("xl/vbaProject.bin", b"x")
    assert refusal_of(tmp_path / "macros.xlsx") == "file_has_macros"
    _with_doctype(book, tmp_path / "entities.xlsx")
    assert refusal_of(tmp_path / "entities.xlsx") == "file_corrupt"
    with monkeypatch.context() as few:
        few.setattr(xlsx_package, "MOST_PARTS", 3)
        assert refusal_of(book) == "file_corrupt"
    monkeypatch.setattr(xlsx_package, "LARGEST_CONTENT", 100)
    assert refusal_of(book) == "file_too_large"


def _with_doctype(source: Path, target: Path) -> None:
    with zipfile.ZipFile(source) as before, zipfile.ZipFile(target, "w") as after:
        for name in before.namelist():
            mark = b'<!DOCTYPE x [<!ENTITY a "b">]>' if name.startswith("xl/worksheets/") else b""
            after.writestr(name, mark + before.read(name))


def test_shared_strings_come_back_from_disk_in_any_order() -> None:
    strings = SpooledStrings()
    texts = [f"第{number}个" for number in range(BLOCK * 3 + 5)] + [""]
    for text in texts:
        strings.append(text)
    strings.finish()
    assert [strings[place] for place in (0, len(texts) - 1, BLOCK, 7)] == [texts[0], "", texts[BLOCK], texts[7]]
    strings.close()


@pytest.mark.parametrize("suffix", [".csv", ".xlsx"])
def test_what_looks_like_a_formula_goes_back_as_text_and_is_read_as_before(tmp_path: Path, suffix: str) -> None:
    path = saved(tmp_path / "in.xlsx", [HEADER]) if suffix == ".xlsx" else tmp_path / "in.csv"
    if suffix == ".csv":
        path.write_text(",".join(HEADER))
    with open_sheet(path) as sheet:
        table = read_table(sheet, "labourers", sheet.titles[0])
        with RejectsWriter(tmp_path / f"out{suffix}", sheet, table.heading) as rejects:
            rejects.write(["=1+1", "+86 13812345678", "@x"], "姓名不对")
    with open_sheet(tmp_path / f"out{suffix}") as sheet:
        row = next(read_table(sheet, "labourers", sheet.titles[0]).rows())
    marks = "'" if suffix == ".csv" else ""
    assert row.written == [f"{marks}=1+1", f"{marks}+86 13812345678", f"{marks}@x", "姓名不对"]


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=12))
def test_any_text_sent_back_in_a_csv_is_read_as_it_was(text: str) -> None:
    with TemporaryDirectory() as folder:
        source, target = Path(folder, "in.csv"), Path(folder, "out.csv")
        source.write_text(",".join(HEADER), encoding="utf-8")
        with open_sheet(source) as sheet, _writer(target, sheet) as rejects:
            rejects.write([text, "1", "2"], "为什么")
        assert text_of(contents(target)[1][0]) == text_of(text)


def _writer(target: Path, sheet: Sheet) -> RejectsWriter:
    return RejectsWriter(target, sheet, read_table(sheet, "labourers", sheet.titles[0]).heading)


def test_a_rejects_file_never_overwrites_another(tmp_path: Path) -> None:
    path = tmp_path / "in.csv"
    path.write_text(",".join(HEADER))
    with open_sheet(path) as sheet, pytest.raises(FileExistsError):
        RejectsWriter(path, sheet, read_table(sheet, "labourers", sheet.titles[0]).heading)
