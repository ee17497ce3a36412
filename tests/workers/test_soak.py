"""Many displaced at once, looked after by processes that are killed at random."""

from pathlib import Path

from benchmarks.soak import counted, displace_at_once, forks, soak
from models.db import Database
from tests.office import Office
from workers.worker import warm

DISPLACED = {"sqlite": 500, "postgres": 100}  # as many on PostgreSQL take `benchmarks.soak` four minutes


def test_processes_killed_at_random_look_after_everybody_once(
    office: Office, database: Database, tmp_path: Path, kind_of_database: str
) -> None:
    """Four in five find a post, one seat in five its next person, and every invariant holds."""
    displaced = DISPLACED[kind_of_database]
    displace_at_once(office, displaced)
    warm(database)
    kills = soak(database, tmp_path, forks(database, lambda: office.at), lambda: office.at, (0.3, 1.5))
    assert kills > 0
    offers = displaced * 4 // 5
    left = {"unplaced": displaced - offers, "refilled": displaced // 5, "violations": 0}
    assert counted(database) == {"offers": offers, **left}
