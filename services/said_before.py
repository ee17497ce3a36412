"""What earlier people said of an employer's jobs, told to who is offered one: counts of three people and more.

Each person counts once, with what they said last; nobody is named, and words stand here once an office let them
through. Who was erased is counted on, without words.
"""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field

from sqlalchemy import Subquery, func, select
from sqlalchemy.orm import Session

from models.job_review import ANSWERS, QUESTIONS, JobReview
from models.placement import Placement

LEAST_TOLD = 3  # people; what fewer say could be traced to one of them
MOST_WORDS = 3


@dataclass(frozen=True)
class Said:
    """`people` said something; `answers` has (yes, partly, no) of each question that three or more answered, and
    `words` the latest that were let through; both are empty while fewer than three have said anything."""

    people: int
    answers: dict[str, tuple[int, int, int]] = field(default_factory=dict)
    words: tuple[str, ...] = ()

    @property
    def is_told(self) -> bool:
        return self.people >= LEAST_TOLD


def said_of(session: Session, employer_ids: Collection[int | None]) -> dict[int, Said]:
    """What was said of each of the employers of whom anything was."""
    ids = {each for each in employer_ids if each is not None}
    if not ids:
        return {}
    latest = _latest(ids)
    counts = [func.count().filter(latest.c[question] == answer) for question in QUESTIONS for answer in ANSWERS]
    rows = session.execute(
        select(latest.c.employer_id, func.count(), *counts).where(latest.c.nth == 1).group_by(latest.c.employer_id)
    ).all()
    words = _words(session, {row[0] for row in rows if row[1] >= LEAST_TOLD})
    return {row[0]: _said(row[1], row[2:], words[row[0]]) for row in rows}


def _latest(employer_ids: set[int]) -> Subquery:
    """What people said of each employer, with `nth` 1 for what each of them said last."""
    whose = (JobReview.employer_id, Placement.labourer_id)
    nth = func.row_number().over(partition_by=whose, order_by=(JobReview.said_at.desc(), JobReview.id.desc()))
    questions = (JobReview.__table__.c[question] for question in QUESTIONS)
    query = select(JobReview.employer_id, nth.label("nth"), *questions)
    return query.join(Placement, Placement.id == JobReview.placement_id).where(whose[0].in_(employer_ids)).subquery()


def _said(people: int, counts: Collection[int], words: tuple[str, ...]) -> Said:
    if people < LEAST_TOLD:
        return Said(people)
    each = iter(counts)
    answers = {question: (next(each), next(each), next(each)) for question in QUESTIONS}
    return Said(people, {name: found for name, found in answers.items() if sum(found) >= LEAST_TOLD}, words)


def _words(session: Session, employer_ids: set[int]) -> defaultdict[int, tuple[str, ...]]:
    """The latest words of each employer that were let through."""
    found: defaultdict[int, tuple[str, ...]] = defaultdict(tuple)
    if not employer_ids:
        return found
    nth = func.row_number().over(partition_by=JobReview.employer_id, order_by=JobReview.said_at.desc())
    query = select(JobReview.employer_id, JobReview.text, nth.label("nth"))
    shown = query.where(JobReview.employer_id.in_(employer_ids), JobReview.words == "shown").subquery()
    for employer, text, _ in session.execute(select(shown).where(shown.c.nth <= MOST_WORDS).order_by(shown.c.nth)):
        found[employer] += (text,)
    return found
