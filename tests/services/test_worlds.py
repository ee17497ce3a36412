"""A database of invented people says so."""

from models.db import Database
from services.worlds import is_synthetic, mark_synthetic
from tests.moments import NOW


def test_a_database_says_whether_its_people_are_invented(database: Database) -> None:
    with database.reading() as session:
        assert not is_synthetic(session)
    with database.writing() as session:
        mark_synthetic(session, "sandu", at=NOW)
    with database.reading() as session:
        assert is_synthetic(session)
