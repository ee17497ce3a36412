"""Who goes along: how many people of the same village have taken a job with the same employer."""

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models.labourer import Labourer
from models.placement import Placement
from models.workflow import TAKEN

LEAST_TOLD = 3  # fewer could be guessed by name, and where somebody works is theirs to tell


def companions_of(session: Session, placement: Placement) -> int | None:
    """How many others of the village of the person, a number only; None when they are too few to be told, or the
    village is not known. The placement has its labourer loaded."""
    person = placement.labourer
    if placement.employer_id is None or not person.village:
        return None
    others = (Placement.employer_id == placement.employer_id) & (Placement.labourer_id != person.id)
    village = (Labourer.home_code == person.home_code) & (Labourer.village == person.village)
    query = select(func.count()).select_from(Placement).join(Labourer, Labourer.id == Placement.labourer_id)
    found = session.scalar(query.where(others, village, Placement.state.in_(TAKEN))) or 0
    return found if found >= LEAST_TOLD else None
