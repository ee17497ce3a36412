"""Which row of a sheet is the header, and which column holds which field."""

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import NamedTuple

from rapidfuzz import fuzz, process

from services.errors import Refusal
from services.sheets.cells import Cell, text_of
from services.sheets.columns import IGNORED, REASON_NAMES, Column, Kind, names_of, plain_header
from services.sheets.employer_columns import EMPLOYER_COLUMNS, TRAINING_BASE_COLUMNS
from services.sheets.fields.wages import foreign_money
from services.sheets.labourer_columns import LABOURER_COLUMNS
from services.sheets.order_columns import ORDER_COLUMNS

DEEPEST_HEADER = 15
LEAST_LIKENESS = 88.0
LEAST_RECOGNISED = 2

COLUMNS: Mapping[Kind, tuple[Column, ...]] = {
    "labourers": LABOURER_COLUMNS,
    "employers": EMPLOYER_COLUMNS,
    "bases": TRAINING_BASE_COLUMNS,
    "orders": ORDER_COLUMNS,
}
_WAGES = frozenset(("wage", "wage_minimum", "wage_maximum"))
_UNITS = (
    ("小时", "小时|时薪|(/|per|an)h(ou)?r|hourly"),
    ("天", "/天|/日|日薪|日工资|(/|per|a)day|daily"),
    ("件", "/件|计件|单价|(/|per|a)(piece|pc)|piecerate"),
    ("年", "/年|年薪|(/|per|a)y(ea)?r|yearly|annual"),
    ("月", "(/|per|a)month|monthly"),  # 月工资 says no more than the default, which a pay method may overrule
)
_UNIT_BESIDE = re.compile(
    r"^(hourly|daily|monthly|yearly|annual)|(in)?(yuan|rmb|cny)?(per|an?)?(hour|day|month|piece|year)$|(hourly|daily|monthly|yearly)$"
)
_MULTIPLES = (("千", r"千元|\(千|k\)"), ("万", r"万元|\(万"))

Row = Sequence[Cell]


class Heading(NamedTuple):
    """The header of a sheet.

    `row` is its first row as the person counts, `height` 1 or 2 rows; `fields` {field: column index}; `suffixes`
    {field: unit named in the header, put behind bare figures}; `unknown` and `duplicated` are headers kept untouched;
    `guessed` {header: field} was recognised by likeness only; `written` are the header rows as they stand.
    """

    row: int
    height: int
    fields: dict[str, int]
    suffixes: dict[str, str]
    unknown: tuple[str, ...]
    duplicated: tuple[str, ...]
    guessed: dict[str, str]
    written: tuple[tuple[Cell, ...], ...]
    reason_column: int | None


def find_heading(kind: Kind, rows: Sequence[tuple[int, Row]]) -> Heading:
    """Find the header among the first rows (row number, cells): the row, or pair of rows, that names most fields.

    Raises `Refusal` no_header_row (with what was `found` and what is `missing`).
    """
    best = max(_candidates(kind, rows), key=_worth, default=None)
    if best is None or _worth(best) < LEAST_RECOGNISED or not any(field in best.fields for field in required(kind)):
        raise Refusal("no_header_row", kind=kind, rows=min(len(rows), DEEPEST_HEADER), needed=_missing(kind, {}))
    missing = _missing(kind, best.fields)
    if missing:
        raise Refusal("columns_missing", kind=kind, row=best.row, missing=missing, unknown=best.unknown)
    return best


def required(kind: Kind) -> tuple[str, ...]:
    """The fields a sheet of this kind must have."""
    return tuple(known.field for known in COLUMNS[kind] if known.required)


def headers_of(kind: Kind) -> dict[str, str]:
    """{field: the header to print over it}, in the order of the columns: for a blank form and for messages."""
    return {known.field: known.names[0] for known in COLUMNS[kind] if known.field != IGNORED}


