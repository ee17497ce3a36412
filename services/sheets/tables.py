"""A sheet as a table of fields: heading found, rows that are no data left out and counted."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import chain, islice
from typing import NamedTuple

from services.errors import Refusal
from services.sheets.cells import Cell, text_of, unspaced
from services.sheets.columns import Kind
from services.sheets.headers import DEEPEST_HEADER, Heading, find_heading, required
from services.sheets.merges import FillDown, Merges
from services.sheets.reading import Rows, Sheet

_FOOT = re.compile(
    r"(填表|制表|填报|统计|审核|审批|复核|复查|经办|村委会|镇政府|单位|主管|分管)(人|单位|日期|时间|员|领导|负责人)?"
    r"\s*(\(?(签字|签名|签章|盖章|公章)\)?)?\s*:.*"
    r"|(负责人|经办人|审核人|填表人|制表人|调查员|登记人|联系人|领导)?\s*\(?(签字|签名|签章|盖章|公章)\)?.*"
    r"|(填表|制表|填报|登记|审核)(人|员|单位|日期|时间).*"
    r"|(本页)?(合计|总计|小计|共计|累计)([\W\d人户名家个].*|$)|(备注|注|说明|填表说明|填写说明|注意事项|附注|负责人|经办人|日期|联系人|调查员)\s*[:\d].*"
    r"|(示例|样例|填写示例|例)\W*|以下空白|以下无正文|第\d+页.*|共\d+页.*"
    r"|.*(签字|签名|签章|盖章|公章)\)?\W*(\d*年\d*月\d*日)?\W*|[^\d:]{2,12}:\D*|(以上|上述).*(属实|无误|真实)\W*"
    r"|(统计|登记|填报)?(人数|户数):?\d+[人户]?|.*(村|居)(民委员会|委会|委员会)(\(\w+\))?"
    r"|\d{0,4}年\d{0,2}月\d{0,2}日|(包村|驻村|包组|挂村)(干部|人员|领导):.*",
    re.DOTALL,
)
PLACE_FIELDS = frozenset(
    ("division_code", "province", "city", "county", "township", "village", "group", "address")
)  # what a village merges down its people; a name or phone merged is not everybody's
LEAST_CELLS = 3
_BARE = re.compile(r"[\d.,\-~—–至到\s元起以上下+]+")


class TableRow(NamedTuple):
    """A row of data: its number as the person counts, {field: cell} without empty ones, and all cells as written.

    Of a workbook with several tables `number` counts on from one to the next; `sheet` and `line` are what the person
    sees.
    """

    number: int
    cells: dict[str, Cell]
    written: list[Cell]
    sheet: str = ""
    line: int = 0


@dataclass
class Skipped:
    """How many rows below the header were left out, by why."""

    blank: int = 0
    foot: int = 0
    repeated_header: int = 0


@dataclass
class Table:
    """`heading`, rows to be read once, and `skipped` as counted so far."""

    kind: Kind
    title: str
    heading: Heading
    _rows: Rows
    _merges: Merges
    skipped: Skipped = field(default_factory=Skipped)
    _headers: dict[int, set[Cell]] = field(default_factory=dict)

    def rows(self) -> Iterator[TableRow]:
        """Stream the rows of data; blank rows, signature and total rows and repeated headers are counted instead."""
        keys = [self.heading.fields[known] for known in required(self.kind) if known in self.heading.fields]
        columns = tuple(self.heading.fields.items())
        width = max(self.heading.fields.values()) + 1
        self._headers = {place: self._written_at(place) for place in keys}
        merged = FillDown((place for known, place in columns if known in PLACE_FIELDS), self._merges)
        for number, written in self._rows:
            merged.notice(number, written)
            row = written if len(written) >= width else written + [None] * (width - len(written))
            cells: dict[str, Cell] = {
                known: cell for known, place in columns if (cell := row[place]) is not None and cell != ""
            }
            if self._is_data(cells, written, keys):
                if values := merged.values(number):
                    written = [*written, *[None] * (width - len(written))]
                    _fill(written, cells, values, columns)
                yield TableRow(number, self._with_units(cells), written)

    def _is_data(self, cells: dict[str, Cell], written: list[Cell], keys: list[int]) -> bool:
        if all(map(_empty, cells.values())) and all(_empty(cell) or _is_serial(cell) for cell in written):
            self.skipped.blank += 1
        elif self._is_foot(written, keys):
            self.skipped.foot += 1
        elif self._is_header(written, keys):
            self.skipped.repeated_header += 1
        else:
            return True
        return False

    def _is_foot(self, written: list[Cell], keys: list[int]) -> bool:
        """A signature, total or remark opens the row, and it does not name a person or thing in full."""
        first = next((cell for cell in written if not _empty(cell)), None)
        if not is_foot(first):
            return False
        whole = all(
            place < len(written) and not _empty(written[place]) and not is_foot(written[place]) for place in keys
        )
        return not whole or len(keys) < 2

    def _is_header(self, written: list[Cell], keys: list[int]) -> bool:
        """The header again, as at the top of each printed page."""
        return all(place < len(written) and written[place] in self._headers[place] for place in keys)

    def _written_at(self, place: int) -> set[Cell]:
        return {row[place] for row in self.heading.written if place < len(row) and not _empty(row[place])}

    def _with_units(self, cells: dict[str, Cell]) -> dict[str, Cell]:
        """Bare figures under a header that names the unit, like 期望工资(元/天), get it."""
        for known, suffix in self.heading.suffixes.items():
            if known in cells and _BARE.fullmatch(text_of(cells[known])):
                cells[known] = text_of(cells[known]) + suffix
        return cells


def read_table(sheet: Sheet, kind: Kind, title: str) -> Table:
    """The table of the sheet called `title`.

    Raises `Refusal`: no_header_row, columns_missing, file_empty, and what reading rows raises.
    """
    rows = sheet.rows(title)
    first = list(islice(rows, DEEPEST_HEADER + 1))
    if not first:
        raise Refusal("file_empty")
    heading = find_heading(kind, first)
    below = [row for row in first if row[0] >= heading.row + heading.height]
    return Table(kind, title, heading, chain(below, rows), lambda: sheet.merges(title))


def is_tabular(sheet: Sheet, title: str) -> bool:
    """Whether a sheet has a row of several cells near its top: a table, and no page of explanations."""
    first = islice(sheet.rows(title), DEEPEST_HEADER + 1)
    return any(sum(not _empty(cell) for cell in cells) >= LEAST_CELLS for _, cells in first)


def _fill(
    written: list[Cell], cells: dict[str, Cell], values: dict[int, Cell], columns: tuple[tuple[str, int], ...]
) -> None:
    """Put values of merged cells into a row."""
    for known, place in columns:
        if place in values:
            written[place] = cells[known] = values[place]


def _empty(cell: Cell) -> bool:
    return cell is None or (isinstance(cell, str) and (not cell or cell.isspace()))


def _is_serial(cell: Cell) -> bool:
    return isinstance(cell, int | float) or (isinstance(cell, str) and cell.strip().isdigit())


def is_foot(cell: Cell) -> bool:
    """Whether a cell opens a line that is nobody: a signature, seal, date, sum or remark below the rows."""
    return isinstance(cell, str) and _FOOT.fullmatch(unspaced(text_of(cell))) is not None
