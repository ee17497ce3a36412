"""Worker processes keep the files of the pool: they build them, and take in what changes, by themselves."""

from pathlib import Path

from sqlalchemy import select, update

from models.bulk import insert_rows
from models.db import Database
from models.labourer import Labourer
from models.pool_change import PoolChange, PoolFile
from services.pool_files import folder_of
from services.pool_kinds import LABOURERS
from tests.moments import NOW
from tests.office import SANDU
from tests.pooling import agrees
from tests.workers.conftest import StartWorker, until


def files(database: Database) -> PoolFile | None:
    with database.reading() as session:
        return session.get(PoolFile, "labourer")


def all_taken_in(database: Database) -> bool:
    kept = files(database)
    with database.reading() as session:
        waits = session.scalar(select(PoolChange.id).where(PoolChange.handled_at.is_(None)).limit(1)) is not None
    return bool(kept and kept.overlay_rows) and not waits


def test_two_workers_build_the_files_and_take_in_what_changes(
    database: Database, start_worker: StartWorker, tmp_path: Path
) -> None:
    person = {"home_code": SANDU, "registered_at": NOW, "refreshed_at": NOW, "waiting_since": NOW.date()}
    with database.writing() as session:
        insert_rows(session, Labourer, [{"id": LABOURERS.least, "name": "李秀英"}], person)
    start_worker(), start_worker()
    until(lambda: bool((kept := files(database)) and kept.base))
    with database.writing() as session:
        session.execute(update(Labourer).values(education=3))
        insert_rows(session, Labourer, [{"name": "王建国"}], person)
    assert agrees(database)
    until(lambda: all_taken_in(database))
    assert agrees(database)
    kept = files(database)
    assert kept is not None
    assert Path(kept.overlay).parent == folder_of(tmp_path, database)
