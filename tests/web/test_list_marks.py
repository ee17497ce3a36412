"""What is written beside a ranked list, filters of it, people compared, and who else looks at it."""

import re
from collections.abc import Iterator
from copy import copy
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from models.acted_for import ActedFor
from models.db import Database
from models.labourer import Labourer
from models.list_mark import ListMark, ListWatcher
from models.message import Message
from models.placement import Placement
from models.sealed import KeyRing
from models.sign_in import SignIn
from services.presence import AWAY_AFTER
from tests.classroom import Classroom
from tests.office import Office, id_number
from tests.placing import offer, recruit
from tests.web.conftest import built, copied
from tests.web.test_picks import Table, a_table, browser, ids_of
from workers.servers import PostgreSQL


@pytest.fixture(scope="module")
def table_template(
    template: str, postgres: PostgreSQL | None, ring: KeyRing, tmp_path_factory: pytest.TempPathFactory
) -> tuple[str, Table]:
    """URL of a database with a post and its list in it, built once, and what is in it."""
    return built(template, postgres, "marks", tmp_path_factory.mktemp("marks"), _table)


def _table(office: Office) -> Table:
    office.at = datetime.now(UTC)
    return a_table(Classroom(office), kind="招工")


@pytest.fixture
def database_url(table_template: tuple[str, Table], postgres: PostgreSQL | None, tmp_path: Path) -> Iterator[str]:
    yield copied(table_template[0], postgres, f"marks_{tmp_path.name}".lower().replace("-", "_"), tmp_path)


@pytest.fixture
def table(table_template: tuple[str, Table], database: Database, tmp_path: Path) -> Table:
    """The post, in a database that this test may change."""
    made = table_template[1]
    room = copy(made.room)
    room.office = Office(database, tmp_path, at=made.room.office.at)
    return replace(made, room=room)


@pytest.fixture
def client(app: Flask, table: Table) -> FlaskClient:
    return browser(app, table.counsellor)


def mark(client: FlaskClient, table: Table, kind: str, rank: int, **said: str) -> int:
    """Say something of the person at a rank; the status of the answer."""
    return client.post(f"{table.page}/{kind}", data={"person": table.people[rank - 1], **said}).status_code


def marks(table: Table, kind: str) -> list[ListMark]:
    with table.room.office.database.reading() as session:
        return list(session.scalars(select(ListMark).where(ListMark.kind == kind)))


def newcomer(table: Table) -> str:
    """Somebody registered after the list was made."""
    before = set(all_people(table))
    row = ["韦新来", id_number(sequence="901"), "", "三都县大河镇", "初中", "平车", "缝纫工"]
    table.room.office.people(row, name="later.csv")
    [new] = set(all_people(table)) - before
    return new


def all_people(table: Table) -> list[str]:
    with table.room.office.database.reading() as session:
        return list(session.scalars(select(Labourer.public_id)))


def test_a_note_is_kept_with_name_and_time_and_shown_in_the_opened_row(client: FlaskClient, table: Table) -> None:
    assert mark(client, table, "note", 2, text="下午五点后打电话") == 303
    text = client.get(f"{table.page}?open={table.people[1]}").text
    assert "下午五点后打电话" in text
    assert "备注1" in text
    assert mark(client, table, "note", 2, text=" ") == 422


def test_whoever_was_passed_with_a_reason_is_no_more_passed_over(client: FlaskClient, table: Table) -> None:
    assert client.post(f"{table.page}/offer", data=table.form(2)).status_code == 409
    assert mark(client, table, "pass", 1) == 422
    assert mark(client, table, "pass", 1, pass_why="family", pass_words="带孙子") == 303
    assert [each.text for each in marks(table, "passed")] == ["家里离不开：带孙子"]
    assert mark(client, table, "pass", 1, pass_why="family") == 409
    assert client.post(f"{table.page}/offer", data=table.form(2)).status_code == 303
    assert table.states(Placement)[:2] == ["", "offered"]


def test_whoever_has_an_offer_elsewhere_can_be_passed_like_anybody(client: FlaskClient, table: Table) -> None:
    office, [second] = table.room.office, ids_of(table.room, table.people[1:2])
    offer(office, second, recruit(office, "东莞辉鸿制衣厂"))
    for rank in (1, 2):
        assert f"open={table.people[rank - 1]}&amp;do=pass" in client.get(table.page).text
        opened = client.get(f"{table.page}?open={table.people[rank - 1]}&do=pass").text
        assert 'id="field-passed"' in opened


def test_a_pass_that_was_lifted_counts_no_more(client: FlaskClient, table: Table) -> None:
    mark(client, table, "pass", 1, pass_why="family")
    [passed] = marks(table, "passed")
    assert client.post(f"{table.page}/unmark", data={"mark": passed.public_id}).status_code == 303
    assert client.post(f"{table.page}/offer", data=table.form(2)).status_code == 409


