"""How many people a county has is what the database says, whatever changed since the files were written."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import delete, event, update

from models.labourer import SITUATIONS, Labourer
from services.labourers import list_labourers
from services.pool_changes import keep_up
from services.pool_counts import count_people
from services.snapshot import load_pool
from tests.moments import NOW
from tests.office import SANDU, Office
from tests.placing import people
from tests.pooling import build_all, write
from tests.weighing import HUISHUI

COUNTY = 10**6


def counts(office: Office) -> list[int | None]:
    """Everyone of the county, then by situation."""
    with office.database.reading() as session:
        kinds = (None, *SITUATIONS)
        return [count_people(session, SANDU, SANDU + COUNTY, situation=each) for each in kinds]


def in_database(office: Office) -> list[int]:
    with office.database.reading() as session:
        states = load_pool(session, SANDU).pool.state.tolist()
    return [len(states), *(states.count(number) for number in range(len(SITUATIONS)))]


def test_without_files_the_database_counts(office: Office) -> None:
    people(office, 2)
    assert set(counts(office)) == {None}
    with office.database.reading() as session:
        assert list_labourers(session, actor=office.actor)[1] == 2


CHANGES: dict[str, Callable[[int], Any]] = {
    "another situation": lambda li: update(Labourer).where(Labourer.id == li).values(situation="placed"),
    "moved to another county": lambda li: update(Labourer).where(Labourer.id == li).values(home_code=HUISHUI),
    "erased": lambda li: update(Labourer).where(Labourer.id == li).values(situation="moved_away", erased_at=NOW),
    "folded into another": lambda li: update(Labourer).where(Labourer.id == li).values(merged_into_id=li + 1),
    "gone": lambda li: delete(Labourer).where(Labourer.id == li),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_who_changed_is_counted_as_they_are_now(office: Office, change: Callable[[int], Any]) -> None:
    [first, *_] = people(office, 4)
    build_all(office)
    assert counts(office) == in_database(office)
    write(office, change(first))
    changed = in_database(office)
    assert counts(office) == changed
    keep_up(office.database, office.folder, at=office.at)
    assert counts(office) == changed


def test_who_came_into_the_county_is_counted_once(office: Office) -> None:
    people(office, 2)
    build_all(office)
    people(office, 1, first=3)
    assert counts(office)[0] == 3
    keep_up(office.database, office.folder, at=office.at)
    with office.database.reading() as session:
        found, total = list_labourers(session, actor=office.actor)
        assert len(found) == total == 3
        _, at_home = list_labourers(session, actor=office.actor, situation="at_home")
        assert at_home == sum(each.situation == "at_home" for each in found)


@pytest.mark.parametrize(
    ("text", "indexes"),
    [("", {"ix_labourer_register"}), ("李", {"ix_labourer_register"}),
     ("li", {"ix_labourer_register", "ix_labourer_short_name"})],
)  # fmt: skip
def test_a_county_is_counted_from_the_index_that_has_what_is_asked(
    office: Office, text: str, indexes: set[str]
) -> None:
    """SQLite without statistics takes the index by initials for nothing else: it lacks the names."""
    if office.database.engine.dialect.name != "sqlite":
        pytest.skip("PostgreSQL goes by statistics")
    counted: list[tuple[str, Any]] = []
    actor = office.user("county", "county", SANDU)

    def keep(_: Any, __: Any, statement: str, values: Any, *___: Any) -> None:
        if "count(*)" in statement:
            counted.append((statement, values))

    event.listen(office.database.engine, "before_cursor_execute", keep)
    with office.database.reading() as session:
        list_labourers(session, actor=actor, text=text)
    event.remove(office.database.engine, "before_cursor_execute", keep)
    [(statement, values)] = counted
    with office.database.reading() as session:
        plan = session.connection().exec_driver_sql("explain query plan " + statement, values).all()
    assert set(re.findall(r"ix_labourer_\w+", " ".join(row[3] for row in plan))) == indexes
