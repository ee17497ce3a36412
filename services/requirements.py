"""What each requirement of a post costs its employer: how many people fit, and how many more would without it.

The figures are those of the list made last; they name nobody, so that the employer may read them.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models.order import OrderLine
from models.ranked_list import RankedList

Counts = Mapping[str, Mapping[str, int]]
"""What `Rejections.by_rule` gives and a stored list keeps."""
OF_THE_POST = ("licence_held", "education_enough", "within_age_limit", "lawful_sex_limit", "free_to_start")
"""Rules that the employer wrote; the others are the law's or the person's."""


@dataclass(frozen=True)
class Outcome:
    """How many of `pool` people fitted on a day; for each requirement that turned anyone away its rule, how many it
    did and how many it alone did (lifting it would bring them back), the dearest first; `made_at` is of the list."""

    as_of: date
    pool: int
    eligible: int
    costs: list[tuple[str, int, int]]
    made_at: datetime | None = None


def outcomes_of(session: Session, lines: Iterable[OrderLine]) -> dict[int, Outcome]:
    """By id of a line what its last list found; lines without a list are left out."""
    wanted = [line.id for line in lines]
    last = select(func.max(RankedList.id)).where(RankedList.line_id.in_(wanted)).group_by(RankedList.line_id)
    columns = (RankedList.line_id, RankedList.as_of, RankedList.pool, RankedList.eligible, RankedList.rejections)
    rows = session.execute(select(*columns, RankedList.made_at).where(RankedList.id.in_(last)))
    return {
        row.line_id: Outcome(row.as_of, row.pool, row.eligible, _costs(row.rejections), row.made_at) for row in rows
    }


def _costs(rejections: Counts) -> list[tuple[str, int, int]]:
    return refused_by({rule: rejections[rule] for rule in OF_THE_POST if rule in rejections})


def refused_by(rejections: Counts) -> list[tuple[str, int, int]]:
    """Each rule that turned someone away, how many in all and how many it alone did, the heaviest first. Lists of the
    first edition lack the counts of single rules."""
    rows = [
        (rule, each.get("rejected", each.get("first", 0)), each.get("only", 0)) for rule, each in rejections.items()
    ]
    return sorted((row for row in rows if row[1]), key=lambda row: (-row[2], -row[1]))
