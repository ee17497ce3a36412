"""The offers of a joint plan, some hundreds a transaction: each person once, each seat once, with message and records.

The shape of law 3: the plan was made with nothing open for writing; here each row is claimed by a conditional update
and looked at afresh. Who cannot have the seat any more goes to the search for one, who has none waits visibly.
"""

from collections import Counter, defaultdict
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session, joinedload

from matching.score import rule_hash
from models.bulk import insert_rows
from models.db import Database
from models.displacement import Displacement
from models.employer import Employer
from models.enrolment import Enrolment
from models.labourer import Labourer
from models.message import Message
from models.model import new_public_id
from models.order import Order, OrderLine
from models.placement import Placement
from models.plan import Plan, PlanSeat
from models.workflow import PLACEMENT, TAKEN
from services.access import CLOCK
from services.calendar import county_day
from services.class_seats import kept_seats
from services.county_rules import rules_of
from services.guards.placements import GONE
from services.mass_displacement import HEAD_START
from services.mass_displacement_plan import FILL, Seat, Together, plan_together, still_fit, waits_for_plan
from services.offers import last_instant, offer_of, reminders_of, told_of
from services.queued import Now
from services.redeployment import SOON, recruiting
from services.step_rows import batches, change_all, record_all, step_all
from services.weights_in_force import weights_of

AT_ONCE = 500
"""People in one transaction: a third of a second, in which nobody else writes on SQLite."""


def redeploy_together(database: Database, employer_id: int, *, now: Now) -> None:
    """Plan everybody of an employer who waits for it and offer them their seats; does nothing when nobody does. Stopped
    anywhere, it goes on with those who are left; done twice, the second finds nobody. Where no plan can be made, each
    is searched for alone, and the error is raised."""
    try:
        with database.reading() as session:
            found = plan_together(session, employer_id, at=now())
    except Exception:
        with database.writing() as session:
            end_head_start(session, employer_id, at=now())
        raise
    if found is None:
        return
    with database.writing() as session:
        keep_prices(session, employer_id, found, at=now())
    for some in batches(found.seats, AT_ONCE):
        with database.writing() as session:
            commit_offers(session, some, at=now())
    for left in batches(found.without, AT_ONCE):
        with database.writing() as session:
            let_wait(session, left, at=now(), soon=found.cut)


def end_head_start(session: Session, employer_id: int, *, at: datetime) -> None:
    """Let the search for each begin now."""
    waits = update(Displacement).where(waits_for_plan(employer_id)).values(next_try_at=at)
    session.execute(waits.execution_options(synchronize_session=False))


def closings_due(session: Session, *, at: datetime) -> list[int]:
    """Ids of the employers whose people wait for a joint plan that nobody nudged for: within their head start."""
    waits = Displacement.handled_at.is_(None) & (Displacement.state == "open") & (Displacement.attempts == 0)
    ahead = (Displacement.next_try_at > at) & (Displacement.next_try_at <= at + HEAD_START)
    query = select(Displacement.employer_id).where(waits, ahead).group_by(Displacement.employer_id)
    return [each for each in session.scalars(query.having(func.count() > 1)) if each is not None]


def commit_offers(session: Session, seats: Sequence[Seat], *, at: datetime) -> int:
    """Offer people their seats in this transaction; how many got one."""
    people = _hold(session, seats)
    claimed = claim_all(session, [seat.displacement_id for seat in seats], at)
    mine = [seat for seat in seats if seat.displacement_id in claimed and people[seat.labourer_id] not in GONE]
    mine = _free_to_take(session, mine, at)
    lines = _hold_lines(session, mine, at)
    mine = _seated(session, mine, lines)
    _offer(session, mine, lines, at)
    put_back_all(session, claimed - {seat.displacement_id for seat in mine}, at)
    return len(mine)


def _hold(session: Session, seats: Sequence[Seat]) -> dict[int, str]:
    """Hold the people of some seats, as all do who touch placements; what each is doing now."""
    here = Labourer.id.in_([seat.labourer_id for seat in seats])
    query = select(Labourer.id, Labourer.situation).where(here).order_by(Labourer.id).with_for_update()
    return dict(session.execute(query).all())


