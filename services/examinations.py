"""Examinations: theory and practice, sat before somebody who did not teach; then certified, or failed."""

import unicodedata
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.certificate import Certificate
from models.division import Division
from models.enrolment import EXAM_PARTS, Attendance, Enrolment, Examination
from models.paper import Paper
from models.training_class import TrainingClass
from services.access import Actor, require
from services.calendar import county_day
from services.enrolments import held_enrolment
from services.errors import NotAllowed, Refusal, RuleRefusal
from services.guards.enrolments import passed_parts
from services.papers import enter_paper, enter_skills, issue_paper
from services.steps import division_of, is_own, take_step

PASS_MARK = 60  # of 100, where the examiner does not say passed or not
SITTING = ("training", "finished")
_RESULTS = dict.fromkeys(("合格", "通过", "passed", "pass"), True)
_RESULTS |= dict.fromkeys(("不合格", "未通过", "failed", "fail"), False)


def record_examination(
    session: Session,
    public_id: str,
    part: str,
    *,
    actor: Actor,
    at: datetime,
    score: int | None = None,
    passed: bool | None = None,
    sat_on: date | None = None,
) -> Examination:
    """Record one sitting of theory or practice; without `passed`, 60 of 100 passes. A later sitting counts instead;
    the last one sent again, with the same day and result, stays one sitting.

    Raises NotAllowed for those who taught the class, RuleRefusal for somebody who is not in training or finished,
    Refusal for a score that is missing or impossible.
    """
    enrolment = held_enrolment(session, public_id, actor=actor)
    _may_examine(session, enrolment, actor)
    if enrolment.state not in SITTING:
        raise RuleRefusal("not_to_be_examined", field="enrolment", state=enrolment.state)
    result = _passed(part, score, passed)
    day = sat_on or county_day(at)
    if day > county_day(at):
        raise Refusal("day_in_future", field="sat_on", day=day)
    if day < (first := enrolment.training_class.starts_on):
        raise Refusal("day_too_early", field="sat_on", day=day, first=first)
    same = (Examination.enrolment_id == enrolment.id) & (Examination.part == part)
    last = session.scalar(select(Examination).where(same).order_by(Examination.attempt.desc()).limit(1))
    if last is not None and (last.sat_on, last.score, last.passed) == (day, score, result):
        return last
    sat = Examination(
        enrolment_id=enrolment.id, part=part, attempt=last.attempt + 1 if last else 1, sat_on=day, score=score,
        passed=result,
        examiner_id=actor.user_id, recorded_at=at,
    )  # fmt: skip
    session.add(sat)
    session.flush()
    session.expire(enrolment, ["examinations"])
    return sat


def read_result(text: str) -> tuple[int | None, bool | None]:
    """A result as it is written: points of 100, or only 合格/不合格, passed/failed; `score` and `passed` of
    `record_examination`. Raises Refusal `result_unread`."""
    plain = unicodedata.normalize("NFKC", text).strip().lower().removesuffix("分").strip()
    if plain.isdecimal() and len(plain) <= 3:
        return int(plain), None
    if plain not in _RESULTS:
        raise Refusal("result_unread", field="score", text=text)
    return None, _RESULTS[plain]


def examines(session: Session, taught: TrainingClass, actor: Actor) -> bool:
    """Whether the actor, who may examine here, is none of those who taught the class."""
    return actor.base_id != taught.base_id and not _kept_attendance(session, taught, actor)


def _passed(part: str, score: int | None, passed: bool | None) -> bool:
    if part not in EXAM_PARTS:
        raise Refusal("word_unknown", field="part", text=part, words=EXAM_PARTS)
    if score is None and passed is None:
        raise Refusal("missing", field="score")
    if score is not None and not 0 <= score <= 100:
        raise Refusal("count_out_of_range", field="score", text=score, least=0, most=100)
    return passed if passed is not None else (score or 0) >= PASS_MARK


def _may_examine(session: Session, enrolment: Enrolment, actor: Actor) -> None:
    """Never the people who taught: neither of the base of the class, nor who kept its attendance."""
    require(actor, "enrolments.certify", division=division_of(enrolment), own=is_own(enrolment, actor))
    taught = session.get_one(TrainingClass, enrolment.class_id)
    if not examines(session, taught, actor):
        raise NotAllowed("examiner_taught", field="examiner", title=taught.title)


def _kept_attendance(session: Session, taught: TrainingClass, actor: Actor) -> bool:
    if actor.user_id is None:
        return False
    query = select(Attendance.day).join(Enrolment, Enrolment.id == Attendance.enrolment_id)
    kept = query.where(Enrolment.class_id == taught.id, Attendance.recorded_by_id == actor.user_id)
    return session.scalar(kept.limit(1)) is not None


def certify(
    session: Session, public_id: str, *, actor: Actor, at: datetime, issuer: str = "", note: str = ""
) -> Enrolment:
    """Certify somebody who finished: the level certificate when the class has a level, and in the person's file what
    the class taught. `issuer` stands on the certificate; unsaid, the county does.

    Raises NotAllowed for those who taught, RuleRefusal without both parts passed or a checked licence from elsewhere.
    """
    enrolment = held_enrolment(session, public_id, actor=actor)
    _may_examine(session, enrolment, actor)
    take_step(session, enrolment, "certify", actor=actor, at=at, note=note)
    taught = session.get_one(TrainingClass, enrolment.class_id)
    if taught.level and all(passed_parts(session, enrolment).get(part) for part in EXAM_PARTS):
        issuer = issuer or session.get_one(Division, taught.county_code).name
        enter_paper(session, _level_certificate(session, enrolment, taught, issuer, actor, at))
    enter_skills(session, enrolment)
    return enrolment


def _level_certificate(
    session: Session, enrolment: Enrolment, taught: TrainingClass, issuer: str, actor: Actor, at: datetime
) -> Paper:
    """A level certificate; a licence that the class leads to is issued elsewhere and never by it."""
    certificate = session.get(Certificate, taught.certificate_id) if taught.certificate_id is not None else None
    given = certificate.id if certificate is not None and certificate.kind != "licence" else None
    return issue_paper(
        session, enrolment, "level", issuer=issuer, level=taught.level, certificate_id=given, actor=actor, at=at
    )


def fail(session: Session, public_id: str, *, actor: Actor, at: datetime, note: str = "") -> Enrolment:
    """Record that it did not work out: the base of somebody in training, with the reason; the examiner of somebody who
    finished and did not pass."""
    enrolment = held_enrolment(session, public_id, actor=actor)
    if enrolment.state == "finished":
        _may_examine(session, enrolment, actor)
    take_step(session, enrolment, "fail", actor=actor, at=at, note=note)
    return enrolment
