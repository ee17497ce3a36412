"""People look after their own file: lists, columns, number, who they are, and what they agreed to."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from models.file_request import FileRequest
from models.labourer import Labourer, LabourerSkill, OccupationWish, PlaceWish
from models.phone_code import PhoneCode
from services.access import Actor
from services.consents import TEXT_VERSION, consents_of, give_consent, withdraw_consent
from services.errors import NotFound, RuleRefusal
from services.file_requests import ask_change, confirm_request, list_requests, refuse_request
from services.lists import show_list
from services.own_file import Wishes, change_phone, correct_file
from services.own_log import changes_of
from services.phone_codes import proved_code, send_code, try_code
from services.users import actor_by_login
from tests.office import SANDU, Office, id_number
from tests.placing import order_of, people, recruit

MINE = Wishes(
    skills="缝纫、电焊", occupations="缝纫工", places="深圳", wage_floor=420_000, work_range="away", wants_board=True,
    wants_lodging=True, abroad=False, busy_months=0b110000, available_from=None, training_wish="",
)  # fmt: skip


@pytest.fixture
def me(office: Office) -> Actor:
    (only,) = people(office, 1)
    user = office.user("me", "labourer", SANDU)
    with office.database.writing() as session:
        session.execute(update(Labourer).where(Labourer.id == only).values(account_id=user.user_id))
    with office.database.reading() as session:
        return actor_by_login(session, "me")


def said(office: Office, me: Actor, wishes: Wishes) -> list[str]:
    """Write it; the codes of what could not be read."""
    with office.database.writing() as session:
        return [each.code for each in correct_file(session, wishes, actor=me, at=office.at)]


def test_what_people_say_of_themselves_is_written_and_on_record(office: Office, me: Actor) -> None:
    assert said(office, me, MINE) == []
    with office.database.reading() as session:
        person = session.get_one(Labourer, me.labourer_id)
        assert (person.wage_floor, person.work_range, person.busy_months) == (420_000, "away", 0b110000)
        assert len(session.scalars(select(LabourerSkill)).all()) == 2
        step = changes_of(session, person.id)[0]
        assert {"wage_floor", "work_range", "busy_months"} <= set(step.note.split(","))
        assert (step.actor and step.actor.login, len(changes_of(session, person.id))) == ("me", 1)
    assert said(office, me, MINE) == []
    with office.database.reading() as session:
        assert len(changes_of(session, me.labourer_id or 0)) == 1


def test_an_empty_list_empties_and_a_skill_that_stays_keeps_its_level(office: Office, me: Actor) -> None:
    said(office, me, MINE)
    with office.database.writing() as session:
        session.execute(update(LabourerSkill).values(level=4, years_x10=30))
    assert said(office, me, replace(MINE, skills="缝纫", occupations="", places="")) == []
    with office.database.reading() as session:
        skills = session.scalars(select(LabourerSkill)).all()
        assert [(each.level, each.years_x10) for each in skills] == [(4, 30)]
        assert session.scalars(select(OccupationWish)).all() == session.scalars(select(PlaceWish)).all() == []


def test_what_is_not_in_the_lists_is_said_and_kept_for_the_office(office: Office, me: Actor) -> None:
    assert said(office, me, replace(MINE, skills="缝纫、呼风唤雨")) == ["skill_unknown"]
    with office.database.reading() as session:
        flags = session.get_one(Labourer, me.labourer_id).flags
    assert [each["field"] for each in flags] == ["skills"]
    said(office, me, MINE)
    with office.database.reading() as session:
        assert session.get_one(Labourer, me.labourer_id).flags == []


def test_a_new_number_counts_once_its_code_was_typed(office: Office, me: Actor) -> None:
    with office.database.writing() as session:
        token = send_code(session, "15285551234", at=office.at, purpose="change", labourer_id=me.labourer_id)
        session.flush()
        code = session.scalars(select(PhoneCode.code)).one() or ""
        with pytest.raises(RuleRefusal, match="phone_not_proved"):
            proved_code(session, token, at=office.at, purpose="change")
        assert try_code(session, token, code, at=office.at, purpose="change")
        row = proved_code(session, token, at=office.at, purpose="change")
        with pytest.raises(RuleRefusal, match="phone_not_proved"):
            change_phone(session, row, actor=replace(me, labourer_id=999), at=office.at)
        change_phone(session, row, actor=me, at=office.at)
        assert session.get_one(Labourer, me.labourer_id).phone == "15285551234"


def test_who_somebody_is_changes_once_an_office_saw_the_card(office: Office, me: Actor) -> None:
    new = id_number(birth="19900102", sequence="046")
    township = office.user("town", "township", SANDU)
    elsewhere = office.user("else", "township", 522731000000)
    with office.database.writing() as session:
        ask_change(session, "id_number", id_number(sequence="777"), actor=me, at=office.at)
        ask_change(session, "id_number", new, actor=me, at=office.at)
        (request,), total = list_requests(session, actor=township, limit=9)
        assert (total, request.wanted, list_requests(session, actor=elsewhere)[1]) == (1, new, 0)
        public_id = request.public_id
    with office.database.writing() as session:
        with pytest.raises(NotFound):
            confirm_request(session, public_id, seen=new, actor=elsewhere, at=office.at)
        with pytest.raises(RuleRefusal, match="id_differs_from_card"):
            confirm_request(session, public_id, seen=id_number(sequence="777"), actor=township, at=office.at)
        confirm_request(session, public_id, seen=new.lower(), actor=township, at=office.at)
        person = session.get_one(Labourer, me.labourer_id)
        assert (person.id_number, str(person.birth), person.sex) == (new, "1990-01-02", 2)
        with pytest.raises(RuleRefusal, match="request_decided"):
            refuse_request(session, public_id, note="晚了", actor=township, at=office.at)


def test_a_refused_request_says_why_and_changes_nothing(office: Office, me: Actor) -> None:
    with office.database.writing() as session:
        before = session.get_one(Labourer, me.labourer_id).name
        ask_change(session, "name", "李新名", actor=me, at=office.at)
        request = session.scalars(select(FileRequest)).one()
        with pytest.raises(RuleRefusal, match="reason_missing"):
            refuse_request(session, request.public_id, note=" ", actor=office.actor, at=office.at)
        refuse_request(session, request.public_id, note="身份证上不是这个名字", actor=office.actor, at=office.at)
        assert session.get_one(Labourer, me.labourer_id).name == before


def test_who_takes_the_consent_to_share_back_is_on_no_new_list(office: Office, me: Actor) -> None:
    order = order_of(office, recruit(office, "三都服装厂"))

    def listed() -> int:
        made = office.rank(order)
        with office.database.reading() as session:
            return len(show_list(session, made, actor=office.actor)["list"])

    assert listed() == 1
    with office.database.writing() as session:
        withdraw_consent(session, "share", actor=me, at=office.at)
    assert listed() == 0
    with office.database.writing() as session:
        give_consent(session, "share", actor=me, at=office.at + timedelta(days=1))
        give_consent(session, "share", actor=me, at=office.at + timedelta(days=2))
        with pytest.raises(RuleRefusal, match="erase_instead"):
            withdraw_consent(session, "store", actor=me, at=office.at)
    assert listed() == 1
    with office.database.reading() as session:
        shared = [each for each in consents_of(session, actor=me) if each.purpose == "share"]
        assert [(each.text_version, each.withdrawn_at is None) for each in shared] == [
            (TEXT_VERSION, True),
            ("register-1", False),
        ]
