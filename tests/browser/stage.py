"""A county where a story can be played in real windows: two firms, a base, two people, and a clock that is moved."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from playwright.sync_api import Browser, Page
from sqlalchemy import select

from models.db import Database
from models.employer import Employer
from models.labourer import Labourer
from models.sealed import KeyRing
from models.training_base import TrainingBase
from services.calendar import county_day
from services.settings import Settings
from services.users import add_user
from tests.browser.chromium import page_of, served, sign_in
from tests.office import SANDU, Office, id_number
from tests.placing import clock
from tests.web.conftest import compile_catalogue
from web.app import create_app

FIRMS = {"yongxing": "永兴制衣厂", "yilianda": "广州依利安达制衣厂"}
PEOPLE = {"李秀英": "101", "王建国": "103"}
OFFICES = ("county", "counsellor", "assessor")
PHONE, DESKTOP = 360, 1280
FOR_THE_STORY = {"signed_in_hours": 720 * 24, "idle_minutes": 43_200 * 24}  # its months pass in a minute


@dataclass
class Stage:
    office: Office
    browser: Browser
    address: str
    windows: dict[str, Page] = field(default_factory=dict)

    @property
    def today(self) -> date:
        return county_day(self.office.at)

    def window(self, login: str) -> Page:
        """The window of somebody, signed in; a phone for firms and people."""
        if login not in self.windows:
            width = DESKTOP if login in (*OFFICES, "school") else PHONE
            self.windows[login] = page_of(self.browser, self.address, "zh", width)
            sign_in(self.windows[login], login)
        return self.windows[login]

    def days_pass(self, days: int) -> None:
        self.office.at += timedelta(days=days)
        clock(self.office)


@contextmanager
def stage(template: str, ring: KeyRing, folder: Path, browser: Browser) -> Iterator[Stage]:
    """The pages on a copy of the template database, by the clock of the stage."""
    compile_catalogue()
    shutil.copy(template.removeprefix("sqlite:///"), folder / "story.db")
    database = Database(f"sqlite:///{folder / 'story.db'}")
    office = Office(database, folder, at=datetime.now(UTC))
    _enter_everybody(office)
    url = str(database.engine.url)
    settings = Settings(home=folder / "home", database_url=url, second_factor="optional", **FOR_THE_STORY)
    app = create_app(settings, database, ring, clock=lambda: office.at)
    with served(app) as address:
        yield Stage(office, browser, address)
    database.dispose()


def _enter_everybody(office: Office) -> None:
    office.load("employers", office.sheet("f.csv", ("企业名称", "地址"), [(each, "三都县") for each in FIRMS.values()]))
    school = ("三都职校", "三都县三合街道", "缝纫工", "60")
    office.load("bases", office.sheet("b.csv", ("基地名称", "地址", "培训工种", "容量"), [school]))
    office.people(
        *(
            [name, id_number(sequence=each), "", "三都县大河镇", "初中", "", "缝纫工"]  # only the class teaches sewing
            for name, each in PEOPLE.items()
        )
    )
    with office.database.writing() as session:
        firms = {each.name: each.id for each in session.scalars(select(Employer))}
        base = session.scalars(select(TrainingBase.id)).one()
        li = session.scalars(select(Labourer).where(Labourer.name == "李秀英")).all()
        accounts = [
            *((role, role, {}) for role in OFFICES),
            *((login, "employer", {"employer_id": firms[name]}) for login, name in FIRMS.items()),
            ("school", "base", {"base_id": base}),
            ("li", "labourer", {"labourers": li}),
        ]
        for login, role, belongs in accounts:
            add_user(
                session, login, name=login, role=role, password=f"{login}-secret", actor=office.actor, at=office.at,
                division_code=SANDU, **belongs,
            )  # fmt: skip