def test_the_button_of_a_row_picks_that_person_alone(client: FlaskClient, table: Table) -> None:
    form = table.form(2, 3) | {"one": table.people[0]}
    assert client.post(f"{table.page}/offer", data=form).status_code == 303
    assert table.states(Placement)[:3] == ["offered", "", ""]
    assert re.search(r"\d\d:\d\d counsellor", client.get(table.page).text)


def test_whoever_comes_second_is_told_who_picked_and_when(app: Flask, client: FlaskClient, table: Table) -> None:
    client.post(f"{table.page}/offer", data=table.form(1))
    other = browser(app, table.room.user("wangmin", "counsellor"))
    answer = other.post(f"{table.page}/offer", data=table.form(1))
    assert answer.status_code == 409
    assert re.search(r"\d\d:\d\d已被counsellor选用，请选下一位", answer.text)


def test_the_last_pick_is_undone_from_the_page(client: FlaskClient, table: Table) -> None:
    client.post(f"{table.page}/offer", data=table.form(1, 2))
    page = client.get(table.page).text
    form = {"placement": re.findall(r'name="placement" value="(\w+)"', page)}
    assert len(form["placement"]) == 2
    assert client.post(f"{table.page}/undo", data=form).status_code == 303
    assert "undo-bar" not in client.get(table.page).text
    assert table.states(Placement)[:2] == ["cancelled", "cancelled"]
    assert client.post(f"{table.page}/undo", data=form).status_code == 409
    assert client.post(f"{table.page}/undo").status_code == 422


def test_somebody_not_on_the_list_is_put_forward_with_a_reason_and_picked(client: FlaskClient, table: Table) -> None:
    person = newcomer(table)
    page = client.get(f"{table.page}/add?person={person}").text
    assert "符合全部规则，今日得" in page
    assert client.post(f"{table.page}/add", data={"person": person}).status_code == 422
    assert client.post(f"{table.page}/add", data={"person": person, "reason": "厂里师傅点名"}).status_code == 303
    text = client.get(table.page).text
    assert "counsellor推荐：厂里师傅点名" in text
    assert client.post(f"{table.page}/offer", data={"list": table.list_id, "one": person}).status_code == 303
    with table.room.office.database.reading() as session:
        assert session.scalars(select(Placement.departure)).all() == ["厂里师傅点名"]


def test_a_hard_rule_refuses_whatever_the_reason_is(client: FlaskClient, table: Table) -> None:
    person = newcomer(table)
    with table.room.office.database.writing() as session:
        session.scalars(select(Labourer).where(Labourer.public_id == person)).one().situation = "moved_away"
    assert "仍在本县" in client.get(f"{table.page}/add?person={person}").text
    answer = client.post(f"{table.page}/add", data={"person": person, "reason": "无论如何"})
    assert answer.status_code == 409
    assert "仍在本县" in answer.text
    assert marks(table, "put_forward") == []


def test_people_are_looked_up_by_pinyin_and_whoever_is_listed_is_shown_there(client: FlaskClient, table: Table) -> None:
    person = table.people[0]
    with table.room.office.database.reading() as session:
        known = session.scalars(select(Labourer).where(Labourer.public_id == person)).one()
    assert f"person={person}" in client.get(f"{table.page}/add?q={known.initials}").text
    assert "就在名单上，第1位" in client.get(f"{table.page}/add?person={person}").text
    answer = client.post(f"{table.page}/add", data={"person": person, "reason": "再加一次"})
    assert answer.status_code == 409


def test_each_tick_says_how_many_rows_it_would_leave(client: FlaskClient, table: Table) -> None:
    mark(client, table, "pass", 6, pass_why="health")
    client.post(f"{table.page}/offer", data=table.form(1, 2))
    address, seen = table.page, 0
    while links := ticks(client.get(address).text):
        for link, count in links:
            assert rows(client.get(link).text) == count, link
            seen += 1
        if "only=" in address:
            break
        address = next(link for link, _ in links if "not_asked" in link)
    assert seen > 8


def ticks(text: str) -> list[tuple[str, int]]:
    """The address of each tick that is not on, and the count beside it."""
    found = re.findall(r'<a class="tick" href="([^"]+)" rel.*?<span class="second">(\d+)</span>', text)
    return [(link.replace("&amp;", "&"), int(count)) for link, count in found]


def rows(text: str) -> int:
    return text.count('data-person="')


def test_a_column_sorts_what_is_shown_and_ranks_stay(client: FlaskClient, table: Table) -> None:
    text = client.get(f"{table.page}?sort=location").text
    points = [float(each) for each in re.findall(r'data-label="地点">.*?([\d.]+)<', text)]
    assert points == sorted(points, reverse=True)
    assert text.count('aria-sort="descending"') == 1


def test_no_match_says_so_and_offers_to_clear(client: FlaskClient, table: Table) -> None:
    text = client.get(f"{table.page}?only=stage:elsewhere").text
    assert "名单上没有人符合这些筛选条件" in text
    assert "清除筛选" in text


