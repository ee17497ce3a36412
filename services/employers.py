"""Employers: found under any of their spellings, registered once, marked when they owe wages."""

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from matching.text import fold
from models.employer import Employer, EmployerAlias
from services.access import Actor, require, scope_of
from services.divisions import Gazetteer, gazetteer
from services.errors import NotFound
from services.pinyin import spelling

_LEGAL_FORM = re.compile(r"(股份|有限|责任|集团|控股|总公司|公司)+$")
_GROUP = re.compile("集团|控股")
_BRACKETS = re.compile(r"[(（][^)）]*[)）]")
_MUNICIPALITIES = (11, 12, 31, 50)  # 北京, 天津, 上海, 重庆: provinces that are one city
SHORTEST_STEM = 2
SHORTEST_SOUND = 3  # stems as short as 华美 are too often spoken alike to be one firm
MOST_ALIKE = 3


@dataclass(frozen=True)
class FirmName:
    """A firm's name taken apart: the place it begins with (0 none), the stem without its legal form, its sound, and
    whether it is a group 集团 or a holding 控股 ("" neither)."""

    place: int
    stem: str
    sound: str
    group: str

    @property
    def city(self) -> int:
        """The first four digits of the city's code; 0 when the name says none."""
        province, city = self.place // 10**10, self.place // 10**8
        if province in _MUNICIPALITIES:
            return province * 100
        return city if city % 100 else 0


def firm_name(name: str, places: Gazetteer) -> FirmName:
    """深圳市爱德康珠宝首饰有限公司 is 爱德康珠宝首饰 in 深圳市."""
    clean = _BRACKETS.sub("", fold(name))
    place = places.locate(clean, None)
    rest = place.rest if place is not None and len(place.rest) >= SHORTEST_STEM else clean
    stem = _LEGAL_FORM.sub("", rest) or rest
    group = _GROUP.search(rest[len(stem) :])
    return FirmName(place.code if place is not None else 0, stem, _sound(stem), group[0] if group else "")


@lru_cache(maxsize=50_000)
def _sound(stem: str) -> str:
    return spelling(stem)[0]


def same_firm(one: FirmName, other: FirmName) -> bool:
    """Whether two names surely mean one firm of one named city and one form: stems of at least three characters that
    sound the same (爱德康珠宝首饰, 爱得康珠宝首饰), or, for groups, one the initials of the other (运发, 运输发展)."""
    if not one.city or one.city != other.city or one.group != other.group:
        return False
    short, long = sorted((one.stem, other.stem), key=len)
    if one.sound == other.sound:
        return len(short) >= SHORTEST_SOUND
    return bool(one.group) and shortens(short, long)


def shortens(short: str, long: str) -> bool:
    """Whether each character of `short` begins a word of two characters of `long`: 运发 of 运输|发展."""
    return len(short) >= SHORTEST_STEM and len(long) == 2 * len(short) and long[::2] == short


def alike(one: FirmName, other: FirmName) -> bool:
    """Whether two names may mean one firm, so that a person should look: no two cities, and one sounds as the other
    begins (爱德康, 爱德康珠宝首饰)."""
    if one.city and other.city and one.city != other.city:
        return False
    short, long = sorted((one, other), key=lambda each: len(each.stem))
    if len(short.stem) < SHORTEST_STEM:
        return False
    return long.sound.startswith(short.sound) or shortens(short.stem, long.stem)


@dataclass
class KnownFirm:
    """A firm that is registered, or (`id` None) one that a batch read before it and will register."""

    name: str
    credit_code: str | None
    county_code: int
    id: int | None = None
    employer: Employer | None = None


@dataclass(frozen=True)
class Found:
    """What a name means: the firm and whether by code, name or confirmed alias (`exact`); else names `alike`."""

    firm: KnownFirm | None = None
    exact: bool = False
    alike: tuple[str, ...] = ()


