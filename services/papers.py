"""Papers: completion and level certificates that are issued here, licences issued elsewhere that are recorded and
checked. What somebody holds by a paper is entered in the person's file, where the matching finds it."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload
from sqlalchemy.orm.attributes import flag_modified

from models.certificate import Certificate
from models.enrolment import Enrolment
from models.labourer import Labourer, LabourerCertificate, LabourerSkill
from models.model import new_public_id
from models.paper import Paper
from models.training_class import ClassSkill, TrainingClass
from services.access import Actor, require
from services.calendar import county_day
from services.errors import NotFound, Refusal, RuleRefusal
from services.labourers import find_labourer, home_of, visible_labourers
from services.offers import lock_person

_PREFIX = {"completion": "JY", "level": "DJ"}  # 结业, 等级


@dataclass(frozen=True)
class LicenceDraft:
    """A licence as somebody brought it; `enrolment_id` is the public id of the class it was earned after."""

    certificate_id: int
    number: str
    issuer: str
    issued_on: date
    expires_on: date | None = None
    enrolment_id: str | None = None


def issue_paper(
    session: Session,
    enrolment: Enrolment,
    kind: str,
    *,
    issuer: str,
    actor: Actor,
    at: datetime,
    level: int = 0,
    certificate_id: int | None = None,
) -> Paper:
    """Issue a completion or level certificate of a class, with a number of its own: kind, county, year, random."""
    taught = session.get_one(TrainingClass, enrolment.class_id)
    day = county_day(at)
    paper = Paper(
        kind=kind,
        number=f"{_PREFIX[kind]}{taught.county_code // 10**6:06d}{day.year}{new_public_id()}",
        issuer=issuer,
        labourer_id=enrolment.labourer_id,
        enrolment_id=enrolment.id,
        occupation_id=taught.occupation_id,
        certificate_id=certificate_id,
        level=level,
        issued_on=day,
        recorded_at=at,
        checked_at=at,
        checked_by_id=actor.user_id,
    )
    session.add(paper)
    session.flush()
    return paper


def record_outside_licence(
    session: Session, labourer_id: str, licence: LicenceDraft, *, actor: Actor, at: datetime
) -> Paper:
    """Record a licence issued elsewhere; it counts once it is checked (`check_paper`). One recorded after a class
    replaces what was recorded before, until that is checked.

    Raises Refusal for what is missing or contradicts itself, RuleRefusal for a number that another paper has and for
    a licence other than the one the class leads to.
    """
    require(actor, "papers.record", division=actor.division_code, own=True)
    labourer = find_labourer(session, labourer_id, actor=actor, right="papers.record")
    _check_licence(licence, county_day(at))
    enrolment = _enrolment(session, labourer, licence)
    paper = _unchecked(session, enrolment) or Paper(kind="licence", labourer_id=labourer.id)
    _refuse_taken(session, paper, licence)
    paper.number, paper.issuer = licence.number.strip(), licence.issuer.strip()
    paper.certificate_id, paper.enrolment_id = licence.certificate_id, enrolment.id if enrolment else None
    paper.issued_on, paper.expires_on, paper.recorded_at = licence.issued_on, licence.expires_on, at
    session.add(paper)
    session.flush()
    return paper


def _check_licence(licence: LicenceDraft, today: date) -> None:
    for name, field in (("number", "certificate_number"), ("issuer", "issuer")):
        if not getattr(licence, name).strip():
            raise Refusal("missing", field=field)
    if licence.issued_on > today:
        raise Refusal("day_in_future", field="issued_on", day=licence.issued_on)
    if licence.expires_on is not None and licence.expires_on < today:
        raise Refusal("paper_expired", field="expires_on", expires_on=licence.expires_on)


def _enrolment(session: Session, labourer: Labourer, licence: LicenceDraft) -> Enrolment | None:
    if licence.enrolment_id is None:
        return None
    own = (Enrolment.public_id == licence.enrolment_id) & (Enrolment.labourer_id == labourer.id)
    enrolment = session.scalar(select(Enrolment).where(own))
    if enrolment is None:
        raise NotFound("enrolment_unknown", field="enrolment", id=licence.enrolment_id)
    wanted = session.get_one(TrainingClass, enrolment.class_id).certificate_id
    if wanted not in (None, licence.certificate_id):
        name = session.get_one(Certificate, wanted).name
        raise RuleRefusal("licence_of_other_kind", field="certificates", certificate=name)
    return enrolment


def _unchecked(session: Session, enrolment: Enrolment | None) -> Paper | None:
    if enrolment is None:
        return None
    paper = session.scalar(select(Paper).where(Paper.kind == "licence", Paper.enrolment_id == enrolment.id))
    if paper is not None and paper.checked_at is not None:
        raise RuleRefusal("paper_checked_already", field="paper", number=paper.number)
    return paper


def _refuse_taken(session: Session, paper: Paper, licence: LicenceDraft) -> None:
    same = (Paper.kind == "licence") & (Paper.issuer == licence.issuer) & (Paper.number == licence.number.strip())
    taken = session.scalar(select(Paper.id).where(same))
    if taken is not None and taken != paper.id:
        raise RuleRefusal(
            "paper_number_taken", field="certificate_number", number=licence.number, issuer=licence.issuer
        )


def check_paper(session: Session, public_id: str, *, actor: Actor, at: datetime) -> Paper:
    """Somebody looked at the licence itself: from now on it counts, and the person's file has it.

    Raises NotFound, NotAllowed, or RuleRefusal for a paper that expired or was checked before.
    """
    require(actor, "papers.record", division=actor.division_code, own=True)
    people = visible_labourers(actor, "papers.record").with_only_columns(Labourer.id)
    query = select(Paper).where(Paper.public_id == public_id, Paper.labourer_id.in_(people))
    paper = session.scalar(query.with_for_update())
    if paper is None:
        raise NotFound("paper_unknown", field="paper", id=public_id)
    if paper.checked_at is not None:
        raise RuleRefusal("paper_checked_already", field="paper", number=paper.number)
    if paper.expires_on is not None and paper.expires_on < county_day(at):
        raise RuleRefusal("paper_expired", field="expires_on", expires_on=paper.expires_on)
    lock_person(session, paper.labourer_id)
    paper.checked_at, paper.checked_by_id = at, actor.user_id
    enter_paper(session, paper)
    return paper


def enter_paper(session: Session, paper: Paper) -> None:
    """Enter in the person's file the certificate that a paper proves, if it proves one."""
    if paper.certificate_id is None:
        return
    key = (paper.labourer_id, paper.certificate_id)
    held = session.get(LabourerCertificate, key) or LabourerCertificate(
        labourer_id=paper.labourer_id, certificate_id=paper.certificate_id
    )
    held.number, held.level, held.expires_on = paper.number, paper.level, paper.expires_on
    session.add(held)
    _file_changed(session, paper.labourer_id)


