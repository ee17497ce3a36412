"""What a county pays for an occupation: medians with their numbers, and silence where somebody could be made out."""

from collections.abc import Sequence
from datetime import timedelta

import pytest
from sqlalchemy import select

from models.order import OrderLine
from models.placement import Placement
from services.wage_levels import WageLevel, wage_level
from tests.office import SANDU, Office
from tests.placing import hire, people, recruit

YUAN = 100


def level(office: Office, county: int = SANDU, **later: int) -> WageLevel:
    with office.database.reading() as session:
        sewing = session.scalars(select(OrderLine.occupation_id)).first() or 0
        return wage_level(session, county, sewing, at=office.at + timedelta(**later))


def confirmed(office: Office, line: int, wages: Sequence[int]) -> None:
    """So many jobs of a post, confirmed with these wages."""
    for person in people(office, len(wages)):
        hire(office, person, line)
    with office.database.writing() as session:
        for placement, wage in zip(session.scalars(select(Placement)), wages, strict=True):
            placement.state, placement.wage_month = "confirmed", wage * YUAN


def test_the_middle_of_what_orders_offer(office: Office) -> None:
    for firm, wage in (("永兴制衣厂", "4000-5000"), ("金飞达制衣厂", "5000"), ("德兴制衣厂", "8000")):
        recruit(office, firm, wage=wage)
    assert level(office) == WageLevel(offered=5000 * YUAN, posts=3, paid=0, jobs=0)
    assert not level(office).sure


def test_jobs_are_told_from_five_on(office: Office) -> None:
    line = recruit(office, "永兴制衣厂", seats=9)
    confirmed(office, line, (3900, 4000, 4100, 9000))
    assert (level(office).paid, level(office).jobs) == (0, 4)


def test_the_middle_of_what_jobs_pay_is_what_a_wage_is_compared_with(office: Office) -> None:
    line = recruit(office, "永兴制衣厂", seats=9)
    confirmed(office, line, (3900, 4000, 4100, 9000, 3000))
    found = level(office)
    assert (found.paid, found.jobs, found.sure, found.middle) == (4000 * YUAN, 5, True, 4000 * YUAN)


def test_drafts_other_counties_and_what_is_long_ago_do_not_count(office: Office) -> None:
    recruit(office, "永兴制衣厂")
    office.orders(["德兴制衣厂", "缝纫工", "2", "缝纫", "三都县", "9000", "", "2027-03-01"], name="draft.csv")
    assert level(office).posts == 1
    assert level(office, county=522731000000) == WageLevel(0, 0, 0, 0)
    assert level(office, days=800).posts == 0


@pytest.mark.parametrize(("wage", "stand"), [((3000, 4000), "below"), ((4000, 6000), "same"), ((6000, 6000), "above")])
def test_a_wage_lies_below_at_or_above_the_middle(wage: tuple[int, int], stand: str) -> None:
    assert WageLevel(5000, 9, 0, 0).stand(*wage) == stand


def test_nothing_is_compared_with_nothing() -> None:
    assert WageLevel(0, 0, 0, 0).stand(4000, 5000) == ""
    assert WageLevel(5000, 9, 0, 0).stand(0, 0) == ""
