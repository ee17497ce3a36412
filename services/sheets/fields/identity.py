"""Citizen identity numbers 公民身份号码, GB 11643-1999: place (6), birth (8), order (3), check character."""

import re
from datetime import date
from operator import mul
from typing import NamedTuple

from services.errors import Refusal
from services.sheets.cells import EXCEL_DIGITS, Cell, text_of
from services.sheets.fields.readings import Reading, flagged

FIELD = "id_number"
FIRST_YEAR = 1900
MALE, FEMALE = "male", "female"

_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)  # 2^(18-i) mod 11
_CHECKS = "10X98765432"
_WHOLE = re.compile(r"[0-9]{17}[0-9X]")
_SCIENTIFIC = re.compile(r"\d(\.\d+)?[eE]\+?\d{1,2}")
_SEPARATORS = str.maketrans("", "", " \n\t-.·_")


class Identity(NamedTuple):
    """An identity number with what it says: `birth` and `sex` (male, female)."""

    number: str
    birth: date
    sex: str


def read_identity(cell: Cell, *, at: date) -> Reading[Identity]:
    """Read an identity number; the place digits are not compared with any list, as divisions are renamed and merged.

    A number of 15 digits (before 1999) is completed and flagged `id_upgraded_from_15`.
    Raises `Refusal`: id_damaged_by_excel, id_wrong_length, id_bad_character, id_birth_impossible, id_birth_in_future,
    id_wrong_check_digit.
    """
    text = text_of(cell)
    if isinstance(cell, int | float) and abs(cell) >= 10**EXCEL_DIGITS:
        raise Refusal("id_damaged_by_excel", field=FIELD, text=text)
    if _WHOLE.fullmatch(text):
        return Reading(_checked(text, at))
    number = text.translate(_SEPARATORS).upper()
    if _WHOLE.fullmatch(number):
        return Reading(_checked(number, at))
    if _SCIENTIFIC.fullmatch(text):
        raise Refusal("id_damaged_by_excel", field=FIELD, text=text)
    _refuse_other_characters(number)
    if len(number) == 15:
        return flagged(_checked(upgraded(number), at), "id_upgraded_from_15", FIELD, written=number)
    raise Refusal("id_wrong_length", field=FIELD, length=len(number))


def check_character(first_17: str) -> str:
    """The check character of 17 digits by ISO 7064 MOD 11-2: sum of digit x 2^(18-i) mod 11, in 10X98765432."""
    return _CHECKS[sum(map(mul, map(int, first_17), _WEIGHTS)) % 11]


def upgraded(old: str) -> str:
    """A 15-digit number with its century (19) and check character, GB 11643-1999 appendix."""
    first_17 = f"{old[:6]}19{old[6:]}"
    return first_17 + check_character(first_17)


def _checked(number: str, at: date) -> Identity:
    birth = _birth(number, at)
    if check_character(number[:17]) != number[17]:
        if number.endswith("000"):
            raise Refusal("id_damaged_by_excel", field=FIELD, text=number)
        raise Refusal("id_wrong_check_digit", field=FIELD, last=number[17])
    return Identity(number, birth, MALE if int(number[16]) % 2 else FEMALE)


def _birth(number: str, at: date) -> date:
    try:
        birth = date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        raise Refusal("id_birth_impossible", field=FIELD, text=number[6:14]) from None
    if birth.year < FIRST_YEAR:
        raise Refusal("id_birth_impossible", field=FIELD, text=number[6:14])
    if birth > at:
        raise Refusal("id_birth_in_future", field=FIELD, birth=birth)
    return birth


def _refuse_other_characters(number: str) -> None:
    for place, character in enumerate(number, start=1):
        if not (character.isascii() and character.isdigit()) and not (character == "X" and place == 18):
            raise Refusal("id_bad_character", field=FIELD, character=character, place=place, length=len(number))
