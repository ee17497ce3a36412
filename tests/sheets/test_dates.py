"""Dates in every way people write them, and birth dates held against the identity number."""

from datetime import date

import pytest

from services.errors import Refusal
from services.sheets.cells import Cell
from services.sheets.fields.births import read_birth
from services.sheets.fields.dates import read_day

BORN = date(1985, 3, 7)


@pytest.mark.parametrize(
    "cell",
    ["1985.3.7", "1985年3月7日", "1985-03-07", "19850307", "1985/3/7", "1985-03-07 00:00:00",
     "１９８５．３．７", "1985 3 7",
     "一九八五年三月七日", "1985年3月7日生", "1985、3、7", "1985..3.7", "31113", 31113, 31113.0, BORN,
     "3/7/1985", "7/3/1985"],
)  # fmt: skip
def test_a_whole_birth_date_that_agrees_is_kept_without_remark(cell: Cell) -> None:
    assert read_birth(cell, BORN) == (BORN, ())


@pytest.mark.parametrize(
    ("cell", "flag"),
    [("1985", "birth_partial"), ("1985年3月", "birth_partial"), ("1985.3", "birth_partial"),
     ("198503", "birth_partial"),
     ("85年3月", "birth_partial"), ("85.3.7", "birth_year_short"), ("850307", "birth_year_short")],
)  # fmt: skip
def test_a_partial_birth_date_that_agrees_is_kept_and_flagged(cell: str, flag: str) -> None:
    reading = read_birth(cell, BORN)
    assert (reading.value, [flag.code for flag in reading.flags]) == (BORN, [flag])


def test_october_whose_zero_excel_dropped_is_kept() -> None:
    assert read_birth(1985.1, date(1985, 10, 2)).value == date(1985, 10, 2)


@pytest.mark.parametrize("cell", ["1985.3.8", "1986", "1985年4月", date(1985, 3, 1), "85.3.8"])
def test_a_birth_date_that_disagrees_is_refused_with_both_dates(cell: Cell) -> None:
    with pytest.raises(Refusal) as caught:
        read_birth(cell, BORN)
    assert caught.value.code == "birth_disagrees_with_id"
    assert caught.value.params["by_id"] == BORN


@pytest.mark.parametrize(
    ("cell", "code"),
    [("1985.13.1", "date_impossible"), ("1985年2月30日", "date_impossible"), ("农历八五年三月", "date_lunar"),
     ("不详", "date_unreadable"), ("185.3.7", "date_unreadable")],
)  # fmt: skip
def test_what_is_no_date_is_refused(cell: str, code: str) -> None:
    with pytest.raises(Refusal) as caught:
        read_birth(cell, BORN)
    assert caught.value.code == code


def test_a_starting_day_needs_its_day_and_its_century_is_ours() -> None:
    assert read_day("2026年3月1日到岗", "starts_on").value == date(2026, 3, 1)
    assert read_day("26.3.1", "starts_on").value == date(2026, 3, 1)
    with pytest.raises(Refusal, match="date_not_whole"):
        read_day("2026年3月", "starts_on")
