"""Registers into the database: good rows load, bad rows come back, nobody is entered twice, a crash loses nothing."""

import csv
import json
import stat
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select, text

from models.db import Database, Nudge
from models.import_file import ImportFile, ImportReject
from models.labourer import Consent, Labourer, LabourerSkill
from models.skill import Skill
from models.twin import Merge, Twin
from services import import_runs
from services.errors import NotFound, Refusal
from services.import_runs import run_import
from services.imports import preview_file, preview_import, receive_file, unsaved_file
from services.labourers import find_labourer, list_labourers
from services.rejects import expire_import, write_rejects
from services.sweeping import due
from services.twins import list_twins, merge_twin, part_twin
from tests.office import PEOPLE_HEADER, SANDU, Office, id_number
from tests.sheets.register import rows as rows_of_the_register
from tests.sheets.register import write_register

LI = ["李秀英", id_number(), "13800000001", "三都县大河镇高硐村", "初中", "缝纫", "缝纫工", "广东", "4000"]
OTHER = id_number(sequence="031")
DAHE, PUAN = 522732101000, 522732102000


def people(database: Database) -> list[Labourer]:
    with database.reading() as session:
        return list(session.scalars(select(Labourer).order_by(Labourer.id)))


def rejects(office: Office, file: ImportFile) -> Path:
    with office.database.reading() as session:
        path = write_rejects(
            session, file.public_id, home=office.folder, actor=office.actor, describe=lambda refusal: refusal.code
        )
    assert path is not None
    return path


@pytest.mark.parametrize(
    ("name", "encoding"),
    [("a.xlsx", "utf-8"), ("a.xls", "utf-8"), ("a.csv", "utf-8-sig"), ("a.csv", "gb18030")],
)
def test_a_register_as_a_village_sends_it_loads_its_good_rows_and_returns_the_others(
    office: Office, database: Database, tmp_path: Path, name: str, encoding: str
) -> None:
    path = write_register(tmp_path / name, encoding=encoding)
    expected = rows_of_the_register()
    good = [row for row in expected if not row.refusals]
    file = office.load("labourers", path)
    assert file.rejected == len(expected) - len(good)
    assert file.created + file.updated + file.unchanged == len(good)
    assert len(people(database)) == file.created
    again = office.load("labourers", path)
    assert (again.created, again.updated) == (0, 0)


def test_the_rejects_sheet_says_why_in_its_last_column_and_is_its_owners_alone(office: Office) -> None:
    file = office.people(LI, ["王建国", "12345", "13800000002", "三都县大河镇"], ["石老三", OTHER, "", ""])
    path = rejects(office, file)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    with path.open(encoding="utf-8-sig", newline="") as sheet:
        header, *rows = list(csv.reader(sheet))
    assert header == [*PEOPLE_HEADER, "退回原因"]
    assert [(row[0], row[1], row[-1]) for row in rows] == [("王建国", "12345", "id_wrong_length")]


def test_a_mended_rejects_sheet_loads_only_what_was_missing(office: Office, database: Database) -> None:
    file = office.people(LI, ["王建国", "12345", "13800000002", "三都县大河镇"])
    path = rejects(office, file)
    mended = path.read_text(encoding="utf-8-sig").replace("12345", OTHER)
    path.write_text(mended, encoding="utf-8-sig")
    again = office.load("labourers", path)
    assert (again.created, again.updated, again.rejected) == (1, 0, 0)
    assert [person.name for person in people(database)] == ["李秀英", "王建国"]


def test_a_person_known_by_id_number_is_updated_and_what_a_row_leaves_blank_stays(
    office: Office, database: Database
) -> None:
    office.people(LI)
    file = office.people(["李秀英", LI[1], "13900000009", "三都县普安镇"], name="later.csv")
    assert (file.created, file.updated) == (0, 1)
    [person] = people(database)
    assert (person.phone, person.home_code, person.wage_floor) == ("13900000009", PUAN, 400_000)
    with database.reading() as session:
        assert session.scalar(select(func.count()).select_from(LabourerSkill)) == 1


