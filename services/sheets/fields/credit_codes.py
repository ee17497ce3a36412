"""Unified social credit codes 统一社会信用代码, GB 32100-2015."""

import re

from services.errors import Refusal
from services.sheets.cells import EXCEL_DIGITS, Cell, text_of, unspaced

_CHARACTERS = "0123456789ABCDEFGHJKLMNPQRTUWXY"  # neither I, O, S, V nor Z
_VALUES = {character: value for value, character in enumerate(_CHARACTERS)}
_WEIGHTS = tuple(pow(3, place, 31) for place in range(17))
_SCIENTIFIC = re.compile(r"\d(\.\d+)?[eE]\+\d{1,2}")


def read_credit_code(cell: Cell, field: str = "credit_code") -> str:
    """Eighteen characters in capitals whose last one checks the others.

    Raises `Refusal`: credit_code_damaged_by_excel, credit_code_wrong_length, credit_code_bad_character,
    credit_code_wrong_check.
    """
    text = text_of(cell)
    if (isinstance(cell, int | float) and abs(cell) >= 10**EXCEL_DIGITS) or _SCIENTIFIC.fullmatch(text):
        raise Refusal("credit_code_damaged_by_excel", field=field, text=text)
    code = unspaced(text).upper().replace("-", "")
    if len(code) != 18:
        raise Refusal("credit_code_wrong_length", field=field, text=code, length=len(code))
    for place, character in enumerate(code, start=1):
        if character not in _VALUES:
            raise Refusal("credit_code_bad_character", field=field, character=character, place=place)
    if credit_check_character(code[:17]) != code[17]:
        raise Refusal("credit_code_wrong_check", field=field, text=code)
    return code


def credit_check_character(first_17: str) -> str:
    """The check character: 31 - (sum of value x 3^(i-1) mod 31) mod 31, 31 counting as 0 (GB 32100-2015, annex)."""
    total = sum(_VALUES[character] * weight for character, weight in zip(first_17, _WEIGHTS, strict=True))
    return _CHARACTERS[-total % 31]