def claim_all(session: Session, ids: Sequence[int], at: datetime) -> set[int]:
    """Mark rows that nobody handled as handled by one conditional update; which they were."""
    free = Displacement.id.in_(ids) & Displacement.handled_at.is_(None) & (Displacement.state == "open")
    claimed = update(Displacement).where(free).values(handled_at=at).returning(Displacement.id)
    return set(session.scalars(claimed.execution_options(synchronize_session=False)))


def _free_to_take(session: Session, seats: Sequence[Seat], at: datetime) -> list[Seat]:
    """Those without a job or an open offer whom the hard rules still let have the post."""
    people = [seat.labourer_id for seat in seats]
    busy = Placement.labourer_id.in_(people) & Placement.state.in_(("offered", *TAKEN))
    taken = set(session.scalars(select(Placement.labourer_id).where(busy)))
    fit = still_fit(session, seats, at=at)
    return [seat for seat in seats if seat.labourer_id not in taken and seat.displacement_id in fit]


def _hold_lines(session: Session, seats: Sequence[Seat], at: datetime) -> dict[int, OrderLine]:
    """Hold the lines that still recruit, by id."""
    here = OrderLine.id.in_({seat.line_id for seat in seats}) & recruiting(at)
    query = select(OrderLine).join(Order, Order.id == OrderLine.order_id).where(here).order_by(OrderLine.id)
    whole = joinedload(OrderLine.order).joinedload(Order.employer)
    held = query.options(whole).with_for_update(of=OrderLine)
    return {line.id: line for line in session.scalars(held.execution_options(populate_existing=True))}


def _seated(session: Session, seats: Sequence[Seat], lines: dict[int, OrderLine]) -> list[Seat]:
    """Take seats of the lines that no class keeps, the best first where fewer are left than were planned."""
    wanted: defaultdict[int, list[Seat]] = defaultdict(list)
    kept = kept_seats(session, OrderLine.id.in_(lines))
    left = {line.id: kept[line.id].left if line.id in kept else line.seats - line.taken for line in lines.values()}
    for seat in sorted(seats, key=lambda each: (-each.score, each.displacement_id)):
        line = lines.get(seat.line_id)
        if line is not None and len(wanted[line.id]) < left[line.id]:
            wanted[line.id].append(seat)
    for line_id in sorted(wanted):
        room = (OrderLine.id == line_id) & (OrderLine.taken + len(wanted[line_id]) <= OrderLine.seats)
        took = update(OrderLine).where(room).values(taken=OrderLine.taken + len(wanted[line_id]))
        session.execute(took.execution_options(synchronize_session=False))
    return [seat for some in wanted.values() for seat in some]


def _offer(session: Session, seats: Sequence[Seat], lines: dict[int, OrderLine], at: datetime) -> None:
    """One placement, one message and the records of each: what `make_offer` and the single search write."""
    if not seats:
        return
    offers = _placements(session, seats, lines, at)
    insert_rows(session, Placement, [_row(each) for each in offers])
    made = select(Placement.public_id, Placement.id).where(Placement.public_id.in_([each.public_id for each in offers]))
    ids = dict(session.execute(made).all())
    for each in offers:
        each.id = ids[each.public_id]
    record_all(session, Placement, [(each.id, "", PLACEMENT.initial) for each in offers], "offer", CLOCK, at)
    told = [each for offer in offers for each in _messages(session, offer, lines[offer.line_id or 0], at)]
    insert_rows(session, Message, [_row(each) for each in told])
    halves = [seat.displacement_id for seat in seats]
    step_all(session, Displacement, [(each, "open") for each in halves], "search", actor=CLOCK, at=at)
    step_all(session, Displacement, [(each, "searching") for each in halves], "offer", actor=CLOCK, at=at,
             offers_made=Displacement.offers_made + 1, attempts=0, last_error=None)  # fmt: skip


def _messages(session: Session, offer: Placement, line: OrderLine, at: datetime) -> list[Message]:
    """What tells of an offer, and what reminds of it."""
    told = told_of(session, offer, line.order, line, at)
    return [told, *reminders_of(session, offer, told)]


def _row(made: Placement | Message) -> dict[str, Any]:
    """The columns of something that was made and not added to the session."""
    return {name: value for name, value in vars(made).items() if not name.startswith("_sa_")}


