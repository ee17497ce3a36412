"""The migrations make the tables that the models describe, and keep what is in them."""

from pathlib import Path

from sqlalchemy import select, text

from models import migrate
from models.db import Database
from models.order import LineSkill
from tests.models.older import older_database


def test_the_migrated_tables_are_those_of_the_models(database: Database) -> None:
    assert migrate.differences(database.engine) == []


def test_a_migrated_database_is_at_the_newest_revision_and_migrating_again_changes_nothing(database: Database) -> None:
    assert migrate.revision(database.engine) == migrate.newest()
    migrate.upgrade(database.engine)
    assert migrate.revision(database.engine) == migrate.newest()


# An order line and a skill it asks for, in the tables of the first edition.
_OLDER_ROWS = {
    "division": {"code": 522632000000},
    "occupation": {"id": 1},
    "employer": {"id": 1, "county_code": 522632000000},
    "order_": {
        "id": 1,
        "employer_id": 1,
        "county_code": 522632000000,
        "kind": "hiring",
        "sub_kind": "ordinary",
        "state": "draft",
    },
    "order_line": {
        "id": 1,
        "order_id": 1,
        "occupation_id": 1,
        "division_code": 522632000000,
        "wage_unit": "month",
        "sex": 0,
    },
    "skill": {"id": 1},
    "line_skill": {"line_id": 1, "skill_id": 1},
}


def test_what_refers_to_a_table_that_sqlite_makes_anew_is_kept(tmp_path: Path) -> None:
    database = older_database(tmp_path, "0001", {name: [row] for name, row in _OLDER_ROWS.items()})
    migrate.upgrade(database.engine)
    with database.reading() as session:
        assert session.scalars(select(LineSkill.line_id)).all() == [1]
        assert session.scalar(text("PRAGMA foreign_keys")) == 1
    database.dispose()
