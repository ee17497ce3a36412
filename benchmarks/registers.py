"""Registers of invented people for the benchmarks, as CSV and as a workbook of the kind that Excel writes."""

import csv
import shutil
import tempfile
from collections.abc import Iterator
from datetime import date
from io import BytesIO
from itertools import chain
from pathlib import Path
from typing import IO
from zipfile import ZIP_DEFLATED, ZipFile

from openpyxl import Workbook

from services.sheets.fields.identity import check_character

HEADER = (
    "姓名", "身份证号", "联系电话", "家庭住址", "文化程度", "技能特长", "求职意向", "意向地点", "期望工资", "目前状况",
)  # fmt: skip
TOWNS = ("三都县大河镇高硐村", "三都县普安镇交梨村", "三都县周覃镇三院村", "三都县中和镇姑挂村")
SKILLS = ("平车", "电焊、二保焊", "砌墙", "插件、打螺丝", "叉车", "炒菜", "")
WISHES = ("缝纫工", "焊工", "瓦工", "电子厂普工", "叉车司机", "厨师", "普工")
PLACES = ("深圳", "东莞市", "广东省", "贵阳", "三都县", "")
WAGES = ("4000", "5,000元", "4500-6000", "200元/天", "六千", "面议")
UNIQUE = 3  # name, ID number and telephone are everybody's own
START = date(1966, 1, 1).toordinal()

SHEET, STRINGS = "xl/worksheets/sheet1.xml", "xl/sharedStrings.xml"
_NAMING_STRINGS = {  # what the empty workbook of openpyxl, which keeps texts in their cells, lacks
    "xl/_rels/workbook.xml.rels": '<Relationship Id="strings" Target="sharedStrings.xml" Type="'
    'http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings"/>',
    "[Content_Types].xml": '<Override PartName="/xl/sharedStrings.xml" ContentType="'
    'application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"/>',
}
_MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'


def people(rows: int) -> Iterator[tuple[str, ...]]:
    """Invented people with computed ID numbers, no two alike: synthetic data."""
    for n in range(rows):
        born = date.fromordinal(START + n % 14_600)
        body = f"522732{born:%Y%m%d}{n // 14_600 % 1000:03}"
        yield (
            f"韦{chr(0x4E00 + n % 2000)}{chr(0x4E00 + n // 2000 % 2000)}", body + check_character(body),
            f"139{n % 10**8:08}", TOWNS[n % 4], ("小学", "初中", "高中")[n % 3], SKILLS[n % 7],
            WISHES[n % 7], PLACES[n % 6], WAGES[n % 6], ("在家", "外出务工")[n % 2],
        )  # fmt: skip


def write_register(path: Path, rows: int) -> None:
    """A register of `rows` people: CSV, or a workbook if `path` ends in .xlsx."""
    if path.suffix == ".xlsx":
        with ZipFile(path, "w", ZIP_DEFLATED, compresslevel=1) as archive:
            _write_workbook(archive, rows)
        return
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(HEADER)
        writer.writerows(people(rows))


def _write_workbook(archive: ZipFile, rows: int) -> None:
    """Every text is a shared string, as Excel has it: three new ones a person."""
    empty = BytesIO()
    Workbook().save(empty)
    with ZipFile(empty) as template:
        for name in set(template.namelist()) - {SHEET, STRINGS}:
            start, end, tail = template.read(name).decode().rpartition("</")
            archive.writestr(name, start + _NAMING_STRINGS.get(name, "") + end + tail)
    with tempfile.TemporaryFile() as spool:
        with archive.open(SHEET, "w", force_zip64=True) as sheet:
            _write_sheet(sheet, spool, rows)
        spool.seek(0)
        with archive.open(STRINGS, "w", force_zip64=True) as strings:
            strings.write(f"<sst {_MAIN}>".encode())
            shutil.copyfileobj(spool, strings)
            strings.write(b"</sst>")


def _write_sheet(sheet: IO[bytes], strings: IO[bytes], rows: int) -> None:
    shared = _SharedStrings(strings)
    sheet.write(f"<worksheet {_MAIN}><sheetData>".encode())
    for number, cells in enumerate(chain([HEADER], people(rows)), start=1):
        places = [shared.place(text, unique=number > 1 and column < UNIQUE) for column, text in enumerate(cells)]
        written = "".join(
            f'<c r="{letter}{number}" t="s"><v>{place}</v></c>'
            for letter, place, text in zip("ABCDEFGHIJ", places, cells, strict=True)
            if text
        )
        sheet.write(f'<row r="{number}">{written}</row>'.encode())
    sheet.write(b"</sheetData></worksheet>")


class _SharedStrings:
    """The table of strings, written as it grows; only those that repeat are remembered."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self._places: dict[str, int] = {}
        self._count = 0

    def place(self, text: str, *, unique: bool) -> int:
        if text not in self._places:
            self._file.write(f"<si><t>{text}</t></si>".encode())
            self._count += 1
            if unique:
                return self._count - 1
            self._places[text] = self._count - 1
        return self._places[text]
