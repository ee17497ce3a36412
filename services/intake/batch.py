"""What a batch of rows is before and after it is written."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, NamedTuple, TypeVar

from services.access import Actor
from services.errors import Refusal, Several
from services.sheets.cells import Cell
from services.sheets.fields.readings import Flag
from services.words import Entry, WordList

T = TypeVar("T")


class SheetRow(NamedTuple):
    """One data row: its number in the file, its cells by field, and the cells as they stand; `sheet` and `line` are
    known where the file has several sheets."""

    number: int
    cells: Mapping[str, Cell]
    written: Sequence[Cell]
    sheet: str = ""
    line: int = 0

    @property
    def place(self) -> int | str:
        """Where the person finds the row: 7, or 板光村!7 as spreadsheets write it."""
        return f"{self.sheet}!{self.line}" if self.sheet else self.number


class Reject(NamedTuple):
    """A row that goes back, with every reason."""

    row: SheetRow
    refusals: list[Refusal]


class Change(NamedTuple):
    """What a row would change of something that is known: a column or part of it, before and after as kept."""

    field: str
    before: Any
    after: Any


class Remark(NamedTuple):
    """A row that was kept although something in it wants a person's look."""

    row: SheetRow
    flags: tuple[Flag, ...]


TwinKey = tuple[str, date | None, int]  # name, birth date and home


@dataclass
class Rehearsal:
    """Whom a dry run would have entered so far: what each one's row said, and the villages by what twins share; and
    the child rows of all whom it named."""

    digests: dict[bytes, bytes] = field(default_factory=dict)
    parts: dict[bytes, Any] = field(default_factory=dict)
    villages: dict[TwinKey, list[str]] = field(default_factory=dict)


@dataclass(frozen=True)
class Intake:
    """For whom and when rows are read: `context` is the division that place names are first looked for in. With `dry`
    nothing is written; its batches share the `rehearsal`."""

    actor: Actor
    at: datetime
    context: int | None = None
    import_id: int | None = None
    dry: bool = False
    rehearsal: Rehearsal = field(default_factory=Rehearsal)


@dataclass
class Outcome:
    """What became of the rows of a batch (or, added up, of a file); `changes` by row only where nothing is written."""

    counts: Counter[str] = field(default_factory=Counter)
    rejects: list[Reject] = field(default_factory=list)
    remarks: list[Remark] = field(default_factory=list)
    kinds: dict[int, str] = field(default_factory=dict)
    changes: dict[int, list[Change]] = field(default_factory=dict)
    twins: int = 0

    def note(self, row: SheetRow, outcome: str, flags: tuple[Flag, ...] = ()) -> None:
        """Count a row, and keep its flags."""
        self.counts[outcome] += 1
        self.kinds[row.number] = outcome
        if flags:
            self.counts["flagged"] += 1
            self.remarks.append(Remark(row, flags))

    def reject(self, row: SheetRow, refusals: list[Refusal]) -> None:
        self.counts["rejected"] += 1
        self.kinds[row.number] = "rejected"
        self.rejects.append(Reject(row, refusals))


def read_each(rows: Sequence[SheetRow], read: Callable[[SheetRow], T], outcome: Outcome) -> list[T]:
    """What `read` makes of each row; rows that it refuses are rejected in `outcome` with every reason."""
    made = []
    for row in rows:
        try:
            made.append(read(row))
        except Several as several:
            outcome.reject(row, several.refusals)
        except Refusal as refusal:
            outcome.reject(row, [refusal])
    return made


def linked(words: WordList, text: str, field_name: str, unknown: str, flags: list[Flag]) -> Entry | None:
    """The entry a text means. A likely reading is kept with the remark `read_as`; none gives the remark `unknown`."""
    found = words.link(text, 1)
    if found.entry is None:
        flags.append(flag(unknown, field_name, text=text, suggestions=found.suggestions))
    elif not found.sure:
        flags.append(flag("read_as", field_name, text=text, known=found.entry.name))
    return found.entry


def flag(code: str, field_name: str, **params: Any) -> Flag:
    return Flag(code, field_name, params)


def noted(text: str, **labelled: object) -> str:
    """Remarks with what has no column of its own, under the label it had on the sheet: 备注；员工人数：300."""
    extra = [f"{label}：{_in_words(value)}" for label, value in labelled.items() if value not in (None, "", ())]
    return "；".join([text, *extra] if text else extra)


def _in_words(value: object) -> str:
    return "、".join(map(str, value)) if isinstance(value, tuple) else str(value)
