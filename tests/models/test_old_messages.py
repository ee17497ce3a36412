"""Messages written before any was sent: they get a name of their own, and nobody's telephone rings for old news."""

from pathlib import Path
from typing import Any

from sqlalchemy import select, text

from models import migrate
from models.county_rules import CountyRules
from models.message import Message
from tests.models.older import older_database

SANDU = 522732000000
ROWS: dict[str, list[dict[str, Any]]] = {
    "division": [{"code": SANDU}],
    "labourer": [{"id": 1, "home_code": SANDU, "situation": "at_home", "work_range": "anywhere"}],
    "message": [{"id": each, "labourer_id": 1} for each in (1, 2)],
    "county_rules": [{"county_code": SANDU}],
}


def test_old_messages_are_named_and_closed_and_counties_get_the_usual_hours(tmp_path: Path) -> None:
    database = older_database(tmp_path, "0009", ROWS)
    migrate.upgrade(database.engine)
    with database.reading() as session:
        old, rules = session.scalars(select(Message)).all(), session.get_one(CountyRules, SANDU)
        assert session.scalar(text("PRAGMA integrity_check")) == "ok"
    assert len({each.public_id for each in old if len(each.public_id) == 12}) == 2
    assert {(each.sent_at, each.handled_at is None, each.last_error) for each in old} == {
        (None, False, "written_before_sending")
    }
    assert (rules.quiet_from, rules.quiet_until, rules.reminder_days) == (21, 8, 1)
    assert (rules.look_hours, rules.silence_days) == (24, 7)
    database.dispose()
