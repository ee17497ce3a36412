"""Bring a database to the tables of this version, by Alembic."""

from pathlib import Path

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine

import models  # noqa: F401  registers every table
from models.model import Model

SCRIPTS = Path(__file__).parent / "migrations"


def _config(connection: Connection | None = None) -> Config:
    config = Config()
    config.set_main_option("script_location", str(SCRIPTS))
    config.attributes["connection"] = connection
    return config


def upgrade(engine: Engine) -> None:
    """Create or migrate the tables, all in one transaction."""
    with engine.execution_options(writing=True).begin() as connection:
        command.upgrade(_config(connection), "head")


def revision(engine: Engine) -> str | None:
    """The revision the database is at; None when it has no tables of ours."""
    with engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def newest() -> str | None:
    return ScriptDirectory.from_config(_config()).get_current_head()


def differences(engine: Engine) -> list[object]:
    """What the tables of the database lack against the models; empty when they agree."""
    with engine.connect() as connection:
        return list(compare_metadata(MigrationContext.configure(connection), Model.metadata))


def write_revision(engine: Engine, message: str, revision_id: str) -> None:
    """Write the next migration from what the models have and the database lacks (for developers)."""
    with engine.connect() as connection:
        command.revision(_config(connection), message, autogenerate=True, rev_id=revision_id)
