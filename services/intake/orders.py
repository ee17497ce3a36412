"""Rows of an order sheet become orders: rows of one firm and one order number are lines of one order."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models.employer import Employer
from models.labourer import Labourer
from models.order import Order
from models.sealed import key_ring
from services.employers import add_alias
from services.errors import Refusal
from services.guards import refuse_debtor
from services.intake.batch import Intake, Outcome, SheetRow, flag, read_each
from services.intake.employers import known_firm, place_of_firm
from services.intake.order_lines import line_of
from services.orders import LineDraft, OrderDraft, file_order
from services.sheets.fields.readings import Flag
from services.sheets.order_rows import OrderDraft as OrderRow
from services.sheets.order_rows import read_order

DEFAULT_SUB_KIND = {"training": "order_class", "hiring": "ordinary"}


@dataclass
class OrderRows:
    """The rows of one order, resolved."""

    first: OrderRow
    county_code: int
    rows: list[tuple[SheetRow, LineDraft, list[Flag]]] = field(default_factory=list)


def read_orders(session: Session, rows: Sequence[SheetRow], intake: Intake, outcome: Outcome) -> list[OrderRows]:
    """Orders of the rows that can be loaded; the others are rejected in `outcome`."""
    orders: dict[tuple[Any, ...], OrderRows] = {}
    county = _county(session, intake)

    def read(row: SheetRow) -> tuple[SheetRow, OrderRow, LineDraft, list[Flag]]:
        draft = read_order(row.cells)
        return (row, draft, *line_of(session, draft, county))

    for row, draft, line, flags in read_each(rows, read, outcome):
        # Without an order number every row is an order of its own.
        key = (draft.employer, draft.kind, draft.order_number) if draft.order_number else (row.number,)
        place = county or line.division_code - line.division_code % 10**6
        orders.setdefault(key, OrderRows(draft, place)).rows.append((row, line, flags))
    return list(orders.values())


def _county(session: Session, intake: Intake) -> int | None:
    """The county that approves: the import's division, else the one with most people registered."""
    if intake.context is not None:
        return intake.context if intake.context % 10**6 == 0 else intake.context - intake.context % 10**6
    county = (Labourer.home_code - Labourer.home_code % 10**6).label("county")
    query = select(county).group_by(county).order_by(func.count().desc(), county).limit(1)
    return session.scalar(query)


def write_orders(session: Session, orders: Sequence[OrderRows], intake: Intake, outcome: Outcome) -> None:
    """File each order as a draft; the very same rows again change nothing."""
    for order in orders:
        digest = _digest(order)
        if session.scalar(select(Order.id).where(Order.row_hash == digest)) is not None:
            for row, _, _ in order.rows:
                outcome.note(row, "unchanged")
            continue
        try:
            flags = _file(session, order, digest, intake)
        except Refusal as refusal:
            for row, _, _ in order.rows:
                outcome.reject(row, [refusal])
            continue
        for row, _, own in order.rows:
            outcome.note(row, "created", (*own, *flags))


def _digest(order: OrderRows) -> bytes:
    head = {name: value for name, value in asdict(order.first).items() if name in ("employer", "kind", "order_number")}
    lines = [asdict(line) for _, line, _ in order.rows]
    return key_ring().lookup(json.dumps([head, order.county_code, lines], sort_keys=True, default=str))


def _file(session: Session, order: OrderRows, digest: bytes, intake: Intake) -> list[Flag]:
    first = order.first
    employer, flags = employer_of(session, first, intake)
    refuse_debtor(employer)
    if intake.dry:
        return flags
    draft = OrderDraft(
        employer_id=employer.id,
        county_code=order.county_code,
        kind=first.kind,
        sub_kind=first.sub_kind or DEFAULT_SUB_KIND[first.kind],
        lines=[line for _, line, _ in order.rows],
        channel=first.channel or "",
        training_paid_by=first.training_paid_by or "",
        employer_brings="、".join(first.employer_brings),
        remarks=first.notes,
    )
    with session.begin_nested():
        file_order(session, draft, actor=intake.actor, at=intake.at, import_id=intake.import_id, row_hash=digest)
    return flags


def employer_of(session: Session, row: OrderRow, intake: Intake) -> tuple[Employer, list[Flag]]:
    """The employer a row names, found under any spelling, else registered from what the row says."""
    known = known_firm(session, row.employer, row.credit_code)
    if known is not None:
        if not intake.dry:
            _complete(session, known, row)
        if known.name == row.employer:
            return known, []
        return known, [flag("employer_read_as", "employer", text=row.employer, known=known.name)]
    employer = Employer(
        name=row.employer,
        credit_code=row.credit_code,
        county_code=place_of_firm(session, row.place, row.employer, intake),
        contact=row.contact,
        phone=row.phone or None,
        registered_at=intake.at,
    )
    if not intake.dry:
        session.add(employer)
        session.flush()
    return employer, [flag("employer_registered", "employer", text=row.employer)]


def _complete(session: Session, known: Employer, row: OrderRow) -> None:
    """What an order sheet says of a known employer fills what is not known yet."""
    known.contact = known.contact or row.contact
    known.phone = known.phone or row.phone or None
    known.credit_code = known.credit_code or row.credit_code
    session.flush()
    add_alias(session, known, row.employer)
