"""Imports in every stage a page shows: to mend, sheets left out, unreadable, waiting, loaded with rejects."""

from collections.abc import Sequence
from pathlib import Path

from openpyxl import Workbook

from services.imports import receive_file, request_import
from tests.office import PEOPLE_HEADER, SANDU, Office, id_number

VILLAGE_HEADER = ["姓名", "身份证号", "家庭住址", "技能特长"]


def sheet_to_mend(office: Office) -> str:
    """Three rows that stay out, one that loads with a remark."""
    return _receive(office, _flawed(office, "大河镇台账.csv", "021"))


def sheet_loaded(office: Office) -> str:
    """The same kind of sheet once it is loaded: a rejects sheet, flags, likely twins."""
    return office.load("labourers", _flawed(office, "大河镇台账（二）.csv", "031")).public_id


def sheet_with_other_sheets(office: Office) -> str:
    """Every row of its two villages can be imported; a third sheet has further columns."""
    book = Workbook()
    book.remove(book.active)
    for number, village in enumerate(("板甲村", "牛场村")):
        sheet = book.create_sheet(village)
        sheet.append(VILLAGE_HEADER)
        for sequence in range(2):
            code = id_number(birth="19930405", sequence=f"{number}{sequence}3")
            sheet.append([f"韦光{'荣华富贵'[number * 2 + sequence]}", code, f"三都县普安镇{village}", "缝纫"])
    other = book.create_sheet("外出人员")
    other.append([*VILLAGE_HEADER, "务工地点"])
    other.append(["陆美玲", id_number(birth="19940506"), "三都县普安镇", "电焊", "东莞"])
    path = office.folder / "普安镇各村台账.xlsx"
    book.save(path)
    return _receive(office, path)


def sheet_unreadable(office: Office) -> str:
    """Nothing in it is a header."""
    return _receive(office, office.sheet("照片目录.csv", ["甲", "乙"], [["1", "2"], ["3", "4"]]))


def sheet_waiting(office: Office) -> str:
    """Asked for, and no worker has taken it yet."""
    public_id = _receive(office, _flawed(office, "都江镇台账.csv", "041"))
    with office.database.writing() as session:
        request_import(session, public_id, actor=office.actor, at=office.at)
    return public_id


def _flawed(office: Office, name: str, sequence: str) -> Path:
    rows = [
        ["吴国富", "52272219880101021", "13912345678", "大河镇", "初中", "缝纫"],
        ["韦美玲", id_number(birth="19900203", sequence=sequence), "1391234567", "普安镇", "初中", "水晶球占卜"],
        ["石正华", id_number(birth="19910203", sequence=sequence), "13912345678", "不知道哪里", "大学生吧", "电焊"],
        ["潘光明", id_number(birth="19920203", sequence=sequence), "13912345679", "都江镇", "高中", "水晶球占卜"],
    ]
    return office.sheet(name, PEOPLE_HEADER, [_filled(row) for row in rows])


def _filled(row: Sequence[str]) -> list[str]:
    return [*row, *[""] * (len(PEOPLE_HEADER) - len(row))]


def _receive(office: Office, path: Path) -> str:
    with office.database.writing() as session:
        return receive_file(
            session, "labourers", file_name=path.name, path=path, division_code=SANDU, actor=office.actor, at=office.at
        ).public_id
