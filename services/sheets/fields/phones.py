"""Telephone numbers: mobiles, landlines with area code, and service numbers of employers."""

import re
from typing import NamedTuple

from services.errors import Refusal
from services.sheets.cells import Cell, text_of
from services.sheets.fields.readings import Flag, Reading

_MOBILE = re.compile(r"1[3-9]\d{9}")
_LANDLINE = re.compile(r"(010|02\d|0[3-9]\d{2})([2-8]\d{6,7})")
_SERVICE = re.compile(r"[48]00\d{7}")
_EXTENSION = re.compile(r"(.*\d)\s*(?:转|分机|ext\.?|x|-)\s*(\d{1,5})", re.IGNORECASE | re.DOTALL)
_COUNTRY = re.compile(r"^(?:\+86|0086|86(?=1[3-9]\d{9}$)|(?<!\d)0(?=1[3-9]\d{9}$))")
_BETWEEN = re.compile(r"[、,;/|\n或和]+")
_TWO_APART = re.compile(r"(?<=\d{7})\s+(?=(?:\+86|1[3-9]\d|0\d{2,3}[- ]?\d{7}))")
_NOTE = re.compile(r"\([^()\d]*\)|[^\d()+\-.\s转分机a-zA-Z]+:?|(?i:tel|phone|mobile)[:.]?")


class Phones(NamedTuple):
    """A number to call first, and another from the same cell or None; `13812345678` or `0854-3921234-801`."""

    first: str
    other: str | None = None


def read_phones(cell: Cell, field: str = "phone", *, service_numbers: bool = False) -> Reading[Phones]:
    """Read one or two numbers; two are flagged `phone_two_numbers`, words beside a number `phone_has_note`.

    `service_numbers` allows 400 and 800 numbers. Raises `Refusal`: phone_wrong_length, phone_without_area_code,
    phone_bad_prefix, phone_unreadable.
    """
    text = text_of(cell)
    if len(text) == 11 and _MOBILE.fullmatch(text):
        return Reading(Phones(text))
    bare, flags = _without_notes(text, field)
    parts = [part for part in _split(bare) if part]
    if not parts:
        raise Refusal("phone_unreadable", field=field, text=text)
    numbers = list(dict.fromkeys(_read_one(part, field, service_numbers) for part in parts))
    if len(numbers) > 1:
        flags += (Flag("phone_two_numbers", field, {"first": numbers[0], "other": numbers[1], "count": len(numbers)}),)
    return Reading(Phones(numbers[0], numbers[1] if len(numbers) > 1 else None), flags)


def _without_notes(text: str, field: str) -> tuple[str, tuple[Flag, ...]]:
    apart = _BETWEEN.sub("\n", text)
    bare = _NOTE.sub(" ", apart)
    if bare == apart:
        return bare, ()
    note = " ".join(_NOTE.findall(apart)).strip("(): ")
    return bare, (Flag("phone_has_note", field, {"note": note}),)


def _split(text: str) -> list[str]:
    digits = re.sub(r"\D", "", text)
    if len(digits) == 22 and _MOBILE.fullmatch(digits[:11]) and _MOBILE.fullmatch(digits[11:]):
        return [digits[:11], digits[11:]]
    return [piece.strip() for part in text.split("\n") for piece in _TWO_APART.split(part)]


def _read_one(part: str, field: str, service_numbers: bool) -> str:
    number = _national(part)
    if _MOBILE.fullmatch(number):
        return number
    landline = _landline(part)
    if landline:
        return landline
    if service_numbers and _SERVICE.fullmatch(number):
        return f"{number[:3]}-{number[3:6]}-{number[6:]}"
    raise _why_not(number, part, field)


def _national(part: str) -> str:
    """The digits without the country's code; +86 755… gets back the 0 that callers from abroad leave out."""
    dialled = re.sub(r"[^\d+]", "", part)
    number = _COUNTRY.sub("", dialled)
    return f"0{number}" if number != dialled and number[:1] not in ("0", "1") else number


def _landline(part: str) -> str | None:
    whole = _LANDLINE.fullmatch(_national(part))
    if whole:
        return f"{whole[1]}-{whole[2]}"
    extended = _EXTENSION.fullmatch(part)
    whole = extended and _LANDLINE.fullmatch(_national(extended[1]))
    return f"{whole[1]}-{whole[2]}-{extended[2]}" if whole and extended else None


def _why_not(number: str, text: str, field: str) -> Refusal:
    length = len(number.lstrip("+"))
    if length == 0:
        return Refusal("phone_unreadable", field=field, text=text)
    if length in (7, 8) and number[0] in "2345678":
        return Refusal("phone_without_area_code", field=field, text=text)
    if length == 11:
        return Refusal("phone_bad_prefix", field=field, text=text, prefix=number[:3])
    return Refusal("phone_wrong_length", field=field, text=text, length=length)
