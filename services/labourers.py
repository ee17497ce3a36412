"""The register: finding and reading people's files, and who read them."""

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, literal_column, or_, select
from sqlalchemy.orm import Session, joinedload, selectinload

from models.labourer import (
    Experience,
    IndustryWish,
    Labourer,
    LabourerCategory,
    LabourerCertificate,
    LabourerSkill,
    OccupationWish,
    PlaceWish,
)
from models.reading import FileReading
from models.sealed import key_ring
from services.access import Actor, bounds, scope_of, subtree
from services.audit import audit
from services.errors import NotFound

COUNTY = 10**6  # codes of counties are multiples of this
WHOLE = (
    joinedload(Labourer.home),
    selectinload(Labourer.skills).joinedload(LabourerSkill.skill),
    selectinload(Labourer.certificates).joinedload(LabourerCertificate.certificate),
    selectinload(Labourer.wishes).joinedload(OccupationWish.occupation),
    selectinload(Labourer.places).joinedload(PlaceWish.division),
    selectinload(Labourer.industries).joinedload(IndustryWish.industry),
    selectinload(Labourer.experience).joinedload(Experience.occupation),
    selectinload(Labourer.categories).joinedload(LabourerCategory.category),
    selectinload(Labourer.consents),
)


def visible_labourers(actor: Actor, right: str = "labourers.read") -> Select[Labourer]:
    """The people the actor has `right` on, those folded into another entry, and tombstones, left out."""
    query = select(Labourer).where(Labourer.merged_into_id.is_(None), Labourer.erased_at.is_(None))
    match scope_of(actor, right):
        case "all":
            return query
        case "division" if (division := bounds(actor, right)) is not None:
            low, high = subtree(division)
            return query.where(Labourer.home_code >= low, Labourer.home_code < high)
        case "own" if actor.labourer_id is not None:
            return query.where(Labourer.id == actor.labourer_id)
        case _:
            return query.where(Labourer.id < 0)


def list_labourers(
    session: Session,
    *,
    actor: Actor,
    text: str = "",
    situation: str | None = None,
    among: ColumnElement[bool] | None = None,
    limit: int = 50,
    offset: int = 0,
) -> tuple[list[Labourer], int]:
    """A page of the register by pinyin, and how many there are in all. `text` is a name in 汉字, pinyin or initials,
    or a whole ID or telephone number; `among` is a condition on the people, as `register_groups.in_group` gives."""
    query = _matching(_register(actor), text.strip())
    if situation:
        query = query.where(Labourer.situation == situation)
    if among is not None:
        query = query.where(among)
    total = session.scalar(query.with_only_columns(func.count())) or 0
    page = query.with_only_columns(Labourer.id).order_by(Labourer.pinyin, Labourer.id).limit(limit).offset(offset)
    ids = list(session.scalars(page))
    parts = joinedload(Labourer.home), selectinload(Labourer.skills).joinedload(LabourerSkill.skill)
    found = {each.id: each for each in session.scalars(select(Labourer).where(Labourer.id.in_(ids)).options(*parts))}
    return [found[each] for each in ids if each in found], total


def _register(actor: Actor) -> Select[Labourer]:
    """The people the actor may read; those of a county from the index that has them by pinyin."""
    query, division = visible_labourers(actor), bounds(actor, "labourers.read")
    if division is None or division % COUNTY or scope_of(actor, "labourers.read") != "division":
        return query
    return query.where(literal_column("labourer.home_code / 1000000") == literal_column(str(division // COUNTY)))


def _matching(query: Select[Labourer], text: str) -> Select[Labourer]:
    if not text:
        return query
    folded = text.lower().replace(" ", "")
    if len(folded) >= 7 and folded[:-1].isdigit():
        hashes = key_ring().find_hashes(folded.upper())
        return query.where(or_(Labourer.id_lookup.in_(hashes), Labourer.phone_lookup.in_(hashes)))
    return query.where(called(text))


def called(text: str) -> ColumnElement[bool]:
    """People called like this: 汉字 anywhere in the name, or how its pinyin or initials begin, which have their first
    letter in common."""
    folded = text.lower().replace(" ", "")
    if folded.isascii() and folded:
        begin = (column.startswith(folded, autoescape=True) for column in (Labourer.pinyin, Labourer.initials))
        letter = Labourer.pinyin >= folded[0], Labourer.pinyin < chr(ord(folded[0]) + 1)
        return and_(or_(*begin), *letter)
    return Labourer.name.contains(text, autoescape=True)


def find_labourer(session: Session, public_id: str, *, actor: Actor, right: str = "labourers.read") -> Labourer:
    """A person's file, whole. Raises NotFound when there is none that the actor may see."""
    query = visible_labourers(actor, right).where(Labourer.public_id == public_id).options(*WHOLE)
    labourer = session.scalar(query)
    if labourer is None:
        raise NotFound("labourer_unknown", field="labourer", id=public_id)
    return labourer


def log_reading(
    session: Session, labourer_id: int, *, actor: Actor, at: datetime, purpose: str, revealed: bool = False
) -> None:
    """Record that the actor read a file, and whether ID and telephone were shown in full."""
    session.add(FileReading(labourer_id=labourer_id, user_id=actor.user_id, at=at, purpose=purpose, revealed=revealed))


def reveal(session: Session, public_id: str, *, actor: Actor, at: datetime, purpose: str) -> dict[str, Any]:
    """ID and telephone numbers in full, with the reading logged. Raises NotFound without the right to reveal."""
    labourer = find_labourer(session, public_id, actor=actor, right="labourers.reveal")
    log_reading(session, labourer.id, actor=actor, at=at, purpose=purpose, revealed=True)
    audit(session, "person.reveal", actor=actor, at=at, subject=labourer)
    return {"id_number": labourer.id_number, "phone": labourer.phone, "other_phone": labourer.other_phone}
