"""A small county office with pages on top: two people, one order, and an account for every role."""

import shutil
import subprocess
import sys
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar

import pytest
from flask import Flask
from flask.testing import FlaskClient
from jinja2 import FileSystemBytecodeCache

from models.db import Database
from models.sealed import KeyRing
from services.access import Actor
from services.labourers import list_labourers
from services.settings import Settings
from services.sign_ins import begin_sign_in
from tests.conftest import execute
from tests.office import SANDU, Office, id_number
from web.app import create_app
from web.formats import utc_now
from web.limits import LIMITER
from workers.servers import PostgreSQL

TRANSLATIONS = Path(__file__).parents[2] / "web" / "translations"
OTHER_COUNTY = 522731000000  # 惠水县
Facts = TypeVar("Facts")
ROLES = [
    "counsellor",
    "liaison",
    "township",
    "base",
    "school",
    "department",
    "broker",
    "assessor",
    "county",
    "finance",
    "auditor",
    "administrator",
]


def compile_catalogue() -> None:
    """Compile the Chinese catalogue when it is newer than what was compiled."""
    source = TRANSLATIONS / "zh" / "LC_MESSAGES" / "messages.po"
    compiled = source.with_suffix(".mo")
    if not compiled.exists() or compiled.stat().st_mtime < source.stat().st_mtime:
        command = [sys.executable, "-m", "babel.messages.frontend", "-q", "compile", "-d", str(TRANSLATIONS)]
        subprocess.run(command, check=True)


@pytest.fixture(scope="session", autouse=True)
def catalogue() -> None:
    compile_catalogue()


@pytest.fixture
def settings(tmp_path: Path, database_url: str) -> Settings:
    return Settings(home=tmp_path / "home", database_url=database_url, second_factor="optional")


@pytest.fixture(scope="session")
def compiled_templates(tmp_path_factory: pytest.TempPathFactory) -> FileSystemBytecodeCache:
    """Templates are compiled once a run and not by each test."""
    return FileSystemBytecodeCache(str(tmp_path_factory.mktemp("templates")))


APPS: dict[Settings, tuple[Flask, dict[str, Any], dict[str, Any], dict[str, Any]]] = {}
"""An app for each kind of settings, with its first config and extensions, and what counts for all apps of a process."""


def app_over(
    database: Database,
    settings: Settings,
    ring: KeyRing,
    templates: FileSystemBytecodeCache,
    clock: Callable[[], datetime] = utc_now,
) -> Flask:
    """An app as new over that database: made once, for its hundreds of routes and templates are those of every test."""
    kind = replace(settings, home=Path(), database_url="")
    if kind not in APPS:
        made = create_app(settings, database, ring)
        made.jinja_env.bytecode_cache = templates
        APPS[kind] = made, dict(made.config), dict(made.extensions), dict(vars(LIMITER))
    app, config, extensions, limiter = APPS[kind]
    for kept, first in ((app.config, config), (app.extensions, extensions)):
        kept.clear()
        kept.update(first)
    app.config.update(SETTINGS=settings, DEMO_ACCOUNTS=[])
    app.extensions.update(sunmatch_database=database, sunmatch_clock=clock)
    vars(LIMITER).update(limiter)
    for each in app.extensions["limiter"]:
        each.reset()
    return app


@pytest.fixture
def app(settings: Settings, database: Database, ring: KeyRing, compiled_templates: FileSystemBytecodeCache) -> Flask:
    app = app_over(database, settings, ring, compiled_templates)
    app.config["WTF_CSRF_ENABLED"] = False
    return app


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


@dataclass
class County:
    """What the pages show: the office, an approved order with a ranked list, and the accounts by role."""

    office: Office
    order_id: str
    draft_id: str
    list_id: str
    labourer_id: str
    accounts: dict[str, Actor]

    def client(self, app: Flask, role: str) -> FlaskClient:
        """A browser signed in as that role, reading Chinese."""
        return signed_in(app, self.accounts[role], language="zh")


