"""Bringing in a sheet: uploaded, looked at, loaded, its rejects fetched; and likely twins decided."""

import io
import re
import stat
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from models.import_file import ImportFile
from models.twin import Twin
from services.import_runs import run_import
from services.masking import mask_id
from tests.office import id_number
from tests.web.conftest import County

HEADER = "姓名,身份证号,联系电话,家庭住址\n"
BAD = "吴国富,52272219880101021,13912345678,大河镇\n"
GOOD = f"韦美玲,{id_number(birth='19900203')},13912345678,大河镇\n"


def upload(app: Flask, county: County, text: str, name: str = "大河镇.csv", role: str = "liaison") -> str:
    data = {"kind": "labourers", "file": (io.BytesIO(text.encode("utf-8-sig")), name)}
    answer = county.client(app, role).post("/imports/new", data=data)
    assert answer.status_code == 303, answer.text
    return str(answer.location)


def run(county: County) -> None:
    with county.office.database.reading() as session:
        file_id = session.scalars(select(ImportFile.id).order_by(ImportFile.id.desc())).first()
    assert file_id is not None
    run_import(county.office.database, file_id, now=lambda: county.office.at)


def test_an_upload_is_kept_for_the_owner_alone(app: Flask, county: County) -> None:
    upload(app, county, HEADER + GOOD)
    [kept] = list((Path(app.config["SETTINGS"].home) / "uploads").iterdir())
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600


def test_the_preview_opens_on_what_to_mend_and_counts_what_would_load(app: Flask, county: County) -> None:
    place = upload(app, county, HEADER + BAD + GOOD)
    text = county.client(app, "liaison").get(place).text
    assert "身份证号应为18位，现为17位" in text
    assert "导入1行，留下1行" in text
    assert "联系电话" in county.client(app, "liaison").get(f"{place}?tab=columns").text


def wait_for_at_most(app: Flask, rows: int) -> None:
    app.config["SETTINGS"] = replace(app.config["SETTINGS"], import_page_rows=rows)


def test_a_small_file_is_loaded_while_the_page_waits(app: Flask, county: County) -> None:
    wait_for_at_most(app, 2)
    client, place = county.client(app, "liaison"), upload(app, county, HEADER + BAD + GOOD)
    shown = client.post(f"{place}/start", follow_redirects=True).text
    assert "every 1s" not in shown
    assert f"{place}/rejects" in shown
    assert "韦美玲" in client.get("/labourers").text
    assert client.post(f"{place}/start").status_code == 303  # asked again: loaded once


def test_a_larger_file_waits_for_the_worker_and_progress_turns_into_the_result(app: Flask, county: County) -> None:
    wait_for_at_most(app, 1)
    client, place = county.client(app, "liaison"), upload(app, county, HEADER + BAD + GOOD)
    client.post(f"{place}/start")
    assert 'hx-trigger="every 1s"' in client.get(place).text
    run(county)
    assert "every 1s" not in client.get(f"{place}/progress").text
    with client.get(f"{place}/rejects") as rejects:
        assert "身份证号应为18位，现为17位" in rejects.data.decode("utf-8-sig")
        assert "attachment" in rejects.headers["Content-Disposition"]


def mend(client: FlaskClient, place: str, number: int, **cells: str) -> str:
    """The page after a row was mended: what it said before is sent along, as the form does."""
    was = {"was-id_number": BAD.split(",")[1], "was-phone": "13912345678"}
    sent = {f"cell-{field}": text for field, text in cells.items()}
    return client.post(f"{place}/mend", data={"row": number, **was, **sent}, follow_redirects=True).text


def test_the_preview_shows_row_by_row_what_is_new_what_changes_and_what_stays(app: Flask, county: County) -> None:
    client = county.client(app, "county")
    known, same = ("李秀英", "18612341402", "三都水族自治县普安镇"), f"陆小花,{id_number(birth='19910203')},,大河镇\n"
    upload(app, county, HEADER + same, role="county")
    run(county)
    changed = f"{known[0]},{id_number()},13912340000,{known[2]}\n"
    place = upload(app, county, HEADER + GOOD + changed + same, role="county")
    pages = {tab: client.get(f"{place}?tab={tab}").text for tab in ("created", "updated", "unchanged")}
    named = {tab: [name for name in ("韦美玲", "李秀英", "陆小花") if name in text] for tab, text in pages.items()}
    assert named == {"created": ["韦美玲"], "updated": ["李秀英"], "unchanged": ["陆小花"]}
    assert "186****1402" in pages["updated"]
    assert "139****0000" in pages["updated"]
    assert "新增 1" in pages["created"]


def test_rows_are_mended_one_after_another_beside_their_reasons(app: Flask, county: County) -> None:
    client, place = county.client(app, "liaison"), upload(app, county, HEADER + BAD + BAD + GOOD)
    text = client.get(place).text
    assert text.index("身份证号应为18位，现为17位") < text.index('name="cell-id_number"')
    assert "待改 2" in text
    assert "第2行仍有要改的" in mend(client, place, 2, id_number="5227221988010102X")
    assert "待改 1" in mend(client, place, 2, id_number=id_number(birth="19880101"))
    text = client.get(f"{place}?tab=created").text
    assert "新增 2" in text
    assert "liaison" in text  # who mended it
    assert "留下1行" in text


