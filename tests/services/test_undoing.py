"""A pick can be taken back before anybody was told, and not a moment later (law 3)."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from threading import Barrier

import pytest
from sqlalchemy import select

from models.enrolment import Enrolment
from models.labourer import Labourer
from models.message import Message
from models.order import OrderLine
from models.placement import Placement
from models.training_class import TrainingClass
from services.access import Actor
from services.enrolments import apply_for_class, cancel_invitation, visible_enrolments
from services.errors import RuleRefusal
from services.invitations import invite
from services.lists import show_list
from services.placement_lists import Wanted, count_placements, search_placements
from services.placements import accept_offer, cancel_offer, offer_from_list, visible_placements
from services.sending import claim_next
from services.undoing import hold_go, last_go, undo_invitation, undo_offer
from tests.classroom import SEWING, Classroom
from tests.office import Office
from tests.placing import clock

TEN = timedelta(seconds=10)


class Scene:
    """A post with its list, somebody offered it, and the class that trains for it."""

    def __init__(self, office: Office) -> None:
        self.office, self.room = office, Classroom(office)
        self.room.people(3)
        self.order, self.line = self.room.order(*SEWING)
        clock(office)
        self.list_id = office.rank(self.order)
        with office.database.reading() as session:
            self.people = [row["labourer"] for row in show_list(session, self.list_id, actor=office.actor)["list"]]
        self.actor = self.room.user("counsellor", "counsellor")

    def offer(self, *ranks: int) -> list[str]:
        tried = [self.people[rank - 1] for rank in ranks]
        how = {"actor": self.actor, "at": self.office.at, "tried": tried, "hold": TEN}
        with self.office.database.writing() as session:
            return [offer_from_list(session, self.list_id, each, **how).public_id for each in tried]

    def taken(self) -> int:
        with self.office.database.reading() as session:
            return session.scalars(select(OrderLine.taken).where(OrderLine.public_id == self.line)).one()

    def messages(self) -> list[Message]:
        with self.office.database.reading() as session:
            return list(session.scalars(select(Message).where(Message.code.in_(("offer", "invitation")))))


@pytest.fixture
def scene(office: Office) -> Iterator[Scene]:
    yield Scene(office)


def test_an_offer_undone_in_time_is_as_if_never_made(scene: Scene) -> None:
    [offer], office = scene.offer(1), scene.office
    assert scene.taken() == 1
    with office.database.writing() as session:
        undo_offer(session, offer, actor=scene.actor, at=office.at + TEN / 2)
    assert scene.taken() == 0
    with office.database.writing() as session:
        assert claim_next(session, at=office.at + TEN * 2) is None
    assert [each.cancelled_at is not None for each in scene.messages()] == [True]
    assert scene.offer(1) != [offer]


def test_a_firm_and_a_base_see_nothing_of_an_offer_that_was_undone(scene: Scene) -> None:
    [offer], office = scene.offer(1), scene.office
    with office.database.writing() as session:
        placement = session.scalars(select(Placement)).one()
        placement.base_id = scene.room.base
        firm = Actor(role="employer", employer_id=placement.employer_id)
    base = Actor(role="base", base_id=scene.room.base)

    def seen(actor: Actor) -> int:
        with office.database.reading() as session:
            return len(session.scalars(visible_placements(actor)).all())

    assert (seen(firm), seen(base)) == (1, 1)
    with office.database.writing() as session:
        undo_offer(session, offer, actor=scene.actor, at=office.at + TEN / 2)
    assert (seen(firm), seen(base), seen(scene.actor)) == (0, 0, 1)


def test_a_base_sees_nothing_of_an_invitation_that_is_held_or_was_undone(scene: Scene) -> None:
    office = scene.office

    def seen(at: datetime) -> int:
        base = Actor(role="base", base_id=scene.room.base, at=at)
        with office.database.reading() as session:
            return len(session.scalars(visible_enrolments(base)).all())

    enrolment = invited(scene, TEN)
    assert (seen(office.at + TEN / 2), seen(office.at + TEN)) == (0, 1)
    with office.database.writing() as session:
        undo_invitation(session, enrolment, actor=scene.actor, at=office.at + TEN / 2)
    assert seen(office.at + TEN) == 0
    with office.database.reading() as session:
        assert len(session.scalars(visible_enrolments(scene.actor)).all()) == 1


def test_whoever_was_undone_is_passed_over_again(scene: Scene) -> None:
    [offer], office = scene.offer(1), scene.office
    with office.database.writing() as session:
        undo_offer(session, offer, actor=scene.actor, at=office.at)
    with pytest.raises(RuleRefusal, match="departure_missing"):
        scene.offer(2)


def test_nobody_is_told_before_the_seconds_are_over(scene: Scene) -> None:
    scene.offer(1)
    with scene.office.database.writing() as session:
        assert claim_next(session, at=scene.office.at + TEN - timedelta(seconds=1)) is None
        assert claim_next(session, at=scene.office.at + TEN) is not None


@pytest.mark.parametrize("claimed", [True, False])
def test_what_a_sender_has_or_may_have_is_out(scene: Scene, claimed: bool) -> None:
    [offer], office = scene.offer(1), scene.office
    if claimed:  # by a sender whose clock is ahead
        with office.database.writing() as session:
            assert claim_next(session, at=office.at + TEN) is not None
    late = office.at + (TEN / 2 if claimed else TEN)
    with office.database.writing() as session, pytest.raises(RuleRefusal, match="too_late_to_undo"):
        undo_offer(session, offer, actor=scene.actor, at=late)
    assert scene.taken() == 1


def test_of_undoing_and_sending_at_one_moment_one_alone_succeeds(scene: Scene) -> None:
    [offer], office, start = scene.offer(1), scene.office, Barrier(2)

    def undo() -> bool:
        start.wait()
        try:
            with office.database.writing() as session:
                undo_offer(session, offer, actor=scene.actor, at=office.at + TEN / 2)
        except RuleRefusal:
            return False
        return True

    def send() -> bool:
        start.wait()
        with office.database.writing() as session:
            return claim_next(session, at=office.at + TEN) is not None

    with ThreadPoolExecutor(2) as both:
        undone, sent = (each.result() for each in (both.submit(undo), both.submit(send)))
    assert undone != sent
    assert scene.taken() == int(sent)


def test_an_offer_that_was_accepted_is_not_undone(scene: Scene) -> None:
    [offer], office = scene.offer(1), scene.office
    with office.database.writing() as session:
        accept_offer(session, offer, actor=scene.actor, at=office.at)
    with office.database.writing() as session, pytest.raises(RuleRefusal, match="too_late_to_undo"):
        undo_offer(session, offer, actor=scene.actor, at=office.at)


def test_the_last_go_is_what_one_account_did_last_at_once(scene: Scene) -> None:
    office = scene.office
    scene.offer(1)
    office.at += timedelta(seconds=1)
    both = scene.offer(2, 3)
    with office.database.writing() as session:
        line = session.scalars(select(OrderLine).where(OrderLine.public_id == scene.line)).one()
        go = last_go(session, line, actor=scene.actor, at=office.at, seconds=10)
        assert go is not None
        assert sorted(go.placements) == sorted(both)
        assert last_go(session, line, actor=office.actor, at=office.at, seconds=10) is None
        hold_go(session, line, go=office.at, actor=scene.actor, until=office.at + TEN * 3)
        later = last_go(session, line, actor=scene.actor, at=office.at + TEN * 2, seconds=10)
        assert later is not None
        assert later.until == office.at + TEN * 3


def seen_at(scene: Scene, at: datetime | None) -> list[int]:
    """How many offers and invitations their own person, who is the first of the list, can know of."""
    with scene.office.database.reading() as session:
        person = session.scalars(select(Labourer.id).where(Labourer.public_id == scene.people[0])).one()
        own = Actor(role="labourer", labourer_id=person, at=at)
        moment = at or scene.office.at
        listed = search_placements(session, Wanted(), actor=own, at=moment)
        known = session.scalars(visible_placements(own)).all()
        assert {each.id for each in listed} == {each.id for each in known}
        assert sum(count_placements(session, Wanted(), actor=own, at=moment).values()) == len(known)
        return [len(session.scalars(query(own)).all()) for query in (visible_placements, visible_enrolments)]


def test_the_person_sees_an_offer_when_it_leaves_and_never_one_taken_back(scene: Scene) -> None:
    first, start = scene.offer(1)[0], scene.office.at
    invited(scene, TEN)
    assert [seen_at(scene, at) for at in (None, start + TEN / 2, start + TEN)] == [[0, 0], [0, 0], [1, 1]]
    with scene.office.database.writing() as session:
        cancel_offer(session, first, actor=scene.actor, at=start + TEN / 2, note="选错了")
    assert seen_at(scene, start + TEN * 2) == [0, 1]
    scene.office.at += TEN
    [second] = scene.offer(1)
    with scene.office.database.writing() as session:
        undo_offer(session, second, actor=scene.actor, at=scene.office.at)
    assert seen_at(scene, start + TEN * 9) == [0, 1]
    with scene.office.database.reading() as session:
        assert session.scalars(select(Placement.state)).all() == ["cancelled"] * 2


def invited(scene: Scene, hold: timedelta) -> str:
    taught = scene.room.approved()
    scene.room.linked(taught, scene.line)
    with scene.office.database.writing() as session:
        return invite(
            session, taught, scene.list_id, scene.people[0], actor=scene.actor, at=scene.office.at, hold=hold
        ).public_id


def test_an_invitation_is_undone_without_a_word(scene: Scene) -> None:
    enrolment, office = invited(scene, TEN), scene.office
    with office.database.writing() as session:
        undo_invitation(session, enrolment, actor=scene.actor, at=office.at)
    assert [(each.code, each.cancelled_at is not None) for each in scene.messages()] == [("invitation", True)]


def test_an_invitation_that_is_out_is_withdrawn_with_a_correction(scene: Scene) -> None:
    enrolment, office = invited(scene, timedelta()), scene.office
    with office.database.writing() as session, pytest.raises(RuleRefusal, match="too_late_to_undo"):
        undo_invitation(session, enrolment, actor=scene.actor, at=office.at)
    with office.database.writing() as session:
        cancel_invitation(session, enrolment, actor=scene.actor, at=office.at, note="班已满")
    with office.database.reading() as session:
        assert session.scalars(select(Enrolment.state)).all() == ["withdrawn"]
        assert "invitation_cancelled" in session.scalars(select(Message.code)).all()


def me_applying(scene: Scene, at: datetime, actor: Actor | None = None) -> tuple[str, str]:
    """Id and state of what the first of the list gets who applies for the class, or for whom `actor` does."""
    with scene.office.database.writing() as session:
        person = session.scalars(select(Labourer).where(Labourer.public_id == scene.people[0])).one()
        me = Actor(role="labourer", division_code=person.home_code, labourer_id=person.id, at=at)
        taught = session.scalars(select(TrainingClass.public_id)).one()
        enrolment = apply_for_class(session, taught, person.public_id, actor=actor or me, at=at)
        return enrolment.public_id, enrolment.state


def test_who_applies_while_the_own_invitation_is_held_back_gets_it_at_once(scene: Scene) -> None:
    enrolment, office = invited(scene, TEN), scene.office
    early = office.at + TEN / 2
    with pytest.raises(RuleRefusal, match="enrolled_already"):
        me_applying(scene, early, scene.room.county)
    assert seen_at(scene, early) == [0, 0]
    assert me_applying(scene, early) == (enrolment, "invited")
    with office.database.writing() as session:
        line = session.scalars(select(OrderLine).where(OrderLine.public_id == scene.line)).one()
        hold_go(session, line, go=office.at, actor=scene.actor, until=early + TEN)
    assert seen_at(scene, early) == [0, 1]
    with office.database.writing() as session, pytest.raises(RuleRefusal, match="too_late_to_undo"):
        undo_invitation(session, enrolment, actor=scene.actor, at=early)
    with pytest.raises(RuleRefusal, match="enrolled_already"):
        me_applying(scene, early)
    with office.database.writing() as session:
        assert claim_next(session, at=early) is not None


def test_who_applies_after_the_invitation_was_undone_has_applied(scene: Scene) -> None:
    enrolment, office = invited(scene, TEN), scene.office
    with office.database.writing() as session:
        undo_invitation(session, enrolment, actor=scene.actor, at=office.at)
    applied, state = me_applying(scene, office.at)
    assert (applied != enrolment, state) == (True, "applied")


def test_of_applying_and_undoing_at_one_moment_nothing_is_lost(scene: Scene) -> None:
    enrolment, office, start = invited(scene, TEN), scene.office, Barrier(2)

    def undo() -> bool:
        start.wait()
        try:
            with office.database.writing() as session:
                undo_invitation(session, enrolment, actor=scene.actor, at=office.at)
        except RuleRefusal:
            return False
        return True

    def apply() -> str:
        start.wait()
        return me_applying(scene, office.at)[1]

    with ThreadPoolExecutor(2) as both:
        undone, state = (each.result() for each in (both.submit(undo), both.submit(apply)))
    assert state == ("applied" if undone else "invited")
    assert seen_at(scene, office.at) == [0, 1]