def test_the_same_person_twice_in_one_sheet_is_one_person(office: Office, database: Database) -> None:
    file = office.people(LI, [*LI[:5], "缝纫", "家政", "上海", "4500"], LI)
    assert file.created == 1
    assert file.updated + file.unchanged == 2
    [person] = people(database)
    assert person.name == "李秀英"


def test_a_later_row_of_a_sheet_takes_nothing_away_and_names_the_other_row(office: Office, database: Database) -> None:
    header = [*PEOPLE_HEADER, "从业年限"]
    first = ["李秀英", LI[1], "", "三都县大河镇高硐村", "初中", "电焊", "电焊工", "深圳", "5000-6000", "", "3"]
    again = ["李秀英", LI[1], "", "三都县大河镇", "", "电焊", "", "", "5500", "", ""]
    path = office.sheet("twice.csv", header, [first, again, [*again[:8], "", "", ""]])
    looked_at = unsaved_file(
        "labourers", file_name="twice.csv", path=path, division_code=None, actor=office.actor, at=office.at
    )
    with database.reading() as session:
        preview = preview_file(session, looked_at, actor=office.actor, at=office.at)
    assert [change.field for change in preview.outcome.changes[3]] == ["wage"]
    rows = {each.row.number: [flag.params["row"] for flag in each.flags] for each in preview.outcome.remarks}
    assert rows == {2: [3, 4], 3: [2], 4: [2]}
    counted = {name: preview.counts[name] for name in ("created", "updated", "unchanged")}
    assert counted == {"created": 1, "updated": 1, "unchanged": 1}
    file = office.load("labourers", path)
    assert counted == {name: getattr(file, name) for name in counted}
    [person] = people(database)
    assert (person.village, person.wage_min, person.wage_max) == ("高硐村", 550_000, 550_000)
    with database.reading() as session:
        assert session.scalars(select(LabourerSkill.years_x10)).one() == 30


@pytest.mark.parametrize("batch", [1, 1000])
@pytest.mark.parametrize("known", ["缝纫", "烹饪"], ids=["the first row is known", "the first row changes something"])
def test_a_later_row_of_a_sheet_adds_to_an_earlier_one_however_far_apart(
    office: Office, database: Database, known: str, batch: int
) -> None:
    first, again = LI, ["李秀英", LI[1], "", "三都县大河镇", "", "电焊", "", "", ""]
    office.people([*LI[:5], known, *LI[6:]])
    filled = [[*row, *[""] * (len(PEOPLE_HEADER) - len(row))] for row in (first, again)]
    path = office.sheet("far.csv", PEOPLE_HEADER, filled)
    file = unsaved_file(
        "labourers", file_name=path.name, path=path, division_code=SANDU, actor=office.actor, at=office.at
    )
    with database.reading() as session:
        preview = preview_file(session, file, actor=office.actor, at=office.at, batch=batch)
    changed = {change.field: change for each in preview.outcome.changes.values() for change in each}
    assert len(changed["skills"].after) == 2
    load(office, path, batch)
    assert skills_of(database) == ["服装缝制", "焊接"]
    office.people(["李秀英", LI[1], "", "三都县大河镇", "", "烹饪"], name="another.csv")
    assert skills_of(database) == ["中餐烹饪"]  # another sheet says anew what somebody can do


def load(office: Office, path: Path, batch: int) -> None:
    with office.database.writing() as session:
        number = receive_file(
            session, "labourers", file_name=path.name, path=path, division_code=SANDU, actor=office.actor, at=office.at
        ).id
    run_import(office.database, number, now=lambda: office.at, batch=batch)


def skills_of(database: Database) -> list[str]:
    with database.reading() as session:
        return sorted(session.scalars(select(Skill.name).join(LabourerSkill)))


