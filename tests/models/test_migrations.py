"""The migrations make the tables that the models describe, and keep what is in them."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import select, text

from models import migrate
from models.db import Database
from models.displacement import Displacement
from models.job_review import JobReview
from models.order import LineSkill
from models.placement import Placement
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


COUNTY = 522632000000
_LOST_AND_HEARD: dict[str, list[dict[str, Any]]] = {
    "division": [{"code": COUNTY}],
    "user_account": [{"id": each, "login": f"u{each}", "public_id": f"u{each}", "role": "county",
                      "division_code": COUNTY} for each in (1, 2)],
    "employer": [{"id": 1, "county_code": COUNTY}],
    "labourer": [{"id": 1, "home_code": COUNTY, "sex": 1, "situation": "at_home", "wage_unit": "month",
                  "work_range": "anywhere"}],
    "placement": [
        {"id": each, "public_id": f"p{each}", "labourer_id": 1, "home_code": COUNTY, "kind": "self_employed",
         "state": state, "employer_id": 1, "displacement_id": of}
        for each, state, of in ((1, "failed", None), (2, "declined", 1))
    ],
    "displacement": [{"id": 1, "placement_id": 1, "labourer_id": 1, "home_code": COUNTY, "cause": "dismissed",
                      "road": "another_job", "state": "searching", "changes": []}],
    "job_review": [{"id": 1, "placement_id": 1, "words": "none"}],
    "step": [
        {"id": each, "subject": subject, "subject_id": of, "action": action, "actor_id": by,
         "at": datetime(2026, 11, day, tzinfo=UTC)}
        for each, (subject, of, action, by, day) in enumerate((
            ("displacement", 1, "take", 1, 2), ("displacement", 1, "speak", 1, 3), ("displacement", 1, "take", 2, 4),
            ("displacement", 1, "retrain", None, 9), ("placement", 2, "decline", 2, 5), ("placement", 2, "take", 1, 6),
        ), start=1)
    ],
}  # fmt: skip


def test_who_took_it_on_and_spoke_last_is_read_out_of_the_steps(tmp_path: Path) -> None:
    database = older_database(tmp_path, "0024", _LOST_AND_HEARD)
    migrate.upgrade(database.engine)
    with database.reading() as session:
        lost = session.get_one(Displacement, 1)
        assert (lost.taken_by_id, lost.spoken_at) == (2, datetime(2026, 11, 5, tzinfo=UTC))
        assert list(session.scalars(select(Placement.taken_by_id).order_by(Placement.id))) == [None, 1]
        assert list(session.scalars(select(JobReview.employer_id))) == [1]
    database.dispose()
