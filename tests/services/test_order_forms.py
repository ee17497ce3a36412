"""The order form: what it refuses, and that sending it back untouched changes nothing."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from models.db import Database
from models.employer import Employer
from models.order import SUB_KINDS, Order
from services.errors import RuleRefusal, Several
from services.order_forms import BRINGS, CHANNELS, PAYERS, read_order_form
from services.orders import (
    LineDraft,
    OrderDraft,
    amend_order,
    file_order,
    find_order,
    line_draft,
    list_orders,
    submit_order,
)
from services.sheets.fields.wages import monthly_equivalent
from services.words import vocabulary
from tests.moments import NOW
from tests.office import SANDU, Office
from web.order_values import line_values, order_values
from web.words import TABLES

HEAD = {"employer": "金飞达电子厂", "county": "三都县", "kind": "hiring"}
LINE = {
    "occupation": "缝纫工",
    "seats": "30",
    "address": "深圳市龙岗区",
    "wage": "5000-6000",
    "starts_on": "2027-03-01",
}


@pytest.fixture
def firm(office: Office, database: Database) -> int:
    office.load("employers", office.sheet("firms.csv", ["企业名称", "地址"], [["金飞达电子厂", "东莞市石排镇"]]))
    with database.reading() as session:
        return session.query(Employer).one().id


def refused(office: Office, head: dict[str, str], line: dict[str, str]) -> list[tuple[str, str | None]]:
    """What the form says is wrong: code and field."""
    with office.database.reading() as session, pytest.raises(Several) as several:
        read_order_form(session, HEAD | head, [LINE | line], actor=office.actor, at=NOW)
    return [(each.code, each.field) for each in several.value.refusals]


def accepted(office: Office, head: dict[str, str], line: dict[str, str]) -> OrderDraft:
    with office.database.reading() as session:
        return read_order_form(session, HEAD | head, [LINE | line], actor=office.actor, at=NOW)


@pytest.mark.parametrize(
    ("head", "code", "field"),
    [
        ({"kind": "zz"}, "order_kind_unknown", "kind"),
        ({"sub_kind": "zz"}, "sub_kind_unfit", "sub_kind"),
        ({"training_paid_by": "nobody"}, "payer_unknown", "training_paid_by"),
        ({"channel": "x" * 61}, "channel_unknown", "channel"),
        ({"employer_brings": "premises、cake"}, "brings_unknown", "employer_brings"),
        ({"agency_licence": "L" * 61}, "text_too_long", "agency_licence"),
        ({"notes": "长" * 1001}, "text_too_long", "notes"),
        ({"deadline": "2026-11-21"}, "deadline_passed", "deadline"),
    ],
)
def test_an_entry_of_the_order_that_is_on_no_list_or_too_long_is_refused_at_its_field(
    office: Office, firm: int, head: dict[str, str], code: str, field: str
) -> None:
    assert refused(office, head, {}) == [(code, field)]


@pytest.mark.parametrize(
    ("line", "code", "field"),
    [
        ({"starts_on": "2020-01-01"}, "start_passed", "start_on"),
        ({"duration": "1200"}, "count_out_of_range", "lines.1.duration"),
        ({"probation": "12"}, "count_out_of_range", "lines.1.probation"),
        ({"address": f"深圳市龙岗区{'长' * 200}"}, "text_too_long", "lines.1.address"),
        ({"ages": "18-45", "age_reason": "长" * 201}, "text_too_long", "lines.1.age_reason"),
        ({"certificates": "飞龙证"}, "not_in_list", "lines.1.certificates"),
    ],
)
def test_an_impossible_entry_of_a_post_is_refused_at_its_field(
    office: Office, firm: int, line: dict[str, str], code: str, field: str
) -> None:
    assert refused(office, {}, line) == [(code, field)]


def test_the_form_takes_every_code_that_it_offers(office: Office, firm: int) -> None:
    for codes, table in ((PAYERS, "payer"), (CHANNELS, "channel"), (BRINGS, "brings")):
        assert set(codes) == set(TABLES[table])
    for channel in CHANNELS:
        assert accepted(office, {"channel": channel}, {}).channel == channel
    assert accepted(office, {"training_paid_by": "政府"}, {}).training_paid_by == "public"
    assert accepted(office, {"employer_brings": "premises、teachers"}, {}).employer_brings == "premises、teachers"


def test_a_skill_that_is_offered_is_read_as_one_though_its_name_has_an_and(office: Office, firm: int) -> None:
    [line] = accepted(office, {}, {"skills": "首饰检配与包装(四级)、缝纫"}).lines
    assert sorted(level for _, level, _ in line.skills) == [0, 4]
    assert accepted(office, {}, {"skills": "不限"}).lines[0].skills == ()


def test_an_order_whose_first_day_of_work_has_passed_is_neither_submitted_nor_approved(
    office: Office, database: Database, firm: int
) -> None:
    draft = accepted(office, {}, {})
    with database.writing() as session:
        public_id = file_order(session, draft, actor=office.actor, at=NOW).public_id
    with pytest.raises(RuleRefusal) as refusal, database.writing() as session:
        submit_order(session, public_id, actor=office.actor, at=NOW + timedelta(days=120))
    assert (refusal.value.code, refusal.value.params) == (
        "start_passed",
        {"line": 1, "posts": 1, "start_on": date(2027, 3, 1)},
    )


# Sent back untouched.


def sent_back(session: Any, order: Order, office: Office) -> OrderDraft:
    """What the edit form of an order says when nothing in it was touched."""
    lines = [{name: text.strip() for name, text in line_values(session, line, order).items()} for line in order.lines]
    return read_order_form(session, order_values(session, order), lines, actor=office.actor, at=NOW)


def heads_of(order: Order | OrderDraft) -> dict[str, Any]:
    return {name: getattr(order, name) for name in OrderDraft.__dataclass_fields__ if name != "lines"}


def assert_untouched(office: Office, public_id: str) -> None:
    with office.database.writing() as session:
        order = find_order(session, public_id, actor=office.actor)
        before = [(line.id, line_draft(line)) for line in order.lines]
        draft = sent_back(session, order, office)
        assert heads_of(draft) == heads_of(order)
        assert list(draft.lines) == [line for _, line in before]
        amend_order(session, public_id, draft, actor=office.actor, at=NOW)
        assert [(line.id, line_draft(line)) for line in order.lines] == before


def test_an_imported_order_sent_back_untouched_says_the_same(office: Office, database: Database) -> None:
    header = (
        "用工企业 工种 人数 技能要求 等级 省 市 县 地址 月工资 计薪方式 包吃住 到岗时间 期限 年龄要求 年龄限制理由 "
        "性别要求 性别限制理由 证书 订单类型 培训取证 学历 渠道 企业提供 截止日期 备注 每天工时 试用期"
    ).split()
    rows = [
        "深圳市爱德康公司 缝纫工 3 缝纫(五级)、首饰抛光 . 广东省 深圳市 龙岗区 宝安路3号 18.5元/小时 . 包吃不包住 "
        "2027-03-01 15天 18岁以上 夜班 . . . 招工 . 初中 . . . . 7.5 .",
        "深圳市爱德康公司 平车工 4 缝纫、首饰抛光 四级 . . . 东莞市石排镇工业园 0.35元/件 计件 包吃住 "
        "2027-03-01 一年 45岁以下 高温 女 宿舍 . 订单班 是 中专 驻外 场地设备 2027-02-01 请带本人身份证 8 1个月",
        "深圳市爱德康公司 焊工 5 绝世武功 . . . . . 200元/天 日结 . "
        "2027-03-01 . . . . . 焊工证 季节性用工 . . 中介 . . . . .",
    ]
    cells = [["" if cell == "." else cell for cell in row.split(" ")] for row in rows]
    file = office.load("orders", office.sheet("orders.csv", header, cells))
    assert (file.created, file.rejected) == (3, 0)
    with database.reading() as session:
        filed = [order.public_id for order in list_orders(session, actor=office.actor)]
    for public_id in filed:
        assert_untouched(office, public_id)


@st.composite
def lines(draw: st.DrawFn, words: Any, kind: str, abroad: bool) -> LineDraft:
    """A post as a sheet or the form can make it."""
    unit = draw(st.sampled_from(["month", "day", "hour", "piece", "year"]))
    low, high = {"month": (30_000, 2_000_000), "day": (2_000, 90_000), "hour": (200, 9_000), "piece": (1, 99_999),
                 "year": (400_000, 20_000_000)}[unit]  # fmt: skip
    least, most = sorted(draw(st.tuples(st.integers(low, high), st.integers(low, high))))
    ages = draw(st.sampled_from([(0, 0), (18, 0), (0, 45), (18, 45), (20, 20)]))
    sex = draw(st.integers(0, 2))
    board, lodging = draw(st.booleans()), draw(st.booleans())
    ids = st.sampled_from([each.id for each in words.skills.entries])
    skills = draw(st.dictionaries(ids, st.integers(0, 5), max_size=4))
    place, address = draw(st.sampled_from(PLACES))
    return LineDraft(
        occupation_id=draw(st.sampled_from(words.occupations.entries)).id,
        title=draw(st.sampled_from(["", "平车工", "电子/装配 A"])),
        seats=draw(st.integers(1, 10_000)),
        division_code=SANDU if abroad else place,
        address="日本" if abroad else address,
        abroad=abroad,
        education=draw(st.integers(0, 8)),
        wage_min=least,
        wage_max=most,
        wage_unit=unit,
        wage_month_min=monthly_equivalent(least, unit) or 0,
        wage_month_max=monthly_equivalent(most, unit) or 0,
        pay_method=draw(st.sampled_from(["", *TABLES["pay_method"]])),
        board=board,
        board_value=100 * draw(st.integers(0, 5_000)) if board else 0,
        lodging=lodging,
        lodging_value=100 * draw(st.integers(0, 5_000)) if lodging else 0,
        hours=draw(st.sampled_from(["", "8", "10.5"])),
        start_on=draw(st.dates(date(2026, 12, 1), date(2030, 1, 1))),
        months=draw(st.integers(0, 120)),
        probation_months=draw(st.integers(0, 6)),
        age_min=ages[0],
        age_max=ages[1],
        age_reason="夜班" if any(ages) else "",
        sex=sex,
        sex_reason="宿舍" if sex else "",
        class_gives_certificate=kind == "training" and draw(st.booleans()),
        skills=tuple(sorted((skill, level, 1) for skill, level in skills.items())),
        certificates=tuple(
            sorted(draw(st.sets(st.sampled_from([each.id for each in words.certificates.entries]), max_size=3)))
        ),
    )


PLACES: Sequence[tuple[int, str]] = (
    (440307000000, "深圳市龙岗区"),
    (440307000000, "广东省深圳市龙岗区 宝安路3号"),
    (440307000000, "宝安路3号"),
    (440307000000, ""),
    (522732101000, "大河镇和平路"),
    (320324601000, "开发区1号"),
)


@st.composite
def orders(draw: st.DrawFn, words: Any, employer: int) -> OrderDraft:
    kind = draw(st.sampled_from(list(SUB_KINDS)))
    sub_kind = draw(st.sampled_from(SUB_KINDS[kind]))
    posts = draw(st.lists(lines(words, kind, sub_kind == "abroad"), min_size=1, max_size=3, unique=True))
    return OrderDraft(
        employer_id=employer,
        county_code=SANDU,
        kind=kind,
        sub_kind=sub_kind,
        lines=posts,
        deadline=draw(st.none() | st.just(date(2027, 2, 1))),
        recruits_from=draw(st.none() | st.just(date(2026, 12, 1))),
        channel=draw(st.sampled_from(["", *CHANNELS])),
        training_paid_by=draw(st.sampled_from(["", *PAYERS])),
        employer_brings="、".join(draw(st.lists(st.sampled_from(BRINGS), unique=True))),
        agency_licence=draw(st.sampled_from(["", "LW520020160001"])),
        remarks=draw(st.sampled_from(["", "第一行\n第二行"])),
    )


@given(st.data())
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_order_sent_back_untouched_says_the_same(
    office: Office, database: Database, firm: int, data: st.DataObject
) -> None:
    with database.reading() as session:
        draft = data.draw(orders(vocabulary(session), firm))
    with database.writing() as session:
        public_id = file_order(session, draft, actor=office.actor, at=NOW).public_id
    assert_untouched(office, public_id)


def test_an_employer_whose_name_another_county_has_too_is_not_exchanged(office: Office, database: Database) -> None:
    rows = [["兴达厂", "91440300MA5DA1BC4X", "深圳市罗湖区"], ["兴达厂", "91440300708461136T", "东莞市"]]
    office.load("employers", office.sheet("two.csv", ["企业名称", "统一社会信用代码", "地址"], rows))
    with database.reading() as session:
        second = session.query(Employer).order_by(Employer.id.desc()).first()
    assert second is not None
    draft = replace(accepted(office, {"employer": second.public_id}, {}), employer_id=second.id)
    with database.writing() as session:
        public_id = file_order(session, draft, actor=office.actor, at=NOW).public_id
    assert_untouched(office, public_id)
