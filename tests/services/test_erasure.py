"""Erasing a person: nothing of theirs is left anywhere, what they held goes to the next, and the figures stay."""

from datetime import timedelta

import pytest
from sqlalchemy import func, insert, select

from models.displacement import Vacancy
from models.job_review import JobReview
from models.labourer import Consent, Labourer
from models.model import Model
from models.placement import Placement
from models.reading import FileReading
from models.step import Step
from models.user import User
from services.access import Actor
from services.contests import complain
from services.erasure import CONSENTS, EMPTIED, HOUSE, TOMBSTONE, erase_own_file
from services.erasure_proof import proof_of_erasure, tables_that_say
from services.errors import NotFound, RuleRefusal
from services.file_requests import ask_change
from services.labourers import find_labourer, list_labourers, log_reading
from services.lists import show_list
from services.own_work import record_own_move
from services.users import actor_by_login
from tests.office import SANDU, Office, id_number
from tests.placing import hire, offer, order_of, placements, recruit, taken

NAME, PHONE, ID = "欧阳测试", "13985557777", id_number(sequence="977")


@pytest.fixture
def person(office: Office) -> Actor:
    """Somebody with an account, in whose file and history their name was written everywhere."""
    office.people((NAME, ID, PHONE, "三都水族自治县普安镇高硐村", "初中", "缝纫", "缝纫工", "深圳", "3500"))
    office.user("ouyang", "labourer", SANDU)
    with office.database.writing() as session:
        labourer = session.scalars(select(Labourer).where(Labourer.name == NAME)).one()
        labourer.account_id = session.scalars(select(User.id).where(User.login == "ouyang")).one()
        labourer.remarks, labourer.health = f"{NAME}家", f"{NAME}身体好"
        session.scalars(select(User).where(User.login == "ouyang")).one().name = NAME
    with office.database.reading() as session:
        return actor_by_login(session, "ouyang")


def erase(office: Office, person: Actor, typed: str = NAME) -> None:
    with office.database.writing() as session:
        erase_own_file(session, typed, actor=person, at=office.at + timedelta(hours=1))


def test_nothing_of_the_person_is_left_in_any_table(office: Office, person: Actor) -> None:
    me = person.labourer_id or 0
    line = recruit(office, "三都服装厂")
    offer(office, me, line)
    with office.database.writing() as session:
        public_id = session.get_one(Labourer, me).public_id
        ask_change(session, "name", "欧阳新名", actor=person, at=office.at)
        complain(session, "wages", f"{NAME}没领到钱，{PHONE}", actor=person, at=office.at)
        record_own_move(
            session, public_id, moved_on=office.at.date(), work=f"跟{NAME}", actor=office.actor, at=office.at
        )
        log_reading(session, me, actor=office.actor, at=office.at, purpose="page")
        placement = session.scalars(select(Placement.id).where(Placement.labourer_id == me)).one()
        step = {"subject": "placement", "subject_id": placement, "action": "call", "from_state": "", "to_state": ""}
        session.execute(insert(Step).values(**step, at=office.at, note=f"{NAME}说再想想"))
        said = {"text": f"我是{NAME}", "words": "shown", "again": "no", "said_by_id": person.user_id}
        session.add(JobReview(placement_id=placement, said_at=office.at, **said))
        assert len(tables_that_say(session, (NAME, PHONE, ID))) >= 8
    erase(office, person)
    with office.database.reading() as session:
        assert tables_that_say(session, (NAME, PHONE, ID, "欧阳新名")) == {}
        proof = proof_of_erasure(session, public_id, actor=office.actor)
        row = session.get_one(Labourer, me)
        assert (row.name, row.id_lookup, row.phone_lookup, row.birth, row.sex) == (TOMBSTONE, None, None, None, 1)
        assert row.home_code % 1000 == 0
        assert {each.table for each in proof.left} == {"placement", "message", "complaint", "own_move", "consent"}
        assert session.scalar(select(func.count()).where(FileReading.labourer_id == me)) == 0
        review = session.scalars(select(JobReview)).one()
        assert (review.again, review.text, review.words, review.said_by_id) == ("no", "", "none", None)


def test_the_seat_of_an_offer_is_free_and_who_is_erased_is_found_no_more(office: Office, person: Actor) -> None:
    line = recruit(office, "三都服装厂")
    offer(office, person.labourer_id or 0, line)
    assert taken(office, line) == 1
    erase(office, person)
    assert (taken(office, line), [each.state for each in placements(office)]) == (0, ["declined"])
    with office.database.reading() as session:
        people, total = list_labourers(session, actor=office.actor)
        assert (people, total) == ([], 0)
        erased = session.get_one(Labourer, person.labourer_id)
        with pytest.raises(NotFound):
            find_labourer(session, erased.public_id, actor=office.actor)
        user = session.get_one(User, person.user_id)
        assert (user.name, user.password_hash, user.disabled_at is not None) == (TOMBSTONE, None, True)


def test_a_job_that_had_begun_leaves_a_vacancy_for_the_next(office: Office, person: Actor) -> None:
    line = recruit(office, "三都服装厂")
    hire(office, person.labourer_id or 0, line)
    erase(office, person)
    with office.database.reading() as session:
        assert session.scalars(select(Vacancy.state)).all() == ["open"]
    assert [each.state for each in placements(office)] == ["failed"]


def test_a_list_made_before_shows_that_somebody_was_erased(office: Office, person: Actor) -> None:
    line = recruit(office, "三都服装厂")
    listed = office.rank(order_of(office, line))
    erase(office, person)
    with office.database.reading() as session:
        entries = show_list(session, listed, actor=office.actor)["list"]
    assert [(each["labourer"], each["name"]) for each in entries] == [(None, None)]


def test_the_name_has_to_be_typed(office: Office, person: Actor) -> None:
    with pytest.raises(RuleRefusal, match="erase_not_confirmed"):
        erase(office, person, "欧阳")
    with office.database.reading() as session:
        assert session.get_one(Labourer, person.labourer_id).erased_at is None


def test_who_shares_an_account_leaves_it_to_the_others(office: Office, person: Actor) -> None:
    other_one = ("王建国", id_number(birth="19860412", sequence="033"), PHONE, "三都水族自治县大河镇")
    office.people(other_one, name="two.csv")
    with office.database.writing() as session:
        other = session.scalars(select(Labourer).where(Labourer.name == "王建国")).one()
        other.account_id = person.user_id
    erase(office, person)
    with office.database.reading() as session:
        assert session.get_one(User, person.user_id).disabled_at is None
        assert session.scalars(select(Labourer.name).where(Labourer.account_id == person.user_id)).all() == ["王建国"]


def test_every_table_that_points_at_a_person_is_thought_of() -> None:
    """A new table either hangs on the person (and goes), or says here what of it stays."""
    stays = {table.__tablename__ for table in EMPTIED} | {CONSENTS, "paper", "twin", "merge", "labourer"}
    keys = [
        (table.name, key.ondelete)
        for table in Model.metadata.sorted_tables
        for key in table.foreign_keys
        if key.target_fullname == "labourer.id"
    ]
    assert {name for name, ends in keys if ends is None} == stays - {CONSENTS}
    assert (CONSENTS, "CASCADE") in keys
    assert HOUSE.user_id is None and Consent.__tablename__ == CONSENTS
