"""Flags of rows, kept as JSON with what the rows are about, for a person to look at."""

import re
from collections.abc import Sequence
from typing import Any

from services.intake.batch import SheetRow
from services.masking import mask_phone
from services.sheets.fields.readings import Flag

_NUMBER = re.compile(r"\d{7,17}[\dXx]?")


def plain_flags(flags: Sequence[Flag]) -> list[dict[str, Any]]:
    """Flags as JSON; ID and telephone numbers in them are masked."""
    return [
        {"code": each.code, "field": each.field, "params": {name: _plain(value) for name, value in each.params.items()}}
        for each in flags
    ]


def flags_after(before: Sequence[Any], row: SheetRow, flags: Sequence[Flag]) -> list[Any]:
    """The flags kept after another row: its own, and older ones of the fields that it says nothing about."""
    older = [each for each in before if each["field"] not in row.cells]
    return older + [each for each in plain_flags(flags) if each not in older]


def _plain(value: object) -> object:
    if isinstance(value, list):
        return [_plain(each) for each in value]
    if isinstance(value, int | float) or value is None:
        return value
    return _NUMBER.sub(lambda found: mask_phone(found.group()), str(value))
