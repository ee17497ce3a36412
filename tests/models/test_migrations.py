"""The migrations make the tables that the models describe."""

from models import migrate
from models.db import Database


def test_the_migrated_tables_are_those_of_the_models(database: Database) -> None:
    assert migrate.differences(database.engine) == []


def test_a_migrated_database_is_at_the_newest_revision_and_migrating_again_changes_nothing(database: Database) -> None:
    assert migrate.revision(database.engine) == migrate.newest()
    migrate.upgrade(database.engine)
    assert migrate.revision(database.engine) == migrate.newest()