def test_two_are_compared_by_criterion_with_the_difference(client: FlaskClient, table: Table) -> None:
    answer = client.post(f"{table.page}/compare", data=table.form(3, 1))
    text = client.get(answer.location).text
    assert text.count('class="difference"') == 7
    assert text.count('data-label="1 ') == text.count('data-label="3 ') == 8
    best = client.get(re.findall(r'href="([^"#]+)[^>]*>在名单中勾选', text)[0].replace("&amp;", "&")).text
    assert re.findall(r'name="pick" value="(\w+)"[^>]* checked', best) == [table.people[0]]
    assert client.get(f"{table.page}/compare?pick={table.people[0]}").status_code == 422


def test_a_score_that_is_stale_is_shown_nowhere(client: FlaskClient, table: Table) -> None:
    with table.room.office.database.writing() as session:
        session.scalars(select(Labourer).where(Labourer.public_id == table.people[0])).one().village = "别处"
    best, second = table.people[:2]
    opened = client.get(f"{table.page}?open={best}").text
    assert "points-table" not in opened
    alone = client.get(f"{table.page}/person?person={best}").text
    assert "points-table" not in alone
    assert "资料已变" in alone
    assert 'class="difference"' not in client.get(f"{table.page}/compare?pick={best}&pick={second}").text


def test_the_page_of_a_person_leads_to_the_ones_beside(client: FlaskClient, table: Table) -> None:
    text = client.get(f"{table.page}/person?person={table.people[1]}").text
    assert "第2/6位" in text
    assert all(f"person={table.people[at]}" in text for at in (0, 2))
    assert client.get(f"{table.page}/person?person=NOBODY").status_code == 404


def test_others_who_have_the_list_open_are_named(app: Flask, client: FlaskClient, table: Table) -> None:
    other = browser(app, table.room.user("wangmin", "counsellor"))
    client.get(table.page)
    assert "counsellor也在看" in other.get(table.page).text
    assert "wangmin也在看" in client.post(f"{table.page}/look").text
    with table.room.office.database.writing() as session:
        for watcher in session.scalars(select(ListWatcher)):
            watcher.seen_at -= AWAY_AFTER + timedelta(seconds=1)
    assert "也在看" not in client.post(f"{table.page}/look").text


def test_an_open_list_hears_whose_data_changed_and_whom_others_picked(
    app: Flask, client: FlaskClient, table: Table
) -> None:
    text = client.get(table.page).text
    seen = dict(re.findall(r'name="(list|since|hidden)" value="([^"]*)"', text))
    assert "data-changed" not in client.post(f"{table.page}/look", data=seen).text
    with table.room.office.database.writing() as session:
        session.scalars(select(Labourer).where(Labourer.public_id == table.people[3])).one().village = "别处"
    other = browser(app, table.room.user("limin", "counsellor"))
    other.post(f"{table.page}/offer", data=table.form() | {"one": table.people[0]})
    heard = client.post(f"{table.page}/look", data=seen).text
    assert re.findall('data-(changed|picked)="(.*?)"', heard) == [
        ("changed", table.people[3]), ("picked", table.people[0])
    ]  # fmt: skip
    assert "limin 已选用" in heard
    assert "data-picked" not in other.post(f"{table.page}/look", data=seen).text
    assert client.post(f"{table.page}/look", data={"since": "yesterday"}).status_code == 200


def test_a_row_says_when_and_how_somebody_was_reached_last(client: FlaskClient, table: Table) -> None:
    office, told = table.room.office, office_rows(table)
    with office.database.writing() as session:
        session.add_all(told)
    reached = re.findall(r'class="reached".*?<span class="second(?: begun)?">(.*?)</span>', client.get(table.page).text)
    assert reached[:4] == ["短信", "--", "本人登录", "--"]


def office_rows(table: Table) -> list[Message | ActedFor | SignIn]:
    """A message that arrived and one that was only sent; an errand, and a later visit to the own pages."""
    first, second, third = ids_of(table.room, table.people[:3])
    at, account = table.room.office.at, table.room.user("herself", "labourer")
    with table.room.office.database.writing() as session:
        session.get_one(Labourer, third).account_id = account.user_id
    text = {"code": "offer", "written_at": at, "not_before": at, "sent_at": at}
    seen = {"device": "", "address": "", "begun_at": at, "token_hash": b"0" * 32}
    errand = ActedFor(labourer_id=third, at=at, act="correct", asked_by="person", way="visit", reason="x")
    return [
        Message(labourer_id=first, delivered_at=at, **text),
        Message(labourer_id=second, **text),
        errand,
        SignIn(user_id=account.user_id, seen_at=at + timedelta(minutes=1), **seen),
    ]


def test_staff_alone_read_what_stands_beside_a_list(app: Flask, client: FlaskClient, table: Table) -> None:
    mark(client, table, "note", 1, text="只给同事看")
    auditor = browser(app, table.room.user("auditor", "auditor"))
    address = f"{table.page}?open={table.people[0]}"
    assert "只给同事看" in auditor.get(address).text
    assert auditor.post(f"{table.page}/note", data={"person": table.people[0], "text": "x"}).status_code == 403
