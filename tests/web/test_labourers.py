"""The register on its pages: searched, masked, revealed on record."""

from flask import Flask
from sqlalchemy import select

from models.reading import FileReading
from tests.office import id_number
from tests.web.conftest import OTHER_COUNTY, County, signed_in


def readings(county: County) -> list[bool]:
    with county.office.database.reading() as session:
        return list(session.scalars(select(FileReading.revealed).order_by(FileReading.id)))


def test_people_are_found_by_characters_pinyin_and_initials(app: Flask, county: County) -> None:
    client = county.client(app, "liaison")
    for text in ("秀英", "lixiu", "lxy", "18612341402"):
        found = client.get(f"/labourers?q={text}").text
        assert "李秀英" in found
        assert "王建国" not in found


def test_a_number_that_is_searched_for_stands_in_no_address(app: Flask, county: County) -> None:
    client, li = county.client(app, "liaison"), f"/labourers/{county.labourer_id}"
    assert '<form method="post" action="/labourers"' in client.get("/labourers").text
    for typed in ("18612341402", " 186-1234-1402", "１８６１２３４１４０２", id_number(), "１８６１２３４１４０２　"):
        assert client.post("/labourers", data={"q": typed, "situation": "deceased"}).location == li
    nobody = client.post("/labourers", data={"q": "李 13900000000"})
    assert (nobody.status_code, nobody.location) == (303, "/labourers/found")
    assert "没有符合条件的人" in client.get("/labourers/found").text
    county.office.people(("李小妹", id_number(sequence="955"), "18612341402", "三都县大河镇"))
    shared = client.post("/labourers", data={"q": "18612341402"}).location
    assert shared.startswith("/labourers/found?person=") and "186" not in shared.replace(county.labourer_id, "")
    found = client.get(shared).text
    assert ("李秀英" in found, "李小妹" in found, "王建国" in found, "/tables/" in found) == (True, True, False, False)


def test_a_name_that_is_searched_for_stands_in_the_address_as_ever(app: Flask, county: County) -> None:
    client = county.client(app, "liaison")
    answer = client.post("/labourers", data={"q": " lixiu ", "situation": "", "group": "stale"})
    assert (answer.status_code, answer.location) == (303, "/labourers?q=lixiu&group=stale")
    assert client.post("/labourers").location == "/labourers"


def test_people_whom_one_may_not_see_are_not_found_by_their_id(app: Flask, county: County) -> None:
    other = county.office.user("far", "county", OTHER_COUNTY)
    found = signed_in(app, other, language="zh").get(f"/labourers/found?person={county.labourer_id}").text
    assert "李秀英" not in found and "没有符合条件的人" in found


def test_a_file_is_masked_and_its_reading_is_logged(app: Flask, county: County) -> None:
    text = county.client(app, "counsellor").get(f"/labourers/{county.labourer_id}").text
    assert "186****1402" in text
    assert "18612341402" not in text
    assert readings(county) == [False]


def test_revealing_shows_the_numbers_once_and_is_logged(app: Flask, county: County) -> None:
    client = county.client(app, "counsellor")
    assert "18612341402" in client.post(f"/labourers/{county.labourer_id}/reveal").text
    assert "18612341402" not in client.get(f"/labourers/{county.labourer_id}").text
    assert True in readings(county)


def test_an_auditor_reads_but_cannot_reveal(app: Flask, county: County) -> None:
    client = county.client(app, "auditor")
    assert "显示完整身份证号" not in client.get(f"/labourers/{county.labourer_id}").text
    assert client.post(f"/labourers/{county.labourer_id}/reveal").status_code == 403


def test_no_match_offers_to_clear_the_search(app: Flask, county: County) -> None:
    assert "没有符合条件的人" in county.client(app, "county").get("/labourers?q=不存在").text
