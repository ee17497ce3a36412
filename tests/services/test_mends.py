"""Bad rows mended in the page: read anew before the import, loaded one by one after it, and nobody entered twice."""

from pathlib import Path

import pytest
from sqlalchemy import func, select

from models.import_file import ImportFile, ImportMend, ImportReject
from models.labourer import Labourer
from services.errors import NotFound, Refusal, RuleRefusal
from services.import_runs import run_import
from services.imports import Preview, preview_import, receive_file, request_import
from services.mends import LONGEST, changed_cells, load_mended, mend_row
from services.rejects import expire_import, rejects_of
from tests.office import SANDU, Office, id_number

HEADER = ("姓名", "身份证号", "联系电话", "家庭住址", "期望工资")
SHORT = "52272219880101021"
RIGHT = id_number(birth="19880101")
ROWS = [
    ("韦美玲", id_number(birth="19900203"), "13912345678", "大河镇", ""),
    ("吴国富", SHORT, "13912345670", "大河镇", "3500"),
    ("陆小花", id_number(birth="19910203"), "139", "大河镇", ""),
]


def received(office: Office, rows: list[tuple[str, ...]] = ROWS) -> ImportFile:
    path = office.sheet("大河镇.csv", HEADER, rows)
    with office.database.writing() as session:
        file = receive_file(
            session, "labourers", file_name=path.name, path=path, division_code=SANDU, actor=office.actor, at=office.at
        )
        session.flush()
        session.expunge(file)
    return file


def mend(office: Office, file: ImportFile, number: int, **cells: str) -> None:
    with office.database.writing() as session:
        mend_row(session, file.public_id, number, cells, actor=office.actor, at=office.at)


def load(office: Office, file: ImportFile, number: int, **cells: str) -> str:
    return load_mended(office.database, file.public_id, number, cells, actor=office.actor, now=lambda: office.at)


def preview(office: Office, file: ImportFile) -> Preview:
    with office.database.reading() as session:
        return preview_import(session, file.public_id, actor=office.actor, at=office.at)


def run(office: Office, file: ImportFile, **options: int) -> ImportFile:
    run_import(office.database, file.id, now=lambda: office.at, **options)
    with office.database.reading() as session:
        return session.get_one(ImportFile, file.id)


def people(office: Office) -> int:
    with office.database.reading() as session:
        return session.scalar(select(func.count()).select_from(Labourer)) or 0


def test_a_mended_row_is_read_anew_and_the_file_stays_as_it_came(office: Office) -> None:
    file = received(office)
    before = Path(file.path).read_bytes()
    assert preview(office, file).outcome.kinds == {2: "created", 3: "rejected", 4: "rejected"}
    mend(office, file, 3, id_number=RIGHT)
    assert preview(office, file).outcome.kinds == {2: "created", 3: "created", 4: "rejected"}
    assert Path(file.path).read_bytes() == before


def test_what_is_mended_in_two_goes_adds_up_and_says_who_did_it(office: Office) -> None:
    file = received(office, [("吴国富", SHORT, "139", "大河镇", "")])
    mend(office, file, 2, id_number=RIGHT)
    assert preview(office, file).counts["rejected"] == 1
    mend(office, file, 2, phone="")
    seen = preview(office, file)
    assert seen.counts["created"] == 1
    assert seen.mends[2].mended_by_id == office.actor.user_id


def test_mended_rows_load_with_the_others_and_the_rejects_go_without_them(office: Office) -> None:
    file = received(office)
    mend(office, file, 3, id_number=RIGHT)
    done = run(office, file)
    assert (done.created, done.rejected) == (2, 1)
    with office.database.reading() as session:
        assert [each.place for each in rejects_of(session, file.public_id, actor=office.actor)] == [4]


def test_a_mended_row_is_loaded_once_when_the_import_stops_in_the_middle(office: Office) -> None:
    file = received(office)
    mend(office, file, 3, id_number=RIGHT)
    mend(office, file, 4, phone="13912345671")

    def stop(rows: int) -> None:
        if rows == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run_import(office.database, file.id, now=lambda: office.at, batch=1, progress=stop)
    with office.database.writing() as session:  # the lease of the one that stopped runs out
        session.get_one(ImportFile, file.id).leased_until = None
    done = run(office, file, batch=1)
    assert (done.created, done.updated, done.rejected, done.rows_done, people(office)) == (3, 0, 0, 3, 3)


