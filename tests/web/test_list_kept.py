"""A list stays the one that its reader opened, a longer one can be asked for, and a full post keeps its column."""

import re

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update

from models.order import Order, OrderLine
from models.ranked_list import RankedList
from services.lists import replay, show_list
from tests.web.conftest import County


def opened(app: Flask, county: County) -> tuple[FlaskClient, str]:
    return county.client(app, "counsellor"), f"/orders/{county.order_id}/candidates"


def test_a_list_made_meanwhile_is_told_of_and_never_swapped_in(app: Flask, county: County) -> None:
    client, address = opened(app, county)
    before = client.get(address).text
    links = re.findall(rf'href="({re.escape(address)}[^"]*)"', before)
    assert links
    assert all(f"list={county.list_id}" in each for each in links)
    newer = county.office.rank(county.order_id)
    kept = client.get(f"{address}?list={county.list_id}").text
    assert f'name="list" value="{county.list_id}"' in kept
    assert "重新排过名" in kept
    assert f'name="list" value="{newer}"' in client.get(address).text
    assert "重新排过名" not in client.get(address).text


def test_the_open_page_hears_of_a_newer_list_once(app: Flask, county: County) -> None:
    client, address = opened(app, county)
    seen = {"list": county.list_id, "since": "2026-01-01T00:00:00+00:00"}
    assert "重新排过名" not in client.post(f"{address}/look", data=seen).text
    newer = county.office.rank(county.order_id)
    assert "重新排过名" in client.post(f"{address}/look", data=seen).text
    assert "重新排过名" not in client.post(f"{address}/look", data=seen | {"newer": newer}).text


def test_what_is_done_on_an_older_list_leads_back_to_it_and_is_kept(app: Flask, county: County) -> None:
    client, address = opened(app, county)
    newer = county.office.rank(county.order_id)
    form = {"person": county.labourer_id, "text": "下午打电话"}
    answer = client.post(f"{address}/note?list={county.list_id}", data=form)
    assert f"list={county.list_id}" in answer.location
    assert "下午打电话" in client.get(answer.location).text
    assert "下午打电话" in client.get(f"{address}?open={county.labourer_id}&list={newer}").text


def test_a_list_of_another_post_is_not_found_here(app: Flask, county: County) -> None:
    client, _ = opened(app, county)
    assert client.get(f"/orders/{county.draft_id}/candidates?list={county.list_id}").status_code == 404


def test_who_wants_more_of_them_asks_for_a_longer_list_that_can_be_replayed(app: Flask, county: County) -> None:
    client, address = opened(app, county)
    with county.office.database.writing() as session:
        session.execute(update(RankedList).values(eligible=400))  # of which this list names but a few
    page = client.get(address).text
    assert "符合条件的有400人" in page
    assert re.findall(r'name="top" value="(\d+)"', page)[:3] == ["50", "100", "200"]
    assert 'name="top" value="1000"' not in page
    made = client.post(address, data={"top": "100"}).location.split("list=")[1]
    with county.office.database.reading() as session:
        assert session.scalars(select(RankedList.top).where(RankedList.public_id == made)).one() == 100
        assert replay(session, made, actor=county.office.actor)["same"]
        assert len(show_list(session, made, actor=county.office.actor)["list"]) > 0


def test_a_list_that_names_fewer_than_the_places_left_says_so_first(app: Flask, county: County) -> None:
    client, address = opened(app, county)
    assert 'class="notice warn" role="note"' not in client.get(address).text
    county.office.rank(county.order_id, top=1)
    with county.office.database.writing() as session:
        session.execute(update(OrderLine).values(seats=40))
    assert 'class="notice warn" role="note"' in client.get(address).text


def test_a_full_post_keeps_what_can_still_be_decided(app: Flask, county: County) -> None:
    client, address = opened(app, county)
    with county.office.database.writing() as session:
        session.execute(update(Order).values(state="filled"))
        session.execute(update(OrderLine).values(taken=OrderLine.seats))
    page = client.get(address).text
    assert 'class="decision"' in page
    assert 'class="second none-left"' in page
    assert "pass-one" in page
    assert "pick-one" not in page
