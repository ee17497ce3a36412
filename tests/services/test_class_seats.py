"""Seats that classes keep for their people: nobody else finds them free, and those people get them."""

import pytest
from sqlalchemy import delete, select

from models.employer import Employer
from models.enrolment import Enrolment
from models.message import Message
from models.order import Order, OrderLine
from models.placement import Placement
from models.training_class import TrainingClass
from services.calendar import county_day
from services.class_seats import kept_seats
from services.disclosures import open_posts as posts_told
from services.disclosures import recruiting_now
from services.errors import RuleRefusal
from services.lists import first_of
from services.mass_displacement import close_plant
from services.mass_displacement_offers import commit_offers
from services.mass_displacement_plan import plan_together
from services.openings import openings_of
from services.order_timelines import waits_of
from services.orders import find_order
from services.placements import decline_offer
from services.pools import open_posts
from services.redeployment import offer_by_itself
from tests.classroom import SEWING, Classroom
from tests.office import SANDU, Office
from tests.placing import clock, displacement, hire, lose, offer, people, placements, recruit, taken, work_on


@pytest.fixture
def room(office: Office) -> Classroom:
    return Classroom(office)


def training_order(room: Classroom, seats: int) -> tuple[str, int]:
    """An open order for sewing workers who are trained first: its line, public id and id."""
    _, line = room.order(*SEWING[:2], str(seats), *SEWING[3:])
    clock(room.office)
    with room.office.database.reading() as session:
        return line, session.scalars(select(OrderLine.id).where(OrderLine.public_id == line)).one()


def class_for(room: Classroom, line: str, seats: int) -> str:
    taught = room.approved(places=seats)
    room.linked(taught, line, seats=seats)
    return taught


def left(room: Classroom, line: int, person: int | None = None) -> int:
    """How many seats of a line somebody finds free."""
    with room.office.database.reading() as session:
        posts = open_posts(session, SANDU, person=person)
        return {each: seats - used for each, seats, used in zip(
            posts.keys.id.tolist(), posts.table.seats.tolist(), posts.keys.taken.tolist(), strict=True
        )}.get(line, 0)  # fmt: skip


def invited(room: Classroom, taught: str, labourer: str, line: int) -> int:
    """Somebody who learns for a line; their id."""
    enrolment = room.enrolled(taught, labourer)
    with room.office.database.writing() as session:
        row = session.scalars(select(Enrolment).where(Enrolment.public_id == enrolment)).one()
        row.line_id = line
        return row.labourer_id


def test_an_outsider_finds_free_what_no_class_covers_and_a_learner_their_own_place_too(room: Classroom) -> None:
    line, line_id = training_order(room, seats=3)
    assert left(room, line_id) == 3
    taught = class_for(room, line, seats=2)
    six = room.people(6)
    assert left(room, line_id) == 1
    learner = invited(room, taught, six[0], line_id)
    assert left(room, line_id) == 1
    assert left(room, line_id, learner) == 2
    with room.office.database.reading() as session:
        day = county_day(room.office.at)
        found = [openings_of(session, each, top=5, as_of=day, actor=room.office.actor) for each in six[:2]]
        [[inside], [outside]] = found
        assert (inside["seats"], outside["seats"]) == (2, 1)


def test_what_a_class_covers_is_told_to_nobody_as_free(room: Classroom) -> None:
    line, line_id = training_order(room, seats=3)
    taught = class_for(room, line, seats=2)
    with room.office.database.reading() as session:
        assert [(each.line.id, each.left) for each in posts_told(session)] == [(line_id, 1)]
        assert recruiting_now(session).left == 1
    room.linked(taught, line, seats=2)
    outsider = people(room.office, 1, first=7)[0]
    offer(room.office, outsider, line_id)
    with room.office.database.reading() as session:
        assert [(each.line.id, each.left) for each in posts_told(session)] == [(line_id, 0)]
        assert (recruiting_now(session).left, recruiting_now(session).taken) == (0, 1)


def test_the_order_tells_how_many_of_its_free_places_are_for_the_class(room: Classroom) -> None:
    line, _ = training_order(room, seats=3)
    class_for(room, line, seats=2)
    with room.office.database.reading() as session:
        order = find_order(session, session.scalars(select(Order.public_id)).one(), actor=room.office.actor)
        [wait] = waits_of(session, order, at=room.office.at)
    assert (wait.what, wait.people, wait.kept) == ("choose", 3, 2)


