"""A county office for tests: sheets written as people write them, and the steps everyone takes, in one line each."""

import csv
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from models.db import Database
from models.import_file import ImportFile
from models.order import Order
from services.access import Actor
from services.import_runs import run_import
from services.imports import receive_file
from services.lists import keep_list, rank_line
from services.orders import approve_order, list_orders, submit_order
from services.users import actor_by_login, add_user
from tests.moments import NOW

SANDU = 522732000000
PEOPLE_HEADER = "姓名,身份证号,联系电话,家庭住址,文化程度,技能特长,求职意向,意向地点,期望工资,证书".split(",")
ORDER_HEADER = "用工企业,工种,人数,技能要求,工作地点,月工资,包吃住,到岗时间,期限,订单类型".split(",")


def id_number(area: str = "522732", birth: str = "19850307", sequence: str = "021") -> str:
    """A made-up ID number with the right check character (ISO 7064 MOD 11-2)."""
    body = f"{area}{birth}{sequence}"
    total = sum(int(digit) * (2 ** (17 - place) % 11) for place, digit in enumerate(body))
    return body + "10X98765432"[total % 11]


@dataclass
class Office:
    """The actor is the local operator unless another one is named."""

    database: Database
    folder: Path
    at: datetime = NOW
    actor: Actor = field(init=False)

    def __post_init__(self) -> None:
        with self.database.reading() as session:
            self.actor = actor_by_login(session, "operator")

    def sheet(self, name: str, header: Sequence[str], rows: Sequence[Sequence[str]]) -> Path:
        path = self.folder / name
        with path.open("w", newline="", encoding="utf-8-sig") as file:
            csv.writer(file).writerows([header, *rows])
        return path

    def load(self, kind: str, path: Path, *, division: int | None = SANDU, actor: Actor | None = None) -> ImportFile:
        """Import a file here and now; its row afterwards."""
        with self.database.writing() as session:
            file = receive_file(
                session, kind, file_name=path.name, path=path, division_code=division, actor=actor or self.actor,
                at=self.at,
            )  # fmt: skip
            file_id = file.id
        run_import(self.database, file_id, now=lambda: self.at, batch=100)
        with self.database.reading() as session:
            return session.get_one(ImportFile, file_id)

    def people(self, *rows: Sequence[str], name: str = "register.csv") -> ImportFile:
        """Register people: name, ID number, phone, address, education, skills, wishes, places, wage, certificates."""
        return self.load("labourers", self.sheet(name, PEOPLE_HEADER, [_filled(row, PEOPLE_HEADER) for row in rows]))

    def orders(self, *rows: Sequence[str], name: str = "orders.csv") -> list[str]:
        """File orders: employer, occupation, seats, skills, place, wage, board, start, months, kind; public ids, the
        oldest first."""
        self.load("orders", self.sheet(name, ORDER_HEADER, [_filled(row, ORDER_HEADER) for row in rows]))
        with self.database.reading() as session:
            return [order.public_id for order in reversed(list_orders(session, actor=self.actor))]

    def approve(self, order_id: str) -> None:
        with self.database.writing() as session:
            submit_order(session, order_id, actor=self.actor, at=self.at)
        with self.database.writing() as session:
            approve_order(session, order_id, actor=self.actor, at=self.at)

    def rank(self, order_id: str, top: int = 50, line: str | None = None) -> str:
        """Rank and keep a list for the first line; its public id."""
        day = (self.at + timedelta(hours=8)).date()
        with self.database.reading() as session:
            ranked = rank_line(session, order_id, line_id=line, top=top, as_of=day, actor=self.actor)
        with self.database.writing() as session:
            return keep_list(session, ranked, actor=self.actor, at=self.at)

    def user(self, login: str, role: str, division: int | None = None, employer: int | None = None) -> Actor:
        with self.database.writing() as session:
            add_user(
                session, login, name=login, role=role, password=f"{login}-secret", actor=self.actor, at=self.at,
                division_code=division, employer_id=employer,
            )  # fmt: skip
        with self.database.reading() as session:
            return actor_by_login(session, login)

    def order(self, public_id: str) -> Order:
        with self.database.reading() as session:
            return next(each for each in list_orders(session, actor=self.actor) if each.public_id == public_id)


def _filled(row: Sequence[str], header: Sequence[str]) -> list[str]:
    return [*row, *[""] * (len(header) - len(row))]
