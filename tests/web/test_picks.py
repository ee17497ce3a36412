"""Picks from the ranked list: invited to a class or offered the job, several at once, with the reason for departing."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event, select, update

from models.db import Database
from models.enrolment import Enrolment
from models.labourer import Consent, Labourer
from models.order import OrderLine
from models.placement import Placement
from models.training_class import TrainingClass
from services.access import Actor
from services.calendar import county_day
from services.enrolments import list_enrolments
from services.lists import show_list
from tests.classroom import SEWING, Classroom
from tests.moments import NOW
from tests.office import Office
from tests.placing import clock, offer, recruit
from tests.web.conftest import copied, signed_in
from workers.servers import PostgreSQL

NEXT_WEEK = county_day(datetime.now(UTC)) + timedelta(days=7)
START = (county_day(datetime.now(UTC)) + timedelta(days=99)).isoformat()


@pytest.fixture
def database_url(template: str, postgres: PostgreSQL | None, tmp_path: Path) -> Iterator[str]:
    """An office of this test's own, with nobody in it."""
    yield copied(template, postgres, f"picks_{tmp_path.name}".lower().replace("-", "_"), tmp_path)


@dataclass
class Table:
    """A post with its ranked list, six people long, and the class that trains for it."""

    room: Classroom
    order: str
    line: str
    list_id: str
    people: list[str]
    counsellor: Actor
    taught: str = ""

    def form(self, *picks: int, **more: str) -> dict[str, object]:
        """The form of the list with those ranks ticked."""
        ticked = [self.people[rank - 1] for rank in picks]
        return {"list": self.list_id, "pick": ticked, "class": self.taught, **more}

    def states(self, kind: type[Enrolment] | type[Placement]) -> list[str]:
        """The state of each of the list in the first place that a row of it names, best first."""
        with self.room.office.database.reading() as session:
            found = {row.labourer_id: row.state for row in session.execute(select(kind.labourer_id, kind.state))}
            by_rank = show_list(session, self.list_id, actor=self.room.office.actor)["list"]
            ids = ids_of(self.room, [row["labourer"] for row in by_rank])
            return [found.get(each, "") for each in ids]

    @property
    def page(self) -> str:
        return f"/orders/{self.order}/candidates"


def ids_of(room: Classroom, people: list[str]) -> list[int]:
    with room.office.database.reading() as session:
        known = {row.public_id: row.id for row in session.execute(select(Labourer.public_id, Labourer.id))}
    return [known[each] for each in people]


def a_table(room: Classroom, *, kind: str = "订单班") -> Table:
    room.people(6)
    order, line = room.order(*SEWING[:7], START, "", kind)
    clock(room.office)
    list_id = room.office.rank(order)
    with room.office.database.reading() as session:
        rows = show_list(session, list_id, actor=room.office.actor)["list"]
    people = [row["labourer"] for row in rows]
    return Table(room, order, line, list_id, people, room.user("counsellor", "counsellor"))


@pytest.fixture
def room(database: Database, tmp_path: Path) -> Classroom:
    return Classroom(Office(database, tmp_path, at=datetime.now(UTC)))


@pytest.fixture
def table(room: Classroom) -> Table:
    table = a_table(room)
    table.taught = room.approved(starts_on=NEXT_WEEK, ends_on=NEXT_WEEK)
    room.linked(table.taught, table.line)
    return table


def browser(app: Flask, actor: Actor) -> FlaskClient:
    return signed_in(app, actor, language="zh")


def test_several_are_invited_at_once_and_the_list_says_so(app: Flask, table: Table) -> None:
    client = browser(app, table.counsellor)
    answer = client.post(f"{table.page}/invite", data=table.form(2, 1, 3))
    assert answer.status_code == 303
    assert table.states(Enrolment) == ["invited"] * 3 + [""] * 3
    text = client.get(answer.location).text
    assert "已邀请3人" in text
    assert text.count('class="tag tag-person-invited"') == 3


