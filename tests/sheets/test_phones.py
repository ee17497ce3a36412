"""Telephone numbers as people write them."""

import pytest

from services.errors import Refusal
from services.sheets.cells import Cell
from services.sheets.fields.phones import read_phones


@pytest.mark.parametrize(
    "cell",
    ["13812345678", "138 1234 5678", "138-1234-5678", "+86 13812345678", "+86-138-1234-5678", "008613812345678",
     "8613812345678", "１３８１２３４５６７８", 13812345678, 13812345678.0, "'13812345678", "013812345678"],
)  # fmt: skip
def test_a_mobile_with_spaces_dashes_and_plus_86_is_read(cell: Cell) -> None:
    assert read_phones(cell) == (("13812345678", None), ())


@pytest.mark.parametrize(
    ("cell", "number"),
    [("0854-3921234", "0854-3921234"), ("08543921234", "0854-3921234"), ("(0854)3921234", "0854-3921234"),
     ("0854 3921234-801", "0854-3921234-801"), ("020-87654321转12", "020-87654321-12"),
      ("021 6888 1234", "021-68881234"),
     ("+86 755 26881234", "0755-26881234")],
)  # fmt: skip
def test_a_landline_with_its_area_code_is_read(cell: str, number: str) -> None:
    assert read_phones(cell).value.first == number


@pytest.mark.parametrize("between", ["、", "/", ";", " ", "\n", "或", ""])
def test_of_two_numbers_the_first_is_called_first(between: str) -> None:
    reading = read_phones(f"13812345678{between}13912345678")
    assert reading.value == ("13812345678", "13912345678")
    assert [flag.code for flag in reading.flags] == ["phone_two_numbers"]


def test_whose_number_it_is_stays_as_a_remark() -> None:
    reading = read_phones("13812345678(儿子)")
    assert (reading.value.first, reading.flags[0].params) == ("13812345678", {"note": "儿子"})


@pytest.mark.parametrize(
    ("cell", "code", "params"),
    [("1381234567", "phone_wrong_length", {"length": 10}), ("138123456789", "phone_wrong_length", {"length": 12}),
     ("3921234", "phone_without_area_code", {}), ("12345678901", "phone_bad_prefix", {"prefix": "123"}),
     ("没有电话", "phone_unreadable", {}), ("400-123-4567", "phone_wrong_length", {"length": 10})],
)  # fmt: skip
def test_what_is_wrong_with_a_number_is_said(cell: str, code: str, params: dict[str, object]) -> None:
    with pytest.raises(Refusal) as caught:
        read_phones(cell)
    assert caught.value.code == code
    assert params.items() <= caught.value.params.items()


def test_only_employers_have_400_numbers() -> None:
    assert read_phones("4001234567", service_numbers=True).value.first == "400-123-4567"