def test_once_loading_was_asked_for_rows_are_mended_after_it(office: Office) -> None:
    file = received(office)
    with office.database.writing() as session:
        request_import(session, file.public_id, actor=office.actor, at=office.at)
    with pytest.raises(RuleRefusal, match="import_is_running"):
        mend(office, file, 3, id_number=RIGHT)
    with pytest.raises(NotFound, match="row_not_waiting"):
        load(office, file, 3, id_number=RIGHT)


def test_after_the_import_a_mended_row_is_loaded_by_itself_and_only_once(office: Office) -> None:
    file = received(office)
    run(office, file)
    assert load(office, file, 3, id_number=RIGHT) == "created"
    with pytest.raises(NotFound, match="row_not_waiting"):
        load(office, file, 3, id_number=RIGHT)
    with office.database.reading() as session:
        done = session.get_one(ImportFile, file.id)
        wage = session.scalars(select(Labourer.wage_min).where(Labourer.name == "吴国富")).one()
    assert (done.created, done.rejected, people(office)) == (2, 1, 2)
    assert wage == 3500_00  # what the row said and nobody mended


def test_a_row_that_is_still_wrong_goes_back_with_what_is_wrong_now(office: Office) -> None:
    file = received(office, [("吴国富", SHORT, "139", "大河镇", "")])
    run(office, file)
    assert load(office, file, 2, id_number=RIGHT) == "rejected"
    with office.database.reading() as session:
        [left] = rejects_of(session, file.public_id, actor=office.actor)
        assert session.get_one(ImportFile, file.id).rejected == 1
    assert [refusal.field for refusal in left.refusals] == ["phone"]
    assert left.row.cells["id_number"] == RIGHT
    assert RIGHT in left.cells
    assert load(office, file, 2, phone="13912345670") == "created"


def test_a_row_of_somebody_who_came_in_meanwhile_updates_them(office: Office) -> None:
    file = received(office)
    run(office, file)
    office.people(("吴国富", RIGHT, "", "三都水族自治县大河镇"))
    assert load(office, file, 3, id_number=RIGHT) == "updated"
    assert people(office) == 2


def test_a_row_of_somebody_under_another_name_goes_back(office: Office) -> None:
    file = received(office)
    run(office, file)
    assert load(office, file, 3, id_number=ROWS[0][1]) == "rejected"
    with office.database.reading() as session:
        reasons = [each.refusals[0].code for each in rejects_of(session, file.public_id, actor=office.actor)]
    assert reasons[0] == "id_has_another_name"


def test_only_cells_that_were_written_otherwise_are_kept(office: Office) -> None:
    assert changed_cells({"name": "吴 国富", "phone": "139"}, {"name": "吴国富", "phone": " 140 "}) == {"phone": "140"}
    with pytest.raises(Refusal, match="text_too_long"):
        changed_cells({}, {"name": "吴" * (LONGEST + 1)})


def test_what_was_mended_goes_when_the_rejects_expire(office: Office) -> None:
    file = received(office)
    mend(office, file, 3, id_number=SHORT + "x")
    done = run(office, file)
    assert done.expires_at is not None
    expire_import(office.database, file.id, home=office.folder, at=done.expires_at)
    with office.database.reading() as session:
        assert session.scalars(select(ImportMend)).all() == []
        assert session.scalars(select(ImportReject)).all() == []


def test_the_preview_says_field_by_field_what_changes(office: Office) -> None:
    office.people(("吴国富", RIGHT, "13912345670", "三都水族自治县大河镇", "初中", "电焊"))
    file = received(office, [("吴国富", RIGHT, "13912345671", "三都水族自治县大河镇", "3500")])
    changes = {each.field: (each.before, each.after) for each in preview(office, file).outcome.changes[2]}
    assert changes == {"phone": ("13912345670", "13912345671"), "wage": ((0, 0, "month"), (3500_00, 3500_00, "month"))}
    header = ("姓名", "身份证号", "家庭住址", "技能特长")
    skilled = office.sheet("技能.csv", header, [("吴国富", RIGHT, "三都水族自治县大河镇", "缝纫")])
    with office.database.writing() as session:
        again = receive_file(
            session, "labourers", file_name=skilled.name, path=skilled, division_code=SANDU, actor=office.actor,
            at=office.at,
        )  # fmt: skip
        session.flush()
        session.expunge(again)
    [change] = preview(office, again).outcome.changes[2]
    assert change.field == "skills"
    assert len(change.before) == len(change.after) == 1
