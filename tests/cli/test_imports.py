"""Sheets loaded by `sunmatch import`, in its own process and without a queue."""

import json
import stat
from pathlib import Path

from openpyxl import Workbook

from tests.cli.conftest import Ask, Run
from tests.office import PEOPLE_HEADER, Office, id_number

GOOD = ("李秀英", id_number(), "13812345678", "三都县大河镇板告村")
BAD = ("王建国", "52273219850307", "13912345678", "三都县大河镇板告村")


def register(office: Office) -> Path:
    return office.sheet("register.csv", PEOPLE_HEADER[:4], [GOOD, BAD])


def test_good_rows_load_and_bad_rows_come_back(office: Office, ask: Ask) -> None:
    done = ask("import", "labourers", register(office), "--division", "三都县")
    assert {name: done[name] for name in ("rows", "created", "updated", "unchanged", "rejected")} == {
        "rows": 2, "created": 1, "updated": 0, "unchanged": 0, "rejected": 1,
    }  # fmt: skip
    assert done["seconds"] >= 0
    rejects = Path(done["rejects_file"])
    assert rejects.is_absolute()
    assert stat.S_IMODE(rejects.stat().st_mode) == 0o600
    assert "ID number must be 18 characters; it has 14" in rejects.read_text(encoding="utf-8-sig")


def test_loading_the_same_sheet_again_changes_nothing(office: Office, ask: Ask) -> None:
    sheet = register(office)
    ask("import", "labourers", sheet, "--division", "522732")
    again = ask("import", "labourers", sheet, "--division", "522732")
    assert (again["created"], again["unchanged"], again["rejected"]) == (0, 1, 1)
    assert [each["rows"] for each in ask("imports", "list")] == [2, 2]


def test_a_dry_run_says_what_would_happen_and_loads_nobody(office: Office, ask: Ask) -> None:
    done = ask("import", "labourers", register(office), "--division", "三都县", "--dry-run")
    assert (done["rows"], done["created"], done["rejected"], done["dry_run"]) == (2, 1, 1, True)
    assert ask("labourers", "list") == []
    assert ask("imports", "list") == []


def test_why_an_import_stopped_is_a_sentence(office: Office, run: Run, ask: Ask) -> None:
    sheet = office.sheet("notes.csv", ("日期", "天气"), [("周一", "晴")])
    run("import", "labourers", sheet)
    (file,) = ask("imports", "list")
    assert file["last_error"].startswith("No header was found in the first 2 rows")


def test_a_sheet_that_is_left_out_is_named_with_the_missing_column(office: Office, run: Run, ask: Ask) -> None:
    book = Workbook()
    book.active.append(PEOPLE_HEADER[:4])
    book.active.append(GOOD)
    book.create_sheet("板告村").append(["姓名", "联系电话", "家庭住址"])
    book.save(office.folder / "villages.xlsx")
    done = ask("import", "labourers", office.folder / "villages.xlsx", "--division", "三都县")
    assert (done["created"], done["left_out_sheets"]) == (1, 1)
    said = "Columns are missing: 身份证号码 (header in row 1)"
    assert done["left_out"] == [{"sheet": "板告村", "reason": said}]
    assert said in run("import", "labourers", office.folder / "villages.xlsx", "--dry-run").stdout


def test_columns_that_are_not_known_are_named(office: Office, run: Run, ask: Ask) -> None:
    sheet = office.sheet("register.csv", [*PEOPLE_HEADER[:4], "生肖"], [[*GOOD, "牛"]])
    assert ask("import", "labourers", sheet, "--division", "三都县", "--dry-run")["unknown_columns"] == ["生肖"]
    done = ask("import", "labourers", sheet, "--division", "三都县")
    assert done["unknown_columns"] == ["生肖"]
    shown = run("imports", "show", done["import"]).stdout
    assert "生肖" in shown
    assert "Columns not known" in shown


def test_a_sheet_without_the_needed_columns_exits_2(office: Office, run: Run) -> None:
    sheet = office.sheet("notes.csv", ("日期", "天气"), [("周一", "晴")])
    result = run("import", "labourers", sheet, "--json")
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.strip()


def test_a_file_that_is_not_there_exits_2(run: Run) -> None:
    assert run("import", "labourers", "nowhere.xlsx").exit_code == 2


def test_people_are_shown_with_telephone_and_id_masked_and_the_reading_is_logged(office: Office, ask: Ask) -> None:
    ask("import", "labourers", register(office), "--division", "三都县")
    listed = ask("labourers", "list", "--text", "lxy")
    assert listed[0]["phone"] == "138****5678"
    shown = ask("labourers", "show", listed[0]["id"])
    assert shown["id_number"] == f"5227**********{GOOD[1][-4:]}"
    assert GOOD[1] not in str(shown)


def test_people_get_words_instead_of_codes(office: Office, ask: Ask, run: Run) -> None:
    office.people((*GOOD, "初中", "缝纫"))
    said = run("labourers", "show", ask("labourers", "list")[0]["id"], "--lang", "zh").stdout
    assert {"男", "在家", "初中"} < set(said.split())
    assert not {"male", "female", "at_home", "education"} & set(said.split())
    (file,) = ask("imports", "list")
    assert {"类型", "劳动力", "新增"} < set(run("imports", "show", file["id"], "--lang", "zh").stdout.split())


def test_likely_twins_are_merged(office: Office, ask: Ask) -> None:
    row = ("李秀英", "", "13812345678", "三都县大河镇板告村", "初中")
    office.people(("李秀英", id_number(), "13812345678", "三都县大河镇板告村", "初中"))
    office.people(("李秀英", id_number(sequence="041"), *row[2:]), name="second.csv")
    (pair,) = ask("twins", "list")
    assert ask("twins", "merge", pair["id"], "--keep", "first", "--note", "同一人")["outcome"] == "merged"
    assert ask("twins", "list") == []
    assert len(ask("labourers", "list")) == 1


def test_titles_are_linked_a_line_each(ask: Ask, run: Run, tmp_path: Path) -> None:
    result = run("link", "--kind", "occupation", input="\ufeff电焊工\n\n保姆\n")
    lines = [json.loads(line) for line in result.stdout.splitlines()]
    assert [line["title"] for line in lines] == ["电焊工", "", "保姆"]
    assert lines[1] == {"title": "", "matches": []}
    assert set(lines[0]["matches"][0]) == {"code", "name", "score"}
    assert 1 < len(lines[0]["matches"]) <= 10
    (tmp_path / "titles.txt").write_text("缝纫 工\n平车工\n", encoding="utf-8")
    against = run("link", "--against", str(tmp_path / "titles.txt"), "--top", "1", input="平车工\n")
    assert json.loads(against.stdout)["matches"][0]["title"] == "平车工"


def test_titles_of_a_file_are_answered_as_they_are_written(ask: Ask, run: Run, tmp_path: Path) -> None:
    file = tmp_path / "titles.txt"
    file.write_bytes(' 缝纫 工　\r\n\r\n"平车工, ""夜班"""\r\n'.encode("gb18030"))
    found = json.loads(run("link", "--against", str(file), input="平车工\n").stdout)
    assert {match["title"] for match in found["matches"]} == {" 缝纫 工　", '"平车工, ""夜班"""'}
    file.write_bytes("焊工".encode() + b"\xff\n")
    refused = run("link", "--against", str(file), input="平车工\n")
    assert (refused.exit_code, refused.stdout) == (2, "")
    assert "GB18030" in refused.stderr
