"""The ranked list on its page: stored, explained, made anew."""

import re
from datetime import date

from flask import Flask
from sqlalchemy import select

from models.reading import ListReading
from models.training_base import TrainingBase
from models.training_class import ClassLine, TrainingClass
from services.lists import show_list
from services.orders import find_order
from tests.web.conftest import County


def test_the_list_shows_everyone_with_the_stored_score(app: Flask, county: County) -> None:
    text = county.client(app, "counsellor").get(f"/orders/{county.order_id}/candidates").text
    with county.office.database.reading() as session:
        rows = show_list(session, county.list_id, actor=county.office.actor)["list"]
    assert [row["name"] for row in rows if row["name"] in text] == [row["name"] for row in rows]
    assert all(f"{row['score']:.1f}" in text for row in rows)


def test_whoever_reads_a_list_is_recorded(app: Flask, county: County) -> None:
    county.client(app, "counsellor").get(f"/orders/{county.order_id}/candidates")
    with county.office.database.reading() as session:
        assert len(session.scalars(select(ListReading)).all()) == 1


def test_an_opened_row_has_required_and_actual_and_points_that_sum(app: Flask, county: County) -> None:
    address = f"/orders/{county.order_id}/candidates?open={county.labourer_id}"
    text = county.client(app, "counsellor").get(address).text
    inner = text[text.index("points-table") : text.index("</table>", text.index("points-table"))]
    points = [float(each) for each in re.findall(r'data-label="得分" class="figure">([\d.]+)<', inner)]
    total = float(re.findall(r'data-label="得分">([\d.]+)<', inner)[0])
    assert len(points) == 6
    assert abs(sum(points) - total) < 1e-3
    assert "家住贵州省" in inner


def test_a_bar_is_as_long_as_its_points(app: Flask, county: County) -> None:
    text = county.client(app, "counsellor").get(f"/orders/{county.order_id}/candidates").text
    assert '<rect class="track" width="48.0"' in text  # 30 points of skill at 1.6 px


def test_ranking_anew_stores_another_list(app: Flask, county: County) -> None:
    client = county.client(app, "counsellor")
    answer = client.post(f"/orders/{county.order_id}/candidates")
    assert answer.status_code == 303
    assert client.get(answer.location).status_code == 200


def test_a_post_not_ranked_yet_says_so(app: Flask, county: County) -> None:
    text = county.client(app, "counsellor").get(f"/orders/{county.draft_id}/candidates").text
    assert "这个岗位还没有排名" in text


def test_when_nobody_fits_each_rule_says_how_many_it_alone_turns_away(app: Flask, county: County) -> None:
    with county.office.database.writing() as session:
        find_order(session, county.order_id, actor=county.office.actor).lines[0].age_min = 60
    county.office.rank(county.order_id)
    text = county.client(app, "counsellor").get(f"/orders/{county.order_id}/candidates").text
    assert "台账中没有人符合全部规则" in text
    assert "企业：放宽年龄" in text


def test_places_that_classes_keep_are_told(app: Flask, county: County) -> None:
    address, client = f"/orders/{county.order_id}/candidates", county.client(app, "counsellor")
    assert "留给学员" not in client.get(address).text
    with county.office.database.writing() as session:
        order = find_order(session, county.order_id, actor=county.office.actor)
        line = order.lines[0]
        base = TrainingBase(name="三都县职业中学", county_code=order.county_code, registered_at=county.office.at)
        session.add(base)
        session.flush()
        taught = TrainingClass(
            base_id=base.id, county_code=base.county_code, division_code=base.county_code, title="缝纫工第一期",
            occupation_id=line.occupation_id, starts_on=date(2026, 12, 1), ends_on=date(2026, 12, 31), places=1,
            state="approved", planned_at=county.office.at, lines=[ClassLine(line_id=line.id, seats=1)],
        )  # fmt: skip
        session.add(taught)
    assert "(其中1个留给学员)" in client.get(address).text
