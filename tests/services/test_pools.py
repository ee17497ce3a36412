"""What is read through the files is what the database says, whatever happened and whoever wrote it."""

import subprocess
import sys
import time
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from sqlalchemy import delete, text, update

from models.labourer import Labourer, LabourerSkill
from models.migrate import upgrade
from models.pool_change import PoolFile
from models.pool_triggers import missing_triggers
from services import pool_changes
from services.databases import back_up, restore
from services.intake.labourer_parts import set_sharing
from services.pool_builds import build, build_pools
from services.pool_changes import keep_up
from services.pool_checks import pool_faults
from services.pool_files import BASES_KEPT, _base, folder_of, open_file, open_view, remove_old, write_overlay
from services.pool_kinds import KINDS, LABOURERS
from services.pools import open_pool, open_posts
from tests.moments import NOW
from tests.office import SANDU, Office
from tests.placing import clock, hire, people, recruit
from tests.pooling import agrees, build_all, files, waiting, write


def test_nothing_is_written_down_where_no_files_are_kept(office: Office) -> None:
    people(office, 3)
    recruit(office, "永兴制衣厂")
    assert waiting(office.database) == 0
    with office.database.reading() as session:
        assert len(missing_triggers(session.connection(), "labourer")) > 20


def test_a_change_is_read_afresh_until_it_is_taken_into_the_overlay(office: Office) -> None:
    [li, *_] = people(office, 3)
    build_all(office)
    write(office, update(Labourer).where(Labourer.id == li).values(education=7))
    assert (waiting(office.database), files(office.database).overlay) == (1, "")
    assert agrees(office.database)
    keep_up(office.database, office.folder, at=office.at)
    assert (waiting(office.database), files(office.database).overlay_rows) == (0, 1)
    assert agrees(office.database)


def test_a_change_of_nothing_that_is_read_is_not_written_down(office: Office) -> None:
    [li, *_] = people(office, 3)
    build_all(office)
    write(office, update(Labourer).where(Labourer.id == li).values(remarks="回访过", refreshed_at=NOW))
    assert waiting(office.database) == 0


def test_many_changes_of_one_person_wait_in_one_row(office: Office) -> None:
    [li, *_] = people(office, 3)
    build_all(office)
    with office.database.writing() as session:
        for education in (1, 2, 3, 4):
            session.execute(update(Labourer).where(Labourer.id == li).values(education=education))
        set_sharing(session, li, agreed=False, at=NOW)
    assert waiting(office.database) == 1


def test_a_person_who_is_erased_is_gone(office: Office) -> None:
    [li, *_] = people(office, 3)
    build_all(office)
    write(office, delete(Labourer).where(Labourer.id == li))
    assert agrees(office.database)
    keep_up(office.database, office.folder, at=office.at)
    assert agrees(office.database)
    with office.database.reading() as session:
        assert len(open_pool(session, SANDU)) == 2


def test_a_person_of_whom_a_tombstone_is_left_is_gone(office: Office) -> None:
    [li, *_] = people(office, 3)
    build_all(office)
    write(office, update(Labourer).where(Labourer.id == li).values(erased_at=NOW))
    assert waiting(office.database) == 1
    assert agrees(office.database)


