"""Many displaced at once, looked after by processes that are killed at random."""

from benchmarks.soak import counted, displace_at_once, forks, soak
from models.db import Database
from tests.office import Office
from workers.worker import warm

DISPLACED = 100


def test_processes_killed_at_random_look_after_everybody_once(
    office: Office, database: Database, kind_of_database: str
) -> None:
    """Four in five find a post, one seat in five its next person, and every invariant holds."""
    displace_at_once(office, DISPLACED)
    warm(database)
    kills = soak(database, forks(database, lambda: office.at), lambda: office.at, (0.3, 1.5))
    assert kills > 0
    offers = DISPLACED * 4 // 5
    left = {"unplaced": DISPLACED - offers, "refilled": DISPLACED // 5, "violations": 0}
    assert counted(database) == {"offers": offers, **left}