def test_what_is_left_is_mended_and_loaded_after_the_import(app: Flask, county: County) -> None:
    client, place = county.client(app, "liaison"), upload(app, county, HEADER + BAD + BAD + GOOD)
    client.post(f"{place}/start")
    assert "还有2行待改" in client.get(place).text
    assert "第2行已改好并导入" in mend(client, place, 2, id_number=id_number(birth="19880101"))
    assert "吴国富" in client.get("/labourers").text
    with client.get(f"{place}/rejects") as rejects:
        assert rejects.data.decode("utf-8-sig").count("吴国富") == 1
    again = client.post(f"{place}/mend", data={"row": 2, "cell-id_number": id_number(birth="19880101")})
    assert again.status_code == 404


def test_another_office_cannot_mend(app: Flask, county: County) -> None:
    place = upload(app, county, HEADER + BAD)
    answer = county.client(app, "township").post(f"{place}/mend", data={"row": 2, "cell-phone": "1"})
    assert answer.status_code == 404


def test_another_office_cannot_fetch_the_rejects(app: Flask, county: County) -> None:
    place = upload(app, county, HEADER + BAD)
    assert county.client(app, "township").get(f"{place}/rejects").status_code == 404


@pytest.mark.parametrize(("name", "said"), [("", "请选择文件"), ("照片.png", "既不是Excel也不是CSV")])
def test_a_missing_or_foreign_file_is_refused_at_the_field(app: Flask, county: County, name: str, said: str) -> None:
    data = {"kind": "labourers", "file": (io.BytesIO(b"x"), name)}
    answer = county.client(app, "liaison").post("/imports/new", data=data)
    assert answer.status_code == 422
    assert said in answer.text


def test_a_file_without_a_header_says_what_it_needs_and_offers_another_import(app: Flask, county: County) -> None:
    place = upload(app, county, "甲,乙\n1,2\n")
    answer = county.client(app, "liaison").get(place)
    assert answer.status_code == 422
    assert "没有找到表头" in answer.text
    assert "导入改好的文件" in answer.text


def test_a_file_that_is_too_large_is_refused(app: Flask, county: County) -> None:
    app.config["MAX_CONTENT_LENGTH"] = 1000
    data = {"kind": "labourers", "file": (io.BytesIO(b"x" * 2000), "big.csv")}
    assert county.client(app, "liaison").post("/imports/new", data=data).status_code == 413


def test_a_column_that_is_not_read_is_named_before_loading(app: Flask, county: County) -> None:
    address = upload(app, county, f"{HEADER.strip()},务工意愿工种\n{GOOD.strip()},电焊\n")
    page = county.client(app, "liaison").get(address).text
    assert "这些栏没有读，不会导入：务工意愿工种" in page
    assert "列对应 4<" in page


@pytest.mark.parametrize(("form", "outcome"), [({"choose-id_number": "second"}, "merged"), (None, "distinct")])
def test_twins_are_merged_or_kept_apart(app: Flask, county: County, form: dict[str, str] | None, outcome: str) -> None:
    twin = f"李秀英,{id_number(sequence='777')},18612341402,普安镇\n"
    upload(app, county, HEADER + twin)
    run(county)
    client = county.client(app, "county")
    with county.office.database.reading() as session:
        [public_id] = session.scalars(select(Twin.public_id))
    page = client.get("/twins").text
    assert "有1栏不一致" in page
    assert not re.search('name="choose-id_number"[^>]* checked', page)
    refused = client.post(f"/twins/{public_id}/merge")
    assert refused.status_code == 422 and "两条登记不一致，请选好再提交：身份证号" in refused.text
    answer = client.post(f"/twins/{public_id}/{'merge' if form else 'part'}", data=form or {}, follow_redirects=True)
    assert f"李秀英：两条登记{'已并为一份档案' if form else '是两个人'}" in answer.text
    entry = "把两条登记并为一人" if form else "确认两条登记是两个人"
    assert entry in county.client(app, "administrator").get("/admin/audit?group=twins").text
    with county.office.database.reading() as session:
        assert session.scalar(select(Twin.outcome)) == outcome


def test_a_file_says_what_it_was_made_of_to_those_who_merge_and_to_auditors(app: Flask, county: County) -> None:
    upload(app, county, HEADER + f"李秀英,{id_number(sequence='777')},18612341402,普安镇\n")
    run(county)
    with county.office.database.reading() as session:
        [public_id] = session.scalars(select(Twin.public_id))
    county.client(app, "county").post(f"/twins/{public_id}/merge", data={"choose-id_number": "first"})
    for role, told in {"liaison": True, "auditor": True, "counsellor": False}.items():
        page = county.client(app, role).get(f"/labourers/{county.labourer_id}").text
        assert ("与登记“李秀英”并为一份档案" in page) == told, role
        assert (mask_id(id_number(sequence="777")) in page) == told, role