def test_unknown_skills_and_wishes_are_kept_and_flagged(office: Office, database: Database) -> None:
    file = office.people([*LI[:5], "缝纫、绝世武功", "宇航员", "火星", "4000"])
    assert (file.created, file.rejected, file.flagged) == (1, 0, 1)
    [person] = people(database)
    assert {(each["code"], each["params"]["text"]) for each in person.flags} == {
        ("skill_unknown", "绝世武功"),
        ("wish_unknown", "宇航员"),
        ("wish_place_unknown", "火星"),
    }


def test_a_place_nobody_knows_is_sent_back_with_the_nearest_names(office: Office, database: Database) -> None:
    row = ["李秀英", LI[1], "", "广冬省深圳市"]
    path = office.sheet("far.csv", PEOPLE_HEADER, [[*row, *[""] * 6]])
    with database.writing() as session:
        file = receive_file(
            session, "labourers", file_name="far.csv", path=path, division_code=None, actor=office.actor, at=office.at
        )
        file_id, public_id = file.id, file.public_id
    run_import(database, file_id, now=lambda: office.at)
    with database.reading() as session:
        reasons = json.loads(session.scalars(select(ImportReject)).one().reasons)
    assert reasons[0]["code"] == "division_unknown"
    assert reasons[0]["params"]["suggestions"]
    assert public_id


def test_a_township_office_loads_people_of_its_own_township_only(office: Office) -> None:
    township = office.user("dahe", "township", DAHE)
    path = office.sheet("r.csv", PEOPLE_HEADER, [[*LI, ""], ["王建国", OTHER, "", "三都县普安镇", *[""] * 6]])
    file = office.load("labourers", path, division=DAHE, actor=township)
    assert (file.created, file.rejected) == (1, 1)


def test_id_and_telephone_lie_sealed_and_are_found_by_their_hash(office: Office, database: Database) -> None:
    office.people(LI)
    with database.reading() as session:
        stored = session.execute(text("select id_number, phone from labourer")).one()
        assert LI[1].encode() not in bytes(stored[0])
        assert b"13800000001" not in bytes(stored[1])
        for typed in (LI[1], LI[1].lower(), "13800000001", "李秀", "lixiu", "lxy"):
            found, total = list_labourers(session, actor=office.actor, text=typed)
            assert (total, found[0].name) == (1, "李秀英"), typed


def test_whoever_is_called_so_by_pinyin_or_initials_is_counted_once(office: Office, database: Database) -> None:
    names = ("李兰", "李阿娜", "刘安", "张兰")  # lilan ll, liana lan, liuan la, zhanglan zl
    office.people(*([name, id_number(sequence=f"{number:03}"), *LI[2:]] for number, name in enumerate(names, 1)))
    called = {"l": 3, "li": 3, "la": 2, "lan": 1, "lia": 1, "liana": 1, "ll": 1, "zl": 1, "zh": 1, "x": 0, "l%": 0}
    for actor in (office.actor, office.user("county", "county", SANDU), office.user("dahe", "township", DAHE)):
        with database.reading() as session:
            found = {text: list_labourers(session, actor=actor, text=text) for text in called}
        assert {text: total for text, (_, total) in found.items()} == called
        assert {text: len(people) for text, (people, _) in found.items()} == called


def test_a_register_records_consent_to_store_and_to_share(office: Office, database: Database) -> None:
    header = [*PEOPLE_HEADER, "是否同意"]
    rows = [[*LI, "", "是"], ["王建国", OTHER, "", "三都县大河镇", *[""] * 6, "否"]]
    office.load("labourers", office.sheet("c.csv", header, rows))
    with database.reading() as session:
        sharing = session.scalars(select(Consent).where(Consent.purpose == "share").order_by(Consent.labourer_id))
        assert [each.withdrawn_at is None for each in sharing] == [True, False]


