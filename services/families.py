"""Accounts and telephones that a family shares: who is there says who they are, and proves it with a second fact."""

import hmac
from datetime import datetime, timedelta

from sqlalchemy import Select, select
from sqlalchemy.orm import Session, joinedload

from models.labourer import Labourer
from models.model import new_public_id
from models.phone_code import PhoneCode
from models.sealed import key_ring
from models.user import User
from services.access import Actor
from services.errors import NotFound, Refusal, RuleRefusal
from services.labourers import visible_labourers
from services.sign_in_locks import count_failure, forgive, hold
from services.sign_ins import last_seen

ID_ENDING = 4  # characters of the ID number that are asked for
KNOWN_FOR = timedelta(days=90)
"""How long a telephone is taken for its one owner's without asking again: numbers change hands."""


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
    if not _is_proved(session, person, fact, login, at):
        return None
    return person.public_id


def people_with(session: Session, code: PhoneCode) -> list[Labourer]:
    """The people registered with the number that a code was sent to, by name."""
    here = Labourer.phone_lookup.in_(key_ring().find_hashes(code.phone)) & Labourer.merged_into_id.is_(None)
    living = Labourer.erased_at.is_(None) & (Labourer.situation != "deceased")
    return list(session.scalars(select(Labourer).where(here & living).order_by(Labourer.pinyin, Labourer.id)))


def one_known(session: Session, people: list[Labourer], *, at: datetime) -> Labourer | None:
    """The only one with the number, if they were here with their account not long ago: nothing more is asked then."""
    if len(people) != 1 or people[0].account_id is None:
        return None
    seen = last_seen(session, [people[0].account_id]).get(people[0].account_id)
    return people[0] if seen is not None and at - seen < KNOWN_FOR else None


def choose_by_phone(session: Session, code: PhoneCode, labourer_id: str, fact: str, *, at: datetime) -> Labourer | None:
    """The person among those of a proved number, when `fact` is theirs; a wrong fact is None and counted for the
    number. Raises NotFound, Refusal and RuleRefusal as `choose_member`."""
    lock = f"phone:{code.phone}"
    hold(session, lock, at)
    person = next((each for each in people_with(session, code) if each.public_id == labourer_id), None)
    if person is None:
        raise NotFound("labourer_unknown", field="labourer", id=labourer_id)
    return person if _is_proved(session, person, fact, lock, at) else None


def account_of(session: Session, person: Labourer, *, at: datetime) -> User:
    """The account of a person, made when there is none: it has no password, and is entered by telephone. Raises
    RuleRefusal for one that was disabled."""
    user = session.get(User, person.account_id) if person.account_id is not None else None
    if user is None:
        user = User(login=f"tel-{new_public_id().lower()}", name=person.name, role="labourer", created_at=at)
        user.division_code = person.home_code
        session.add(user)
        session.flush()
        person.account_id = user.id
    if user.disabled_at is not None:
        raise RuleRefusal("own_account_disabled", field="person")
    return user


def _is_proved(session: Session, person: Labourer, fact: str, lock: str, at: datetime) -> bool:
    """Whether the fact is the person's; a wrong one counts for the lock, which the right one opens."""
    given = "".join(character for character in fact if character.isalnum()).upper()
    if not given:
        raise Refusal("missing", field="fact")
    if not _proves(person, given):
        count_failure(session, lock, at)
        return False
    forgive(session, lock)
    return True


def _proves(person: Labourer, given: str) -> bool:
    if asks_for_birth(person):
        wanted = person.birth.strftime("%Y%m%d") if person.birth else ""
    else:
        wanted = (person.id_number or "")[-ID_ENDING:].upper()
    return bool(wanted) and hmac.compare_digest(wanted.encode(), given.encode())