class KnownFirms:
    """All employers by code, by name, and by the city and sound of the name: made once for a batch of rows."""

    def __init__(self, firms: Sequence[KnownFirm], aliases: Sequence[tuple[int, str, bool]], places: Gazetteer) -> None:
        self._places = places
        self._by_code: dict[str, KnownFirm] = {}
        self._by_name: dict[str, list[tuple[KnownFirm, bool]]] = defaultdict(list)
        self._by_city: dict[tuple[int, str], list[KnownFirm]] = defaultdict(list)
        self._by_beginning: dict[str, list[tuple[FirmName, KnownFirm]]] = defaultdict(list)
        for firm in firms:
            self.add(firm)
        by_id = {firm.id: firm for firm in firms}
        for employer_id, name, by_likeness in aliases:
            if employer_id in by_id:
                self._by_name[name].append((by_id[employer_id], not by_likeness))

    def add(self, firm: KnownFirm) -> KnownFirm:
        """Enter one more firm; the rows after it find it."""
        name = firm_name(firm.name, self._places)
        if firm.credit_code:
            self._by_code.setdefault(firm.credit_code, firm)
        self._by_name[firm.name].append((firm, True))
        for key in _likeness_keys(name):
            self._by_city[key].append(firm)
        self._by_beginning[name.stem[:1] and _sound(name.stem[:1])].append((name, firm))
        return firm

    def learn(self, firm: KnownFirm, name: str, credit_code: str | None, *, exact: bool) -> None:
        """Another name, or the code, of a firm."""
        if all(known is not firm for known, _ in self._by_name[name]):
            self._by_name[name].append((firm, exact))
        if exact and credit_code and not firm.credit_code:
            firm.credit_code = credit_code
            self._by_code.setdefault(credit_code, firm)

    def find(self, name: str, credit_code: str | None, county_code: int | None = None) -> Found:
        """The firm of that code, else of that name (the county's own first), else the one whose name surely means the
        same; firms of another code are others."""
        if credit_code and credit_code in self._by_code:
            return Found(self._by_code[credit_code], exact=True)
        named = [each for each in self._by_name.get(name, ()) if not _other_code(each[0], credit_code)]
        named.sort(key=lambda each: (each[0].county_code != county_code, not each[1]))
        if named:
            return Found(*named[0])
        return self._like(firm_name(name, self._places), credit_code)

    def taken(self, name: str, county_code: int) -> KnownFirm | None:
        """The firm registered under exactly that name in that county, whatever its code."""
        named = (firm for firm, _ in self._by_name.get(name, ()) if firm.name == name)
        return next((firm for firm in named if firm.county_code == county_code), None)

    def _like(self, name: FirmName, credit_code: str | None) -> Found:
        keys = _likeness_keys(name)
        near = {id(firm): firm for key in keys for firm in self._by_city.get(key, ())}
        same = [
            firm
            for firm in near.values()
            if not _other_code(firm, credit_code) and same_firm(name, firm_name(firm.name, self._places))
        ]
        if len(same) == 1:
            return Found(same[0])
        maybe = self._by_beginning.get(name.stem[:1] and _sound(name.stem[:1]), ())
        names = [firm.name for other, firm in maybe if not _other_code(firm, credit_code) and alike(name, other)]
        return Found(alike=tuple(dict.fromkeys(names))[:MOST_ALIKE])


def _likeness_keys(name: FirmName) -> set[tuple[int, str]]:
    """Under what a name and those that surely mean the same meet: its sound, and for a group its initials."""
    if not name.city:
        return set()
    keys = {(name.city, name.sound)}
    if name.group:
        keys |= {(name.city, name.stem), (name.city, name.stem[::2])}
    return keys


def _other_code(firm: KnownFirm, credit_code: str | None) -> bool:
    return bool(credit_code and firm.credit_code and credit_code != firm.credit_code)


def known_firms(session: Session) -> KnownFirms:
    """All employers and their aliases; about 50 microseconds each."""
    firms = [
        KnownFirm(name, code, county, id=employer_id)
        for employer_id, name, code, county in session.execute(
            select(Employer.id, Employer.name, Employer.credit_code, Employer.county_code).order_by(Employer.id)
        )
    ]
    aliases = session.execute(select(EmployerAlias.employer_id, EmployerAlias.name, EmployerAlias.by_likeness))
    return KnownFirms(firms, [(owner, name, likeness) for owner, name, likeness in aliases], gazetteer(session))


def add_alias(session: Session, employer: Employer, name: str, *, by_likeness: bool = False) -> None:
    """Remember another spelling of an employer; one that came by likeness is confirmed by an exact one."""
    if name == employer.name:
        return
    named = (EmployerAlias.employer_id == employer.id) & (EmployerAlias.name == name)
    known = session.scalar(select(EmployerAlias).where(named))
    if known is None:
        session.add(EmployerAlias(employer_id=employer.id, name=name, by_likeness=by_likeness))
    elif known.by_likeness and not by_likeness:
        known.by_likeness = False
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
