"""The permission table and the divisions it is bounded by."""

import pytest

from services.access import ALL, CLOCK, DIVISION, OWN, PERMISSIONS, Actor, allowed, enclosing, require, subtree, within
from services.errors import NotAllowed

SANDU, DAHE, LIPING = 522732000000, 522732106000, 522631000000


def test_a_division_contains_what_lies_below_it() -> None:
    assert within(DAHE, SANDU)
    assert within(SANDU, 522700000000)
    assert within(SANDU, 520000000000)
    assert not within(LIPING, SANDU)
    assert not within(SANDU, DAHE)
    assert subtree(SANDU) == (522732000000, 522733000000)


@pytest.mark.parametrize("code", [SANDU, DAHE, 522732106203, 522700000000, 520000000000, 441900000000])
def test_what_encloses_a_division_is_what_it_lies_within(code: int) -> None:
    around = enclosing(code)
    assert around[0] == code
    assert all(within(code, each) for each in around)
    assert LIPING not in around
    assert len(around) == len(set(around))


@pytest.mark.parametrize("action", PERMISSIONS)
def test_every_scope_is_one_of_three_and_every_action_has_someone(action: str) -> None:
    assert PERMISSIONS[action]
    assert set(PERMISSIONS[action].values()) <= {OWN, DIVISION, ALL}


def test_a_county_office_acts_in_its_county_only() -> None:
    county = Actor("county", division_code=SANDU)
    assert allowed(county, "orders.review", division=SANDU)
    assert not allowed(county, "orders.review", division=LIPING)


def test_an_employer_acts_on_its_own_orders_only() -> None:
    employer = Actor("employer", employer_id=1)
    assert allowed(employer, "orders.submit", division=SANDU, own=True)
    assert not allowed(employer, "orders.submit", division=SANDU, own=False)
    assert not allowed(employer, "orders.review", division=SANDU, own=True)


def test_a_township_sees_its_own_people_and_the_orders_of_its_county() -> None:
    township = Actor("township", division_code=DAHE)
    assert allowed(township, "labourers.read", division=DAHE)
    assert not allowed(township, "labourers.read", division=522732105000)
    assert allowed(township, "orders.read", division=SANDU)


def test_whoever_has_no_right_is_told_which_one() -> None:
    with pytest.raises(NotAllowed) as refused:
        require(Actor("labourer", labourer_id=1), "orders.review", division=SANDU)
    assert refused.value.params == {"action": "orders.review", "role": "labourer"}


def test_the_clock_is_nobody_with_a_role() -> None:
    assert not allowed(Actor("clock"), "orders.review", division=SANDU)
    assert allowed(CLOCK, "orders.review", division=SANDU)
