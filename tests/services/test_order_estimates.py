"""The estimate for a post that is not saved is what the ranked list of that post says; faulty fields say nothing."""

from typing import Any

import pytest

from services.access import Actor
from services.calendar import county_day
from services.errors import NotAllowed
from services.lists import rank_line
from services.order_estimates import estimate, readable_post
from services.order_form_posts import Heads
from services.order_forms import UNNAMED
from services.orders import LineDraft, find_order, line_draft
from services.requirements import OF_THE_POST, refused_by
from tests.moments import NOW
from tests.office import SANDU, Office, id_number

PEOPLE = [
    ("李秀英", id_number(), "", "三都县普安镇", "初中", "缝纫", "首饰", "深圳", "3500", ""),
    (
        "王建国",
        id_number(birth="19660412", sequence="033"),
        "",
        "三都县大河镇",
        "高中",
        "电焊",
        "电焊工",
        "",
        "",
        "焊工证",
    ),
    ("韦桂兰", id_number(birth="19990412", sequence="044"), "", "三都县大河镇", "大专", "电焊", "电焊工"),
    ("潘小芳", id_number(birth="20080412", sequence="066"), "", "三都县大河镇", "小学"),
]
TERMS = ("深圳市龙岗区", "4000-6000", "是", "2027-03-01", "12个月", "招工")
HEADS = Heads(UNNAMED, SANDU, "hiring", "ordinary", NOW)


CHANGES: tuple[dict[str, Any], ...] = (
    {}, {"education": 4}, {"education": 0, "age_min": 18, "age_max": 40}, {"sex": 2}, {"sex": 0, "abroad": True},
    {"abroad": False, "class_gives_certificate": True}, {"start_on": None, "certificates": []},
)  # fmt: skip


def test_it_counts_what_the_list_of_the_same_post_counts(office: Office) -> None:
    fitting = set()
    office.people(*PEOPLE)
    for trade in ("缝纫工", "电焊工"):
        order_id = office.orders(("永兴制衣厂", trade, "9", "", *TERMS), name=f"{trade}.csv")[-1]
        for change in CHANGES:
            found = estimated(office, order_id, change)
            assert found == listed(office, order_id), change
            fitting.add(found[0])
    assert len(fitting) > 1  # the conditions do make a difference


def estimated(office: Office, order_id: str, change: dict[str, Any]) -> tuple[Any, ...]:
    """Change the post; what the estimate says of it."""
    with office.database.writing() as session:
        line = find_order(session, order_id, actor=office.actor).lines[0]
        for name, value in change.items():
            setattr(line, name, value)
        post = line_draft(line)
    with office.database.reading() as session:
        found = estimate(session, post, county=SANDU, kind="hiring", employer_id=None, actor=office.actor, at=NOW)
    return found.eligible, found.pool, found.costs


def listed(office: Office, order_id: str) -> tuple[Any, ...]:
    """The same of its ranked list."""
    with office.database.reading() as session:
        ranked = rank_line(session, order_id, line_id=None, top=50, as_of=county_day(NOW), actor=office.actor)
    by_rule = ranked.ranking.rejections.by_rule()
    costs = refused_by({rule: by_rule[rule] for rule in OF_THE_POST})
    return ranked.ranking.eligible, ranked.ranking.considered, costs


def read(office: Office, **line: str) -> LineDraft | None:
    with office.database.reading() as session:
        return readable_post(session, line, HEADS)


def test_a_faulty_field_says_nothing_and_the_others_count(office: Office) -> None:
    faulty = {"wage": "面议吧", "seats": "很多", "starts_on": "2020-01-01"}
    post = read(office, occupation="缝纫工", education="高中", ages="18-40", **faulty)
    assert post is not None
    assert (post.wage_month_max, post.start_on, post.age_max) == (0, None, 40)
    assert post.education > 0


def test_without_an_occupation_nothing_is_counted(office: Office) -> None:
    assert read(office, wage="4000") is None
    assert read(office, occupation="吹口哨的人啊", wage="4000") is None


def test_only_who_may_file_in_a_county_counts_its_people(office: Office) -> None:
    post = read(office, occupation="缝纫工")
    assert post is not None
    stranger = Actor(role="county", user_id=1, division_code=522731000000)
    with office.database.reading() as session, pytest.raises(NotAllowed):
        estimate(session, post, county=SANDU, kind="hiring", employer_id=None, actor=stranger, at=NOW)
