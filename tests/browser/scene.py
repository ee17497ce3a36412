"""A small county to look at: forty-odd people, orders in every stage, imports to mend, twins; and an empty county."""

import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from flask import Flask
from sqlalchemy import select

from models.db import Database
from models.labourer import Labourer
from models.sealed import KeyRing
from services.calendar import county_day
from services.order_form_pages import save_page
from services.orders import advance_order, find_order, orders_due, return_order, submit_order
from services.settings import Settings
from services.users import actor_by_login, list_users
from tests.browser.scene_classes import class_pages
from tests.browser.scene_labourer import labourer_pages
from tests.browser.scene_placements import placement_pages
from tests.browser.scene_sheets import (
    sheet_loaded,
    sheet_to_mend,
    sheet_unreadable,
    sheet_waiting,
    sheet_with_other_sheets,
)
from tests.office import SANDU, Office, id_number
from tests.web.conftest import compile_catalogue
from web.app import create_app

FAMILY = "李王张刘陈杨韦潘石吴蒙陆"
GIVEN = ("秀英", "建国", "桂兰", "小芳", "志强", "春梅", "国富", "正华", "美玲", "光明")
TOWNS = ("三合街道", "大河镇", "普安镇", "都江镇", "中和镇", "周覃镇", "九阡镇")
TRADES = (
    ("缝纫", "缝纫工"),
    ("电焊", "电焊工"),
    ("平车工", "缝纫工"),
    ("驾驶", ""),
    ("砌筑", "砌筑工"),
    ("", "缝纫工"),
)
PLACES, WAGES = ("深圳", "东莞", "", "广东"), ("3500", "4000-5000", "", "150元/天")
SCHOOLING = ("初中", "高中", "小学", "中专")
TAIL = ("2027-03-01", "12个月", "招工")
ORDERS = (
    ("深圳市爱德康珠宝首饰有限公司", "缝纫工", "12", "缝纫", "深圳市龙岗区横岗街道", "4500-6000", "包吃包住", *TAIL),
    ("东莞市石排镇金飞达电子厂", "缝纫工", "440", "缝纫", "东莞市", "5000", "包住", *TAIL),
    ("深圳市运发集团", "电焊工", "64", "电焊", "深圳市", "200元/天", "否", *TAIL),
    ("深圳市爱德康珠宝首饰有限公司", "电子装配工", "8", "", "深圳市", "200元/天", "包吃", *TAIL),
    ("深圳市运发集团", "缝纫工", "20", "", "深圳市", "4800", "包住", *TAIL),
)
LIBO = 522722000000
ACCOUNTS = ("county", "counsellor", "employer", "liaison", "auditor", "administrator")


@dataclass
class Scene:
    """The app and the addresses worth looking at."""

    app: Flask
    office: Office
    open_order: str
    waiting_order: str
    empty_order: str
    returned_order: str
    unranked_order: str
    labourer: str
    flagged_labourer: str
    sheet_to_mend: str
    sheet_with_other_sheets: str
    sheet_unreadable: str
    sheet_waiting: str
    sheet_loaded: str
    roster: str
    at_work: str
    in_first_month: str
    arriving: str
    open_job_offer: str
    needs_person: str
    offered_again: str
    my_offer: str
    my_invitation: str
    class_running: str
    class_filling: str
    class_planned: str
    class_person: str
    order_with_classes: str
    account: str


def build(database: Database, ring: KeyRing, folder: Path) -> Scene:
    """Fill a migrated database that has its reference data, and put the pages on top."""
    compile_catalogue()
    office = Office(database, folder, at=datetime.now(UTC))
    office.people(*_people(44))
    orders = _orders(office)
    sheets = {
        make.__name__: make(office)
        for make in (sheet_to_mend, sheet_with_other_sheets, sheet_unreadable, sheet_waiting, sheet_loaded)
    }
    account = _accounts(office, orders["open_order"])
    _form_under_way(office)
    own = labourer_pages(office, orders["open_order"])
    work = placement_pages(office) | class_pages(office)
    return Scene(
        _app(database, ring, folder), office, **orders, **work, **_persons(office), **own, **sheets, account=account
    )


