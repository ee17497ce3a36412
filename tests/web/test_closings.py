"""A plant that closes, on pages: the check before, the action, and watching its people find places."""

from flask import Flask
from sqlalchemy import select

from models.displacement import Displacement
from models.employer import Employer
from services.mass_displacement_offers import redeploy_together
from services.placements import accept_offer
from tests.office import Office
from tests.placing import placements, recruit
from tests.web.conftest import County
from tests.web.placed import FIRM, at_present, hired


def plant(office: Office) -> Employer:
    with office.database.reading() as session:
        return session.scalars(select(Employer).where(Employer.name == FIRM)).one()


def lost(office: Office) -> int:
    with office.database.reading() as session:
        return len(session.scalars(select(Displacement.id)).all())


def test_the_check_says_how_many_and_the_number_has_to_be_typed(app: Flask, county: County) -> None:
    office = at_present(county)
    hired(office, 3)
    client, place = county.client(app, "county"), f"/closings/{plant(office).public_id}"
    assert "关停？在岗3人" in client.get("/employers").text
    assert "该厂现有3人在岗" in client.get(f"{place}/new").text
    for typed, status, words in (("", 422, "请填写"), ("三", 422, "整数"), ("4", 409, "现在在岗3人")):
        answer = client.post(f"{place}/close", data={"reason": "plant_closed", "people": typed, "note": "欠电费"})
        assert answer.status_code == status and words in answer.text and "欠电费" in answer.text
    assert lost(office) == 0
    assert client.post(f"{place}/close", data={"reason": "plant_closed", "people": "3"}).location.endswith(place)
    assert lost(office) == 3
    assert "目前没有本地人员在该厂工作" in client.get(f"{place}/new").text


def test_one_watches_people_find_places(app: Flask, county: County) -> None:
    office = at_present(county)
    hired(office, 4)
    client, place = county.client(app, "county"), f"/closings/{plant(office).public_id}"
    assert "这里没有发生过整厂失岗" in client.get(place).text
    client.post(f"{place}/close", data={"reason": "plant_closed", "people": "4"})
    begun = client.get(place).text
    assert "4人中，0人已有邀约或工作" in begun and 'hx-trigger="every 2s"' in begun
    assert begun.count('class="is-searching" x=') == 4
    recruit(office, "东莞辉鸿制衣厂", seats=2)
    redeploy_together(office.database, plant(office).id, now=lambda: office.at)
    [one, _] = placements(office, state="offered")
    with office.database.writing() as session:
        accept_offer(session, one.public_id, actor=office.actor, at=office.at)
    shown = county.client(app, "counsellor").get(place).text
    assert "4人中，2人已有邀约或工作" in shown and "东莞辉鸿制衣厂" in shown and "就能多安排一人" in shown
    counts = {group: shown.count(f'class="is-{group}" x=') for group in ("accepted", "offered", "waiting")}
    assert counts == {"accepted": 1, "offered": 1, "waiting": 2}


def test_offices_of_other_counties_see_and_close_nothing(app: Flask, county: County) -> None:
    office = at_present(county)
    hired(office, 2)
    client, place = county.client(app, "other county"), f"/closings/{plant(office).public_id}"
    assert client.get(place).status_code == client.get(f"{place}/new").status_code == 404
    assert client.post(f"{place}/close", data={"reason": "plant_closed", "people": "2"}).status_code == 404
    assert county.client(app, "counsellor").get(f"{place}/new").status_code == 403
    assert lost(office) == 0
