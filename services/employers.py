"""Employers: found under any of their spellings, registered once, marked when they owe wages."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from models.employer import Employer, EmployerAlias
from models.step import Step
from services.access import Actor, require, scope_of
from services.divisions import Gazetteer, gazetteer
from services.errors import NotFound
from services.firm_names import FirmName, alike, firm_name, same_firm, sound

MOST_ALIKE = 3
SUBJECT = "employer"  # of its steps
MOST_NOTE = 480  # characters, beside a day


@dataclass
class KnownFirm:
    """A firm that is registered, or (`id` None) one that a batch read before it and will register; `entered`: a person
    entered it as an employer, so it is a firm of its own."""

    name: str
    credit_code: str | None
    county_code: int
    id: int | None = None
    employer: Employer | None = None
    owes_since: date | None = None
    entered: bool = False


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
        self._debtors = [(firm_name(firm.name, places), firm) for firm in firms if firm.owes_since]
        for firm in firms:
            self.add(firm)
        by_id = {firm.id: firm for firm in firms}
        for employer_id, name, by_likeness in aliases:
            if employer_id in by_id:
                self._by_name[name].append((by_id[employer_id], not by_likeness))
                if by_id[employer_id].owes_since:
                    self._debtors.append((firm_name(name, places), by_id[employer_id]))

    def add(self, firm: KnownFirm) -> KnownFirm:
        """Enter one more firm; the rows after it find it."""
        name = firm_name(firm.name, self._places)
        if firm.credit_code:
            self._by_code.setdefault(firm.credit_code, firm)
        self._by_name[firm.name].append((firm, True))
        for key in _likeness_keys(name):
            self._by_city[key].append(firm)
        self._by_beginning[name.stem[:1] and sound(name.stem[:1])].append((name, firm))
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

    def debtor_like(self, name: str, credit_code: str | None, county_code: int | None = None) -> KnownFirm | None:
        """The firm owing wages that a name may mean though it finds another firm, or none. A firm that a person
        entered, that has the name as a confirmed alias, or whose credit code differs is another."""
        found = self.find(name, credit_code, county_code)
        firm = found.firm
        if firm is not None and (firm.owes_since or (found.exact and (firm.entered or firm.name != name))):
            return None
        code, read = credit_code or (firm.credit_code if firm else None), firm_name(name, self._places)
        like = (debtor for other, debtor in self._debtors if not _other_code(debtor, code) and alike(read, other))
        return next(like, None)

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
        maybe = self._by_beginning.get(name.stem[:1] and sound(name.stem[:1]), ())
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
    entered = set(session.scalars(select(Step.subject_id).where(Step.subject == SUBJECT, Step.action == "enter")))
    firms = [
        KnownFirm(name, code, county, id=employer_id, owes_since=since, entered=employer_id in entered)
        for employer_id, name, code, county, since in session.execute(
            select(
                Employer.id, Employer.name, Employer.credit_code, Employer.county_code, Employer.wage_arrears_since
            ).order_by(Employer.id)
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


def list_employers(session: Session, *, actor: Actor, limit: int = 200, offset: int = 0) -> Sequence[Employer]:
    """Employers the actor may read, by name: all for offices (employers are shared by counties), else its own."""
    query = select(Employer).order_by(Employer.name, Employer.id).limit(limit).offset(offset)
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


def record_employer(
    session: Session, employer: Employer, action: str, *, actor: Actor, at: datetime, note: str = ""
) -> None:
    """Write down what was done to an employer: `enter`, `mark_arrears` or `clear_arrears`. It has no states."""
    step = Step(subject=SUBJECT, subject_id=employer.id, action=action, from_state="", to_state="")
    step.actor_id, step.at, step.note = actor.user_id, at, note.strip()
    session.add(step)


def record_arrears(
    session: Session, employer: Employer, since: date | None, *, actor: Actor, at: datetime, note: str = ""
) -> None:
    """Set since when an employer owes wages (None: no longer) and record by whom, when and why; the note begins with
    the day since when."""
    action = "mark_arrears" if since else "clear_arrears"
    said = f"{since or employer.wage_arrears_since or ''} {note}"
    employer.wage_arrears_since = since
    session.flush()
    record_employer(session, employer, action, actor=actor, at=at, note=said)


def mark_arrears(
    session: Session, public_id: str, *, since: date, actor: Actor, at: datetime, note: str = ""
) -> Employer:
    """Mark an employer that owes wages, with the reason: it files no orders until cleared. Any county office may."""
    return _set_arrears(session, public_id, since, actor, at, note)


def clear_arrears(session: Session, public_id: str, *, actor: Actor, at: datetime, note: str = "") -> Employer:
    """Clear an employer that has paid, with the reason."""
    return _set_arrears(session, public_id, None, actor, at, note)


def _set_arrears(
    session: Session, public_id: str, since: date | None, actor: Actor, at: datetime, note: str
) -> Employer:
    employer = find_employer(session, public_id, actor=actor)
    require(actor, "employers.mark", division=actor.division_code)
    record_arrears(session, employer, since, actor=actor, at=at, note=note[:MOST_NOTE])
    session.flush()
    return employer
