"""Rows without an order number, sent again: what they say otherwise of their order is not lost."""

from datetime import date

import pytest

from models.db import Database
from models.import_file import ImportFile
from models.order import Order
from services.orders import approve_order, cancel_order, submit_order
from tests.office import Office

HEADER = ["用工企业", "工种", "人数", "工作地点", "月工资", "到岗时间", "截止日期", "报名开始", "渠道", "外派许可证号"]
ROW = ["金飞达电子厂", "电子装配工", "400", "东莞市石排镇", "5000", "2027-03-01"]


def load(office: Office, deadline: str = "", begins: str = "", channel: str = "", licence: str = "") -> ImportFile:
    return office.load("orders", office.sheet("one.csv", HEADER, [[*ROW, deadline, begins, channel, licence]]))


def counts(file: ImportFile) -> tuple[int, int, int, int]:
    return file.created, file.updated, file.unchanged, file.rejected


def filed(database: Database) -> list[Order]:
    with database.reading() as session:
        return list(session.query(Order).order_by(Order.id))


@pytest.mark.parametrize(
    ("again", "name", "value"),
    [
        ({"deadline": "2027-02-20"}, "deadline", date(2027, 2, 20)),
        ({"begins": "2026-12-01"}, "recruits_from", date(2026, 12, 1)),
        ({"channel": "中介"}, "channel", "agency"),
        ({"licence": "LW52"}, "agency_licence", "LW52"),
    ],
)
def test_a_row_sent_again_with_other_terms_changes_its_draft(
    office: Office, database: Database, again: dict[str, str], name: str, value: object
) -> None:
    assert counts(load(office, "2027-02-01")) == (1, 0, 0, 0)
    assert counts(load(office, **{"deadline": "2027-02-01", **again})) == (0, 1, 0, 0)
    [order] = filed(database)
    assert getattr(order, name) == value
    assert counts(load(office, **{"deadline": "2027-02-01", **again})) == (0, 0, 1, 0)


def test_an_order_that_was_submitted_is_not_changed_by_a_row(office: Office, database: Database) -> None:
    load(office, "2027-02-01")
    [order] = filed(database)
    with database.writing() as session:
        submit_order(session, order.public_id, actor=office.actor, at=office.at)
    assert counts(load(office, "2027-02-01")) == (0, 0, 1, 0)
    assert counts(load(office, "2027-02-20")) == (0, 0, 0, 1)
    with database.writing() as session:
        assert approve_order(session, order.public_id, actor=office.actor, at=office.at).deadline == date(2027, 2, 1)


def test_an_order_that_has_ended_is_filed_anew(office: Office, database: Database) -> None:
    load(office, "2027-02-01")
    with database.writing() as session:
        cancel_order(session, filed(database)[0].public_id, actor=office.actor, at=office.at, note="later")
    assert counts(load(office, "2027-02-01")) == (0, 0, 1, 0)
    assert counts(load(office, "2027-02-20")) == (1, 0, 0, 0)
    assert [(order.state, order.row_hash is None) for order in filed(database)] == [
        ("cancelled", True),
        ("draft", False),
    ]
    assert counts(load(office, "2027-02-20")) == (0, 0, 1, 0)


def test_a_deadline_that_has_passed_or_lies_before_recruiting_sends_the_row_back(office: Office) -> None:
    assert counts(load(office, "2026-11-21")) == (0, 0, 0, 1)
    assert counts(load(office, "2027-02-01")) == (1, 0, 0, 0)
    assert counts(load(office, "2027-01-01", "2027-01-15")) == (0, 0, 0, 1)
    assert counts(load(office, "2027-02-01", licence="L" * 61)) == (0, 0, 0, 1)
