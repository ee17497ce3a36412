"""What the labourer's own pages are about: an offer and an invitation for each of the two people with an account."""

from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.complaint import Complaint
from models.labourer import Labourer
from models.occupation import Occupation
from models.order import Order, OrderLine
from models.placement import Placement
from models.training_base import TrainingBase
from models.training_class import TrainingClass
from services.calendar import county_day
from services.enrolments import new_enrolment
from services.file_requests import ask
from services.offers import make_offer
from tests.office import SANDU, Office

OWNED = {
    "my_offer": "offer", "my_offer_accept": "offer", "my_offer_refusal": "offer", "my_offer_decline": "offer",
    "my_review": "offer", "my_review_send": "offer",
    "my_invitation": "invitation", "my_invitation_agree": "invitation", "my_invitation_refusal": "invitation",
    "my_invitation_decline": "invitation",
}  # fmt: skip
"""Which of the two each route is about."""

Owned = tuple[str, str, str, int, int]


def own_things(office: Office) -> list[Owned]:
    """Kind, public id, right to read, home and person of each."""
    with office.database.writing() as session:
        people = list(session.scalars(select(Labourer).order_by(Labourer.id).limit(2)))
        taught = _class(session, office)
        return [
            each
            for person in people
            for each in (_offer(session, office, person), _invite(session, office, taught, person))
        ]


def written_complaints(office: Office) -> list[tuple[str, int]]:
    """Public id and home of a complaint that somebody wrote themselves."""
    with office.database.writing() as session:
        person = session.scalars(select(Labourer).order_by(Labourer.id).limit(1)).one()
        written = Complaint(
            labourer_id=person.id, county_code=SANDU, kind="wages", text="没发工资", received_at=office.at,
            answer_by=office.at + timedelta(days=1),
        )  # fmt: skip
        session.add(written)
        session.flush()
        return [(written.public_id, person.home_code)]


def asked_changes(office: Office) -> list[tuple[str, int]]:
    """Public id and home of what each of the two people asked to have changed."""
    with office.database.writing() as session:
        people = session.scalars(select(Labourer).order_by(Labourer.id).limit(2)).all()
        return [(ask(session, each, "name", "李秀梅", at=office.at).public_id, each.home_code) for each in people]


def _offer(session: Session, office: Office, person: Labourer) -> Owned:
    """An offer that is there already, else a new one of the first post that recruits."""
    found = session.scalar(select(Placement).where(Placement.labourer_id == person.id))
    if found is None:
        line = session.scalars(select(OrderLine.id).join(Order).where(Order.state == "open").limit(1)).one()
        found = make_offer(session, labourer_id=person.id, line_id=line, actor=office.actor, at=office.at)
    return "offer", found.public_id, "placements.read", person.home_code, person.id


def _class(session: Session, office: Office) -> TrainingClass:
    first = county_day(office.at) + timedelta(days=30)
    taught = TrainingClass(
        base_id=session.scalars(select(TrainingBase.id).order_by(TrainingBase.id).limit(1)).one(),
        county_code=SANDU,
        title="电工第一期",
        occupation_id=session.scalars(select(Occupation.id).order_by(Occupation.id).limit(1)).one(),
        division_code=SANDU,
        starts_on=first,
        ends_on=first + timedelta(days=30),
        places=30,
        state="approved",
        planned_at=office.at,
    )
    session.add(taught)
    session.flush()
    return taught


def _invite(session: Session, office: Office, taught: TrainingClass, person: Labourer) -> Owned:
    until = office.at + timedelta(days=7)
    enrolment = new_enrolment(session, taught, person, "invited", actor=office.actor, at=office.at, answer_by=until)
    return "invitation", enrolment.public_id, "enrolments.read", person.home_code, person.id
