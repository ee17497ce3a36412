"""People at work and people who lost it, of two firms and two bases, for the walk over every route."""

from dataclasses import dataclass

from sqlalchemy import select

from models.displacement import Vacancy
from models.employer import Employer
from models.labourer import Labourer
from models.order import Order, OrderLine
from models.placement import Placement
from models.training_base import TrainingBase
from services.displacements import displace
from services.offers import make_offer
from services.placements import accept_offer
from tests.office import Office, id_number

NAMES = ("潘志强", "石春梅", "吴国富", "蒙美玲")


@dataclass(frozen=True)
class Thing:
    """What one page is about: whose it is, and where that is."""

    kind: str
    public_id: str
    reads: str
    division: int
    owners: tuple[tuple[str, int | None], ...]


def job_things(office: Office, header: tuple[str, ...], bases: list[TrainingBase]) -> list[Thing]:
    """A placement, and a displacement with its vacancy, of each firm and each base."""
    rows = [(name, id_number(sequence=f"{each}11"), "", "三都水族自治县大河镇") for each, name in enumerate(NAMES, 3)]
    office.load("labourers", office.sheet("jobs.csv", header, rows))
    with office.database.reading() as session:
        people = session.scalars(select(Labourer.id).order_by(Labourer.id.desc()).limit(len(NAMES))).all()
        lines = session.scalars(select(OrderLine.id).join(Order).where(Order.state == "open").order_by(Order.id)).all()
    hires = [_hire(office, person, lines[each % 2], bases[each % 2]) for each, person in enumerate(people)]
    lost = [one for each in hires[2:] for one in _lost(office, each)]
    return [*(_placement(office, each) for each in hires[:2]), *lost, _plant(office, hires[0])]


def _hire(office: Office, person: int, line: int, base: TrainingBase) -> str:
    with office.database.writing() as session:
        made = make_offer(session, labourer_id=person, line_id=line, actor=office.actor, at=office.at)
        made.base_id = base.id
        return accept_offer(session, made.public_id, actor=office.actor, at=office.at).public_id


def _placement(office: Office, public_id: str) -> Thing:
    with office.database.reading() as session:
        found = session.scalars(select(Placement).where(Placement.public_id == public_id)).one()
        ties = (("employer_id", found.employer_id), ("base_id", found.base_id), ("labourer_id", found.labourer_id))
        return Thing("placements", public_id, "placements.read", found.home_code, ties)


def _plant(office: Office, hire: str) -> Thing:
    """The firm that somebody works for, as a plant that could close."""
    with office.database.reading() as session:
        placement = session.scalars(select(Placement).where(Placement.public_id == hire)).one()
        firm = session.get_one(Employer, placement.employer_id or 0)
        return Thing("closings", firm.public_id, "placements.read", placement.home_code, (("employer_id", firm.id),))


def _lost(office: Office, placement: str) -> list[Thing]:
    with office.database.writing() as session:
        lost = displace(session, placement, "dismissed", actor=office.actor, at=office.at)
        seat = session.scalars(select(Vacancy).where(Vacancy.placement_id == lost.placement_id)).one()
        ties = (("employer_id", lost.employer_id), ("base_id", lost.base_id), ("labourer_id", lost.labourer_id))
        return [
            Thing("displacements", lost.public_id, "displacements.read", lost.home_code, ties),
            Thing("vacancies", seat.public_id, "displacements.read", seat.county_code, ties[:1]),
        ]