def test_among_the_first_are_those_whom_the_places_left_to_the_person_would_take(room: Classroom) -> None:
    line, line_id = training_order(room, seats=30)
    taught = class_for(room, line, seats=15)
    learner = invited(room, taught, room.people(6)[0], line_id)
    with room.office.database.reading() as session:
        post = session.get_one(OrderLine, line_id)
        assert (first_of(session, post, 0), first_of(session, post, learner)) == (15, 16)


def test_a_learner_who_has_the_post_is_counted_once(room: Classroom) -> None:
    line, line_id = training_order(room, seats=3)
    taught = class_for(room, line, seats=2)
    learner = invited(room, taught, room.people(6)[0], line_id)
    offer(room.office, learner, line_id)
    with room.office.database.reading() as session:
        kept = kept_seats(session, OrderLine.id == line_id)
    assert (kept[line_id].seats, kept[line_id].left) == (1, 1)


def test_a_graduate_is_due_the_seat_until_it_was_offered_or_the_class_is_accepted(room: Classroom) -> None:
    office = room.office
    line, line_id = training_order(room, seats=2)
    taught = class_for(room, line, seats=1)
    [labourer] = room.people(1)
    enrolment = room.enrolled(taught, labourer)
    with office.database.writing() as session:
        row = session.scalars(select(Enrolment)).one()
        row.line_id, row.state = line_id, "certified"
        session.scalars(select(TrainingClass)).one().state = "finished"
    learner = room.row(enrolment).labourer_id
    assert (left(room, line_id), left(room, line_id, learner)) == (1, 2)
    made = offer(office, learner, line_id)
    assert left(room, line_id) == 1
    with office.database.writing() as session:
        decline_offer(session, made, reason="place", actor=office.actor, at=office.at)
    assert left(room, line_id) == 2
    with office.database.writing() as session:
        session.execute(delete(Message))
        session.execute(delete(Placement))
        session.scalars(select(TrainingClass)).one().state = "accepted"
    assert left(room, line_id) == 2


def test_the_worker_leaves_a_learner_their_seat(room: Classroom) -> None:
    office = room.office
    job = hire(office, (outsider := people(office, 1, first=7)[0]), recruit(office, "永兴制衣厂", 1))
    line, line_id = training_order(room, seats=1)
    taught = class_for(room, line, seats=1)
    lost = lose(office, job, "plant_closed")
    work_on(office)
    assert displacement(office, lost).state == "waiting"
    with office.database.writing() as session, pytest.raises(RuleRefusal, match="seat_is_taken"):
        offer_by_itself(session, outsider, line_id, at=office.at)
    assert taken(office, line_id) == 0
    learner = invited(room, taught, room.people(6)[0], line_id)
    with office.database.writing() as session:
        offer_by_itself(session, learner, line_id, at=office.at)
    assert [each.labourer_id for each in placements(office, state="offered")] == [learner]


def test_a_counsellor_may_give_away_what_a_class_keeps(room: Classroom) -> None:
    line, line_id = training_order(room, seats=1)
    class_for(room, line, seats=1)
    outsider = people(room.office, 1, first=7)[0]
    offer(room.office, outsider, line_id)
    assert taken(room.office, line_id) == 1


@pytest.mark.parametrize("before", [True, False])
def test_a_joint_plan_leaves_the_seats_that_a_class_keeps(room: Classroom, before: bool) -> None:
    office = room.office
    line, plant = recruit(office, "永兴制衣厂", 3), people(office, 3, first=7)
    for each in plant:
        hire(office, each, line)
    with office.database.reading() as session:
        firm = session.scalars(select(Employer).where(Employer.name == "永兴制衣厂")).one()
    with office.database.writing() as session:
        close_plant(session, firm.public_id, "plant_closed", people=3, actor=office.actor, at=office.at)
    post, post_id = training_order(room, seats=3)
    if before:
        class_for(room, post, seats=2)
    with office.database.reading() as session:
        found = plan_together(session, firm.id, at=office.at)
    assert found is not None and len(found.seats) == (1 if before else 3)
    if not before:
        class_for(room, post, seats=2)
    with office.database.writing() as session:
        assert commit_offers(session, found.seats, at=office.at) == 1
    assert taken(office, post_id) == 1
