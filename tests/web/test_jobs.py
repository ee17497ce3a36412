"""The page of failed jobs: what gave up and why, tried again by a button; with and without a queue to ask."""

from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from models.db import Database, Nudge
from models.displacement import Displacement
from models.import_file import ImportFile
from models.sealed import KeyRing
from services.errors import Refusal
from services.failed_work import list_failed_work
from services.imports import plain_refusal
from services.redeployment import keep_error
from services.settings import Settings
from tests.office import Office
from tests.placing import lose
from tests.web.conftest import County
from tests.web.placed import at_present, hired
from web.app import create_app
from workers.queue import Queue, connect, exception_class, failed_jobs
from workers.servers import Valkey


def an_error(office: Office, times: int) -> Displacement:
    """Somebody displaced whose search broke off so many times."""
    [hire] = hired(office)
    lost = lose(office, hire)
    for _ in range(times):
        with office.database.writing() as session:
            keep_error(session, Displacement, lost, OSError("李零零一的磁盘"), at=office.at)
    with office.database.reading() as session:
        return session.get_one(Displacement, lost)


def test_nothing_wrong_is_said_and_a_queue_that_is_away_too(app: Flask, county: County) -> None:
    shown = county.client(app, "administrator").get("/admin/jobs").text
    assert "一切正常" in shown
    assert "任务队列连接不上" in shown


def test_a_search_that_broke_off_shows_its_error_tries_and_next_try(app: Flask, county: County) -> None:
    lost = an_error(at_present(county), 2)
    shown = county.client(app, "administrator").get("/admin/jobs").text
    for words in ("OSError", "自动重试中", "为人找下一份工作", f"/displacements/{lost.public_id}"):
        assert words in shown
    assert "李零零一" not in shown


def test_a_button_tries_again_now(app: Flask, county: County) -> None:
    office = at_present(county)
    lost = an_error(office, 1)
    form = {"kind": "displacement", "work": lost.public_id}
    assert county.client(app, "administrator").post("/admin/jobs/again", data=form).status_code == 303
    with office.database.reading() as session:
        again = session.get_one(Displacement, lost.id)
    assert (again.attempts, again.last_error, again.handled_at) == (0, None, None)


def test_what_gave_up_and_waits_for_a_person_is_led_to_its_page(app: Flask, county: County) -> None:
    lost = an_error(at_present(county), 5)
    client = county.client(app, "administrator")
    assert "由人工在其页面办理" in client.get("/admin/jobs").text
    refused = client.post("/admin/jobs/again", data={"kind": "displacement", "work": lost.public_id})
    assert refused.status_code == 409


def given_up_import(county: County, path: Path) -> str:
    with county.office.database.writing() as session:
        file = session.scalars(select(ImportFile).order_by(ImportFile.id).limit(1)).one()
        file.path, file.attempts, file.last_error = str(path), 5, "OSError"
        file.notes = {"refusal": plain_refusal(Refusal("import_gave_up"))}
        return file.public_id


def test_an_import_that_gave_up_is_loaded_again_while_its_file_is_there(
    app: Flask, county: County, tmp_path: Path
) -> None:
    sheet = tmp_path / "register.csv"
    file_id = given_up_import(county, sheet)
    client, form = county.client(app, "administrator"), {"kind": "import", "work": file_id}
    assert "文件已不在" in client.get("/admin/jobs").text
    assert client.post("/admin/jobs/again", data=form).status_code == 409
    sheet.write_text("姓名\n")
    assert client.post("/admin/jobs/again", data=form).status_code == 303
    with county.office.database.reading() as session:
        file = session.scalars(select(ImportFile).where(ImportFile.public_id == file_id)).one()
    assert (file.handled_at, file.attempts, file.notes) == (None, 0, {})


@pytest.mark.parametrize("role", ["county", "auditor", "employer"])
def test_only_whoever_keeps_the_installation_running_sees_it(app: Flask, county: County, role: str) -> None:
    assert county.client(app, role).get("/admin/jobs").status_code == 403


def test_jobs_that_broke_off_are_read_from_the_real_queue(
    settings: Settings, database: Database, ring: KeyRing, county: County, tmp_path: Path
) -> None:
    with Valkey(tmp_path / "valkey") as server:
        with connect(server.url) as connection:
            queue = Queue(connection)
            queue.send([Nudge("redeploy", (7, 1))])
            [job] = queue.rq.get_jobs()
            queue.rq.failed_job_registry.add(job, exc_string="")
        [failed] = failed_jobs(server.url)
        assert (failed.job, failed.ids) == ("redeploy", (7, 1))
        app = create_app(settings, database, ring, failed_jobs=lambda: failed_jobs(server.url))
        shown = county.client(app, "administrator").get("/admin/jobs").text
    assert "近一小时中断的任务" in shown
    assert "任务队列连接不上" not in shown


def test_of_a_traceback_only_the_class_is_kept() -> None:
    traceback = (
        'Traceback (most recent call last):\n  File "a.py", line 1, in run\n    load()\n    ^^^^^^\n'
        "sqlalchemy.exc.IntegrityError: 李秀英\n[SQL: insert]\n(Background on this error)\n"
    )
    assert exception_class(traceback) == "IntegrityError"
    assert exception_class("") == ""


def test_sheets_that_cannot_be_read_do_not_hide_an_import_that_gave_up(county: County, tmp_path: Path) -> None:
    public_id = given_up_import(county, tmp_path / "gone.csv")
    with county.office.database.writing() as session:
        last = session.scalars(select(ImportFile).order_by(ImportFile.id.desc()).limit(1)).one()
        assert last.public_id != public_id
        last.last_error, last.notes = "Refusal", {"refusal": plain_refusal(Refusal("sheet_empty"))}
    with county.office.database.reading() as session:
        [found] = list_failed_work(session, actor=county.accounts["administrator"], limit=1)
    assert found.public_id == public_id
