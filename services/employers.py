"""Employers: found under any of their spellings, registered once, marked when they owe wages."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from matching.text import fold
from models.employer import Employer, EmployerAlias
from services.access import Actor, require, scope_of
from services.divisions import Gazetteer, gazetteer
from services.errors import NotFound
from services.pinyin import spelling

_LEGAL_FORM = re.compile(r"(股份|有限|责任|集团|控股|总公司|分公司|公司|商行|经营部)+$")
_BRACKETS = re.compile(r"[(（][^)）]*[)）]")
SHORTEST_STEM = 2


@dataclass(frozen=True)
class FirmName:
    """A firm's name taken apart: the place it begins with (0 none) and the stem without its legal form."""

    place: int
    stem: str


def firm_name(name: str, places: Gazetteer) -> FirmName:
    """深圳市爱德康珠宝首饰有限公司 is 爱德康珠宝首饰 in 深圳市."""
    clean = _BRACKETS.sub("", fold(name))
    place = places.locate(clean, None)
    rest = place.rest if place is not None and len(place.rest) >= SHORTEST_STEM else clean
    return FirmName(place.code if place is not None else 0, _LEGAL_FORM.sub("", rest) or rest)


def same_firm(one: FirmName, other: FirmName) -> bool:
    """Whether two names surely mean one firm: the same city, and stems that sound alike (爱德康, 爱得康), or one
    shortens the other (运发 for 运输发展), or one begins the other."""
    if one.place and other.place and one.place // 10**8 != other.place // 10**8:
        return False
    short, long = sorted((one.stem, other.stem), key=len)
    if spelling(short) == spelling(long):
        return True
    begins = len(short) >= 3 and spelling(long)[0].startswith(spelling(short)[0])
    return begins or (bool(one.place and other.place) and _shortens(short, long))


def _shortens(short: str, long: str) -> bool:
    """Whether `short` takes its characters from `long` in order, beginning with its first: 运发 of 运输发展."""
    rest = iter(long)
    return len(short) >= SHORTEST_STEM and short[0] == long[0] and all(letter in rest for letter in short)


def employers_named(session: Session, name: str) -> list[Employer]:
    """Employers that `name` surely means, by name, alias, or likeness; the exact ones alone when there are any."""
    exact = select(Employer).where(
        (Employer.name == name) | Employer.id.in_(select(EmployerAlias.employer_id).where(EmployerAlias.name == name))
    )
    found = list(session.scalars(exact.order_by(Employer.id)))
    return found or _alike(session, name)


def _alike(session: Session, name: str) -> list[Employer]:
    places = gazetteer(session)
    wanted = firm_name(name, places)
    rows = session.execute(select(Employer.id, Employer.name).order_by(Employer.id))
    ids = [employer_id for employer_id, other in rows if same_firm(wanted, firm_name(other, places))]
    return list(session.scalars(select(Employer).where(Employer.id.in_(ids)).order_by(Employer.id))) if ids else []


def add_alias(session: Session, employer: Employer, name: str) -> None:
    """Remember another spelling of an employer."""
    known = select(EmployerAlias.id).where(EmployerAlias.employer_id == employer.id, EmployerAlias.name == name)
    if name != employer.name and session.scalar(known) is None:
        session.add(EmployerAlias(employer_id=employer.id, name=name))
        session.flush()


def list_employers(session: Session, *, actor: Actor, limit: int = 200) -> Sequence[Employer]:
    """Employers the actor may read, by name: all for offices (employers are shared by counties), else its own."""
    query = select(Employer).order_by(Employer.name).limit(limit)
    query = query.options(joinedload(Employer.division), joinedload(Employer.industry))
    scope = scope_of(actor, "employers.read")
    if scope == "own":
        query = query.where(Employer.id == (actor.employer_id or 0))
    elif scope is None:
        query = query.where(Employer.id < 0)
    return list(session.scalars(query))


def find_employer(session: Session, public_id: str, *, actor: Actor) -> Employer:
    """One employer. Raises NotFound."""
    employer = session.scalar(select(Employer).where(Employer.public_id == public_id))
    if employer is None or (scope_of(actor, "employers.read") == "own" and employer.id != actor.employer_id):
        raise NotFound("employer_unknown", field="employer", id=public_id)
    return employer


def mark_arrears(session: Session, public_id: str, *, since: date, actor: Actor, at: datetime) -> Employer:
    """Mark an employer that owes wages: it files no orders until cleared. Any county office may mark one."""
    return _set_arrears(session, public_id, since, actor)


def clear_arrears(session: Session, public_id: str, *, actor: Actor, at: datetime) -> Employer:
    return _set_arrears(session, public_id, None, actor)


def _set_arrears(session: Session, public_id: str, since: date | None, actor: Actor) -> Employer:
    employer = find_employer(session, public_id, actor=actor)
    require(actor, "employers.mark", division=actor.division_code)
    employer.wage_arrears_since = since
    session.flush()
    return employer
