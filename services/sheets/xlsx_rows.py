"""The rows of one sheet of an .xlsx file, streamed: only the row being read is in memory."""

from collections.abc import Iterator
from datetime import date, timedelta

from services.errors import Refusal
from services.sheets.cells import Cell
from services.sheets.xlsx_package import DAY, Attributes, LocalNames, Package, parse
from services.sheets.xlsx_strings import SpooledStrings, unescaped

MOST_COLUMNS = 16_384
LONGEST_CELL = 32_767  # characters, Excel's own limit

_EPOCH_1900, _EPOCH_1904 = date(1899, 12, 30), date(1904, 1, 1)
_LAST_SERIAL = 2_958_465  # 9999-12-31
_DIGITS = "0123456789"


class Columns(dict[str, int]):
    """{letters: column index}: A 0, Z 25, AA 26."""

    def __missing__(self, letters: str) -> int:
        index = 0
        for letter in letters:
            index = index * 26 + ord(letter) - 64
        if not 0 < index <= MOST_COLUMNS:
            raise ValueError(letters)
        self[letters] = index - 1
        return index - 1


class _RowsParser:
    """Handlers that gather the rows read so far in `ready`."""

    def __init__(self, package: Package, strings: SpooledStrings) -> None:
        self.ready: list[tuple[int, list[Cell]]] = []
        self.strings = strings
        self.styles = package.date_styles
        self.epoch = _EPOCH_1904 if package.since_1904 else _EPOCH_1900
        self.local = LocalNames()
        self.columns = Columns()
        self.number = 0
        self.cells: list[Cell] = []
        self.pieces: list[str] = []
        self.in_text = self.in_phonetic = False
        self.kind = "n"
        self.style = "0"
        self.column = 0

    def start(self, name: str, attributes: Attributes) -> None:
        local = self.local[name]
        if local == "c":
            self.kind = attributes.get("t", "n")
            self.style = attributes.get("s", "0")
            reference = attributes.get("r")
            self.column = self.columns[reference.rstrip(_DIGITS)] if reference else len(self.cells)
            self.pieces = []
        elif local in ("v", "t"):
            self.in_text = not self.in_phonetic
        elif local == "row":
            self.number = int(attributes["r"]) if "r" in attributes else self.number + 1
            self.cells = []
        elif local == "rPh":
            self.in_phonetic = True

    def text(self, data: str) -> None:
        if self.in_text:
            self.pieces.append(data)

    def end(self, name: str) -> None:
        local = self.local[name]
        if local == "c":
            if self.pieces:
                self._end_cell()
        elif local in ("v", "t"):
            self.in_text = False
        elif local == "row" and self.cells:
            self.ready.append((self.number, self.cells))
        elif local == "rPh":
            self.in_phonetic = False

    def _end_cell(self) -> None:
        written = self.pieces[0] if len(self.pieces) == 1 else "".join(self.pieces)
        if len(written) > LONGEST_CELL:
            raise Refusal("cell_too_long", row=self.number, most=LONGEST_CELL)
        if self.column > len(self.cells):
            self.cells.extend([None] * (self.column - len(self.cells)))
        self.cells.append(self._value(written))

    def _value(self, written: str) -> Cell:
        match self.kind:
            case "s":
                return self.strings[int(written)]
            case "n":
                return self._number(written)
            case "b":
                return written.strip() == "1"
            case "d":
                return date.fromisoformat(written[:10])
        return unescaped(written)

    def _number(self, written: str) -> Cell:
        shown = self.styles.get(self.style)
        number = float(written) if "." in written or "E" in written or "e" in written else int(written)
        if shown is None or not 1 <= number <= _LAST_SERIAL:
            return number
        day = self.epoch + timedelta(days=int(number))
        return day if shown == DAY or day.day != 1 else f"{day.year}年{day.month}月"


def read_rows(package: Package, part: str, strings: SpooledStrings) -> Iterator[tuple[int, list[Cell]]]:
    """Yield (row number, cells) for each row with any cell; raises `Refusal` file_corrupt, cell_too_long.

    A number keeps every digit the file holds. A date shown as year and month only (the first of it in the file)
    comes as the text people typed, 1985年3月.
    """
    rows = _RowsParser(package, strings)
    with package.archive.open(part) as stream:
        for _ in parse(stream, rows.start, rows.end, rows.text):
            yield from rows.ready
            rows.ready.clear()
