"""Many displaced at once, looked after by processes that are killed at random."""

from pathlib import Path

from benchmarks.soak import counted, displace_at_once, forks, soak
from models.db import Database
from services.sweeping import due
from tests.faults import JOBS
from tests.office import Office
from workers.worker import warm

DISPLACED = {"sqlite": 250, "postgres": 100}  # thousands are for `benchmarks.soak`


def test_processes_killed_at_random_look_after_everybody_once(
    office: Office, database: Database, tmp_path: Path, kind_of_database: str
) -> None:
    """Four in five find a post, one seat in five its next person, and every invariant holds."""
    displaced = DISPLACED[kind_of_database]
    displace_at_once(office, displaced)
    warm(database)
    compile_statements(office)
    kills = soak(database, tmp_path, forks(database, lambda: office.at), lambda: office.at, (0.2, 0.8))
    assert kills > 0
    offers = displaced * 4 // 5
    left = {"unplaced": displaced - offers, "refilled": displaced // 5, "violations": 0}
    assert counted(database) == {"offers": offers, **left}


def compile_statements(office: Office) -> None:
    """Look after one person and one seat before the first fork: what lives for a second then begins with its work."""
    with office.database.reading() as session:
        first = {each.job: each.ids[0] for each in due(session, at=office.at) if each.job in JOBS}
    for job, row_id in first.items():
        JOBS[job](office.database, row_id, office.at)
