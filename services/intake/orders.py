"""Rows of an order sheet become orders: rows of one firm and one order number are lines of one order."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session, selectinload

from models.employer import Employer
from models.labourer import Labourer
from models.order import SHEET_NUMBER_LENGTH, Order, OrderLine
from models.sealed import key_ring
from services.access import require
from services.employers import KnownFirms, add_alias, known_firms
from services.errors import Refusal, RuleRefusal
from services.guards import refuse_debtor
from services.intake.batch import Intake, Outcome, SheetRow, flag, read_each
from services.intake.employers import NamedFirm, name_firm, settle
from services.intake.order_lines import line_of
from services.orders import LineDraft, OrderDraft, file_order, new_line
from services.sheets.fields.readings import Flag
from services.sheets.order_rows import OrderDraft as OrderRow
from services.sheets.order_rows import read_order

DEFAULT_SUB_KIND = {"training": "order_class", "hiring": "ordinary"}
OPEN_TO_LINES = ("draft", "returned")


@dataclass
class ReadRow:
    """A row of an order, resolved; `firm_place` is the county of the post, where a new employer is entered."""

    row: SheetRow
    draft: OrderRow
    line: LineDraft
    named: NamedFirm
    firm_place: int
    flags: list[Flag]


@dataclass
class OrderRows:
    """The rows of one order."""

    county_code: int
    rows: list[ReadRow] = field(default_factory=list)

    @property
    def first(self) -> OrderRow:
        return self.rows[0].draft

    @property
    def named(self) -> NamedFirm:
        return self.rows[0].named


def read_orders(session: Session, rows: Sequence[SheetRow], intake: Intake, outcome: Outcome) -> list[OrderRows]:
    """Orders of the rows that can be loaded; the others are rejected in `outcome`."""
    orders: dict[tuple[Any, ...], OrderRows] = {}
    county, firms = _county(session, intake), known_firms(session)
    for read in read_each(rows, lambda row: _read(session, row, intake, county, firms), outcome):
        draft = read.draft
        # Without an order number every row is an order of its own.
        key = (id(read.named.firm), draft.kind, draft.order_number) if draft.order_number else (read.row.number,)
        orders.setdefault(key, OrderRows(county or 0)).rows.append(read)
    return list(orders.values())


def _read(session: Session, row: SheetRow, intake: Intake, county: int | None, firms: KnownFirms) -> ReadRow:
    draft = read_order(row.cells)
    if county is None:
        raise Refusal("county_missing", field="county")
    if (length := len(draft.order_number)) > SHEET_NUMBER_LENGTH:
        raise Refusal("text_too_long", field="order_number", length=length, most=SHEET_NUMBER_LENGTH)
    line, flags = line_of(session, draft, county)
    place = line.division_code - line.division_code % 10**6
    named = name_firm(firms, draft.employer, draft.credit_code, place, "employer")
    return ReadRow(row, draft, line, named, place, [*flags, *named.flags])


def _county(session: Session, intake: Intake) -> int | None:
    """The county that approves: the import's division, else the one with most people registered."""
    if intake.context is not None:
        return intake.context - intake.context % 10**6
    county = (Labourer.home_code - Labourer.home_code % 10**6).label("county")
    query = select(county).group_by(county).order_by(func.count().desc(), county).limit(1)
    return session.scalar(query)


def write_orders(session: Session, orders: Sequence[OrderRows], intake: Intake, outcome: Outcome) -> None:
    """File each order as a draft, or add the lines that a draft of its number lacks; the very same rows again change
    nothing."""
    settle(session, (read.named.firm for order in orders for read in order.rows))
    there = _numbered_orders(session, orders)
    for order in orders:
        employer, first = order.named.firm.employer, order.first
        if first.order_number:
            number = (employer.id, order.county_code, first.kind, first.order_number) if employer else None
            _write_numbered(session, order, there.get(number) if number else None, intake, outcome)
        else:
            _write_single(session, order, intake, outcome)


def _write_single(session: Session, order: OrderRows, intake: Intake, outcome: Outcome) -> None:
    """A row without an order number: an order of its own, known again by all that its line says."""
    digest = _digest(order)
    if session.scalar(select(Order.id).where(Order.row_hash == digest)) is not None:
        outcome.note(order.rows[0].row, "unchanged")
    else:
        _file(session, order, intake, outcome, row_hash=digest)


def _digest(order: OrderRows) -> bytes:
    head = [order.named.firm.name, order.first.kind, order.county_code]
    lines = [asdict(read.line) for read in order.rows]
    return key_ring().lookup(json.dumps([head, lines], sort_keys=True, default=str))


def _write_numbered(session: Session, order: OrderRows, known: Order | None, intake: Intake, outcome: Outcome) -> None:
    if known is None:
        _file(session, order, intake, outcome)
        return
    there = {_content_of(line) for line in known.lines}
    missing = []
    for read in order.rows:
        if read.line in there:
            outcome.note(read.row, "unchanged")
        else:
            there.add(read.line)
            missing.append(read)
    if missing:
        _add(session, known, missing, intake, outcome)


