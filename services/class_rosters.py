"""The roster of a class for its page: who is in it, how far each has come, and what the actor may do next."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session, joinedload, selectinload

from models.enrolment import Enrolment, Examination
from models.labourer import SEX_NAMES, Labourer
from models.paper import Paper
from models.training_class import TrainingClass
from services.access import Actor
from services.enrolments import NO_DAYS, attended, visible_enrolments
from services.steps import possible_steps


@dataclass(frozen=True)
class RosterRow:
    """One person of a class; `results` has the last sitting of each part, `steps` what the actor may do now with, for
    each, whether it asks for a reason."""

    public_id: str
    state: str
    labourer: str
    name: str
    sex: str | None
    birth: date | None
    home: str
    home_code: int
    village: str
    departure: str
    answer_by: datetime | None
    days: int
    present: int
    results: dict[str, Examination]
    papers: list[Paper]
    steps: dict[str, bool]

    @property
    def share(self) -> int | None:
        """Percent of the lessons recorded that the person attended."""
        return round(100 * self.present / self.days) if self.days else None


def roster_counts(session: Session, taught: TrainingClass, *, actor: Actor) -> dict[str, int]:
    """{state: people of the class in it whom the actor may read}."""
    people = _people(taught, actor).order_by(None).with_only_columns(Enrolment.state, func.count())
    return dict(session.execute(people.group_by(Enrolment.state)).all())


def roster_rows(
    session: Session,
    taught: TrainingClass,
    *,
    actor: Actor,
    states: Collection[str] = (),
    limit: int | None = None,
    offset: int = 0,
) -> list[RosterRow]:
    """The people of a class whom the actor may read, all or those in `states`, in the order they came."""
    query = _people(taught, actor).limit(limit).offset(offset)
    if states:
        query = query.where(Enrolment.state.in_(states))
    whole = (joinedload(Enrolment.labourer).joinedload(Labourer.home), selectinload(Enrolment.examinations))
    people = session.scalars(query.options(*whole)).all()
    ids = [each.id for each in people]
    days, papers = attended(session, ids), _papers(session, ids)
    return [_row(each, actor, days.get(each.id, NO_DAYS), papers.get(each.id, [])) for each in people]


def roster_row(session: Session, enrolment: Enrolment, *, actor: Actor) -> RosterRow:
    """One enrolment, loaded whole, as its line of the roster."""
    days, papers = attended(session, [enrolment.id]), _papers(session, [enrolment.id])
    return _row(enrolment, actor, days.get(enrolment.id, NO_DAYS), papers.get(enrolment.id, []))


def _people(taught: TrainingClass, actor: Actor) -> Select[Enrolment]:
    return visible_enrolments(actor).where(Enrolment.class_id == taught.id).order_by(None).order_by(Enrolment.id)


def _papers(session: Session, ids: list[int]) -> dict[int, list[Paper]]:
    found: dict[int, list[Paper]] = {}
    query = select(Paper).where(Paper.enrolment_id.in_(ids)).options(joinedload(Paper.certificate)).order_by(Paper.id)
    for paper in session.scalars(query):
        found.setdefault(paper.enrolment_id or 0, []).append(paper)
    return found


def _row(enrolment: Enrolment, actor: Actor, days: dict[str, int], papers: list[Paper]) -> RosterRow:
    person = enrolment.labourer
    return RosterRow(
        public_id=enrolment.public_id,
        state=enrolment.state,
        labourer=person.public_id,
        name=person.name,
        sex=SEX_NAMES.get(person.sex),
        birth=person.birth,
        home=person.home.name,
        home_code=enrolment.home_code,
        village=person.village,
        departure=enrolment.departure,
        answer_by=enrolment.answer_by,
        **days,
        results={sat.part: sat for sat in sorted(enrolment.examinations, key=lambda sat: sat.attempt)},
        papers=papers,
        steps={action: move.needs_note for action, move in possible_steps(enrolment, actor).items()},
    )
