"""What labourers are told about classes: message rows written with the step they tell of."""

from datetime import datetime, timedelta

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from models.enrolment import Enrolment
from models.message import Message
from models.training_class import TrainingClass
from services.county_rules import rules_of


def tell(
    session: Session,
    enrolment: Enrolment,
    code: str,
    taught: TrainingClass,
    *,
    at: datetime,
    can_be_undone: bool = False,
    hold: timedelta = timedelta(),
    note: str = "",
) -> None:
    """Write a message about an enrolment, with the reason if there is one; what was not sent before is taken back. Bad
    news, which `can_be_undone`, waits as long as the county lets it, anything else for `hold`."""
    take_back(session, enrolment, at=at)
    wait = timedelta(minutes=rules_of(session, taught.county_code).hold_minutes) if can_be_undone else hold
    session.add(
        Message(
            labourer_id=enrolment.labourer_id,
            enrolment_id=enrolment.id,
            code=code,
            params=_params(enrolment, taught) | ({"note": note.strip()} if note.strip() else {}),
            written_at=at,
            not_before=at + wait,
        )
    )


def _params(enrolment: Enrolment, taught: TrainingClass) -> dict[str, str | None]:
    return {
        "class": taught.public_id,
        "title": taught.title,
        "starts_on": taught.starts_on.isoformat(),
        "answer_by": enrolment.answer_by.isoformat() if enrolment.answer_by else None,
    }


def told_already(session: Session, enrolment: Enrolment, *, at: datetime) -> bool:
    """Whether the person may know of the last message about an enrolment that was not taken back."""
    about = (Message.enrolment_id == enrolment.id) & Message.cancelled_at.is_(None) & (Message.not_before <= at)
    return session.scalar(select(Message.id).where(about).limit(1)) is not None


def send_at_once(session: Session, enrolment: Enrolment) -> None:
    """Hold the message about an enrolment no longer, as if it never was: it can no more be undone."""
    waiting = (Message.enrolment_id == enrolment.id) & Message.sent_at.is_(None) & Message.cancelled_at.is_(None)
    session.execute(update(Message).where(waiting).values(not_before=Message.written_at))


def take_back(session: Session, enrolment: Enrolment, *, at: datetime) -> None:
    """Cancel the messages about an enrolment that were not sent yet."""
    waiting = (Message.enrolment_id == enrolment.id) & Message.sent_at.is_(None) & Message.cancelled_at.is_(None)
    session.execute(update(Message).where(waiting).values(cancelled_at=at))
