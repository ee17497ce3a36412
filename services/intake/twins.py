"""Likely twins: new entries with the name, birth date and home of another, queued for a person to decide."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import insert, select, tuple_
from sqlalchemy.orm import Session, aliased

from models.labourer import Labourer
from models.model import new_public_id
from models.twin import Twin
from services.intake.batch import Rehearsal, TwinKey


def queue_twins(session: Session, ids: Sequence[int], at: datetime) -> int:
    """Queue each pair of a new entry and another that share name, birth date and township, and whose villages do not
    contradict each other; how many were queued."""
    new, other = aliased(Labourer), aliased(Labourer)
    pairs = session.execute(
        select(new.id, other.id, new.village, other.village)
        .join(other, (new.name == other.name) & (new.birth == other.birth) & (new.home_code == other.home_code))
        .where(new.id.in_(ids), new.id != other.id, other.merged_into_id.is_(None))
    )
    ordered = {
        (min(first, second), max(first, second))
        for first, second, village, other_village in pairs
        if _may_be_one(village, other_village)
    }
    if ordered:
        rows = [
            {"public_id": new_public_id(), "first_id": first, "second_id": second, "found_at": at}
            for first, second in sorted(ordered)
        ]
        session.execute(insert(Twin), rows)
    return len(ordered)


def count_twins(session: Session, people: Sequence[tuple[TwinKey, str]], rehearsal: Rehearsal) -> int:
    """How many pairs `queue_twins` would queue for new people, each with home and village, who are only rehearsed."""
    there = (Labourer.name, Labourer.birth, Labourer.home_code)
    query = select(*there, Labourer.village).where(
        tuple_(*there).in_([key for key, _ in people]), Labourer.merged_into_id.is_(None)
    )
    known: dict[TwinKey, list[str]] = defaultdict(list)
    for name, birth, home, village in session.execute(query):
        known[name, birth, home].append(village)
    count = 0
    for key, village in people:
        entered = rehearsal.villages.setdefault(key, [])
        count += sum(_may_be_one(village, other) for other in (*known.get(key, ()), *entered))
        entered.append(village)
    return count


def _may_be_one(village: str, other: str) -> bool:
    return not village or not other or _stem(village) == _stem(other)


def _stem(village: str) -> str:
    """Villages agree up to their kind and group: 高硐村三组 is 高硐."""
    for kind in ("村", "社区", "寨", "屯"):
        village = village.split(kind)[0]
    return village