def recognise(kind: Kind, header: str) -> tuple[str | None, bool]:
    """(field or None, guessed): by its whole text, without its notes in brackets, or by likeness of at least 88."""
    names = _names(kind)
    whole, bare = plain_header(header, notes=True), plain_header(header)
    field = names.get(whole) or names.get(bare) or _wage_with_unit(bare, names)
    if field or len(bare) < 4:
        return field, False
    like = process.extractOne(bare, list(names), scorer=fuzz.ratio, score_cutoff=LEAST_LIKENESS)
    return (names[like[0]], True) if like else (None, False)


def _wage_with_unit(bare: str, names: Mapping[str, str]) -> str | None:
    """The field of a wage header with its unit outside brackets: Daily wage, Wage per hour, Salary/month."""
    field = names.get(_UNIT_BESIDE.sub("", bare))
    return field if field in _WAGES else None


@cache
def _names(kind: Kind) -> Mapping[str, str]:
    return names_of(COLUMNS[kind])


def _candidates(kind: Kind, rows: Sequence[tuple[int, Row]]) -> Iterator[Heading]:
    for place, (number, row) in enumerate(rows[:DEEPEST_HEADER]):
        single = _heading(kind, number, [header_text(cell) for cell in row], (tuple(row),))
        yield single
        if single.fields and place + 1 < len(rows) and rows[place + 1][0] == number + 1:
            below = rows[place + 1][1]
            joined = _joined(kind, row, below)
            if joined:
                yield _heading(kind, number, joined, (tuple(row), tuple(below)))


def _heading(kind: Kind, number: int, headers: list[str], written: tuple[tuple[Cell, ...], ...]) -> Heading:
    heading = Heading(number, len(written), {}, {}, (), (), {}, written, None)
    unknown: list[str] = []
    duplicated: list[str] = []
    for place, header in enumerate(headers):
        field, guessed = recognise(kind, header) if header else (IGNORED, False)
        if field is None:
            unknown.append(header)
        elif field in heading.fields:
            duplicated.append(header)
        elif field != IGNORED:
            heading.fields[field] = place
            heading.suffixes.update(_suffix(field, header))
            heading.guessed.update({header: field} if guessed else {})
    reason = next((place for place, header in enumerate(headers) if plain_header(header) in REASON_NAMES), None)
    return heading._replace(unknown=tuple(unknown), duplicated=tuple(duplicated), reason_column=reason)


def _joined(kind: Kind, above: Row, below: Row) -> list[str] | None:
    """Headers of two rows, a group above (就业意向) and its parts below (工种); None if the lower row is not that."""
    tops = [header_text(cell) for cell in above]
    parts = [header_text(cell) for cell in below] + [""] * (len(above) - len(below))
    named = sum(1 for part in parts if part and recognise(kind, part)[0] not in (None, IGNORED))
    own = [place for place, top in enumerate(tops) if top and recognise(kind, top)[0] in required(kind)]
    if named < LEAST_RECOGNISED or any(place < len(parts) and parts[place] for place in own):
        return None
    joined, group = [], ""
    for place, part in enumerate(parts):
        top = tops[place] if place < len(tops) else ""
        group = top or (group if part else "")
        whole = f"{group}{part}"
        joined.append(whole if part and plain_header(whole) in _names(kind) else part or top)
    return joined


def header_text(cell: Cell) -> str:
    """A header cell in one piece: 姓 名 and 联系<line break>电话 without their gaps."""
    return "".join(text_of(cell).split()) if isinstance(cell, str) else ""


def _suffix(field: str, header: str) -> dict[str, str]:
    """What a wage header says of unit and money: 期望工资(元/天) -> /天, 月工资(千元) -> 千/月, 月薪(美元) -> 美元."""
    if field not in _WAGES:
        return {}
    plain = plain_header(header, notes=True) + header.lower()
    unit = next((unit for unit, pattern in _UNITS if re.search(pattern, plain)), "")
    multiple = next((multiple for multiple, pattern in _MULTIPLES if re.search(pattern, plain)), "")
    suffix = multiple + foreign_money(header) + (f"/{unit}" if unit else "")
    return {field: suffix} if suffix else {}


def _worth(heading: Heading) -> int:
    return len(heading.fields)


def _missing(kind: Kind, fields: Mapping[str, int]) -> tuple[str, ...]:
    headers = headers_of(kind)
    return tuple(headers[field] for field in required(kind) if field not in fields)
