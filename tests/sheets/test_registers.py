"""A village register with every oddity, read, sent back and read again, in every format."""

import stat
from pathlib import Path

import pytest

from services.errors import Several
from services.sheets.labourer_rows import LabourerDraft, read_labourer
from services.sheets.reading import open_sheet
from services.sheets.tables import Table, read_table
from services.sheets.writing import RejectsWriter, suffix_for
from tests.sheets.register import AT, HEADER, RegisterRow, rows, write_register

FORMATS = [("csv", "utf-8-sig"), ("csv", "utf-8"), ("csv", "gb18030"), ("csv", "utf-16"), ("xlsx", ""), ("xls", "")]

Outcome = LabourerDraft | list[str]


@pytest.fixture(params=FORMATS, ids=lambda form: "-".join(form).strip("-"))
def register(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    suffix, encoding = request.param
    return write_register(tmp_path / f"register.{suffix}", encoding=encoding)


def outcomes(path: Path) -> tuple[Table, list[Outcome]]:
    with open_sheet(path) as sheet:
        table = read_table(sheet, "labourers", sheet.titles[0])
        return table, [_outcome(found.cells) for found in table.rows()]


def _outcome(cells: dict[str, object]) -> Outcome:
    try:
        return read_labourer(cells, at=AT)
    except Several as several:
        return [refusal.code for refusal in several.refusals]


def test_every_row_becomes_what_it_must(register: Path) -> None:
    table, found = outcomes(register)
    assert [_told(one) for one in found] == [_expected(one) for one in rows()]
    assert table.heading.unknown == ("政治面貌",)
    assert table.heading.row == 3


def _told(outcome: Outcome) -> tuple[str, ...]:
    if isinstance(outcome, list):
        return ("refused", *outcome)
    return (outcome.id_number, *(flag.code for flag in outcome.flags))


def _expected(one: RegisterRow) -> tuple[str, ...]:
    if one.refusals:
        return ("refused", *one.refusals)
    upgraded = "id_upgraded_from_15" in one.flags
    return (one.id_number if upgraded or len(one.id_number) == 18 else "", *one.flags)


def test_titles_signatures_totals_and_repeated_headers_are_no_people(register: Path) -> None:
    table, _ = outcomes(register)
    assert (table.skipped.foot, table.skipped.repeated_header) == (3, 1)


def test_what_people_wrote_is_understood(register: Path) -> None:
    people = {one.name: one for one in outcomes(register)[1] if isinstance(one, LabourerDraft)}
    assert people["石文军"].wage and people["石文军"].wage.minimum == 380_000
    assert (people["石文军"].board, people["石文军"].lodging) == (True, False)
    assert people["吴昌华"].wage and people["吴昌华"].wage.monthly_minimum == 435_000
    assert people["吴昌华"].training_wishes == ("电工培训",)
    assert people["陆小妹"].phone == "13812345682"
    assert people["阿不都热依木·买买提"].wish_places == ()
    assert people["蒙老三"].birth.day == 7


def test_bad_rows_come_back_as_written_with_the_reason_last(register: Path, tmp_path: Path) -> None:
    back = _send_back(register, tmp_path / "rejects")
    assert stat.S_IMODE(back.stat().st_mode) == 0o600
    with open_sheet(back) as sheet:
        written = [cells for _, cells in sheet.rows(sheet.titles[0])]
    assert [str(cell) for cell in written[0]] == [*HEADER, "退回原因"]
    bad = [one for one in rows() if one.refusals]
    assert [cells[-1] for cells in written[1:]] == ["、".join(one.refusals) for one in bad]
    assert [cells[3] for cells in written[1:]] == [one.cells[2] for one in bad]


def test_a_rejects_sheet_is_read_again_and_its_reasons_are_not_data(register: Path, tmp_path: Path) -> None:
    back = _send_back(register, tmp_path / "rejects")
    table, found = outcomes(back)
    assert [_told(one) for one in found] == [_expected(one) for one in rows() if one.refusals]
    assert table.heading.reason_column == len(HEADER)
    again = _send_back(back, tmp_path / "again")
    with open_sheet(back) as first, open_sheet(again) as second:
        assert list(first.rows(first.titles[0])) == list(second.rows(second.titles[0]))


def _send_back(path: Path, target: Path) -> Path:
    with open_sheet(path) as sheet:
        table = read_table(sheet, "labourers", sheet.titles[0])
        target = target.with_suffix(suffix_for(sheet))
        with RejectsWriter(target, sheet, table.heading) as rejects:
            for found in table.rows():
                outcome = _outcome(found.cells)
                if isinstance(outcome, list):
                    rejects.write(found.written, "、".join(outcome))
    return target
