"""How many stayed three months with an employer: told of five or more, leaving aside who neither left nor stayed."""

from collections.abc import Iterator
from datetime import timedelta

from sqlalchemy import update

from models.displacement import Displacement
from models.placement import Placement
from services.calendar import county_day
from services.staying import Stayed, stayed_with
from tests.office import Office
from tests.placing import hire, lose, people, recruit


def stays(office: Office, count: int) -> Iterator[str]:
    """People who began with one employer a hundred days ago."""
    line = recruit(office, "三都服装厂", seats=count)
    for person in people(office, count):
        placement = hire(office, person, line)
        began = county_day(office.at) - timedelta(days=100)
        with office.database.writing() as session:
            which = Placement.public_id == placement
            session.execute(update(Placement).where(which).values(delivered_on=began, state="delivered"))
        yield placement


def told(office: Office) -> Stayed | None:
    with office.database.reading() as session:
        employer = session.query(Placement.employer_id).first()
        return stayed_with(session, employer[0], on=county_day(office.at))


def test_five_are_told_of_with_who_left(office: Office) -> None:
    placements = list(stays(office, 6))
    assert told(office) == Stayed(6, 6)
    lose(office, placements[0], "quit_pay")
    with office.database.writing() as session:
        soon = county_day(office.at) - timedelta(days=80)
        session.execute(update(Placement).where(Placement.public_id == placements[0]).values(ended_on=soon))
    assert told(office) == Stayed(6, 5)
    with office.database.writing() as session:
        session.execute(update(Displacement).values(cause="moved_away"))
    assert told(office) == Stayed(5, 5)


def test_fewer_than_five_are_not_told_of(office: Office) -> None:
    list(stays(office, 4))
    assert told(office) is None