def _orders(office: Office) -> dict[str, str]:
    first, second, third, fourth, fifth = (
        office.orders(row, name=f"order{number}.csv")[-1] for number, row in enumerate(ORDERS)
    )
    office.approve(first)
    office.rank(first)
    _limit(office, second)
    _hand_in(office, second, return_order, submit_order)
    _ask_for_elders(office, third)
    office.rank(third)
    _hand_in(office, fourth, return_order)
    office.approve(fifth)
    _let_the_clock_act(office)
    return {
        "open_order": first,
        "waiting_order": second,
        "empty_order": third,
        "returned_order": fourth,
        "unranked_order": fifth,
    }


def _let_the_clock_act(office: Office) -> None:
    with office.database.writing() as session:
        for order_id in orders_due(session, at=office.at):
            advance_order(session, order_id, at=office.at)


def _accounts(office: Office, order_id: str) -> str:
    """One per role in the county, the employer's for the firm of that order; a newcomer in a county without people.
    The public id of the counsellor's."""
    employer = office.order(order_id).employer_id
    for role in ACCOUNTS:
        office.user(role, role, None if role == "administrator" else SANDU, employer if role == "employer" else None)
    office.user("newcomer", "county", LIBO)
    with office.database.reading() as session:
        return list_users(session, actor=office.actor, role="counsellor")[0].public_id


def _form_under_way(office: Office) -> None:
    """An order form of the employer that is not filed yet."""
    post = {"occupation": "缝纫工", "seats": "20", "address": "深圳市龙岗区", "wage": "4200", "education": "高中"}
    with office.database.writing() as session:
        actor = actor_by_login(session, "employer")
        for page in ("people", "pay", "conditions", "job"):
            save_page(session, page, 1, {"kind": "hiring"}, post, actor=actor, at=office.at)


def _app(database: Database, ring: KeyRing, folder: Path) -> Flask:
    settings = Settings(home=folder / "home", database_url=str(database.engine.url), second_factor="optional")
    app = create_app(settings, database, ring)
    accounts = [{"role": role, "login": role, "password": f"{role}-secret"} for role in ACCOUNTS]
    app.config.update(SYNTHETIC=True, DEMO_ACCOUNTS=accounts)
    return app


def _persons(office: Office) -> dict[str, str]:
    with office.database.reading() as session:
        query = select(Labourer.public_id, Labourer.flags).order_by(Labourer.pinyin, Labourer.id)
        people = session.execute(query).all()
    flagged = next(person.public_id for person in people if person.flags)
    return {"labourer": people[0].public_id, "flagged_labourer": flagged}


def _people(count: int) -> list[list[str]]:
    draw = random.Random(7)
    people = []
    for number in range(count):
        skill, wish = draw.choice(TRADES)
        birth = f"{draw.randint(1975, 2005)}{draw.randint(1, 12):02}{draw.randint(1, 28):02}"
        people.append(
            [
                draw.choice(FAMILY) + draw.choice(GIVEN),
                id_number(birth=birth, sequence=f"{number + 100}"),
                f"139{85550000 + number}",
                f"三都水族自治县{draw.choice(TOWNS)}",
                draw.choice(SCHOOLING),
                skill,
                wish,
                draw.choice(PLACES),
                draw.choice(WAGES),
            ]
        )
    twin = [*people[0][:1], people[0][1][:14] + "999X", *people[0][2:]]
    twin[1] = id_number(birth=people[0][1][6:14], sequence="777")
    return [*people, twin]


def _ask_for_elders(office: Office, order_id: str) -> None:
    """A post that nobody registered here can have."""
    with office.database.writing() as session:
        find_order(session, order_id, actor=office.actor).lines[0].age_min = 58


def _limit(office: Office, order_id: str) -> None:
    with office.database.writing() as session:
        order = find_order(session, order_id, actor=office.actor)
        order.deadline = county_day(office.at) + timedelta(days=9)
        line = order.lines[0]
        line.age_min, line.age_max, line.age_reason = 18, 40, "流水线夜班，按劳动法不安排未成年工"
        line.sex, line.sex_reason = 2, "集体宿舍目前只有女工楼层"


def _hand_in(office: Office, order_id: str, *then: Callable[..., object]) -> None:
    for act in (submit_order, *then):
        with office.database.writing() as session:
            note = {"note": "请补充住宿照片"} if act is return_order else {}
            act(session, order_id, actor=office.actor, at=office.at, **note)