def test_whoever_is_passed_over_needs_a_reason_and_the_good_part_is_kept(app: Flask, table: Table) -> None:
    client = browser(app, table.counsellor)
    answer = client.post(f"{table.page}/invite", data=table.form(1, 3))
    assert answer.status_code == 409
    assert "名单上前面还有1人未邀请" in answer.text
    assert table.states(Enrolment)[:3] == ["invited", "", ""]
    assert f'value="{table.people[2]}" aria-label' in answer.text
    assert answer.text.count(" checked>") == 1
    client.post(f"{table.page}/invite", data=table.form(3, why="together", words="同村韦家三人"))
    assert table.states(Enrolment)[:3] == ["invited", "", "invited"]
    with table.room.office.database.reading() as session:
        kept = list_enrolments(session, actor=table.room.office.actor, state="invited")
        [third] = [each.public_id for each in kept if each.departure == "与同村人同去：同村韦家三人"]
    page = signed_in(app, table.counsellor, language="en").get(f"/enrolments/{third}").text
    assert "<dd>Goes with others of the village: 同村韦家三人</dd>" in page


def test_several_are_checked_before_they_are_told(app: Flask, table: Table) -> None:
    client, database = browser(app, table.counsellor), table.room.office.database
    asked = client.post(f"{table.page}/invite/check", data=table.form(2)).text
    assert "名单上前面还有1人未邀请" in asked
    assert 'class="primary confirm"' not in asked
    why = table.form(2, why="not_reached")
    assert 'class="primary confirm"' in client.post(f"{table.page}/invite/check", data=why).text
    with database.writing() as session:
        best, second, third = (session.get_one(Labourer, each) for each in ids_of(table.room, table.people[:3]))
        second.phone, third.phone, third.other_phone = "08543921234", None, None
        session.execute(update(Consent).where(Consent.labourer_id == best.id).values(withdrawn_at=NOW))
        names = [each.name for each in (best, second, third)]
    text = client.post(f"{table.page}/invite/check", data=table.form(1, 2, 3, 4)).text
    assert table.states(Enrolment) == [""] * 6
    assert f"{names[0]}没有同意" in text
    assert "收不到短信" in text
    assert "打印通知书" in text
    assert f"{names[1]}：请您参加“" in text
    form = re.findall(r'type="hidden" name="(list|class|pick|left_out)" value="([^"]*)"', text)
    told = {name: [value for each, value in form if each == name] for name, _ in form}
    assert told["pick"] == table.people[1:4]
    forged = client.post(f"{table.page}/invite", data=told | {"left_out": told["left_out"][0] + "x"})
    assert forged.status_code == 409
    assert client.post(f"{table.page}/invite", data=told).status_code == 303
    assert table.states(Enrolment) == ["", "invited", "invited", "invited", "", ""]
    assert "请先勾选人员" in client.post(f"{table.page}/invite/check", data=table.form()).text


def test_another_reason_needs_words(app: Flask, table: Table) -> None:
    answer = browser(app, table.counsellor).post(f"{table.page}/invite", data=table.form(2, why="other"))
    assert answer.status_code == 422
    assert table.states(Enrolment) == [""] * 6


def test_nobody_ticked_and_no_class_chosen_say_so(app: Flask, table: Table) -> None:
    client = browser(app, table.counsellor)
    assert "请先勾选人员" in client.post(f"{table.page}/invite", data=table.form()).text
    assert "请选择邀请参加的培训班" in client.post(f"{table.page}/invite", data=table.form(1) | {"class": ""}).text


def test_the_job_is_offered_and_whoever_has_it_is_not_ticked_again(app: Flask, room: Classroom) -> None:
    table = a_table(room, kind="招工")
    client = browser(app, table.counsellor)
    assert client.post(f"{table.page}/offer", data=table.form(1, 2)).status_code == 303
    assert table.states(Placement)[:3] == ["offered", "offered", ""]
    text = client.get(table.page).text
    assert f'value="{table.people[0]}"' not in text
    assert f'value="{table.people[2]}"' in text
    again = client.post(f"{table.page}/offer", data=table.form(1))
    assert again.status_code == 409


def test_passing_over_somebody_with_an_offer_asks_the_reason_too(app: Flask, room: Classroom) -> None:
    table = a_table(room, kind="招工")
    client = browser(app, table.counsellor)
    refused = client.post(f"{table.page}/offer", data=table.form(2)).text
    assert "名单上前面还有1人可以推荐" in refused
    assert "有1人未办成" in refused
    assert "其余" not in refused
    client.post(f"{table.page}/offer", data=table.form(2, why="not_reached"))
    assert table.states(Placement)[:2] == ["", "offered"]


