"""A hire that is called off before it began opens again what it had closed."""

from datetime import timedelta

from services.orders import close_order
from services.placements import cancel_hire
from tests.office import Office
from tests.placing import (
    accept,
    displacement,
    hire,
    later,
    lose,
    offer,
    order_of,
    people,
    person,
    placements,
    recruit,
    rules,
    taken,
    vacancy_of,
    work_on,
)


def call_off(office: Office, placement: str) -> None:
    with office.database.writing() as session:
        cancel_hire(session, placement, actor=office.actor, at=office.at, note="订单减少")


def test_a_called_off_hire_puts_the_person_back_into_the_search(office: Office) -> None:
    [li] = people(office, 1)
    first, second = recruit(office, "永兴制衣厂"), recruit(office, "东莞辉鸿制衣厂")
    lost = lose(office, hire(office, li, first))
    work_on(office)
    [made] = placements(office, li, "offered")
    accept(office, made.public_id)
    assert displacement(office, lost).state == "resolved"
    third = recruit(office, "三都县服装厂")
    call_off(office, made.public_id)
    assert (displacement(office, lost).state, displacement(office, lost).resolved_at) == ("searching", None)
    assert (person(office, li).situation, taken(office, second)) == ("at_home", 0)
    work_on(office)
    assert [each.line_id for each in placements(office, li, "offered")] == [third]
    assert displacement(office, lost).offers_made == 2


def test_offers_closed_because_of_the_hire_are_made_again_where_a_seat_is_left(office: Office) -> None:
    rules(office, open_offers=3)
    li, other = people(office, 2)
    lines = [recruit(office, name, seats=1) for name in ("永兴制衣厂", "东莞辉鸿制衣厂", "三都县服装厂")]
    first, _, _ = (offer(office, li, line) for line in lines)
    accept(office, first)
    offer(office, other, lines[1])
    call_off(office, first)
    assert [(each.line_id, each.slot) for each in placements(office, li, "offered")] == [(lines[2], 1)]
    assert [taken(office, line) for line in lines] == [0, 1, 1]


def test_the_search_stands_offered_when_its_own_offer_is_made_again(office: Office) -> None:
    rules(office, open_offers=2)
    [li] = people(office, 1)
    lost = lose(office, hire(office, li, recruit(office, "永兴制衣厂")))
    second = recruit(office, "东莞辉鸿制衣厂")
    work_on(office)
    third = offer(office, li, recruit(office, "三都县服装厂"))
    accept(office, third)
    call_off(office, third)
    [again] = placements(office, li, "offered")
    assert (again.line_id, again.displacement_id) == (second, lost)
    found = displacement(office, lost)
    assert (found.state, found.offers_made, found.handled_at) == ("offered", 2, office.at)


def test_a_displacement_that_ended_before_the_hire_stays_ended(office: Office) -> None:
    [li] = people(office, 1)
    lost = lose(office, hire(office, li, recruit(office, "永兴制衣厂")))
    again = lose(office, hire(office, li, recruit(office, "东莞辉鸿制衣厂")))
    moved = later(office, office.at + timedelta(hours=1))
    call_off(moved, hire(moved, li, recruit(moved, "三都县服装厂")))
    assert (displacement(office, lost).state, displacement(office, again).state) == ("resolved", "searching")


def test_the_vacancy_that_the_hire_had_filled_is_filled_again(office: Office) -> None:
    left, *others = people(office, 3)
    line = recruit(office, "永兴制衣厂", seats=1)
    failed = hire(office, left, line)
    lose(office, failed)
    work_on(office)
    [made] = placements(office, state="offered")
    accept(office, made.public_id)
    call_off(office, made.public_id)
    seat = vacancy_of(office, failed)
    assert seat is not None
    assert (seat.state, seat.filled_at, taken(office, line)) == ("searching", None, 1)
    work_on(office)
    [again] = placements(office, state="offered")
    assert {made.labourer_id, again.labourer_id} == set(others)


def test_a_seat_of_an_order_that_ended_stays_with_the_line(office: Office) -> None:
    left, following = people(office, 2)
    line = recruit(office, "永兴制衣厂", seats=1)
    failed = hire(office, left, line)
    lose(office, failed)
    work_on(office)
    [made] = placements(office, following, "offered")
    accept(office, made.public_id)
    with office.database.writing() as session:
        close_order(session, order_of(office, line), actor=office.actor, at=office.at, note="enough")
    call_off(office, made.public_id)
    seat = vacancy_of(office, failed)
    assert seat is not None
    assert (seat.state, taken(office, line)) == ("filled", 0)
