"""The register on its pages: searched, masked, revealed on record."""

from flask import Flask
from sqlalchemy import select

from models.reading import FileReading
from tests.web.conftest import County


def readings(county: County) -> list[bool]:
    with county.office.database.reading() as session:
        return list(session.scalars(select(FileReading.revealed).order_by(FileReading.id)))


def test_people_are_found_by_characters_pinyin_and_initials(app: Flask, county: County) -> None:
    client = county.client(app, "liaison")
    for text in ("秀英", "lixiu", "lxy", "18612341402"):
        found = client.get(f"/labourers?q={text}").text
        assert "李秀英" in found
        assert "王建国" not in found


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
