"""Whose entry is whose: offices change their own people, keep what was said before, and make no account above them."""

import json
import re
from datetime import date, timedelta

import pytest
from sqlalchemy import func, select, text

from models.db import Database
from models.employer import Employer
from models.labourer import Consent, Labourer
from services.employers import mark_arrears
from services.errors import NotAllowed, RuleRefusal
from services.lists import rank_line
from services.openings import openings_of
from services.orders import advance_order, orders_due
from services.twins import list_twins, merge_twin
from services.users import add_user, reset_password
from tests.office import PEOPLE_HEADER, SANDU, Office, id_number

LI = ["李秀英", id_number(), "13800000001", "三都县大河镇高硐村三组", "初中", "缝纫", "缝纫工", "广东", "4000"]
DAHE, PUAN = 522732101000, 522732102000


def only(database: Database) -> Labourer:
    with database.reading() as session:
        return session.scalars(select(Labourer)).one()


def test_a_township_cannot_seize_a_person_of_another_by_the_id_number(office: Office, database: Database) -> None:
    office.people(LI)
    thief = office.user("puan", "township", PUAN)
    row = ["李秀英", LI[1], "13900000009", "三都县普安镇", *[""] * 6]
    file = office.load("labourers", office.sheet("t.csv", PEOPLE_HEADER, [row]), division=PUAN, actor=thief)
    assert (file.updated, file.rejected) == (0, 1)
    assert only(database).phone == "13800000001"


def test_a_county_makes_no_account_that_reaches_beyond_counties(office: Office, database: Database) -> None:
    county = office.user("sandu", "county", SANDU)
    for role in ("administrator", "auditor"):
        with pytest.raises(NotAllowed, match="role_too_high"), database.writing() as session:
            add_user(
                session, "evil", name="", role=role, password="long enough", actor=county, at=office.at,
                division_code=SANDU,
            )  # fmt: skip
    office.user("chief", "administrator", SANDU)
    with pytest.raises(NotAllowed, match="role_too_high"), database.writing() as session:
        reset_password(session, "chief", "long enough", actor=county, at=office.at)


def test_no_number_of_id_or_telephone_stands_open_in_the_register(office: Office, database: Database) -> None:
    office.people(
        ["李秀英", "522732850307021", "13885411234、13885411235", "三都县大河镇", "初中", "电话13811112222", "", "", ""]
    )
    with database.reading() as session:
        rows = session.execute(text("select flags, remarks, address, work_history from labourer")).all()
        assert rows
        open_text = json.dumps([[str(value) for value in row] for row in rows], ensure_ascii=False)
    assert re.findall(r"\d{7,}", open_text) == []


def test_what_an_earlier_row_said_stays_when_a_later_one_says_less(office: Office, database: Database) -> None:
    office.people([*LI[:5], "缝纫、绝世武功", *LI[6:]])
    office.people(["李秀英", LI[1], "", "三都县大河镇", "高中"], name="later.csv")
    person = only(database)
    assert (person.village, person.education) == ("高硐村", 4)
    assert [each["params"]["text"] for each in person.flags] == ["绝世武功"]


def test_withdrawn_consent_keeps_its_dates_and_can_be_given_again(office: Office, database: Database) -> None:
    header = [*PEOPLE_HEADER, "是否同意"]
    for number, said in enumerate(("是", "否", "否", "是")):
        office.at += timedelta(days=1)
        office.load("labourers", office.sheet(f"{number}.csv", header, [[*LI, "", said]]))
    with database.reading() as session:
        sharing = select(Consent).where(Consent.purpose == "share").order_by(Consent.id)
        given = [(each.given_at.day, each.withdrawn_at and each.withdrawn_at.day) for each in session.scalars(sharing)]
    assert given == [(23, 24), (26, None)]


def test_the_same_sheet_again_changes_nothing_even_with_a_person_in_it_twice(office: Office) -> None:
    rows = (LI, [*LI[:5], "缝纫", "家政", "上海", "4500"])
    first = office.people(*rows)
    again = office.people(*rows)
    assert (first.created, first.updated) == (1, 1)
    assert (again.created, again.updated, again.unchanged) == (0, 0, 2)


