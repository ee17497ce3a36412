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
from services.guards.orders import refuse_debtor
from services.intake.batch import Intake, Outcome, SheetRow, flag, read_each
from services.intake.changes import value_changes
from services.intake.employers import NamedFirm, name_firm, refuse_like_debtor, settle
from services.intake.flags import plain_flags
from services.intake.order_lines import line_of
from services.intake.order_rows import ReadRow, Standing, changes_of, rows_and_lines, say, stands_for
from services.intake.order_terms import refuse_odd_terms, refuse_passed_deadline
from services.orders import LineDraft, OrderDraft, file_order, forget_lists, new_line
from services.sheets.fields.readings import Flag
from services.sheets.order_rows import OrderDraft as OrderRow
from services.sheets.order_rows import read_order
from services.steps import record

DEFAULT_SUB_KIND = {"training": "order_class", "hiring": "ordinary"}
OPEN_TO_LINES = ("draft", "returned")
ENDED = ("expired", "cancelled", "closed")
AGENCY_LICENCE_LENGTH = 60
_LINES = selectinload(Order.lines).options(selectinload(OrderLine.skills), selectinload(OrderLine.certificates))


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
    for field_name, most in (("order_number", SHEET_NUMBER_LENGTH), ("agency_licence", AGENCY_LICENCE_LENGTH)):
        if (length := len(getattr(draft, field_name))) > most:
            raise Refusal("text_too_long", field=field_name, length=length, most=most)
    refuse_passed_deadline(draft.deadline, intake.at)
    line, flags = line_of(session, draft, county)
    refuse_odd_terms(line)
    place = line.division_code - line.division_code % 10**6
    refuse_like_debtor(firms, draft.employer, draft.credit_code, place)
    named = name_firm(firms, draft.employer, draft.credit_code, place, "employer")
    return ReadRow(row, draft, line, named, place, [*flags, *named.flags], _digest(asdict(draft)))


def _county(session: Session, intake: Intake) -> int | None:
    """The county that approves: the import's division, else the one with most people registered."""
    if intake.context is not None:
        return intake.context - intake.context % 10**6
    county = (Labourer.home_code - Labourer.home_code % 10**6).label("county")
    query = select(county).group_by(county).order_by(func.count().desc(), county).limit(1)
    return session.scalar(query)


def write_orders(session: Session, orders: Sequence[OrderRows], intake: Intake, outcome: Outcome) -> None:
    """File each order as a draft; rows of a number that has an order already are compared with its lines. The very
    same rows again change nothing."""
    settle(session, (read.named.firm for order in orders for read in order.rows))
    there = _numbered_orders(session, orders)
    for order in orders:
        _once(order, outcome)
        known = there.get(_number(order))
        if not order.first.order_number:
            _write_single(session, order, intake, outcome)
        elif known is None:
            _file(session, order, intake, outcome)
        else:
            _write_again(session, known, order, intake, outcome)


def _once(order: OrderRows, outcome: Outcome) -> None:
    """A row that is there twice under one order number counts once, with a remark."""
    rows: dict[LineDraft, ReadRow] = {}
    for read in order.rows:
        first = rows.setdefault(read.line, read)
        if first is not read:
            first.flags.append(flag("line_twice", "order_number", row=read.row.place))
            outcome.note(read.row, "unchanged", (flag("line_twice", "order_number", row=first.row.place),))
    order.rows = list(rows.values())


def _write_single(session: Session, order: OrderRows, intake: Intake, outcome: Outcome) -> None:
    """A row without an order number: an order of its own, known again by all that its line says. What the row says
    otherwise of the order as a whole is set while the employer may change it; one that has ended is filed anew."""
    [read] = order.rows
    digest = _digest([order.named.firm.name, order.first.kind, order.county_code], [asdict(read.line)])
    known = session.scalar(select(Order).where(Order.row_hash == digest).options(_LINES).with_for_update())
    if known is None:
        _file(session, order, intake, outcome, row_hash=digest)
    elif _says_nothing_new(read, known, intake):
        outcome.note(read.row, "unchanged")
    elif known.state in ENDED:
        _file(session, order, intake, outcome, row_hash=digest, instead_of=known)
    else:
        _set_heads(session, known, read, intake, outcome)


def _says_nothing_new(read: ReadRow, known: Order, intake: Intake) -> bool:
    """Whether a row is the very one its order was written from, stands twice in one file, or says what the order
    says."""
    if any(line.row_hash == read.digest for line in known.lines):
        return True
    twice = intake.import_id is not None and any(line.import_id == intake.import_id for line in known.lines)
    return twice or all(getattr(known, name) == value for name, value in read.head.items())


def _set_heads(session: Session, known: Order, read: ReadRow, intake: Intake, outcome: Outcome) -> None:
    refusal = _closed(session, known, [read], intake) or _days_reversed(known, read)
    if refusal is not None:
        outcome.reject(read.row, [refusal])
        return
    outcome.note(read.row, "updated", tuple(read.flags))
    if intake.dry:
        outcome.changes[read.row.number] = value_changes(known, read.head)
        return
    for name, value in read.head.items():
        setattr(known, name, value)
    for line in known.lines[:1]:
        line.row_hash, line.import_id, line.flags = read.digest, intake.import_id, plain_flags(read.flags)
    session.flush()
    record(session, known, "amend", actor=intake.actor, at=intake.at)


