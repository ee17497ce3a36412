"""Who goes along: who wishes to, for plans; and how many people of a village have taken a job with an employer."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from models.displacement import Displacement
from models.labourer import Labourer
from models.placement import Placement
from models.workflow import TAKEN
from services.search_changes import WITH_VILLAGE
from services.step_rows import batches

LEAST_TOLD = 3  # fewer could be guessed by name, and where somebody works is theirs to tell
PARTY = 4
"""So many of a village go together: a whole village seldom finds a line with room for all."""
Groups = tuple[tuple[int, ...], ...]


def travelling_together(
    session: Session, people: ColumnElement[bool], displaced: ColumnElement[bool], rows: Mapping[int, int]
) -> Groups:
    """Groups who go together where it costs little, by the `rows` of those who have one: families of the `people` (of
    Labourer), and of the `displaced` who wish it up to `PARTY` of a village at a time; nobody is in two."""
    shared = people & Labourer.account_id.is_not(None)
    families = _groups(session.execute(select(Labourer.id, Labourer.account_id).where(shared).order_by(Labourer.id)))
    taken = {person for family in families for person in family}
    wishes = session.execute(select(Displacement.labourer_id, Displacement.changes).where(displaced))
    wish = [person for person, changes in wishes if any(each["what"] == WITH_VILLAGE for each in changes)]
    named = Labourer.id.in_(set(wish) - taken) & (Labourer.village != "")
    query = select(Labourer.id, Labourer.home_code, Labourer.village).where(named).order_by(Labourer.id)
    neighbours = _groups(session.execute(query))
    parties = (tuple(some) for village in neighbours for some in batches(village, PARTY))
    here = (tuple(rows[person] for person in group if person in rows) for group in (*families, *parties))
    return tuple(group for group in here if len(group) > 1)


def _groups(people: Iterable[Any]) -> list[list[int]]:
    """Those with the same account, or home and village, where they are several."""
    members: defaultdict[tuple[Any, ...], list[int]] = defaultdict(list)
    for person, *shared in people:
        members[tuple(shared)].append(person)
    return [group for group in members.values() if len(group) > 1]


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