def test_three_likely_twins_can_all_be_merged(office: Office, database: Database) -> None:
    office.people(LI, *(["李秀英", id_number(sequence=each), "", LI[3]] for each in ("045", "067")))
    for _ in range(2):
        with database.writing() as session:
            [pair, *_] = list_twins(session, actor=office.actor)
            merge_twin(session, pair.public_id, keep="first", actor=office.actor, at=office.at)
    with database.reading() as session:
        assert list_twins(session, actor=office.actor) == []
        left = select(func.count()).select_from(Labourer).where(Labourer.merged_into_id.is_(None))
        assert session.scalar(left) == 1


def test_an_employer_that_owes_wages_gets_no_list_and_is_offered_to_nobody(office: Office, database: Database) -> None:
    office.people(LI)
    [order_id] = office.orders(["金飞达电子厂", "缝纫工", "40", "平车", "东莞市", "5000", "包吃包住", "2027-03-01"])
    office.approve(order_id)
    with database.writing() as session:
        firm = session.scalars(select(Employer)).one()
        mark_arrears(session, firm.public_id, since=date(2026, 10, 1), actor=office.actor, at=office.at)
    with database.writing() as session:
        assert orders_due(session, at=office.at) == []
        advance_order(session, 1, at=office.at)
    assert office.order(order_id).state == "approved"
    with database.reading() as session:
        with pytest.raises(RuleRefusal, match="employer_owes_wages"):
            rank_line(session, order_id, line_id=None, top=5, as_of=date(2026, 11, 22), actor=office.actor)
        person = session.scalars(select(Labourer)).one()
        assert openings_of(session, person.public_id, top=5, as_of=date(2026, 11, 22), actor=office.actor) == []


def test_a_pair_across_two_townships_is_seen_by_the_county_alone(office: Office, database: Database) -> None:
    office.people(LI, ["李秀英", id_number(sequence="045"), "", LI[3]])
    with database.reading() as session:
        home = session.scalars(select(Labourer.home_code)).first() or 0
    township = office.user("dahe", "township", home - home % 1000)
    county = office.user("sandu", "county", SANDU)
    with database.writing() as session:
        assert len(list_twins(session, actor=township)) == len(list_twins(session, actor=county)) == 1
        person = session.scalars(select(Labourer).order_by(Labourer.id.desc())).first()
        assert person is not None
        person.home_code = PUAN
    with database.reading() as session:
        assert list_twins(session, actor=township) == []
        assert len(list_twins(session, actor=county)) == 1


def test_an_id_number_copied_down_overwrites_nobody(office: Office, database: Database) -> None:
    copied = ["冯四四", LI[1], "", "三都县普安镇", *[""] * 5]
    file = office.people(LI, copied)
    assert (file.created, file.rejected) == (1, 1)
    assert office.people(copied, name="again.csv").rejected == 1
    assert only(database).name == "李秀英"


def test_a_name_that_sounds_the_same_is_the_same_person_and_remarked(office: Office, database: Database) -> None:
    office.people(LI)
    file = office.people(["李秀瑛", *LI[1:]], name="again.csv")
    assert (file.updated, file.flagged) == (1, 1)
    assert only(database).name == "李秀瑛"


def test_a_row_of_a_merged_entry_updates_the_entry_that_was_kept(office: Office, database: Database) -> None:
    other = ["李秀英", id_number(sequence="045"), "", LI[3], *[""] * 5]
    office.people(LI, other)
    with database.writing() as session:
        [pair] = list_twins(session, actor=office.actor)
        merge_twin(session, pair.public_id, keep="first", actor=office.actor, at=office.at)
    told = [*other[:2], "13900000009", *other[3:]]
    assert office.people(told, name="later.csv").updated == 1
    assert office.people(told, name="later.csv").unchanged == 1
    with database.reading() as session:
        kept = session.scalars(select(Labourer).where(Labourer.merged_into_id.is_(None))).one()
    assert (kept.phone, kept.id_number) == ("13900000009", LI[1])
