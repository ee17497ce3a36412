"""Tables to take away: the rows of the page, by its filters and rights, as CSV and as Excel, and who was read."""

import csv
import re
from io import BytesIO, StringIO

import pytest
from flask import Flask
from openpyxl import load_workbook
from sqlalchemy import select

from models.employer import Employer
from models.labourer import Labourer
from models.ranked_list import RankedList
from models.reading import FileReading, ListReading
from tests.moments import NOW
from tests.office import SANDU
from tests.web.conftest import County, signed_in
from web.tables import table
from web.tables.files import written
from web.tables.table import TABLES, paged


def csv_of(app: Flask, county: County, role: str, address: str, language: str = "zh") -> list[list[str]]:
    answer = signed_in(app, county.accounts[role], language=language).get(address)
    assert answer.status_code == 200, answer.status_code
    assert answer.data.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(StringIO(answer.data.decode("utf-8-sig"))))


def test_the_register_goes_out_masked_with_the_headings_of_the_reader(app: Flask, county: County) -> None:
    zh = csv_of(app, county, "county", "/tables/labourers.csv")
    assert zh[0] == ["姓名", "性别", "年龄", "住址", "技能", "现状", "电话"]
    assert {row[0] for row in zh[1:]} == {"李秀英", "王建国"}
    assert "186****1402" in zh[1][-1] and "18612341402" not in str(zh)
    assert csv_of(app, county, "county", "/tables/labourers.csv", "en")[0][0] == "Name"


def test_a_table_has_the_filters_of_its_page(app: Flask, county: County) -> None:
    assert [row[0] for row in csv_of(app, county, "county", "/tables/labourers.csv?q=wangjianguo")[1:]] == ["王建国"]
    drafts = csv_of(app, county, "county", "/tables/orders.csv?state=draft")
    assert len(drafts) == 2 and drafts[1][-1] == "草稿"


def test_whoever_is_in_a_table_sees_who_took_it_away(app: Flask, county: County) -> None:
    csv_of(app, county, "counsellor", "/tables/labourers.csv?q=lixiuying")
    with county.office.database.reading() as session:
        [seen] = session.execute(
            select(FileReading.purpose, FileReading.user_id, FileReading.revealed, Labourer.name).join(Labourer)
        )
    assert seen == ("export", county.accounts["counsellor"].user_id, False, "李秀英")


def test_a_ranked_list_that_is_taken_away_counts_as_read(app: Flask, county: County) -> None:
    rows = csv_of(app, county, "counsellor", f"/orders/{county.order_id}/candidates.csv")
    assert rows[0][:2] == ["位次", "姓名"] and rows[1][0] == "1"
    with county.office.database.reading() as session:
        read = session.scalars(select(RankedList.public_id).join(ListReading, ListReading.list_id == RankedList.id))
        assert read.all() == [county.list_id]


def test_excel_has_text_as_text_and_numbers_as_numbers(app: Flask, county: County) -> None:
    answer = signed_in(app, county.accounts["county"], language="zh").get("/tables/orders.xlsx")
    sheet = load_workbook(BytesIO(answer.data)).active
    assert sheet is not None and sheet.title == "订单"
    heads = [cell.value for cell in sheet[1]]
    assert sheet.cell(2, heads.index("人数") + 1).value == 96
    assert re.search(r"filename=orders-\d{4}-\d\d-\d\d\.xlsx", answer.headers["Content-Disposition"])
    assert answer.headers["Cache-Control"] == "no-store"


def test_no_cell_is_taken_for_a_formula(app: Flask, county: County) -> None:
    with county.office.database.writing() as session:
        for number, start in enumerate("=+-@\t\r＝"):
            session.add(Employer(name=f'{start}LINK("{number}")', county_code=SANDU, registered_at=NOW))
    client = signed_in(app, county.accounts["county"])
    cells = [cell for row in csv.reader(StringIO(client.get("/tables/employers.csv").text)) for cell in row]
    assert len([cell for cell in cells if cell.startswith("'") and "LINK" in cell]) == 7
    sheet = load_workbook(BytesIO(client.get("/tables/employers.xlsx").data)).active
    assert sheet is not None and "f" not in {cell.data_type for row in sheet.iter_rows() for cell in row}


def test_a_table_says_where_it_was_cut(app: Flask, county: County, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("web.pages.downloads.MOST", 1)
    rows = csv_of(app, county, "county", "/tables/labourers.csv", "en")
    assert len(rows) == 3 and rows[-1] == ["Only the first 1 rows: narrow the list for the others."]
    with county.office.database.reading() as session:
        assert len(session.scalars(select(FileReading.id)).all()) == 1


def test_all_pages_of_a_list_go_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(table, "BATCH", 3)
    people = list(range(7))
    assert list(paged(lambda limit, offset: people[offset : offset + limit])) == people
    assert list(paged(lambda limit, offset: people[:6][offset : offset + limit])) == people[:6]


def test_who_may_not_read_the_page_gets_no_table(app: Flask, county: County) -> None:
    for role, name in (("base", "labourers"), ("county", "unheard"), ("counsellor", "accounts")):
        status = signed_in(app, county.accounts[role]).get(f"/tables/{name}.csv").status_code
        assert status == (404 if name == "unheard" else 403)
    assert app.test_client().get("/tables/orders.csv").status_code == 302


def test_every_table_is_offered_on_a_page_with_its_filters(app: Flask, county: County) -> None:
    client = signed_in(app, county.accounts["county"])
    page = client.get("/labourers?q=li&page=1&_anchor=x").text
    assert 'href="/tables/labourers.csv?q=li"' in page and 'href="/tables/labourers.xlsx?q=li"' in page
    templates = app.jinja_env.loader.list_templates()  # type: ignore[union-attr]
    assert app.jinja_env.loader is not None
    texts = [app.jinja_env.loader.get_source(app.jinja_env, each)[0] for each in templates if each.endswith(".html")]
    offered = set(re.findall(r'(?:downloads\(|table=)"(\w+)"', "".join(texts)))
    assert offered == TABLES.keys()


def test_an_empty_table_is_a_heading(app: Flask, county: County) -> None:
    for form in ("csv", "xlsx"):
        assert written(form, "空", [["标题"]])
    assert len(csv_of(app, county, "county", "/tables/moves.csv")) == 1
