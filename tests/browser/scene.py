"""A small county to look at: forty-odd people, three orders in different states, an import to mend, a pair of twins."""

import random
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from models.db import Database
from models.sealed import KeyRing
from services.imports import receive_file
from services.labourers import list_labourers
from services.orders import find_order, return_order, submit_order
from services.settings import Settings
from tests.office import PEOPLE_HEADER, SANDU, Office, id_number
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
)
ACCOUNTS = ("county", "counsellor", "employer", "liaison", "auditor", "administrator")


@dataclass
class Scene:
    """The app and the addresses worth looking at."""

    app: object
    office: Office
    open_order: str
    waiting_order: str
    empty_order: str
    labourer: str
    preview: str
    done: str


def build(database: Database, ring: KeyRing, folder: Path) -> Scene:
    """Fill a migrated database that has its reference data, and put the pages on top."""
    compile_catalogue()
    office = Office(database, folder, at=datetime.now(UTC))
    done = office.people(*_people(44)).public_id
    orders = [office.orders(row, name=f"order{number}.csv")[-1] for number, row in enumerate(ORDERS)]
    office.approve(orders[0])
    office.rank(orders[0])
    _limit(office, orders[1])
    _hand_in(office, orders[1])
    _ask_for_elders(office, orders[2])
    office.rank(orders[2])
    employer = office.order(orders[0]).employer_id
    for role in ACCOUNTS:
        office.user(role, role, None if role == "administrator" else SANDU, employer if role == "employer" else None)
    settings = Settings(home=folder / "home", database_url=str(database.engine.url))
    app = create_app(settings, database, ring)
    accounts = [{"role": role, "login": role, "password": f"{role}-secret"} for role in ACCOUNTS]
    app.config.update(SYNTHETIC=True, DEMO_ACCOUNTS=accounts)
    with database.reading() as session:
        person = list_labourers(session, actor=office.actor)[0][0].public_id
    return Scene(app, office, orders[0], orders[1], orders[2], person, _to_mend(office), done)


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
        line = find_order(session, order_id, actor=office.actor).lines[0]
        line.age_min, line.age_max, line.age_reason = 18, 40, "流水线夜班，按劳动法不安排未成年工"
        line.sex, line.sex_reason = 2, "集体宿舍目前只有女工楼层"


def _hand_in(office: Office, order_id: str) -> None:
    for act, extra in ((submit_order, {}), (return_order, {"note": "请补充住宿照片"}), (submit_order, {})):
        with office.database.writing() as session:
            act(session, order_id, actor=office.actor, at=office.at, **extra)


def _to_mend(office: Office) -> str:
    rows = [
        ["吴国富", "52272219880101021", "13912345678", "大河镇", "初中", "缝纫"],
        ["韦美玲", id_number(birth="19900203"), "1391234567", "普安镇", "初中", "水晶球占卜"],
        ["石正华", id_number(birth="19910203"), "13912345678", "不知道哪里", "大学生吧", "电焊"],
        ["潘光明", id_number(birth="19920203"), "13912345679", "都江镇", "高中", "水晶球占卜"],
    ]
    path = office.sheet("大河镇台账.csv", PEOPLE_HEADER, [[*row, *[""] * (10 - len(row))] for row in rows])
    with office.database.writing() as session:
        return receive_file(
            session, "labourers", file_name=path.name, path=path, division_code=SANDU, actor=office.actor, at=office.at
        ).public_id
