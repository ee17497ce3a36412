"""People in work for tests: firms that recruit, people who fit, offers and the jobs they lead to, a line each."""

from datetime import datetime, timedelta

from sqlalchemy import select

from models.county_rules import CountyRules
from models.displacement import Displacement, Vacancy
from models.labourer import Labourer
from models.model import Model
from models.order import Order, OrderLine
from models.placement import Placement
from services.displacements import displace
from services.offers import make_offer
from services.orders import advance_order, orders_due
from services.placements import accept_offer
from services.redeployment import redeploy
from services.vacancies import refill
from tests.office import SANDU, Office, id_number

DIGITS = str.maketrans("0123456789", "零一二三四五六七八九")


def people(office: Office, count: int, *, first: int = 1) -> list[int]:
    """Register people who can sew and live in the county; ids, the earliest first."""
    numbers = [f"{number:03}" for number in range(first, first + count)]
    sewing = ["", "三都县大河镇", "初中", "缝纫", "缝纫工", "三都县", "3000"]
    rows = [["李" + number.translate(DIGITS), id_number(sequence=number), *sewing] for number in numbers]
    office.people(*rows, name=f"people-{first}.csv")
    with office.database.reading() as session:
        return list(session.scalars(select(Labourer.id).order_by(Labourer.id)))[-count:]


def recruit(office: Office, employer: str, seats: int = 2, wage: str = "4000-5000") -> int:
    """An order that is open for recruiting; the id of its line."""
    start = (office.at + timedelta(days=7)).date().isoformat()
    post = ["缝纫工", str(seats), "缝纫", "三都县", wage, "包吃包住", start]
    order_id = office.orders([employer, *post], name=f"{employer}.csv")[-1]
    office.approve(order_id)
    clock(office)
    with office.database.reading() as session:
        return session.scalars(select(OrderLine.id).join(Order).where(Order.public_id == order_id)).one()


def clock(office: Office) -> None:
    """What the clock asks of orders now."""
    with office.database.reading() as session:
        due = orders_due(session, at=office.at)
    for order_id in due:
        with office.database.writing() as session:
            advance_order(session, order_id, at=office.at)


def offer(office: Office, person: int, line: int, **how: int) -> str:
    """Offer a post; the public id of the placement."""
    with office.database.writing() as session:
        return make_offer(session, labourer_id=person, line_id=line, actor=office.actor, at=office.at, **how).public_id


def accept(office: Office, placement: str) -> None:
    with office.database.writing() as session:
        accept_offer(session, placement, actor=office.actor, at=office.at)


def hire(office: Office, person: int, line: int) -> str:
    """An offer that was accepted."""
    placement = offer(office, person, line)
    accept(office, placement)
    return placement


def lose(office: Office, placement: str, cause: str = "dismissed") -> int:
    """The placement fails; the id of the displacement."""
    with office.database.writing() as session:
        return displace(session, placement, cause, actor=office.actor, at=office.at).id


def work_on(office: Office) -> None:
    """What a worker does about every displaced person and vacant seat that is due now, each once."""
    with office.database.reading() as session:
        people, seats = (list(session.scalars(select(half.id))) for half in (Displacement, Vacancy))
    for each in people:
        redeploy(office.database, each, now=lambda: office.at)
    for each in seats:
        refill(office.database, each, now=lambda: office.at)


def rules(office: Office, **values: object) -> None:
    """The county decides something for itself."""
    with office.database.writing() as session:
        session.merge(CountyRules(county_code=SANDU, **values))


def placements(office: Office, person: int | None = None, state: str | None = None) -> list[Placement]:
    """All placements, or those of a person or in a state, the oldest first."""
    query = select(Placement).order_by(Placement.id)
    query = query if person is None else query.where(Placement.labourer_id == person)
    query = query if state is None else query.where(Placement.state == state)
    with office.database.reading() as session:
        return list(session.scalars(query))


def row(office: Office, table: type[Model], row_id: int) -> Model:
    with office.database.reading() as session:
        return session.get_one(table, row_id)


def taken(office: Office, line: int) -> int:
    with office.database.reading() as session:
        return session.get_one(OrderLine, line).taken


def person(office: Office, labourer: int) -> Labourer:
    with office.database.reading() as session:
        return session.get_one(Labourer, labourer)


def displacement(office: Office, displacement_id: int) -> Displacement:
    with office.database.reading() as session:
        return session.get_one(Displacement, displacement_id)


def vacancy_of(office: Office, placement: str) -> Vacancy | None:
    with office.database.reading() as session:
        failed = select(Placement.id).where(Placement.public_id == placement).scalar_subquery()
        return session.scalar(select(Vacancy).where(Vacancy.placement_id == failed))


def later(office: Office, at: datetime) -> Office:
    """The same office at another time."""
    return Office(office.database, office.folder, at)


def order_of(office: Office, line: int) -> str:
    with office.database.reading() as session:
        return session.get_one(Order, session.get_one(OrderLine, line).order_id).public_id
