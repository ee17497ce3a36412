"""Accounts that a family shares: whoever signed in says who they are, and proves it with a second fact."""

import hmac
from datetime import datetime

from sqlalchemy import Select, select
from sqlalchemy.orm import Session, joinedload

from models.labourer import Labourer
from models.user import User
from services.access import Actor
from services.errors import NotFound, Refusal
from services.labourers import visible_labourers
from services.sign_in_locks import count_failure, forgive, hold

ID_ENDING = 4  # characters of the ID number that are asked for


def members_of(session: Session, user_id: int | None) -> list[Labourer]:
    """The people whose account this is, by name."""
    return list(session.scalars(_of_account(user_id).order_by(Labourer.pinyin, Labourer.id)))


def own_person(session: Session, *, actor: Actor) -> Labourer:
    """The person the actor acts for, with home loaded. Raises NotFound when there is none."""
    mine = visible_labourers(actor).where(Labourer.id == actor.labourer_id).options(joinedload(Labourer.home))
    person = session.scalar(mine)
    if person is None:
        raise NotFound("labourer_unknown", field="labourer")
    return person


def _of_account(user_id: int | None) -> Select[Labourer]:
    return select(Labourer).where(Labourer.account_id == user_id, Labourer.merged_into_id.is_(None))


def asks_for_birth(person: Labourer) -> bool:
    """Whether the second fact is the birth date, because no ID number is known."""
    return person.id_number is None


def choose_member(session: Session, user_id: int, labourer_id: str, fact: str, *, at: datetime) -> str | None:
    """The public id of the person when `fact` is theirs: the last four characters of the ID number or, without one,
    the birth date as eight digits. A wrong fact is None and counts as a failed sign-in of the account.

    Raises NotFound for somebody of another account, Refusal without a fact, RuleRefusal while the account is locked.
    """
    login = session.get_one(User, user_id).login
    hold(session, login, at)
    person = session.scalar(_of_account(user_id).where(Labourer.public_id == labourer_id))
    if person is None:
        raise NotFound("labourer_unknown", field="labourer", id=labourer_id)
    given = "".join(character for character in fact if character.isalnum()).upper()
    if not given:
        raise Refusal("missing", field="fact")
    if not _proves(person, given):
        count_failure(session, login, at)
        return None
    forgive(session, login)
    return person.public_id


def _proves(person: Labourer, given: str) -> bool:
    if asks_for_birth(person):
        wanted = person.birth.strftime("%Y%m%d") if person.birth else ""
    else:
        wanted = (person.id_number or "")[-ID_ENDING:].upper()
    return bool(wanted) and hmac.compare_digest(wanted.encode(), given.encode())
