"""The page of the plan, and what it says in an opened row of a ranked list."""

import re
from datetime import UTC, datetime

from flask import Flask
from sqlalchemy import select

from matching.weights import POINT
from models.plan import Plan, PlanSeat
from services.plan_requests import plans_due, run_plan_request
from tests.office import SANDU, Office
from tests.placing import people, recruit
from tests.web.conftest import County


def make_plans(office: Office) -> None:
    """What a worker does with the plans that were asked for."""
    with office.database.reading() as session:
        [request_id] = plans_due(session, at=datetime.now(UTC))
    run_plan_request(office.database, request_id, now=lambda: datetime.now(UTC))


def test_the_county_plans_all_open_places_and_reads_what_a_place_is_worth(app: Flask, county: County) -> None:
    office = county.office
    people(office, 3)
    recruit(office, "好厂", 2, "5000-6000")
    client = county.client(app, "county")
    assert "还没有制定统筹方案" in client.get("/plans").text
    assert client.post("/plans").status_code == 303
    running = client.get("/plans").text
    assert "every 1s" in running
    assert "还没有制定统筹方案" not in running
    assert "现行方案" not in running
    make_plans(office)
    assert "新的统筹方案已做好" in client.get("/plans/progress").text
    page = client.get("/plans").text
    with office.database.reading() as session:
        plan = session.scalars(select(Plan).where(Plan.county_code == SANDU)).one()
    figures = re.findall(r"<dd>([^<]*)</dd>", page)
    assert figures[:2] == [str(plan.seats), str(plan.filled)]
    assert figures[4].startswith("至多再好")
    assert "好厂" in page
    assert "现已满" not in page
    with office.database.writing() as session:
        session.scalars(select(Plan)).one().bound = plan.value
        seat = session.scalars(select(PlanSeat).where(PlanSeat.filled > 0)).first()
        assert seat
        seat.seats, seat.price = seat.filled + 1, 5 * POINT  # what a full class or base charges
    page = client.get("/plans").text
    assert "<dd>没有</dd>" in page
    assert '5.0 <span class="second">指其培训班或基地再多一个名额，现已满' in page
    assert county.client(app, "employer").get("/plans").status_code == 403
    assert county.client(app, "counsellor").post("/plans").status_code == 403


def test_an_opened_row_says_what_the_plan_proposes_and_what_the_choice_costs(app: Flask, county: County) -> None:
    office = county.office
    people(office, 1)
    recruit(office, "好厂", 1, "5000-6000")
    client = county.client(app, "county")
    client.post("/plans")
    make_plans(office)
    addresses = set(re.findall(r"/orders/\w+/candidates\?line=\w+", client.get("/plans").text))
    said = []
    for address in addresses:
        order, line = re.findall(r"/orders/(\w+)/candidates\?line=(\w+)", address)[0]
        client.post(f"/orders/{order}/candidates", data={"line": line})
        people_listed = re.findall(r"open=(\w+)", client.get(address).text)
        said += [client.get(f"{address}&open={person}").text for person in people_listed]
    assert any("到本岗" in page for page in said)
    assert any("其他空缺岗位" in page for page in said)
