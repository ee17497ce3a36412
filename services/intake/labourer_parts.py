"""The child rows of a labourer: skills, certificates, wishes, experience, categories, consent."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, fields
from datetime import date, datetime
from typing import Any

from sqlalchemy import delete, insert, select, update
from sqlalchemy.orm import Session

from models.labourer import (
    Consent,
    Experience,
    IndustryWish,
    LabourerCategory,
    LabourerCertificate,
    LabourerSkill,
    OccupationWish,
    PlaceWish,
)
from models.model import Model
from services.divisions import Gazetteer
from services.intake.batch import flag, linked
from services.sheets.fields.lists import WrittenSkill
from services.sheets.fields.readings import Flag
from services.sheets.labourer_rows import LabourerDraft
from services.words import Vocabulary

CONSENT_TEXT = "register-1"  # the declaration on the village register that people sign
_YEARS = re.compile(r"(\d{1,2})\s*年")
_LENGTH = re.compile(r"\s*[(（]?\d{1,2}\s*(年(\s*\d{1,2}\s*个月)?|个月)[)）]?")
_MONTHS = re.compile(r"(\d{1,2})\s*个月")

Rows = list[dict[str, Any]]


@dataclass
class Parts:
    """Rows by child table, without their owner; None where the sheet says nothing, so that nothing is replaced."""

    skills: Rows | None = None
    certificates: Rows | None = None
    wishes: Rows | None = None
    places: Rows | None = None
    industries: Rows | None = None
    experience: Rows | None = None
    categories: Rows | None = None
    consent: bool | None = None
    registered_on: date | None = None

    def __or__(self, later: "Parts") -> "Parts":
        """What `later` says, and else what this says."""
        merged = {each.name: getattr(later, each.name) for each in fields(self)}
        return Parts(**{name: getattr(self, name) if value is None else value for name, value in merged.items()})


TABLES: dict[str, type[Model]] = {
    "skills": LabourerSkill,
    "certificates": LabourerCertificate,
    "wishes": OccupationWish,
    "places": PlaceWish,
    "industries": IndustryWish,
    "experience": Experience,
    "categories": LabourerCategory,
}


@dataclass
class PartsReader:
    """Collects the parts of one draft and what could not be read of it."""

    draft: LabourerDraft
    words: Vocabulary
    gazetteer: Gazetteer
    context: int | None
    flags: list[Flag] = field(default_factory=list)

    def read(self) -> Parts:
        draft = self.draft
        return Parts(
            skills=self._skills(draft.skills) or None,
            certificates=self._certificates() or None,
            wishes=self._wishes() or None,
            places=self._places() or None,
            industries=self._industries() or None,
            experience=self._experience() or None,
            categories=self._categories() or None,
            consent=draft.consent,
            registered_on=draft.registered_on,
        )

    def _skills(self, written: Sequence[WrittenSkill]) -> Rows:
        rows: dict[int, dict[str, Any]] = {}
        for skill in written:
            entry = linked(self.words.skills, skill.name, "skills", "skill_unknown", self.flags)
            if entry is not None:
                level = skill.level or (self.draft.level if len(written) == 1 else None) or 0
                years = skill.years or (self.draft.years if len(written) == 1 else None) or 0
                rows.setdefault(
                    entry.id, {"skill_id": entry.id, "level": level, "years_x10": min(round(years * 10), 600)}
                )
        return list(rows.values())

    def _certificates(self) -> Rows:
        rows: dict[int, dict[str, Any]] = {}
        for text in self.draft.certificates:
            entry = self.words.certificates.get(text)
            if entry is None:
                self.flags.append(flag("certificate_unknown", "certificates", text=text))
            else:
                number = self.draft.certificate_number if len(self.draft.certificates) == 1 else ""
                rows[entry.id] = {"certificate_id": entry.id, "number": number[:60], "level": self.draft.level or 0}
        return list(rows.values())

    def _wishes(self) -> Rows:
        entries = [
            linked(self.words.occupations, text, "wish_occupations", "wish_unknown", self.flags)
            for text in self.draft.wish_occupations
        ]
        known = dict.fromkeys(entry.id for entry in entries if entry is not None)
        return [{"occupation_id": each, "rank": min(rank, 9)} for rank, each in enumerate(known, start=1)]

    def _places(self) -> Rows:
        codes: dict[int, None] = {}
        for text in self.draft.wish_places:
            place = self.gazetteer.locate(text, None) or self.gazetteer.locate(text, self.context)
            if place is None:
                self.flags.append(flag("wish_place_unknown", "wish_places", text=text))
            else:
                codes[place.code] = None
        return [{"division_code": code} for code in codes]

    def _industries(self) -> Rows:
        ids: dict[int, None] = {}
        for text in self.draft.wish_industries:
            entry = self.words.industries.get(text)
            if entry is None:
                self.flags.append(flag("industry_unknown", "wish_industries", text=text))
            else:
                ids[entry.id] = None
        return [{"industry_id": each} for each in ids]

    def _experience(self) -> Rows:
        """Occupations named in the work history; the months are those written beside each, else the years column."""
        rows: dict[int, dict[str, Any]] = {}
        for text in filter(None, re.split(r"[；;。\n，,、]", self.draft.work_history)):
            found = self.words.occupations.link(_LENGTH.sub("", text).strip(), 1)
            if found.entry is not None:
                months = months_in(text) or (self.draft.years or 0) * 12
                rows.setdefault(
                    found.entry.id,
                    {"occupation_id": found.entry.id, "months": min(months, 720), "text": text.strip()[:200]},
                )
        return list(rows.values())

    def _categories(self) -> Rows:
        known = (self.words.categories.by_code.get(code) for code in self.draft.categories)
        return [{"category_id": entry.id} for entry in known if entry is not None]


def months_in(text: str) -> int:
    """Months of work that a text names: 3年 is 36, 2年6个月 is 30, nothing named is 0; years of the calendar are no
    length."""
    years = sum(int(found) for found in _YEARS.findall(re.sub(r"(19|20)\d\d\s*年", "", text)))
    return years * 12 + sum(int(found) for found in _MONTHS.findall(text))


def replace_parts(session: Session, owners: Iterable[tuple[int, Parts]], at: datetime, *, new: bool) -> None:
    """Write the parts of some labourers, replacing those that the sheet says something about."""
    owned = list(owners)
    for name, table in TABLES.items():
        said = [(owner, rows) for owner, parts in owned if (rows := getattr(parts, name)) is not None]
        if said and not new:
            column = table.__table__.c.labourer_id
            session.execute(delete(table).where(column.in_([owner for owner, _ in said])))
        _insert(session, table, [{"labourer_id": owner, **row} for owner, rows in said for row in rows])
    _consents(session, owned, at, new=new)


def _insert(session: Session, table: type[Model], rows: Rows) -> None:
    if rows:
        session.connection().execute(insert(table.__table__), rows)  # type: ignore[arg-type] # a Table, as the core takes


def _consents(session: Session, owned: list[tuple[int, Parts]], at: datetime, *, new: bool) -> None:
    """Storing and sharing are agreed to by signing the register; a column that says no withdraws the sharing."""
    if new:
        common = {"text_version": CONSENT_TEXT, "given_at": at}
        rows = [
            {**common, "labourer_id": owner, "purpose": purpose, "withdrawn_at": withdrawn}
            for owner, parts in owned
            for purpose, withdrawn in (("store", None), ("share", at if parts.consent is False else None))
        ]
        _insert(session, Consent, rows)
        return
    for owner, parts in owned:
        if parts.consent is not None:
            set_sharing(session, owner, agreed=parts.consent, at=at)


def set_sharing(session: Session, labourer_id: int, *, agreed: bool, at: datetime) -> None:
    """Record that a person agrees to share, or withdraws it; saying the same again changes nothing."""
    sharing = (Consent.labourer_id == labourer_id) & (Consent.purpose == "share") & Consent.withdrawn_at.is_(None)
    if not agreed:
        session.execute(update(Consent).where(sharing).values(withdrawn_at=at))
    elif session.scalar(select(Consent.id).where(sharing)) is None:
        session.add(Consent(labourer_id=labourer_id, purpose="share", text_version=CONSENT_TEXT, given_at=at))
        session.flush()
