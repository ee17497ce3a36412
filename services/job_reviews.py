"""What people say of a job they had: written by themselves or down on a call, and what an office lets others read.

Who said what is for the offices that look after the person: no firm reads it, and no base, for some belong to one.
`services/said_before.py` tells the next ones.
"""

from collections.abc import Mapping
from datetime import date, datetime

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session, joinedload

from models.job_review import ANSWERS, QUESTIONS, JobReview
from models.labourer import Labourer
from models.order import OrderLine
from models.placement import Placement
from services.access import Actor, require
from services.calendar import county_day
from services.errors import NotFound, Refusal, RuleRefusal
from services.follow_ups import months_after
from services.offers import locked
from services.placements import hold_placement, list_placements
from services.sight import seen_by
from services.steps import is_own

READ, WRITE, DECIDE = "reviews.read", "reviews.write", "reviews.decide"
LONGEST = 400
WAS_THERE = ("confirmed", "ended", "failed")


def can_be_said_of(placement: Placement, day: date) -> bool:
    """Whether somebody was there with an employer, and the first month is over or the job is."""
    if placement.kind != "employed" or placement.delivered_on is None:
        return False
    over = placement.state == "delivered" and months_after(placement.delivered_on, 1) <= day
    return over or placement.state in WAS_THERE


def say_of_job(
    session: Session,
    placement_id: str,
    answers: Mapping[str, str],
    text: str,
    *,
    shared: bool,
    actor: Actor,
    at: datetime,
) -> JobReview:
    """Write down what the person says of a job: {question: answer}, and words that others may read where they agreed
    (`shared`) and an office lets them through. Said again it counts in place of what was said before.

    Raises Refusal where nothing is said or the text is too long, RuleRefusal `too_early_to_say` within the first month,
    `person_is_gone` of somebody who was erased, NotFound, NotAllowed."""
    placement = hold_placement(session, placement_id, actor=actor)
    require(actor, WRITE, division=placement.home_code, own=is_own(placement, actor))
    if not can_be_said_of(placement, county_day(at)):
        raise RuleRefusal("too_early_to_say", field="again")
    if session.get_one(Labourer, placement.labourer_id).erased_at is not None:
        raise RuleRefusal("person_is_gone", field="again", situation="moved_away")
    said, text = _answers(answers), text.strip()
    if not said and not text:
        raise Refusal("nothing_said", field="again")
    if len(text) > LONGEST:
        raise Refusal("text_too_long", field="words", length=len(text), most=LONGEST)
    review = review_of(session, placement)
    review = review or JobReview(placement_id=placement.id, employer_id=placement.employer_id, text="")
    review.words = _standing(review, text, shared)
    if review.words != "shown":
        review.decided_at = review.decided_by_id = None
    for question in QUESTIONS:
        setattr(review, question, said.get(question))
    review.text, review.said_at, review.said_by_id = text, at, actor.user_id
    session.add(review)
    session.flush()
    return review


def _standing(review: JobReview, text: str, shared: bool) -> str:
    """Where words stand once they are said; those that were let through stay, word for word."""
    if not text or not shared:
        return "kept" if text else "none"
    return "shown" if (review.words, review.text) == ("shown", text) else "waiting"


def _answers(answers: Mapping[str, str]) -> dict[str, str]:
    said = {question: answer for question, answer in answers.items() if answer}
    for question, answer in said.items():
        if question not in QUESTIONS or answer not in ANSWERS:
            raise Refusal("answer_unknown", field=question, text=answer)
    return said


def review_of(session: Session, placement: Placement) -> JobReview | None:
    """What was said of a placement; whoever calls sees to it that the actor may read that."""
    return session.scalar(select(JobReview).where(JobReview.placement_id == placement.id))


def job_to_say_of(session: Session, *, day: date, actor: Actor) -> Placement | None:
    """The latest job of the actor of which nothing was said yet."""
    jobs = [each for each in list_placements(session, actor=actor) if can_be_said_of(each, day)]
    known = select(JobReview.placement_id).where(JobReview.placement_id.in_([each.id for each in jobs]))
    said = set(session.scalars(known)) if jobs else set()
    return next((each for each in jobs if each.id not in said), None)


def _waiting(actor: Actor) -> Select[JobReview]:
    query = select(JobReview).join(Placement, Placement.id == JobReview.placement_id)
    return query.where(JobReview.words == "waiting", seen_by(Placement, actor, DECIDE))


def count_words(session: Session, *, actor: Actor) -> int:
    """How many words wait to be read."""
    return session.scalar(_waiting(actor).with_only_columns(func.count(), maintain_column_froms=True)) or 0


def words_to_read(session: Session, *, actor: Actor, limit: int = 50, offset: int = 0) -> list[JobReview]:
    """Words that wait, the earliest first, with firm and post; without the person, who need not be known for this."""
    job = joinedload(JobReview.placement)
    whole = (job.joinedload(Placement.employer), job.joinedload(Placement.line).joinedload(OrderLine.occupation))
    query = _waiting(actor).options(*whole).order_by(JobReview.said_at, JobReview.id)
    return list(session.scalars(query.limit(limit).offset(offset)))


def decide_on_words(
    session: Session, review_id: str, version: int, *, show: bool, actor: Actor, at: datetime
) -> JobReview:
    """Let words through, or keep them back: those read in `version`, for who said them may write others meanwhile.
    Raises NotFound, NotAllowed, RuleRefusal `words_changed`."""
    query = select(JobReview.id, Placement.home_code).join(Placement, Placement.id == JobReview.placement_id)
    row = session.execute(query.where(JobReview.public_id == review_id)).one_or_none()
    if row is None:
        raise NotFound("review_unknown", field="review", id=review_id)
    require(actor, DECIDE, division=row.home_code)
    review = locked(session, JobReview, row.id)
    if review.version != version or review.words != "waiting":
        raise RuleRefusal("words_changed", field="review")
    review.words, review.decided_at, review.decided_by_id = "shown" if show else "kept", at, actor.user_id
    session.flush()
    return review