def test_likely_twins_wait_for_a_person_and_merging_keeps_both_as_they_were(office: Office, database: Database) -> None:
    other = id_number(sequence="045")
    file = office.people(LI, ["李秀英", other, "13900000009", "三都县大河镇高硐村", "高中", "电焊"])
    assert file.twins == 1
    with database.reading() as session:
        [twin] = list_twins(session, actor=office.actor)
        public_id = twin.public_id
    with database.writing() as session:
        merge_twin(session, public_id, keep="first", actor=office.actor, at=office.at, note="one person, old number")
    with database.reading() as session:
        found, total = list_labourers(session, actor=office.actor)
        kept = find_labourer(session, found[0].public_id, actor=office.actor)
        before = json.loads(session.scalars(select(Merge)).one().before)
    assert total == 1
    assert len(kept.skills) == 2
    assert [each["id_number"] for each in before] == [LI[1], other]
    again = office.people(["李秀英", other, "13900000009", "三都县大河镇高硐村", "高中", "电焊工"], name="again.csv")
    assert (again.created, again.updated) == (0, 1)


def test_two_people_of_one_name_that_a_person_told_apart_are_not_asked_about_again(
    office: Office, database: Database
) -> None:
    office.people(LI, ["李秀英", id_number(sequence="045"), "", "三都县大河镇高硐村"])
    with database.writing() as session:
        [twin] = list_twins(session, actor=office.actor)
        part_twin(session, twin.public_id, actor=office.actor, at=office.at)
    office.people(LI, name="again.csv")
    with database.reading() as session:
        assert list_twins(session, actor=office.actor) == []
        assert session.scalar(select(func.count()).select_from(Twin)) == 1


def test_people_of_one_name_in_different_villages_are_no_twins(office: Office, database: Database) -> None:
    file = office.people(LI, ["李秀英", id_number(sequence="045"), "", "三都县大河镇下寨村"])
    assert file.twins == 0


def test_a_preview_writes_nothing_and_says_what_loading_would_do(office: Office, database: Database) -> None:
    office.people(LI)
    rows = [
        [*LI, ""],
        ["王建国", "12345", *[""] * 8],
        ["石老三", OTHER, "", "三都县大河镇", *[""] * 6],
    ]
    path = office.sheet("p.csv", PEOPLE_HEADER, rows)
    with database.writing() as session:
        public_id = receive_file(
            session, "labourers", file_name="p.csv", path=path, division_code=SANDU, actor=office.actor, at=office.at
        ).public_id
    with database.reading() as session:
        preview = preview_import(session, public_id, actor=office.actor, at=office.at)
    assert {name: preview.counts[name] for name in ("rows", "created", "unchanged", "rejected")} == {
        "rows": 3,
        "created": 1,
        "unchanged": 1,
        "rejected": 1,
    }
    assert len(people(database)) == 1


def test_a_preview_knows_twins_and_repeated_people_across_its_batches(office: Office, database: Database) -> None:
    office.people(LI)
    twin, again = ["李秀英", OTHER, *LI[2:]], ["李秀英", OTHER, "13800000002", *LI[3:]]
    third = ["李秀英", id_number(sequence="033"), "", "三都县大河镇"]
    elsewhere = ["李秀英", id_number(sequence="035"), "", "三都县普安镇"]
    rows = [[*row, *[""] * (len(PEOPLE_HEADER) - len(row))] for row in (twin, elsewhere, third, twin, again)]
    path = office.sheet("twins.csv", PEOPLE_HEADER, rows)
    file = unsaved_file(
        "labourers", file_name=path.name, path=path, division_code=SANDU, actor=office.actor, at=office.at
    )
    with database.reading() as session:
        preview = preview_file(session, file, actor=office.actor, at=office.at, batch=2)
    loaded = office.load("labourers", path)
    counts = ("created", "updated", "unchanged", "twins")
    assert [preview.counts[name] for name in counts] == [getattr(loaded, name) for name in counts] == [3, 1, 1, 3]