def _placements(session: Session, seats: Sequence[Seat], lines: dict[int, OrderLine], at: datetime) -> list[Placement]:
    """The offers, not yet added: of the base that had the person, else of the one that taught them last."""
    lost = {
        each.id: each
        for each in session.execute(
            select(Displacement.id, Displacement.home_code, Displacement.base_id).where(
                Displacement.id.in_([seat.displacement_id for seat in seats])
            )
        )
    }
    taught = _taught(session, [seat.labourer_id for seat in seats])
    made = []
    for seat in seats:
        line, half, enrolment = lines[seat.line_id], lost[seat.displacement_id], taught.get(seat.labourer_id)
        made.append(
            offer_of(
                line, line.order, at, labourer_id=seat.labourer_id, home_code=half.home_code,
                base_id=half.base_id or (enrolment and enrolment[1]), enrolment_id=enrolment and enrolment[0],
                displacement_id=half.id, channel=line.order.channel, score=seat.score, public_id=new_public_id(),
                answer_by=last_instant(at, rules_of(session, half.home_code).offer_days),
            )
        )  # fmt: skip
    return made


def _taught(session: Session, people: Sequence[int]) -> dict[int, tuple[int, int | None]]:
    """The last class that each finished, and its base."""
    finished = Enrolment.labourer_id.in_(people) & Enrolment.state.in_(("finished", "certified"))
    query = select(Enrolment.labourer_id, Enrolment.id, Enrolment.base_id).where(finished).order_by(Enrolment.id)
    return {person: (enrolment, base) for person, enrolment, base in session.execute(query)}


def put_back_all(session: Session, ids: set[int], at: datetime) -> None:
    """To the search for one, now: the sweep finds them."""
    change_all(session, Displacement, sorted(ids), handled_at=None, next_try_at=at)


def let_wait(session: Session, ids: Sequence[int], *, at: datetime, soon: bool) -> None:
    """Those for whom the plan has no seat wait for the county's hours to retry; a moment only when it was cut short."""
    people = select(Displacement.labourer_id).where(Displacement.id.in_(ids))
    session.execute(select(Labourer.id).where(Labourer.id.in_(people)).order_by(Labourer.id).with_for_update())
    claimed = claim_all(session, ids, at)
    step_all(session, Displacement, [(each, "open") for each in sorted(claimed)], "search", actor=CLOCK, at=at)
    query = select(Displacement.id, Displacement.home_code).where(Displacement.id.in_(claimed))
    by_pause: defaultdict[timedelta, list[int]] = defaultdict(list)
    for each, home in session.execute(query.order_by(Displacement.id)):
        by_pause[SOON if soon else timedelta(hours=rules_of(session, home).retry_hours)].append(each)
    for pause, some in by_pause.items():
        step_all(session, Displacement, [(each, "searching") for each in some], "wait", actor=CLOCK, at=at,
                 handled_at=None, next_try_at=at + pause)  # fmt: skip


def keep_prices(session: Session, employer_id: int, found: Together, *, at: datetime) -> None:
    """Store the figures and prices of a joint plan, for the page and the record. It is in force for nobody."""
    employer, made = session.get_one(Employer, employer_id), found.plan
    weights = weights_of(session, employer.county_code)
    kept = Plan(
        county_code=employer.county_code, as_of=county_day(at), made_at=at, replaced_at=at, people=found.people,
        seats=made.seats, filled=made.filled, value=made.value, points=made.points, bound=made.bound,
        greedy_value=found.simpler.greedy, row_by_row_value=found.simpler.row_by_row, rule_version=weights.version,
        rule_hash=rule_hash(weights), weights=weights.to_dict(), terms={"closed_employer": employer_id, "fill": FILL},
    )  # fmt: skip
    session.add(kept)
    session.flush()
    filled = Counter(made.line_of[made.line_of >= 0].tolist())
    insert_rows(session, PlanSeat, [
        {"line_id": found.posts.keys.id[row].item(), "filled": filled[row], "price": int(made.seat_price[row]),
         "seats": int(found.posts.table.seats[row] - found.posts.keys.taken[row])}
        for row in sorted(filled)
    ], {"plan_id": kept.id})  # fmt: skip