def test_what_changes_between_reading_and_marking_still_waits(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    [li, *_] = people(office, 3)
    build_all(office)
    write(office, update(Labourer).where(Labourer.id == li).values(education=7))

    def meanwhile(*args: Any) -> str:
        write(office, update(Labourer).where(Labourer.id == li).values(education=2))
        return write_overlay(*args)

    monkeypatch.setattr(pool_changes, "write_overlay", meanwhile)
    keep_up(office.database, office.folder, at=office.at)
    assert waiting(office.database) == 1
    assert agrees(office.database)


def test_what_changes_while_everyone_is_read_is_in_the_first_overlay(office: Office) -> None:
    [li, wang, *_] = people(office, 3)
    build_all(office)

    def meanwhile(done: int, total: int) -> None:
        write(office, update(Labourer).where(Labourer.id == li).values(education=7))
        keep_up(office.database, office.folder, at=office.at)
        write(office, update(Labourer).where(Labourer.id == wang).values(education=7))

    before = files(office.database).base
    assert build(office.database, office.folder, LABOURERS, now=lambda: office.at, progress=meanwhile)
    assert files(office.database).base != before
    assert (files(office.database).overlay_rows, waiting(office.database)) == (1, 1)
    assert agrees(office.database)


@pytest.mark.postgres
def test_what_commits_late_is_not_missed(office: Office) -> None:
    """Two transactions change one person side by side; the one that began first ends last."""
    [li, *_] = people(office, 3)
    build_all(office)
    with office.database.writing() as late:
        late.execute(update(LabourerSkill).where(LabourerSkill.labourer_id == li).values(years_x10=9))
        with office.database.writing() as session:
            set_sharing(session, li, agreed=False, at=NOW)
        keep_up(office.database, office.folder, at=office.at)
        assert waiting(office.database) == 0
    assert waiting(office.database) == 1
    assert agrees(office.database)
    keep_up(office.database, office.folder, at=office.at)
    assert (waiting(office.database), agrees(office.database)) == (0, True)


@pytest.mark.postgres
def test_a_build_begins_when_those_have_ended_whom_no_trigger_saw(office: Office) -> None:
    """A transaction that wrote before there were triggers commits after everyone was to be read."""
    [li, *_] = people(office, 3)
    building = Thread(target=build_all, args=[office])
    with office.database.writing() as late:
        late.execute(update(LabourerSkill).where(LabourerSkill.labourer_id == li).values(years_x10=9))
        building.start()
        building.join(0.5)
        assert building.is_alive()
    building.join()
    assert agrees(office.database)


def test_of_two_who_keep_up_at_once_the_second_changes_nothing(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    [li, *_] = people(office, 3)
    build_all(office)
    write(office, update(Labourer).where(Labourer.id == li).values(education=7))

    def another_first(*args: Any) -> str:
        monkeypatch.setattr(pool_changes, "write_overlay", write_overlay)
        keep_up(office.database, office.folder, at=office.at)
        return write_overlay(*args)

    monkeypatch.setattr(pool_changes, "write_overlay", another_first)
    keep_up(office.database, office.folder, at=office.at)
    assert len(list(folder_of(office.folder, office.database).glob("labourer-*.overlay"))) == 1
    assert (waiting(office.database), agrees(office.database)) == (0, True)


@pytest.mark.parametrize("harm", ["unlinked", "cut short", "something else"])
def test_without_a_file_the_database_answers_and_a_new_one_is_built(office: Office, harm: str) -> None:
    people(office, 3)
    build_all(office)
    keep_up(office.database, office.folder, at=office.at)
    path = Path(files(office.database).base)
    content = path.read_bytes()
    path.unlink()
    if harm != "unlinked":
        path.write_bytes(content[: len(content) // 2] if harm == "cut short" else b"something else")
    open_file.cache_clear(), open_view.cache_clear(), _base.cache_clear()
    assert agrees(office.database)
    assert [nudge.job for nudge in keep_up(office.database, office.folder, at=office.at)] == ["build_pool"]
    assert build_pools(office.database, office.folder, now=lambda: office.at) == ["labourer"]
    assert files(office.database).base != str(path)
    assert agrees(office.database)


def test_files_of_another_edition_of_the_words_are_not_read(office: Office) -> None:
    people(office, 3)
    build_all(office)
    write(office, update(PoolFile).values(edition="another"))
    assert agrees(office.database)
    with office.database.reading() as session:
        assert open_pool(session, SANDU).base == ""


def test_a_restored_backup_is_what_the_files_say_from_then_on(office: Office) -> None:
    if not office.database.is_sqlite:
        pytest.skip("of a kind is enough: the names of the files are in the database, and so in its copy")
    [li, *_] = people(office, 3)
    build_all(office)
    back_up(office.database, office.folder / "copy")
    write(office, update(Labourer).where(Labourer.id == li).values(education=7))
    keep_up(office.database, office.folder, at=office.at)
    restore(office.database, office.folder / "copy", keep_in=office.folder, at=office.at)
    assert agrees(office.database)
    write(office, update(Labourer).where(Labourer.id == li).values(education=2))
    assert agrees(office.database)


def test_few_people_have_no_files(office: Office) -> None:
    people(office, 3)
    assert keep_up(office.database, office.folder, at=office.at) == []
    assert build_pools(office.database, office.folder, now=lambda: office.at) == []


def test_triggers_lost_with_a_table_are_laid_again_by_the_next_migration(office: Office) -> None:
    people(office, 3)
    build_all(office)
    where = "" if office.database.is_sqlite else " ON labourer_skill"
    write(office, text(f"DROP TRIGGER pool_labourer_skill_insert{where}"))
    upgrade(office.database.engine)
    with office.database.reading() as session:
        assert missing_triggers(session.connection(), "labourer") == []


BUILD = """
import sys, time
from datetime import UTC, datetime
from pathlib import Path
from models.db import Database
from services.pool_builds import build
from services.pool_kinds import LABOURERS

def hang(done, total):
    print("reading", flush=True)
    time.sleep(600)

build(Database(sys.argv[1]), Path(sys.argv[2]), LABOURERS, now=lambda: datetime.now(UTC), progress=hang)
"""


def test_a_build_that_is_killed_leaves_nothing_wrong(office: Office, database_url: str) -> None:
    [li, *_] = people(office, 3)
    command = [sys.executable, "-c", BUILD, database_url, str(office.folder)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "reading\n"
        assert not build(office.database, office.folder, LABOURERS, now=lambda: office.at)  # one at a time
        process.kill()
    write(office, update(Labourer).where(Labourer.id == li).values(education=7))
    assert agrees(office.database)
    build_all(office)
    assert agrees(office.database)
    assert waiting(office.database) == 0


def test_the_check_of_the_files_names_what_differs(office: Office) -> None:
    li, wang, chen = people(office, 3)
    recruit(office, "永兴制衣厂")
    build_all(office)
    write(office, update(Labourer).where(Labourer.id == li).values(education=7))
    assert pool_faults(office.database) == []
    where = "" if office.database.is_sqlite else " ON labourer"
    write(office, text(f"DROP TRIGGER pool_labourer_update{where}"))
    where = "" if office.database.is_sqlite else " ON labourer_skill"
    write(office, text(f"DROP TRIGGER pool_labourer_skill_update{where}"))
    write(office, update(Labourer).where(Labourer.id == wang).values(education=7))
    write(office, update(LabourerSkill).where(LabourerSkill.labourer_id == chen).values(years_x10=9))
    assert pool_faults(office.database) == [
        "missing trigger pool_labourer_update",
        "missing trigger pool_labourer_skill_update",
        f"labourer {wang} differs in the files",
        f"labourer {chen} differs in the files",
    ]


def test_files_that_nothing_names_are_deleted_after_a_while(office: Office) -> None:
    people(office, 3)
    build_all(office)
    build_all(office)
    folder, named = (
        folder_of(office.folder, office.database),
        {files(office.database, kind.name).base for kind in KINDS},
    )
    remove_old(folder, named, now=time.time())
    assert len(list(folder.glob("*.base"))) == 4
    remove_old(folder, named, now=time.time() + BASES_KEPT + 1)
    assert {str(path) for path in folder.glob("*.base")} == named


def test_posts_are_those_with_a_free_seat_of_orders_that_recruit(office: Office) -> None:
    [li, *_] = people(office, 3)
    lines = [recruit(office, "永兴制衣厂", seats=1), recruit(office, "广州依利安达制衣厂", seats=2)]
    for _ in range(2):
        with office.database.reading() as session:
            assert open_posts(session, 522732101000).keys.id.tolist() == lines
            assert len(open_posts(session, 440303000000)) == 0
        build_all(office)
    hire(office, li, lines[0])
    clock(office)
    with office.database.reading() as session:
        assert open_posts(session, 522732101000, filled=True).keys.id.tolist() == lines[1:]