def test_an_import_that_died_goes_on_where_it_stopped_and_counts_every_row_once(
    office: Office, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = [["某某某", id_number(sequence=f"{n:03}"), "", "三都县大河镇", *[""] * 6] for n in range(1, 251)]
    path = office.sheet("many.csv", PEOPLE_HEADER, rows)
    with database.writing() as session:
        file_id = receive_file(
            session, "labourers", file_name="many.csv", path=path, division_code=SANDU, actor=office.actor, at=office.at
        ).id
    batches = iter(range(1))

    def die_after_two_batches(done: int) -> None:
        if done >= 200 and next(batches, None) is not None:
            raise KeyboardInterrupt  # like a kill: nothing of ours runs after it

    with pytest.raises(KeyboardInterrupt):
        run_import(database, file_id, now=lambda: office.at, batch=100, progress=die_after_two_batches)
    run_import(database, file_id, now=lambda: office.at + timedelta(seconds=1), batch=100)
    with database.reading() as session:
        halfway = session.get_one(ImportFile, file_id)
        assert (halfway.rows_done, halfway.rows_total) == (200, 250)  # the lease of the dead one still holds
    run_import(database, file_id, now=lambda: office.at + import_runs.LEASE, batch=100)
    with database.reading() as session:
        file = session.get_one(ImportFile, file_id)
        assert (file.rows_done, file.created, file.rows_total) == (250, 250, 250)
        assert file.handled_at is not None


def test_a_file_that_is_no_sheet_ends_with_its_reason(office: Office, database: Database, tmp_path: Path) -> None:
    path = tmp_path / "letter.csv"
    path.write_text("Dear county,\nno table here.\n")
    with pytest.raises(Refusal, match="no_header_row"):
        office.load("labourers", path)
    with database.reading() as session:
        file = session.scalars(select(ImportFile)).one()
    assert file.handled_at is not None
    assert file.notes["refusal"]["code"] == "no_header_row"


def test_rejected_rows_and_their_sheet_are_gone_after_their_time(office: Office, database: Database) -> None:
    file = office.people(["王建国", "12345", "", "三都县大河镇"])
    path = rejects(office, file)
    expire_import(database, file.id, home=office.folder, at=office.at + timedelta(days=13))
    assert path.exists()
    expire_import(database, file.id, home=office.folder, at=office.at + timedelta(days=15))
    assert not path.exists()
    with database.reading() as session:
        assert session.scalar(select(func.count()).select_from(ImportReject)) == 0
        assert session.get_one(ImportFile, file.id).expires_at is None


def test_a_file_that_could_not_be_deleted_is_still_due(office: Office, database: Database) -> None:
    file, late = office.people(["王建国", "12345", "", "三都县大河镇"]), office.at + timedelta(days=15)
    path = rejects(office, file)
    path.unlink()
    (path / "in the way").mkdir(parents=True)
    with pytest.raises(OSError, match=path.name):
        expire_import(database, file.id, home=office.folder, at=late)
    with database.reading() as session:
        assert Nudge("expire_import", (file.id,)) in due(session, at=late)


def test_another_office_does_not_see_the_import(office: Office, database: Database) -> None:
    file = office.people(LI)
    stranger = office.user("liping", "county", 522631000000)
    with pytest.raises(NotFound), database.reading() as session:
        preview_import(session, file.public_id, actor=stranger, at=office.at)


def test_a_birth_date_never_comes_without_its_reason(office: Office, database: Database) -> None:
    header = ["姓名", "身份证号", "出生日期", "家庭住址"]
    rows = [
        ["李秀英", LI[1], "1985.3", "三都县大河镇"],
        ["王建国", OTHER, "1986年3月7日", "三都县大河镇"],
    ]
    file = office.load("labourers", office.sheet("b.csv", header, rows))
    assert (file.created, file.rejected, file.flagged) == (1, 1, 1)
    [person] = people(database)
    assert person.birth == date(1985, 3, 7)
    assert [each["code"] for each in person.flags] == ["birth_partial"]
