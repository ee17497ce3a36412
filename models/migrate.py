"""Bring a database to the tables of this version, by Alembic. There is one way: back goes a backup."""

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, inspect

import models  # noqa: F401  registers every table
from models.append_only import lay_guards
from models.model import Model
from models.pool_triggers import lay_triggers, watched_of

SCRIPTS = Path(__file__).parent / "migrations"


def _config(connection: Connection | None = None) -> Config:
    config = Config()
    config.set_main_option("script_location", str(SCRIPTS))
    config.attributes["connection"] = connection
    return config


def upgrade(engine: Engine, to: str = "head") -> None:
    """Create or migrate the tables, all in one transaction."""
    writer = engine.execution_options(writing=True)
    with writer.connect() as connection, _tables_may_be_remade(connection), connection.begin():
        command.upgrade(_config(connection), to)
        _lay_lost_triggers(connection)
        if to == "head":
            lay_guards(connection)
        if connection.dialect.name == "sqlite" and (broken := connection.exec_driver_sql(_BROKEN).first()):
            raise RuntimeError(f"the migration would break a foreign key of {broken[0]} row {broken[1]}")


_BROKEN = "PRAGMA foreign_key_check"


def _lay_lost_triggers(connection: Connection) -> None:
    """Those of a table that was made anew are gone with the old one."""
    kept = (
        connection.exec_driver_sql("SELECT kind FROM pool_file") if inspect(connection).has_table("pool_file") else ()
    )
    for watched in [watched for (kind,) in list(kept) for watched in watched_of(kind)]:
        lay_triggers(connection, watched)


@contextmanager
def _tables_may_be_remade(connection: Connection) -> Iterator[None]:
    """SQLite changes a table by making it anew; dropping the old one must not delete what refers to it."""
    raw = connection.connection.driver_connection if connection.dialect.name == "sqlite" else None
    if raw is None:
        yield
        return
    raw.execute("PRAGMA foreign_keys=OFF")
    try:
        yield
    finally:
        raw.execute("PRAGMA foreign_keys=ON")


def revision(engine: Engine) -> str | None:
    """The revision the database is at; None when it has no tables of ours."""
    with engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def newest() -> str | None:
    return ScriptDirectory.from_config(_config()).get_current_head()


def differences(engine: Engine) -> list[object]:
    """What the tables of the database lack against the models; empty when they agree. Indexes on an expression are not
    compared on SQLite, of which they cannot be read."""
    with engine.connect() as connection, warnings.catch_warnings():
        warnings.filterwarnings("ignore", ".*expression-based index")
        return list(compare_metadata(MigrationContext.configure(connection), Model.metadata))


def write_revision(engine: Engine, message: str, revision_id: str) -> None:
    """Write the next migration from what the models have and the database lacks (for developers)."""
    with engine.connect() as connection:
        command.revision(_config(connection), message, autogenerate=True, rev_id=revision_id)
