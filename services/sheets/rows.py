"""Reading one row: every refusal of it is collected, and so is every remark."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import TypeVar

from services.errors import Refusal, Several
from services.sheets.cells import BLANKS, EXCEL_ERRORS, Cell, text_of
from services.sheets.fields.choices import BoardLodging, read_board_and_lodging, read_yes_no
from services.sheets.fields.lists import read_list
from services.sheets.fields.readings import Flag, Reading
from services.sheets.fields.texts import WrittenPlace, read_text

T = TypeVar("T")
D = TypeVar("D")

_PLACE_FIELDS = ("division_code", "province", "city", "county", "township", "village", "group", "address")


class RowInHand:
    """The cells of a row by field, and what was found wrong (`refusals`) or worth a look (`flags`) so far.

    A refusal of one of the `lenient` fields becomes a flag: the value is dropped, its text stays in the flag.
    """

    def __init__(self, cells: Mapping[str, Cell], lenient: frozenset[str] = frozenset()) -> None:
        self.lenient = lenient
        self.refusals: list[Refusal] = []
        self.flags: list[Flag] = []
        self.cells: dict[str, Cell] = {}
        for field, cell in cells.items():
            plain = text_of(cell) if isinstance(cell, str) else cell
            if plain is None or plain == "":
                continue
            if isinstance(plain, str) and plain[0] == "#" and _is_excel_error(plain):
                self.refuse(Refusal("excel_error", field=field, text=plain), field, plain)
            else:
                self.cells[field] = plain

    def given(self, field: str, *, marks: bool = True) -> Cell:
        """The cell, or None where it is empty or (`marks`) holds one of the marks for nothing, like 无 or -."""
        cell = self.cells.get(field)
        return None if marks and cell in BLANKS else cell

    def read(self, field: str, reader: Callable[[Cell], T], default: D, *, marks: bool = True) -> T | D:
        """The value of a field, or `default` where it is blank or refused."""
        cell = self.cells.get(field)
        if cell is None or (marks and cell in BLANKS):
            return default
        try:
            return reader(cell)
        except Refusal as refusal:
            self.refuse(refusal, field, cell)
            return default

    def read_flagged(self, field: str, reader: Callable[[Cell], Reading[T]], default: D) -> T | D:
        """As `read`, for a reader that answers with a `Reading`."""
        reading = self.read(field, reader, None)
        if reading is None:
            return default
        self.flags.extend(reading.flags)
        return reading.value

    def text(self, field: str) -> str:
        """Free text in one line, "" where blank."""
        return self.read(field, partial(read_text, field=field), "") if field in self.cells else ""

    def list_of(self, field: str) -> tuple[str, ...]:
        """The items of a free list, () where blank."""
        return self.read(field, read_list, ())

    def place(self) -> WrittenPlace:
        """The place as written in one or several columns."""
        return WrittenPlace(*map(self.text, _PLACE_FIELDS))

    def board_and_lodging(self) -> BoardLodging:
        """Board and lodging from one column, or from one column each."""
        both = self.read("board_lodging", read_board_and_lodging, BoardLodging(None, None), marks=False)
        board, lodging = self.yes_no("board"), self.yes_no("lodging")
        return BoardLodging(both.board if board is None else board, both.lodging if lodging is None else lodging)

    def yes_no(self, field: str) -> bool | None:
        """Yes, no, or None where blank; here 无 means no."""
        return self.read(field, partial(read_yes_no, field=field), None, marks=False)

    def require(self, *fields: str) -> None:
        """Refuse every one of `fields` that is blank, as `missing`."""
        refused = {refusal.field for refusal in self.refusals}
        blank = [field for field in fields if self.given(field) is None and field not in refused]
        self.refusals.extend(Refusal("missing", field=field) for field in blank)

    def refuse(self, refusal: Refusal, field: str, cell: Cell = None) -> None:
        """Note a refusal, as a flag if the field is lenient."""
        if field in self.lenient:
            self.flags.append(Flag(refusal.code, field, {"text": text_of(cell), **refusal.params}))
        else:
            self.refusals.append(refusal)

    def finish(self) -> tuple[Flag, ...]:
        """The flags; raises `Several` with every refusal if there was one."""
        if self.refusals:
            raise Several(self.refusals)
        return tuple(self.flags)


def _is_excel_error(text: str) -> bool:
    """#N/A, #REF! and their like, or ##### copied from a column that was too narrow."""
    return text.lower() in EXCEL_ERRORS or not text.strip("#")