def enter_skills(session: Session, enrolment: Enrolment) -> None:
    """Enter in the person's file what the class taught, at its level; whoever had a better one keeps it."""
    for taught in session.scalars(select(ClassSkill).where(ClassSkill.class_id == enrolment.class_id)):
        key = (enrolment.labourer_id, taught.skill_id)
        held = session.get(LabourerSkill, key) or LabourerSkill(labourer_id=key[0], skill_id=key[1], level=0)
        held.level = min(held.level or taught.level, taught.level or held.level)
        session.add(held)
    _file_changed(session, enrolment.labourer_id)


def enter_earned(session: Session, labourer_id: int) -> None:
    """Enter again what a person earned here, after a register replaced the skills and certificates of the file."""
    certified = (Enrolment.labourer_id == labourer_id) & (Enrolment.state == "certified")
    for enrolment in session.scalars(select(Enrolment).where(certified).order_by(Enrolment.id)).all():
        enter_skills(session, enrolment)
    checked = (Paper.labourer_id == labourer_id) & Paper.checked_at.is_not(None)
    for paper in session.scalars(select(Paper).where(checked).order_by(Paper.id)).all():
        enter_paper(session, paper)


def _file_changed(session: Session, labourer_id: int) -> None:
    """Count the version of a person's file up: lists made before then say that it changed."""
    flag_modified(session.get_one(Labourer, labourer_id), "situation")
    session.flush()


def list_papers(session: Session, labourer_id: str, *, actor: Actor) -> list[Paper]:
    """The papers of a person whose file the actor may read, newest first, with occupation and certificate. Raises
    NotFound."""
    person, _ = home_of(session, labourer_id, actor=actor, right="labourers.read")
    options = (joinedload(Paper.occupation), joinedload(Paper.certificate))
    query = select(Paper).where(Paper.labourer_id == person).options(*options)
    return list(session.scalars(query.order_by(Paper.issued_on.desc(), Paper.id.desc())))


def describe_paper(paper: Paper) -> dict[str, Any]:
    """A paper as JSON."""
    return {
        "id": paper.public_id,
        "kind": paper.kind,
        "number": paper.number,
        "issuer": paper.issuer,
        "level": paper.level,
        "issued_on": paper.issued_on,
        "expires_on": paper.expires_on,
        "checked": paper.checked_at is not None,
    }
