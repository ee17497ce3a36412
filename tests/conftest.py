"""Fixtures of the whole suite: a migrated database with the reference data, a key ring, and the clock of the tests.

The reference data is loaded once a run; each test works on a copy of that database (a file copy on SQLite, a template
database on PostgreSQL), so that tests commit like the real thing and never see each other.
"""

import fcntl
import gc
import shutil
import tempfile
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import psycopg
import pytest
from argon2 import PasswordHasher
from hypothesis import settings
from sqlalchemy import Engine, make_url
from werkzeug.routing import Rule

from fixtures.load_reference import load_reference
from models import db, migrate
from models.db import Database
from models.sealed import KeyRing, new_key_ring, use_key_ring
from run import ROOT, fingerprint
from services import passwords
from services.users import actor_by_login, ensure_local_operator
from tests.moments import NOW
from tests.office import Office
from web.serving import COLLECTED
from workers.servers import PostgreSQL

# Speed is measured in benchmarks: no test fails because the machine was busy.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")

MEMORY, ROOM = Path("/dev/shm"), 2**30
"""Where Linux keeps files in memory, and the bytes that must be free there for a PostgreSQL of tests."""


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--database", choices=("sqlite", "postgres"), default="sqlite", help="where the tests run")
    parser.addoption("--postgres-url", help="an outside PostgreSQL for them, as its superuser; unset: an embedded one")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Tests marked `postgres` run only there; browser tests only when they are asked for with -m."""
    for item in items:
        if item.get_closest_marker("postgres") and config.getoption("--database") != "postgres":
            item.add_marker(pytest.mark.skip(reason="runs with --database postgres"))
        if item.get_closest_marker("browser") and "browser" not in config.getoption("-m"):
            item.add_marker(pytest.mark.skip(reason="runs with -m browser"))


def pytest_collection_finish() -> None:
    """As in the processes that serve pages: what was loaded is not looked through again for what can go."""
    gc.freeze()
    gc.set_threshold(COLLECTED)


@pytest.fixture(scope="session", autouse=True)
def quick_passwords() -> None:
    """The real hash at its least cost: hundreds of accounts are made and signed in to, each for a tenth of a second."""
    passwords._HASHER = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)


@pytest.fixture(scope="session", autouse=True)
def statements_compiled_once() -> None:
    """Each test has an engine of its own, and compiling statements anew for each took a quarter of the time: all share
    the dialect and the cache of the first."""
    make, first = db.make_engine, dict[str, Engine]()

    def make_engine(url: str) -> Engine:
        engine = make(url)
        shared: Any = first.setdefault(engine.dialect.name, engine)
        shared._compiled_cache.capacity = 10_000
        engine.dialect, engine._compiled_cache = shared.dialect, shared._compiled_cache
        return engine

    db.make_engine = make_engine


@pytest.fixture(scope="session", autouse=True)
def addresses_compiled_once() -> None:
    """Each test has an app of its own, and compiling what makes the addresses of its routes took a third of a second
    for each: all apps share it, for it depends on the words of the rule alone."""
    compiling, known = Rule._compile_builder, dict[Any, Any]()

    def compile_builder(rule: Rule, append_unknown: bool = True) -> Any:
        key = rule.rule, str(rule.defaults), tuple(rule._trace), append_unknown
        if key not in known:
            known[key] = compiling(rule, append_unknown)
        return known[key]

    Rule._compile_builder = compile_builder


@pytest.fixture(scope="session")
def ring() -> KeyRing:
    ring = new_key_ring()
    use_key_ring(ring)
    return ring


@pytest.fixture
def now() -> datetime:
    return NOW


@pytest.fixture(scope="session")
def kind_of_database(request: pytest.FixtureRequest) -> str:
    return str(request.config.getoption("--database"))


@dataclass(frozen=True)
class OutsidePostgreSQL:
    """A server that runs already, for trying another version of it."""

    url: str

    def url_of(self, database: str) -> str:
        return make_url(self.url).set(database=database).render_as_string(hide_password=False)


@pytest.fixture(scope="session")
def postgres(
    request: pytest.FixtureRequest, kind_of_database: str
) -> Iterator["PostgreSQL | OutsidePostgreSQL | None"]:
    """A real PostgreSQL for the run, when it is asked for."""
    if kind_of_database != "postgres":
        yield None
        return
    if url := request.config.getoption("--postgres-url"):
        yield OutsidePostgreSQL(url)
        return
    with in_memory():
        server = PostgreSQL(durable=False)
    with server:
        yield server


@contextmanager
def in_memory() -> Iterator[None]:
    """Temporary folders lie in memory where there is room: making some thousand files for the database of each test
    costs a disk half a second of the processor."""
    with pytest.MonkeyPatch.context() as patched:
        if MEMORY.is_dir() and shutil.disk_usage(MEMORY).free >= ROOM:
            patched.setattr(tempfile, "tempdir", str(MEMORY))
        yield


@pytest.fixture(scope="session")
def template(
    request: pytest.FixtureRequest,
    ring: KeyRing,
    postgres: PostgreSQL | OutsidePostgreSQL | None,
    tmp_path_factory: pytest.TempPathFactory,
) -> str:
    """URL of a database with tables, reference data and the local operator, never written to again."""
    if postgres is None:
        file = tmp_path_factory.mktemp("template") / "template.db"
        copy_filled(request.config.cache.mkdir("template"), file)
        return f"sqlite:///{file}"
    execute(postgres, "CREATE DATABASE template_of_tests")
    return filled(postgres.url_of("template_of_tests"))


def copy_filled(folder: Path, file: Path) -> None:
    """Write that database to `file`: once for all runs, and anew when anything that makes it has changed."""
    kept = folder / f"{fingerprint(made_of())}.db"
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not kept.exists():
            for old in folder.glob("*.db*"):
                old.unlink()
            filled(f"sqlite:///{folder / 'new.db'}")
            (folder / "new.db").rename(kept)
        shutil.copy(kept, file)


def made_of() -> list[Path]:
    """The files that decide what is in it."""
    code = (path for folder in ("models", "matching", "services", "fixtures") for path in (ROOT / folder).rglob("*.py"))
    return sorted([*code, *(ROOT / "fixtures" / "data").glob("*"), *(ROOT / "locks").glob("*.txt"), Path(__file__)])


def filled(url: str) -> str:
    """Make the tables there and what every county has; the URL."""
    database = Database(url)
    migrate.upgrade(database.engine)
    with database.writing() as session:
        load_reference(session)
        ensure_local_operator(session, at=NOW)
    database.dispose()
    return url


@pytest.fixture
def database_url(template: str, postgres: PostgreSQL | OutsidePostgreSQL | None, tmp_path: Path) -> Iterator[str]:
    """A database of this test's own."""
    if postgres is None:
        path = tmp_path / "sunmatch.db"
        shutil.copy(template.removeprefix("sqlite:///"), path)
        yield f"sqlite:///{path}"
        return
    name = f"test_{uuid.uuid4().hex}"
    execute(postgres, f"CREATE DATABASE {name} TEMPLATE template_of_tests STRATEGY=FILE_COPY")  # half the time
    yield postgres.url_of(name)
    execute(postgres, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    database = Database(database_url)
    yield database
    database.dispose()


@pytest.fixture
def operator(database: Database) -> Any:
    with database.reading() as session:
        return actor_by_login(session, "operator")


def execute(server: PostgreSQL | OutsidePostgreSQL, statement: str) -> None:
    with psycopg.connect(server.url, autocommit=True) as connection:
        connection.execute(statement)


@pytest.fixture
def office(database: Database, tmp_path: Path) -> Office:
    return Office(database, tmp_path)
