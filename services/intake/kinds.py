"""The kinds of sheet that can be imported, and how each is read and written."""

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from sqlalchemy.orm import Session

from services.intake.bases import read_bases, write_bases
from services.intake.batch import Intake, Outcome, SheetRow
from services.intake.employers import read_employers, write_employers
from services.intake.labourer_writes import write_labourers
from services.intake.labourers import read_labourers
from services.intake.orders import read_orders, write_orders
from services.sheets.columns import Kind


class ImportKind(NamedTuple):
    """`read` resolves rows without writing and rejects bad ones; `write` takes what it returns."""

    columns: Kind
    right: str
    read: Callable[[Session, Sequence[SheetRow], Intake, Outcome], list[Any]]
    write: Callable[[Session, Sequence[Any], Intake, Outcome], None]


KINDS: dict[str, ImportKind] = {
    "labourers": ImportKind("labourers", "labourers.import", read_labourers, write_labourers),
    "employers": ImportKind("employers", "employers.import", read_employers, write_employers),
    "bases": ImportKind("bases", "bases.import", read_bases, write_bases),
    "orders": ImportKind("orders", "orders.import", read_orders, write_orders),
}