def _numbered_orders(session: Session, orders: Sequence[OrderRows]) -> dict[tuple[int, int, str, str], Order]:
    """The orders there are of the employers and numbers of a batch, with their lines, kept from others until the
    commit."""
    employers = [order.named.firm.employer.id for order in orders if order.named.firm.employer is not None]
    numbers = {order.first.order_number for order in orders} - {""}
    query = (
        select(Order)
        .where(Order.employer_id.in_(employers), Order.sheet_number.in_(numbers))
        .options(
            selectinload(Order.lines).options(selectinload(OrderLine.skills), selectinload(OrderLine.certificates))
        )
        .with_for_update()
    )
    return {_number_of(order): order for order in session.scalars(query)}


def _number_of(order: Order) -> tuple[int, int, str, str]:
    return order.employer_id, order.county_code, order.kind, order.sheet_number or ""


def _content_of(line: OrderLine) -> LineDraft:
    """What a row of the database says, as it was filed."""
    plain = {name: getattr(line, name) for name in LineDraft.__dataclass_fields__ if name not in _LISTS}
    skills = tuple(sorted((each.skill_id, each.level, each.weight) for each in line.skills))
    return LineDraft(
        **plain, skills=skills, certificates=tuple(sorted(each.certificate_id for each in line.certificates))
    )


_LISTS = ("skills", "certificates")


def _add(session: Session, order: Order, rows: Sequence[ReadRow], intake: Intake, outcome: Outcome) -> None:
    """Add lines to an order that its employer may still change."""
    try:
        if order.state not in OPEN_TO_LINES:
            raise RuleRefusal("order_already_submitted", field="order_number", number=order.sheet_number)
        own = order.employer_id == intake.actor.employer_id
        require(intake.actor, "orders.file", division=order.county_code, own=own)
        flags = _prepare_employer(session, rows, intake)
    except Refusal as refusal:
        _reject(rows, refusal, outcome)
        return
    if not intake.dry:
        last = max((line.position for line in order.lines), default=0)
        order.lines.extend(new_line(place, read.line) for place, read in enumerate(rows, start=last + 1))
        session.flush()
    _created(rows, flags, outcome)


def _file(
    session: Session, order: OrderRows, intake: Intake, outcome: Outcome, *, row_hash: bytes | None = None
) -> None:
    rows = list({read.line: read for read in reversed(order.rows)}.values())[::-1]
    try:
        flags = _prepare_employer(session, rows, intake)
        if not intake.dry:
            with session.begin_nested():
                _file_draft(session, order, [read.line for read in rows], intake, row_hash)
    except Refusal as refusal:
        _reject(order.rows, refusal, outcome)
        return
    _created(rows, flags, outcome)
    for read in order.rows:
        if all(read is not filed for filed in rows):
            outcome.note(read.row, "unchanged")


def _file_draft(
    session: Session, order: OrderRows, lines: Sequence[LineDraft], intake: Intake, row_hash: bytes | None
) -> None:
    first, employer = order.first, order.named.firm.employer
    draft = OrderDraft(
        employer_id=employer.id if employer else 0,
        county_code=order.county_code,
        kind=first.kind,
        sub_kind=first.sub_kind or DEFAULT_SUB_KIND[first.kind],
        lines=lines,
        recruits_from=first.recruits_from,
        deadline=first.deadline,
        channel=first.channel or "",
        training_paid_by=first.training_paid_by or "",
        employer_brings="、".join(first.employer_brings),
        agency_licence=first.agency_licence[:60],
        remarks=first.notes,
    )
    filed = file_order(session, draft, actor=intake.actor, at=intake.at, import_id=intake.import_id, row_hash=row_hash)
    filed.sheet_number = first.order_number or None
    session.flush()


def _reject(rows: Sequence[ReadRow], refusal: Refusal, outcome: Outcome) -> None:
    for read in rows:
        outcome.reject(read.row, [refusal])


def _created(rows: Sequence[ReadRow], flags: Sequence[Flag], outcome: Outcome) -> None:
    for read in rows:
        outcome.note(read.row, "created", (*read.flags, *flags))


def _prepare_employer(session: Session, rows: Sequence[ReadRow], intake: Intake) -> list[Flag]:
    """Register the employer of an order if it is new, else fill what is not known of it; RuleRefusal for a debtor."""
    firm, flags = rows[0].named.firm, []
    if firm.employer is None:
        firm.employer = _register(session, rows[0], intake)
        flags = [flag("employer_registered", "employer", text=firm.name)]
    refuse_debtor(firm.employer)
    if not intake.dry:
        for read in rows:
            _complete(session, firm.employer, read)
    return flags


def _register(session: Session, read: ReadRow, intake: Intake) -> Employer:
    employer = Employer(
        name=read.draft.employer,
        credit_code=read.draft.credit_code,
        county_code=read.firm_place,
        contact=read.draft.contact,
        phone=read.draft.phone or None,
        registered_at=intake.at,
    )
    if not intake.dry:
        session.add(employer)
        session.flush()
    return employer


def _complete(session: Session, known: Employer, read: ReadRow) -> None:
    """What a row says of its employer fills what is not known yet, unless the name is only like the employer's."""
    if read.named.exact:
        known.contact = known.contact or read.draft.contact
        known.phone = known.phone or read.draft.phone or None
        known.credit_code = known.credit_code or read.draft.credit_code
        session.flush()
    add_alias(session, known, read.draft.employer, by_likeness=not read.named.exact)
