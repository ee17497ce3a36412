"""The life of an order: what each person and the clock may do with it, and what is refused."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from models.db import Database
from models.employer import Employer
from models.import_file import ImportFile
from models.order import Order
from services.employers import mark_arrears
from services.errors import NotAllowed, NotFound, RuleRefusal
from services.import_runs import run_import
from services.imports import receive_file
from services.lists import latest_list_id, replay, show_list
from services.orders import (
    OrderDraft,
    advance_order,
    amend_order,
    approve_order,
    cancel_order,
    close_order,
    find_order,
    line_draft,
    orders_due,
    return_order,
    submit_order,
)
from services.steps import possible_steps, steps_of
from tests.office import SANDU, Office

LIPING = 522631000000
JEWELLERY = ["深圳市爱德康珠宝首饰公司", "首饰制作", "96", "首饰抛光", "深圳市", "5000-6000", "包吃包住", "2027-03-01"]


def an_order(office: Office, *row: str) -> str:
    return office.orders(list(row) or JEWELLERY)[-1]


def state_of(office: Office, order_id: str) -> str:
    return office.order(order_id).state


def change(database: Database, order_id: str, **values: object) -> None:
    with database.writing() as session:
        order = session.query(Order).filter_by(public_id=order_id).one()
        for name, value in values.items():
            setattr(order, name, value)


def test_an_order_goes_from_draft_to_closed_and_every_step_is_recorded(office: Office, database: Database) -> None:
    order_id = an_order(office)
    office.approve(order_id)
    with database.writing() as session:
        [due] = orders_due(session, at=office.at)
        advance_order(session, due, at=office.at)
    with database.writing() as session:
        close_order(session, order_id, actor=office.actor, at=office.at, note="enough people")
    with database.reading() as session:
        order = find_order(session, order_id, actor=office.actor)
        steps = [(step.action, step.actor.login if step.actor else None) for step in steps_of(session, order)]
    assert steps == [
        ("file", "operator"),
        ("submit", "operator"),
        ("approve", "operator"),
        ("open", None),
        ("close", "operator"),
    ]


def test_a_returned_order_carries_its_reason_and_can_be_submitted_again(office: Office, database: Database) -> None:
    order_id = an_order(office)
    with database.writing() as session:
        submit_order(session, order_id, actor=office.actor, at=office.at)
    with pytest.raises(RuleRefusal, match="reason_missing"), database.writing() as session:
        return_order(session, order_id, actor=office.actor, at=office.at, note=" ")
    with database.writing() as session:
        return_order(session, order_id, actor=office.actor, at=office.at, note="wage is below the minimum")
    assert state_of(office, order_id) == "returned"
    with database.writing() as session:
        order = submit_order(session, order_id, actor=office.actor, at=office.at)
        notes = [step.note for step in steps_of(session, order) if step.action == "return"]
    assert notes == ["wage is below the minimum"]
    assert state_of(office, order_id) == "submitted"


def test_an_action_the_table_does_not_have_is_refused_with_those_it_has(office: Office, database: Database) -> None:
    order_id = an_order(office)
    with pytest.raises(RuleRefusal) as refused, database.writing() as session:
        approve_order(session, order_id, actor=office.actor, at=office.at)
    assert refused.value.code == "step_not_possible"
    assert refused.value.params["possible"] == ("submit", "cancel")


def test_an_order_past_its_deadline_expires_by_the_clock_and_an_open_one_waits(
    office: Office, database: Database
) -> None:
    order_id = an_order(office)
    office.approve(order_id)
    change(database, order_id, deadline=date(2026, 11, 22))
    with database.writing() as session:
        [due] = orders_due(session, at=office.at)
        advance_order(session, due, at=office.at)
    assert state_of(office, order_id) == "open"
    with database.reading() as session:
        assert orders_due(session, at=office.at) == []
        assert orders_due(session, at=office.at + timedelta(days=1)) == [due]
    with database.writing() as session:
        advance_order(session, due, at=office.at + timedelta(days=1))
    assert state_of(office, order_id) == "expired"


def test_an_employer_marked_for_arrears_files_and_submits_nothing(office: Office, database: Database) -> None:
    order_id = an_order(office)
    with database.writing() as session:
        employer = session.query(Employer).one()
        mark_arrears(session, employer.public_id, since=date(2026, 10, 1), actor=office.actor, at=office.at)
    with pytest.raises(RuleRefusal, match="employer_owes_wages"), database.writing() as session:
        submit_order(session, order_id, actor=office.actor, at=office.at)
    file = office.load("orders", office.sheet("more.csv", ["用工企业", "工种", "人数"], [[JEWELLERY[0], "镶石", "3"]]))
    assert (file.created, file.rejected) == (0, 1)


def test_a_limit_of_age_or_sex_needs_a_lawful_reason(office: Office, database: Database) -> None:
    header = ["用工企业", "工种", "人数", "工作地点", "月工资", "到岗时间", "年龄要求", "年龄限制理由"]
    row = ["金飞达电子厂", "电子装配工", "20", "东莞市", "5000", "2027-03-01", "18-45"]
    file = office.load("orders", office.sheet("limit.csv", header, [[*row, ""]]))
    assert file.rejected == 1
    file = office.load("orders", office.sheet("reason.csv", header, [[*row, "高温作业，依法限制"]]))
    assert file.created == 1


def test_a_licensed_occupation_needs_its_certificate_or_a_class_that_gives_it(
    office: Office, database: Database
) -> None:
    header = ["用工企业", "工种", "人数", "工作地点", "月工资", "到岗时间", "证书", "订单类型", "培训取证"]
    welder = ["三都县机械厂", "焊工", "5", "三都县", "6000", "2027-03-01"]
    refused = [[*welder, "", "招工", ""], [*welder, "", "订单班", ""], [*welder, "", "招工", "是"]]
    rows = [*refused, [*welder, "焊工证", "招工", ""], [*welder, "", "订单班", "是"]]
    for number, row in enumerate(rows):
        row[2] = str(number + 1)
    office.load("orders", office.sheet("welders.csv", header, rows))
    with database.reading() as session:
        ids = _ids(session)
    assert len(ids) == len(rows)
    for order_id in ids[: len(refused)]:
        with pytest.raises(RuleRefusal, match="licence_not_asked"), database.writing() as session:
            submit_order(session, order_id, actor=office.actor, at=office.at)
    for order_id in ids[len(refused) :]:
        with database.writing() as session:
            assert submit_order(session, order_id, actor=office.actor, at=office.at).state == "submitted"


def test_a_county_reviews_its_own_orders_and_does_not_see_those_of_another(office: Office, database: Database) -> None:
    order_id = an_order(office)
    with database.writing() as session:
        submit_order(session, order_id, actor=office.actor, at=office.at)
    ours, others = office.user("sandu", "county", SANDU), office.user("liping", "county", LIPING)
    with pytest.raises(NotFound), database.writing() as session:
        approve_order(session, order_id, actor=others, at=office.at)
    with database.writing() as session:
        assert approve_order(session, order_id, actor=ours, at=office.at).state == "approved"


def test_an_employer_follows_its_own_order_and_cannot_approve_it(office: Office, database: Database) -> None:
    order_id = an_order(office)
    with database.reading() as session:
        firm = session.query(Employer).one()
    employer = office.user("aidekang", "employer", SANDU, firm.id)
    stranger = office.user("stranger", "employer", SANDU)
    with database.writing() as session:
        order = submit_order(session, order_id, actor=employer, at=office.at)
        assert list(possible_steps(order, employer)) == ["cancel"]
    with pytest.raises(NotAllowed), database.writing() as session:
        approve_order(session, order_id, actor=employer, at=office.at)
    with pytest.raises(NotFound), database.reading() as session:
        find_order(session, order_id, actor=stranger)
    with database.writing() as session:
        assert cancel_order(session, order_id, actor=employer, at=office.at, note="plans changed").state == "cancelled"


def test_rows_with_one_order_number_are_lines_of_one_order(office: Office, database: Database) -> None:
    header = ["订单编号", "用工企业", "工种", "人数", "工作地点", "月工资", "到岗时间"]
    rows = [
        ["1", "金飞达电子厂", "电子装配工", "400", "东莞市石排镇", "5000", "2027-03-01"],
        ["1", "金飞达电子厂", "质检员", "40", "东莞市石排镇", "5500", "2027-03-01"],
        ["2", "金飞达电子厂", "保安", "2", "东莞市石排镇", "4500", "2027-03-01"],
    ]
    path = office.sheet("lines.csv", header, rows)
    assert office.load("orders", path).created == 3
    assert office.load("orders", path).unchanged == 3
    with database.reading() as session:
        lines = [len(order.lines) for order in (office.order(each) for each in _ids(session))]
    assert lines == [2, 1]


def _ids(session: object) -> list[str]:
    return list(session.scalars(session.query(Order.public_id).order_by(Order.id).statement))  # type: ignore[attr-defined]


NUMBERED = ["订单编号", "用工企业", "工种", "人数", "工作地点", "月工资", "到岗时间", "联系电话"]
ASSEMBLY = ["A-1", "金飞达电子厂", "电子装配工", "400", "东莞市石排镇", "5000", "2027-03-01", ""]
INSPECTION = ["A-1", "金飞达电子厂", "质检员", "40", "东莞市石排镇", "5500", "2027-03-01", ""]
GUARDS = ["A-1", "金飞达电子厂", "保安", "2", "东莞市石排镇", "4500", "2027-03-01", ""]


def numbered(office: Office, *rows: list[str], batch: int = 100) -> tuple[int, int, int]:
    """Load rows of numbered orders; how many were created, unchanged and rejected."""
    path = office.sheet("numbered.csv", NUMBERED, rows)
    with office.database.writing() as session:
        file = receive_file(
            session, "orders", file_name=path.name, path=path, division_code=SANDU, actor=office.actor, at=office.at
        )
        file_id = file.id
    run_import(office.database, file_id, now=lambda: office.at, batch=batch)
    with office.database.reading() as session:
        done = session.get_one(ImportFile, file_id)
        return done.created, done.unchanged, done.rejected


def orders_of(office: Office, database: Database) -> list[list[int]]:
    """The seats of each order, line by line."""
    with database.reading() as session:
        return [[line.seats for line in office.order(each).lines] for each in _ids(session)]


def test_rows_of_one_order_in_different_batches_are_lines_of_one_order(office: Office, database: Database) -> None:
    assert numbered(office, ASSEMBLY, INSPECTION, GUARDS, batch=2) == (3, 0, 0)
    assert orders_of(office, database) == [[400, 40, 2]]
    assert numbered(office, ASSEMBLY, INSPECTION, GUARDS, batch=2) == (0, 3, 0)
    assert orders_of(office, database) == [[400, 40, 2]]


def test_a_mended_line_joins_its_order_and_doubles_nothing(office: Office, database: Database) -> None:
    bad = [*INSPECTION[:3], "四十左右吧", *INSPECTION[4:]]
    assert numbered(office, ASSEMBLY, bad, GUARDS, batch=2) == (2, 0, 1)
    assert orders_of(office, database) == [[400, 2]]
    assert numbered(office, ASSEMBLY, INSPECTION, GUARDS, batch=2) == (1, 2, 0)
    assert orders_of(office, database) == [[400, 2, 40]]


def test_a_changed_row_replaces_its_line(office: Office, database: Database) -> None:
    numbered(office, ASSEMBLY, INSPECTION)
    more = [*ASSEMBLY[:3], "440", *ASSEMBLY[4:]]
    assert numbered(office, more, INSPECTION, GUARDS, batch=1) == (1, 1, 0)
    assert orders_of(office, database) == [[440, 40, 2]]
    assert numbered(office, more, INSPECTION, GUARDS, batch=1) == (0, 3, 0)


def test_two_rows_for_one_post_are_two_lines_whatever_the_batch(office: Office, database: Database) -> None:
    night = [*ASSEMBLY[:3], "60", *ASSEMBLY[4:5], "5600", *ASSEMBLY[6:]]
    assert numbered(office, ASSEMBLY, night, batch=1) == (2, 0, 0)
    fewer = [*night[:3], "50", *night[4:]]
    assert numbered(office, ASSEMBLY, fewer, batch=1) == (0, 1, 0)
    assert orders_of(office, database) == [[400, 50]]


def test_a_mended_rejects_sheet_changes_no_line_that_was_loaded(office: Office, database: Database) -> None:
    numbered(office, ASSEMBLY)
    mended = [*ASSEMBLY[:3], "60", *ASSEMBLY[4:], "人数应为数字"]
    path = office.sheet("mended.csv", [*NUMBERED, "退回原因"], [mended])
    assert office.load("orders", path).created == 1
    assert orders_of(office, database) == [[400, 60]]


def test_a_row_that_stands_twice_under_one_number_counts_once_and_says_so(office: Office, database: Database) -> None:
    assert numbered(office, ASSEMBLY, GUARDS, ASSEMBLY) == (2, 1, 0)
    assert orders_of(office, database) == [[400, 2]]


def test_what_the_page_changed_is_not_undone_by_the_same_sheet(office: Office, database: Database) -> None:
    numbered(office, ASSEMBLY, GUARDS)
    with database.reading() as session:
        [order_id] = _ids(session)
        order = office.order(order_id)
    lines = [replace(line_draft(line), seats=line.seats + 1) for line in order.lines]
    with database.writing() as session:
        draft = OrderDraft(order.employer_id, order.county_code, order.kind, order.sub_kind, lines)
        amend_order(session, order_id, draft, actor=office.actor, at=office.at)
    assert numbered(office, ASSEMBLY, GUARDS) == (0, 2, 0)
    assert orders_of(office, database) == [[401, 3]]


def test_a_post_that_was_ranked_can_be_removed_or_rewritten_and_its_list_replayed(
    office: Office, database: Database
) -> None:
    numbered(office, ASSEMBLY, GUARDS)
    with database.reading() as session:
        [order_id] = _ids(session)
    order = office.order(order_id)
    kept = [office.rank(order_id, line=line.public_id) for line in order.lines]
    lines = [replace(line_draft(order.lines[0]), seats=7)]
    with database.writing() as session:
        draft = OrderDraft(order.employer_id, order.county_code, order.kind, order.sub_kind, lines)
        amend_order(session, order_id, draft, actor=office.actor, at=office.at)
    with database.reading() as session:
        assert latest_list_id(session, order_id, None, actor=office.actor) is None
        assert all(replay(session, list_id, actor=office.actor)["same"] for list_id in kept)
        assert show_list(session, kept[0], actor=office.actor)["line"] is None


def test_an_order_is_amended_into_no_county_that_its_editor_has_no_right_in(office: Office, database: Database) -> None:
    order_id, ours = an_order(office), office.user("sandu", "county", SANDU)
    order = office.order(order_id)
    draft = OrderDraft(order.employer_id, LIPING, order.kind, order.sub_kind, [line_draft(order.lines[0])])
    with pytest.raises(NotAllowed), database.writing() as session:
        amend_order(session, order_id, draft, actor=ours, at=office.at)
    with database.writing() as session:
        amend_order(session, order_id, replace(draft, county_code=SANDU), actor=ours, at=office.at)
    with database.reading() as session:
        steps = steps_of(session, find_order(session, order_id, actor=ours))
    assert [(step.action, step.actor.login if step.actor else None) for step in steps] == [
        ("file", "operator"),
        ("amend", "sandu"),
    ]


def test_a_new_factory_order_trains_its_people(office: Office, database: Database) -> None:
    header = ["用工企业", "订单类型", "工种", "人数", "工作地点", "月工资", "到岗时间"]
    row = ["永兴制衣厂", "招商引资", "缝纫工", "400", "三都县", "4000", "2027-03-01"]
    assert office.load("orders", office.sheet("factory.csv", header, [row])).created == 1
    with database.reading() as session:
        order = office.order(_ids(session)[0])
    assert (order.kind, order.sub_kind) == ("training", "investment_led")


def test_lines_join_a_returned_order_and_not_one_that_was_submitted(office: Office, database: Database) -> None:
    numbered(office, ASSEMBLY)
    with database.reading() as session:
        [order_id] = _ids(session)
    with database.writing() as session:
        submit_order(session, order_id, actor=office.actor, at=office.at)
    assert numbered(office, ASSEMBLY, INSPECTION) == (0, 1, 1)
    with database.writing() as session:
        return_order(session, order_id, actor=office.actor, at=office.at, note="the inspectors are missing")
    assert numbered(office, ASSEMBLY, INSPECTION) == (1, 1, 0)
    assert orders_of(office, database) == [[400, 40]]


def test_a_number_is_of_one_employer_and_kind(office: Office, database: Database) -> None:
    other = ["A-1", "兴达玩具厂", *GUARDS[2:]]
    assert numbered(office, ASSEMBLY, GUARDS, other) == (3, 0, 0)
    assert orders_of(office, database) == [[400, 2], [2]]


def test_an_order_sheet_gives_its_deadline_start_of_recruiting_and_licence(office: Office, database: Database) -> None:
    header = ["用工企业", "订单类型", "工种", "人数", "工作地点", "月工资", "报名开始", "截止日期", "外派许可证号"]
    row = [
        "三都县海外劳务公司",
        "境外就业",
        "缝纫工",
        "20",
        "日本",
        "12000",
        "2026-12-01",
        "2027-02-28",
        "LW520020160001",
    ]
    assert office.load("orders", office.sheet("abroad.csv", header, [row])).created == 1
    with database.reading() as session:
        order = office.order(_ids(session)[0])
    assert (order.recruits_from, order.deadline) == (date(2026, 12, 1), date(2027, 2, 28))
    assert (order.sub_kind, order.agency_licence) == ("abroad", "LW520020160001")
    [line] = order.lines
    assert (line.abroad, line.division_code, line.address) == (True, SANDU, "日本")


def test_a_country_is_no_place_of_work_of_an_order_at_home(office: Office) -> None:
    header = ["用工企业", "工种", "人数", "工作地点"]
    assert (
        office.load("orders", office.sheet("home.csv", header, [["三都县服装厂", "缝纫工", "20", "日本"]])).rejected
        == 1
    )


def test_an_order_needs_a_county_that_approves_it(office: Office) -> None:
    path = office.sheet("nowhere.csv", ["用工企业", "工种", "人数", "工作地点"], [["兴达厂", "保安", "2", "深圳市"]])
    file = office.load("orders", path, division=None)
    assert (file.created, file.rejected) == (0, 1)


def test_two_spellings_of_a_firm_are_one_firm(office: Office, database: Database) -> None:
    for name in ("深圳市爱德康珠宝首饰公司", "深圳市爱得康珠宝首饰有限公司", "深圳运发集团", "深圳市运输发展集团公司"):
        an_order(office, name, *JEWELLERY[1:])
    with database.reading() as session:
        names = sorted(session.scalars(session.query(Employer.name).statement))
    assert names == ["深圳市爱德康珠宝首饰公司", "深圳运发集团"]
