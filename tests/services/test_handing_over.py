"""The open work of somebody who leaves goes to another account; what the other has no right to stays where it is."""

import pytest

from models.model import Model
from models.step import Step
from services.access import Actor
from services.errors import NotAllowed, NotFound, RuleRefusal
from services.handing_over import Handed, hand_over, open_work
from services.talks import take_case, take_placement
from services.users import disable_user
from tests.office import SANDU, Office
from tests.placing import displacement, hire, lose, offer, people, recruit

HUISHUI = 522731000000


@pytest.fixture
def leaver(office: Office) -> Actor:
    """Somebody with a displaced person, an offer that waits, and a case that is over."""
    leaver = office.user("leaver", "county", SANDU)
    one, two, three = people(office, 3)
    line = recruit(office, "永兴制衣厂", seats=4)
    cases = [displacement(office, lose(office, hire(office, each, line), "unsafe_work")) for each in (one, two)]
    waiting = offer(office, three, line)
    with office.database.writing() as session:
        for case in cases:
            take_case(session, case.public_id, actor=leaver, at=office.at)
        take_placement(session, waiting, actor=leaver, at=office.at)
    with office.database.writing() as session:
        session.get_one(type(cases[1]), cases[1].id).state = "withdrawn"
    return leaver


def handed(office: Office, to: str, actor: Actor | None = None) -> Handed:
    with office.database.writing() as session:
        return hand_over(session, "leaver", to, actor=actor or office.actor, at=office.at)


def work_of(office: Office, actor: Actor) -> list[type[Model]]:
    with office.database.reading() as session:
        return [type(each) for each in open_work(session, actor.user_id or 0)]


def test_what_is_open_stands_under_the_other_name_afterwards_with_who_did_it(office: Office, leaver: Actor) -> None:
    heir = office.user("heir", "counsellor", SANDU)
    assert len(work_of(office, leaver)) == 2
    assert handed(office, "heir") == Handed(done=2, left=0)
    assert (len(work_of(office, leaver)), len(work_of(office, heir))) == (0, 2)
    with office.database.reading() as session:
        notes = {each.note for each in session.query(Step).filter_by(actor_id=heir.user_id)}
    assert notes == {f"leaver → heir ({office.actor.name})"}


def test_what_the_other_may_not_do_stays(office: Office, leaver: Actor) -> None:
    office.user("far", "county", HUISHUI)
    assert handed(office, "far") == Handed(done=0, left=2)
    assert len(work_of(office, leaver)) == 2


def test_a_leaver_whose_account_is_disabled_already_still_hands_over(office: Office, leaver: Actor) -> None:
    office.user("heir", "counsellor", SANDU)
    with office.database.writing() as session:
        disable_user(session, "leaver", actor=office.actor, at=office.at)
    assert handed(office, "heir").done == 2


def test_nobody_hands_over_to_themselves_to_nobody_or_beyond_their_division(office: Office, leaver: Actor) -> None:
    near, far = office.user("near", "county", SANDU), office.user("far", "county", HUISHUI)
    with pytest.raises(RuleRefusal, match="successor_same"):
        handed(office, "leaver")
    with pytest.raises(NotFound):
        handed(office, "nobody")
    for successor, actor in (("near", far), ("far", near)):
        with pytest.raises(NotAllowed):
            handed(office, successor, actor)
    with office.database.writing() as session:
        disable_user(session, "near", actor=office.actor, at=office.at)
    with pytest.raises(NotFound):
        handed(office, "near")
