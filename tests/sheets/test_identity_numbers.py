"""Identity numbers by GB 11643, as registers hold them."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.errors import Refusal
from services.sheets.cells import Cell
from services.sheets.fields.identity import check_character, read_identity
from tests.sheets.register import AT, identity_ending_in_x, identity_number

BORN = date(1985, 3, 7)


def refused(cell: Cell) -> Refusal:
    with pytest.raises(Refusal) as caught:
        read_identity(cell, at=AT)
    return caught.value


@given(st.dates(date(1900, 1, 1), AT), st.integers(0, 999))
def test_a_number_tells_birth_and_sex(birth: date, order: int) -> None:
    identity = read_identity(identity_number(birth, order), at=AT).value
    assert (identity.birth, identity.sex) == (birth, "male" if order % 2 else "female")


@given(st.integers(0, 16), st.integers(1, 9))
def test_one_wrong_digit_is_always_noticed(place: int, step: int) -> None:
    number = identity_number(BORN, 101)
    wrong = number[:place] + str((int(number[place]) + step) % 10) + number[place + 1 :]
    assert refused(wrong).code in ("id_wrong_check_digit", "id_birth_impossible", "id_birth_in_future")


def test_the_check_character_of_the_standards_example() -> None:
    assert check_character("11010519491231002") == "X"


def test_small_x_wide_digits_spaces_dashes_and_an_apostrophe_are_read() -> None:
    number = identity_ending_in_x(BORN)
    wide = "".join(chr(ord(character) + 0xFEE0) for character in number.lower())
    for written in (number.lower(), wide, f"'{number}", f'="{number}"', f"{number[:6]} {number[6:14]}-{number[14:]}"):
        assert read_identity(written, at=AT).value.number == number


def test_a_number_of_fifteen_digits_is_completed_and_flagged() -> None:
    reading = read_identity("522732850307011", at=AT)
    assert reading.value == read_identity(identity_number(BORN, 11), at=AT).value
    assert [flag.code for flag in reading.flags] == ["id_upgraded_from_15"]


@pytest.mark.parametrize("cell", ["5.22732E+17", "5.22732e17", 5.2273219850307e17, 522732198503070000])
def test_a_number_that_excel_rounded_is_told_from_a_mistyped_one(cell: Cell) -> None:
    assert refused(cell).code == "id_damaged_by_excel"


def test_what_is_wrong_is_said_exactly() -> None:
    number = identity_number(BORN, 101)
    assert refused(number[:17]).params == {"length": 17}
    assert refused(f"{number[:10]}O{number[11:]}").params == {"character": "O", "place": 11, "length": 18}
    assert refused(identity_number(date(2026, 12, 1), 1)).code == "id_birth_in_future"
    assert refused(f"52273219851307{number[14:]}").code == "id_birth_impossible"


def test_the_place_digits_are_never_held_against_a_list() -> None:
    assert read_identity(identity_number(BORN, 1, place="999999"), at=AT).value.number.startswith("999999")