def signed_in(app: Flask, actor: Actor, **cookie: str) -> FlaskClient:
    """A browser in which the actor has signed in, second factor and all."""
    return with_token(app, token_of(app, actor), **cookie)


def token_of(app: Flask, actor: Actor) -> str:
    """The token of a new sign-in."""
    database: Database = app.extensions["sunmatch_database"]
    with database.writing() as session:
        at = app.extensions["sunmatch_clock"]()
        return begin_sign_in(session, actor.user_id or 0, device="test", address="127.0.0.1", at=at)


def with_token(app: Flask, token: str, **cookie: str) -> FlaskClient:
    """A browser whose cookie holds that token."""
    client = app.test_client()
    with client.session_transaction() as session:
        session.update({"sign_in": token, **cookie})
    return client


PEOPLE = (
    ("李秀英", id_number(), "18612341402", "三都水族自治县普安镇", "初中", "缝纫", "首饰", "深圳", "3500", ""),
    ("王建国", id_number(birth="19860412", sequence="033"), "13985550001", "三都水族自治县大河镇", "高中", "电焊"),
)
TERMS = ("2027-03-01", "12个月", "招工")
JEWELLERY = ("深圳市爱德康珠宝首饰有限公司", "缝纫工", "96", "缝纫", "深圳市龙岗区", "4000-6000", "是", *TERMS)


def copied(source: str, postgres: PostgreSQL | None, name: str, folder: Path) -> str:
    """URL of a copy of the database at the URL `source`, in `folder` or on the server."""
    if postgres is None:
        return f"sqlite:///{shutil.copy(source.removeprefix('sqlite:///'), folder / f'{name}.db')}"
    template = source.rpartition("/")[2].partition("?")[0]
    execute(postgres, f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY=FILE_COPY")
    return postgres.url_of(name)


def built(
    template: str, postgres: PostgreSQL | None, name: str, folder: Path, build: Callable[[Office], Facts]
) -> tuple[str, Facts]:
    """URL of a copy of the database of all tests with what `build` puts into it, and what that is."""
    url = copied(template, postgres, f"template_of_{name}", folder)
    database = Database(url)
    facts = build(Office(database, folder))
    database.dispose()
    return url, facts


@pytest.fixture(scope="session")
def county_template(
    template: str, postgres: PostgreSQL | None, ring: KeyRing, tmp_path_factory: pytest.TempPathFactory
) -> tuple[str, County]:
    """URL of a database with the county in it, built once a run, and what is in it."""
    return built(template, postgres, "county", tmp_path_factory.mktemp("county"), build_county)


def build_county(office: Office) -> County:
    """Two people, an approved order with a ranked list, a draft, and an account of each role."""
    office.people(*PEOPLE)
    order_id = office.orders(JEWELLERY)[0]
    draft_id = office.orders((*JEWELLERY[:1], "电焊工", *JEWELLERY[2:]), name="more.csv")[-1]
    office.approve(order_id)
    list_id = office.rank(order_id)
    employer = office.order(order_id).employer_id
    accounts = {role: office.user(role, role, SANDU) for role in ROLES}
    accounts["employer"] = office.user("employer", "employer", SANDU, employer)
    accounts["other county"] = office.user("other", "county", OTHER_COUNTY)
    return County(office, order_id, draft_id, list_id, _person(office), accounts)


def _person(office: Office) -> str:
    with office.database.reading() as session:
        return list_labourers(session, actor=office.actor, text="李秀英")[0][0].public_id


@pytest.fixture
def database_url(county_template: tuple[str, County], postgres: PostgreSQL | None, tmp_path: Path) -> Iterator[str]:
    """A copy of the county's database of this test's own."""
    name = f"web_{uuid.uuid4().hex}"
    yield copied(county_template[0], postgres, name, tmp_path)
    if postgres is not None:
        execute(postgres, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def county(county_template: tuple[str, County], database: Database, tmp_path: Path) -> County:
    """The county, in a database that this test may change."""
    return replace(county_template[1], office=Office(database, tmp_path))
