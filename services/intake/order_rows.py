"""Rows of an order that is there already, and the lines they stand for."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from models.order import Order, OrderLine
from services.intake.batch import Change, SheetRow
from services.intake.changes import value_changes
from services.intake.employers import NamedFirm
from services.intake.flags import plain_flags
from services.orders import LineDraft, line_draft, set_line
from services.sheets.fields.readings import Flag
from services.sheets.order_rows import OrderDraft as OrderRow

Standing = tuple["ReadRow", OrderLine | None]


@dataclass
class ReadRow:
    """A row of an order, resolved; `firm_place` is the county of the post, where a new employer is entered; `digest`
    is of all that the row says."""

    row: SheetRow
    draft: OrderRow
    line: LineDraft
    named: NamedFirm
    firm_place: int
    flags: list[Flag]
    digest: bytes

    @property
    def post(self) -> tuple[int, str, int]:
        return self.line.occupation_id, self.line.title, self.line.division_code

    @property
    def head(self) -> dict[str, Any]:
        """What the row says of its order as a whole, by the columns of the order; only what it says at all."""
        said = {
            "sub_kind": self.draft.sub_kind,
            "recruits_from": self.draft.recruits_from,
            "deadline": self.draft.deadline,
            "channel": self.draft.channel,
            "training_paid_by": self.draft.training_paid_by,
            "employer_brings": "、".join(self.draft.employer_brings),
            "agency_licence": self.draft.agency_licence,
            "remarks": self.draft.notes,
        }
        return {name: value for name, value in said.items() if value}

    @property
    def sent_back(self) -> bool:
        """Whether the row comes from a rejects sheet: it was never loaded."""
        return bool(self.row.cells.get("sent_back"))


def rows_and_lines(order: Order, rows: Sequence[ReadRow], import_id: int | None) -> list[Standing]:
    """Each row with the line of `order` it stands for, None for a new line. Each line is taken once: by the row it was
    written from, else by one that says the same, else by a row for the same post (occupation, title, place). Lines
    that this very import has had already, and rows that were sent back before, are no change of a line."""
    left = list(order.lines)
    found: dict[int, OrderLine] = {}

    def take(reads: Iterable[ReadRow], same: Any) -> None:
        for read in reads:
            line = next((line for line in left if same(read, line)), None)
            if id(read) not in found and line is not None:
                found[id(read)] = line
                left.remove(line)

    take(rows, lambda read, line: line.row_hash == read.digest)
    take(rows, lambda read, line: line_draft(line) == read.line)
    left = [line for line in left if import_id is None or line.import_id != import_id]
    take((read for read in rows if not read.sent_back), lambda read, line: _post(line) == read.post)
    return [(read, found.get(id(read))) for read in rows]


def _post(line: OrderLine) -> tuple[int, str, int]:
    return line.occupation_id, line.title, line.division_code


def stands_for(line: OrderLine, read: ReadRow, order: Order) -> bool:
    """Whether a row changes nothing: it is the one the line was written from, or says what line and order say."""
    if line.row_hash == read.digest:
        return True
    return line_draft(line) == read.line and all(getattr(order, name) == value for name, value in read.head.items())


def changes_of(line: OrderLine, read: ReadRow, order: Order) -> list[Change]:
    """What a row would change of its line and of its order."""
    before, after = asdict(line_draft(line)), asdict(read.line)
    said = [name for name in after if not name.startswith("wage_month")]  # what the wage comes to
    lines = [Change(name, before[name], after[name]) for name in said if before[name] != after[name]]
    return lines + value_changes(order, read.head)


def say(line: OrderLine, read: ReadRow, import_id: int | None) -> OrderLine:
    """Make a line say what its row says, unless it was written from this very row, and know the row again."""
    if line.row_hash != read.digest:
        set_line(line, read.line)
        line.row_hash, line.flags = read.digest, plain_flags(read.flags)
    line.import_id = import_id
    return line
