"""Whatever happens in an office, what is read through the files is what the database says."""

import random
from collections.abc import Callable

import pytest
from sqlalchemy import func, select, text, update
from sqlalchemy.exc import IntegrityError

from models.employer import Employer
from models.labourer import BarredEmployer, Labourer
from models.twin import Twin
from services.employers import clear_arrears, mark_arrears
from services.errors import Refusal
from services.intake.labourer_parts import set_sharing
from services.orders import close_order
from services.placements import decline_offer
from services.pool_builds import build
from services.pool_changes import keep_up
from services.pool_kinds import KINDS
from services.twins import merge_twin
from tests.moments import NOW
from tests.office import Office, id_number
from tests.placing import hire, lose, offer, people, placements, recruit
from tests.pooling import agrees, build_all, files, write


class Town:
    """A small office in which things happen at random."""

    def __init__(self, office: Office, seed: int) -> None:
        self.office, self.rng, self.registered, self.firms = office, random.Random(seed), 0, 0

    def register(self) -> None:
        people(self.office, 3, first=self.registered + 1)
        self.registered += 3

    def register_again(self) -> None:
        number = id_number(sequence=f"{self.rng.randint(1, self.registered):03}")
        said = self.rng.choice(["焊工", "缝纫", "焊工、缝纫", "养殖"]), self.rng.choice(["", "缝纫工", "焊工"])
        with self.office.database.reading() as session:
            name = session.scalar(select(Labourer.name).where(Labourer.id == self.someone()))
        self.office.people([name or "", number, "", "三都县", "高中", *said, "深圳市", "4000", "焊工证"])

    def someone(self) -> int:
        with self.office.database.reading() as session:
            return self.rng.choice(session.scalars(select(Labourer.id).order_by(Labourer.id)).all())

    def agree_or_not(self) -> None:
        with self.office.database.writing() as session:
            set_sharing(session, self.someone(), agreed=self.rng.random() < 0.5, at=self.office.at)

    def recruit(self) -> None:
        self.firms += 1
        recruit(
            self.office, f"永兴{'甲乙丙丁戊己庚辛壬癸'[self.firms % 10]}{'一二三四五六七八九'[self.firms % 9]}制衣厂"
        )

    def line(self) -> int:
        with self.office.database.reading() as session:
            return self.rng.choice(session.scalars(text("select id from order_line order by id")).all())

    def offer(self) -> None:
        offer(self.office, self.someone(), self.line())

    def hire_and_lose(self) -> None:
        lose(self.office, hire(self.office, self.someone(), self.line()))

    def decline(self) -> None:
        for open_one in placements(self.office, state="offered")[:1]:
            with self.office.database.writing() as session:
                decline_offer(session, open_one.public_id, reason="pay", actor=self.office.actor, at=self.office.at)

    def owe_or_pay(self) -> None:
        with self.office.database.writing() as session:
            firm = self.rng.choice(session.scalars(select(Employer).order_by(Employer.id)).all())
            who, when = self.office.actor, self.office.at
            if firm.wage_arrears_since is None:
                mark_arrears(session, firm.public_id, since=NOW.date(), actor=who, at=when)
            else:
                clear_arrears(session, firm.public_id, actor=who, at=when)

    def close(self) -> None:
        with self.office.database.writing() as session:
            orders = session.scalars(text("select public_id from order_ where state = 'open'")).all()
            if orders:
                close_order(session, self.rng.choice(orders), actor=self.office.actor, at=self.office.at, note="够了")

    def merge(self) -> None:
        first, second = self.someone(), self.someone()
        if first < second:
            with self.office.database.writing() as session:
                session.add(twin := Twin(first_id=first, second_id=second, found_at=NOW))
                session.flush()
                merge_twin(session, twin.public_id, keep="first", actor=self.office.actor, at=self.office.at)

    def bar(self) -> None:
        with self.office.database.writing() as session:
            employer = session.scalar(select(func.max(Employer.id)))
            session.merge(BarredEmployer(labourer_id=self.someone(), employer_id=employer))

    def move(self) -> None:
        where = self.rng.choice([522732101000, 522731000000, 440303000000])
        write(self.office, update(Labourer).where(Labourer.id == self.someone()).values(home_code=where))

    def keep_up(self) -> None:
        keep_up(self.office.database, self.office.folder, at=self.office.at)

    def build(self) -> None:
        build(self.office.database, self.office.folder, self.rng.choice(KINDS), now=lambda: self.office.at)


@pytest.mark.parametrize("seed", [1, 2])
def test_whatever_happens_the_files_and_the_database_say_the_same(office: Office, seed: int) -> None:
    town = Town(office, seed)
    town.register()
    town.recruit()
    build_all(office)
    happenings: list[Callable[[], None]] = [
        town.register, town.register_again, town.agree_or_not, town.recruit, town.offer, town.hire_and_lose,
        town.decline, town.owe_or_pay, town.close, town.merge, town.bar, town.move, town.keep_up, town.keep_up,
        town.build,
    ]  # fmt: skip
    for happening in (*happenings, *town.rng.choices(happenings, k=25)):
        try:
            happening()
        except (Refusal, IntegrityError):
            continue
        assert agrees(office.database), happening.__name__
        assert agrees(office.database, 522731000000), happening.__name__
    assert files(office.database).base
