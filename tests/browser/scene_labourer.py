"""What labourers of the scene find: an offer and an invitation to answer, a certificate, nothing, a shared account."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

from sqlalchemy import select, update

from models.labourer import Labourer
from services.access import Actor
from services.calendar import county_day
from services.contests import complain
from services.file_requests import ask_change
from services.invitations import invite
from services.lists import latest_list_id, show_list
from services.offers import make_offer
from services.papers import issue_paper
from tests.classroom import Classroom
from tests.office import SANDU, Office

YOUNG = timedelta(days=15 * 365)  # nobody is offered work at that age


class School(Classroom):
    """A classroom whose accounts do not stand in the way of those of the scene."""

    def user(self, login: str, role: str, **more: Any) -> Actor:
        return super().user(f"own-{login}", role, **more)


def labourer_pages(office: Office, order_id: str) -> dict[str, str]:
    """Accounts “labourer”, whom the ranked post of the order is offered, “idle”, for whom nothing fits, and “family” of
    two; the addresses of the offer and the invitation."""
    with office.database.reading() as session:
        list_id = latest_list_id(session, order_id, None, actor=office.actor)
        assert list_id is not None
        ids = [each["labourer"] for each in show_list(session, list_id, actor=office.actor)["list"]]
        people = [session.scalars(select(Labourer.id).where(Labourer.public_id == each)).one() for each in ids]
    mine = _account(office, "labourer", people[0])
    _wrote(office, replace(mine, labourer_id=people[0]))
    _account(office, "idle", people[-1])
    _account(office, "family", *people[2:4])
    line = office.order(order_id).lines[0]
    with office.database.writing() as session:
        session.execute(update(Labourer).where(Labourer.id == people[-1]).values(birth=county_day(office.at) - YOUNG))
        offer = make_offer(session, labourer_id=people[0], line_id=line.id, actor=office.actor, at=office.at).public_id
    return {"my_offer": offer, "my_invitation": _invited(office, ids[0])}


def _wrote(office: Office, actor: Actor) -> None:
    """A complaint and a request that wait for the offices."""
    with office.database.writing() as session:
        complain(session, "wages", "七月的工资还没发", actor=actor, at=office.at)
        ask_change(session, "name", "李秀瑛", actor=actor, at=office.at)


def _account(office: Office, login: str, *people: int) -> Actor:
    actor = office.user(login, "labourer", SANDU)
    with office.database.writing() as session:
        session.execute(update(Labourer).where(Labourer.id.in_(people)).values(account_id=actor.user_id))
    return actor


def _invited(office: Office, labourer: str) -> str:
    """Asked to a class from the list of another employer's post, and certified by an earlier one."""
    school, first = School(office), county_day(office.at) + timedelta(days=12)
    taught = school.approved(starts_on=first, ends_on=first + timedelta(days=40), three_free=True)
    earlier = school.approved(title="平车速成班", starts_on=first, ends_on=first + timedelta(days=8))
    order_id, line_id = school.order()
    school.linked(taught, line_id)
    ranked = office.rank(order_id)
    with office.database.writing() as session:
        invited = invite(
            session, taught, ranked, labourer, actor=school.county, at=office.at, departure="同村的人一起去"
        ).public_id
    enrolled = school.row(school.agreed(earlier, labourer))
    with office.database.writing() as session:
        issue_paper(session, enrolled, "completion", issuer="三都县职业中学", actor=school.teacher, at=office.at)
    return invited