def test_one_of_those_ticked_who_no_longer_fits_is_refused_alone(app: Flask, room: Classroom) -> None:
    table = a_table(room, kind="招工")
    with room.office.database.writing() as session:
        best = session.scalars(select(Labourer).where(Labourer.public_id == table.people[0])).one()
        best.available_from = date(2099, 1, 1)
    answer = browser(app, table.counsellor).post(f"{table.page}/offer", data=table.form(1, 2, 3))
    assert answer.status_code == 409
    assert "有1人未办成，其余已办好" in answer.text
    assert table.states(Placement)[:3] == ["", "offered", "offered"]


def test_somebody_in_a_class_is_not_passed_over_for_a_job(app: Flask, room: Classroom) -> None:
    table = a_table(room, kind="招工")
    with room.office.database.writing() as session:
        best = session.scalars(select(Labourer).where(Labourer.public_id == table.people[0])).one()
        best.situation = "in_training"
    assert browser(app, table.counsellor).post(f"{table.page}/offer", data=table.form(2)).status_code == 303


def test_the_next_people_nobody_asked_are_ticked_on_demand(app: Flask, table: Table) -> None:
    client = browser(app, table.counsellor)
    client.post(f"{table.page}/invite", data=table.form(1))
    text = client.get(f"{table.page}?choose=2").text
    ticked = [person for person in table.people if f'value="{person}" aria-label' in text.split(" checked>")[0]]
    assert text.count(" checked>") == 2
    assert table.people[0] in ticked


def test_no_more_are_ticked_for_a_class_than_it_has_places_left(app: Flask, table: Table) -> None:
    client = browser(app, table.counsellor)
    assert "choose=1&" not in client.get(table.page).text
    with table.room.office.database.writing() as session:
        taught = session.scalars(select(TrainingClass)).one()
        taught.places = taught.taken + 1
    assert "choose=1&" in client.get(table.page).text


def test_the_places_left_are_filled_by_those_without_a_job_or_an_offer(app: Flask, room: Classroom) -> None:
    table = a_table(room, kind="招工")
    with room.office.database.writing() as session:
        session.scalars(select(OrderLine).where(OrderLine.public_id == table.line)).one().seats = 4
    client = browser(app, table.counsellor)
    client.post(f"{table.page}/offer", data=table.form(2, 3, why="not_reached"))
    [best] = ids_of(room, table.people[:1])
    offer(room.office, best, recruit(room.office, "东莞市石排镇金飞达电子厂"))
    text = client.get(table.page).text
    assert "以上尚无工作和邀约的2人填满剩余名额" in text
    assert text.index('id="rank-5"') < text.index("填满剩余名额") < text.index('id="rank-6"')
    assert "勾选后面2名未联系的人" in text


def test_too_few_are_counted_without_those_who_have_the_post(app: Flask, room: Classroom) -> None:
    table = a_table(room, kind="招工")
    with room.office.database.writing() as session:
        session.scalars(select(OrderLine).where(OrderLine.public_id == table.line)).one().seats = 8
    client = browser(app, table.counsellor)
    client.post(f"{table.page}/offer", data=table.form(1, 2))
    text = client.get(table.page).text
    assert "符合且尚无工作和邀约的有4人，剩余名额6个，还缺2人" in text
    assert "choose=4" in text


def test_an_auditor_sees_the_state_and_can_pick_nobody(app: Flask, table: Table) -> None:
    auditor = browser(app, table.room.user("auditor", "auditor"))
    text = auditor.get(table.page).text
    assert 'name="pick"' not in text
    assert auditor.post(f"{table.page}/invite", data=table.form(1)).status_code == 403


def test_the_page_asks_as_much_of_the_database_for_many_asked_as_for_few(app: Flask, table: Table) -> None:
    client, asked = browser(app, table.counsellor), []
    event.listen(table.room.office.database.engine, "before_cursor_execute", lambda *_: asked.append(1))

    def queries() -> int:
        asked.clear()
        assert client.get(table.page).status_code == 200
        return len(asked)

    client.post(f"{table.page}/invite", data=table.form(1))
    client.get(table.page)
    few = queries()
    client.post(f"{table.page}/invite", data=table.form(2, 3, 4, 5, 6))
    client.get(table.page)
    assert queries() == few