def _days_reversed(known: Order, read: ReadRow) -> Refusal | None:
    """The refusal of a deadline that would lie before recruiting begins."""
    deadline, begins = read.head.get("deadline", known.deadline), read.head.get("recruits_from", known.recruits_from)
    if deadline is None or begins is None or deadline >= begins:
        return None
    return Refusal("deadline_before_recruiting", field="deadline", deadline=deadline, recruits_from=begins)


def _digest(*said: Any) -> bytes:
    return key_ring().lookup(json.dumps(said, sort_keys=True, default=str))


def _write_again(session: Session, known: Order, order: OrderRows, intake: Intake, outcome: Outcome) -> None:
    """Rewrite the lines whose rows changed and add those that are new, while the employer may still change the
    order."""
    pairs = rows_and_lines(known, order.rows, intake.import_id)
    news = [(read, line) for read, line in pairs if line is None or not stands_for(line, read, known)]
    refusal = _closed(session, known, [read for read, _ in news], intake) if news else None
    for read, line in pairs:
        if (read, line) not in news:
            outcome.note(read.row, "unchanged")
        elif refusal is not None:
            outcome.reject(read.row, [refusal])
        else:
            outcome.note(read.row, "created" if line is None else "updated", tuple(read.flags))
            outcome.changes[read.row.number] = [] if line is None else changes_of(line, read, known)
    if refusal is None and not intake.dry and known.state in OPEN_TO_LINES:
        for read, _ in news:
            for name, value in read.head.items():
                setattr(known, name, value)
        _rewrite(known, pairs, intake)
        session.flush()
        if news:
            forget_lists(session, [line.id for _, line in news if line is not None])
            record(session, known, "amend", actor=intake.actor, at=intake.at)


def _closed(session: Session, known: Order, rows: Sequence[ReadRow], intake: Intake) -> Refusal | None:
    """Why rows may not change an order; None when they may."""
    try:
        if known.state not in OPEN_TO_LINES:
            number = known.sheet_number or known.public_id
            raise RuleRefusal("order_already_submitted", field="order_number", number=number)
        own = known.employer_id == intake.actor.employer_id
        require(intake.actor, "orders.file", division=known.county_code, own=own)
        _prepare_employer(session, rows, intake)
    except Refusal as refusal:
        return refusal
    return None


def _rewrite(known: Order, pairs: Sequence[Standing], intake: Intake) -> None:
    last = max((line.position for line in known.lines), default=0)
    for read, line in pairs:
        if line is None:
            last += 1
            known.lines.append(say(new_line(last, read.line), read, intake.import_id))
        else:
            say(line, read, intake.import_id)


def _numbered_orders(session: Session, orders: Sequence[OrderRows]) -> dict[tuple[int, int, str, str], Order]:
    """The orders there are of the employers and numbers of a batch, with their lines, kept from others until the
    commit."""
    employers = [order.named.firm.employer.id for order in orders if order.named.firm.employer is not None]
    numbers = {order.first.order_number for order in orders} - {""}
    query = (
        select(Order)
        .where(Order.employer_id.in_(employers), Order.sheet_number.in_(numbers))
        .options(_LINES)
        .with_for_update()
    )
    return {
        (order.employer_id, order.county_code, order.kind, order.sheet_number or ""): order
        for order in session.scalars(query)
    }


def _number(order: OrderRows) -> tuple[int, int, str, str]:
    employer = order.named.firm.employer
    return (employer.id if employer else 0, order.county_code, order.first.kind, order.first.order_number)


def _file(
    session: Session,
    order: OrderRows,
    intake: Intake,
    outcome: Outcome,
    *,
    row_hash: bytes | None = None,
    instead_of: Order | None = None,
) -> None:
    """File an order; one that has ended, `instead_of`, leaves it what the row is known by."""
    try:
        order.rows[0].flags += _prepare_employer(session, order.rows, intake)
        if not intake.dry:
            with session.begin_nested():
                if instead_of is not None:
                    instead_of.row_hash = None
                    session.flush()
                _file_draft(session, order, intake, row_hash)
    except Refusal as refusal:
        for read in order.rows:
            outcome.reject(read.row, [refusal])
        return
    for read in order.rows:
        outcome.note(read.row, "created", tuple(read.flags))


def _file_draft(session: Session, order: OrderRows, intake: Intake, row_hash: bytes | None) -> None:
    first, employer = order.first, order.named.firm.employer
    draft = OrderDraft(
        employer_id=employer.id if employer else 0,
        county_code=order.county_code,
        kind=first.kind,
        lines=[read.line for read in order.rows],
        **{"sub_kind": DEFAULT_SUB_KIND[first.kind], **order.rows[0].head},
    )
    filed = file_order(
        session,
        draft,
        actor=intake.actor,
        at=intake.at,
        sheet_number=first.order_number or None,
        import_id=intake.import_id,
        row_hash=row_hash,
    )
    for line, read in zip(filed.lines, order.rows, strict=True):
        say(line, read, intake.import_id)
    session.flush()


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
