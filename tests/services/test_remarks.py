"""Remarks on rows of order, employer and base sheets stay with what the rows are about until a person has looked."""

from dataclasses import replace

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.db import Database
from models.employer import Employer
from models.model import Model
from models.order import OrderLine
from models.training_base import TrainingBase
from services.orders import OrderDraft, amend_order, describe_order, find_order, line_draft
from tests.office import SANDU, Office

DEXING = "东莞市德兴电子有限公司"
SEWING = (DEXING, "缝纫工", "30", "缝纫、吹口哨", "深圳市龙岗区", "4000-6000", "是", "2027-03-01", "12个月", "招工")
FIRM_HEADER = ("企业名称", "地址", "所属行业")
BASE_HEADER = ("基地名称", "地址", "培训工种")


def codes(database: Database, table: type[Model]) -> list[str]:
    with database.reading() as session:
        return [each["code"] for each in session.scalars(select(table.flags)).one()]  # type: ignore[attr-defined]


def test_a_line_keeps_the_remarks_on_its_row(office: Office, database: Database) -> None:
    office.orders(SEWING)
    assert codes(database, OrderLine) == ["skill_unknown", "employer_registered"]
    office.orders(SEWING)
    assert codes(database, OrderLine) == ["skill_unknown", "employer_registered"]


def test_the_reviewer_is_told_of_them_and_the_employer_is_not(office: Office, database: Database) -> None:
    [order] = office.orders(SEWING)
    county = office.user("zhao", "county", SANDU)
    employer = office.user("德兴", "employer", SANDU, employer=office.order(order).employer_id)
    with database.reading() as session:
        told, not_told = (
            describe_order(session, find_order(session, order, actor=each), actor=each)["lines"][0]
            for each in (county, employer)
        )
    assert [each["params"]["text"] for each in told["flags"]] == ["吹口哨", DEXING]
    assert "flags" not in not_told


def test_whoever_rewrites_a_line_has_looked_at_it(office: Office, database: Database) -> None:
    [order] = office.orders(SEWING)
    with database.writing() as session:
        amend_order(session, order, with_seats(session, order, office, 31), actor=office.actor, at=office.at)
    assert codes(database, OrderLine) == []


def with_seats(session: Session, order_id: str, office: Office, seats: int) -> OrderDraft:
    order = find_order(session, order_id, actor=office.actor)
    heads = {name: getattr(order, name) for name in OrderDraft.__dataclass_fields__ if name != "lines"}
    return OrderDraft(**heads, lines=[replace(line_draft(each), seats=seats) for each in order.lines])


def test_an_employer_keeps_them_until_a_later_row_says_it_better(office: Office, database: Database) -> None:
    office.load("employers", office.sheet("a.csv", FIRM_HEADER, [(DEXING, "东莞市石排镇", "造梦业")]))
    assert codes(database, Employer) == ["industry_unknown"]
    office.load("employers", office.sheet("b.csv", FIRM_HEADER[:2], [(DEXING, "东莞市石排镇")]))
    assert codes(database, Employer) == ["industry_unknown"]
    office.load("employers", office.sheet("c.csv", FIRM_HEADER, [(DEXING, "东莞市石排镇", "制造业")]))
    assert codes(database, Employer) == []


def test_a_base_keeps_them_too(office: Office, database: Database) -> None:
    office.load("bases", office.sheet("bases.csv", BASE_HEADER, [("三都职校", "三都县三合镇", "缝纫工、吹口哨师傅")]))
    assert codes(database, TrainingBase) == ["occupation_unknown"]
