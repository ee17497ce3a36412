"""The child rows of a labourer: skills, certificates, wishes, experience, categories, consent."""

from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from models.bulk import insert_rows
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
from services.sheets.fields.histories import LONGEST, read_history
from services.sheets.fields.lists import WrittenSkill
from services.sheets.fields.readings import Flag
from services.sheets.labourer_rows import LabourerDraft
from services.words import Vocabulary

CONSENT_TEXT = "register-1"  # the declaration on the village register that people sign

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
        """What `later` says, and else what this says: rows of a table add up."""
        merged = {each.name: getattr(later, each.name) for each in fields(self)}
        for name, said in merged.items():
            before = getattr(self, name)
            if said is None:
                merged[name] = before
            elif name in TABLES and before is not None:
                merged[name] = _added_up(before, said, key_of(TABLES[name]))
        return Parts(**merged)


def key_of(table: type[Model]) -> str:
    """The column that tells rows of one person in a child table apart."""
    return next(column.name for column in table.__table__.primary_key if column.name != "labourer_id")


def _added_up(earlier: Rows, later: Rows, key: str) -> Rows:
    """The later rows, filled in where they leave blank what an earlier one of the same thing says, then the others."""
    there = {row[key]: row for row in earlier}
    rows = [{name: value or there.get(row[key], row)[name] for name, value in row.items()} for row in later]
    return [*rows, *(row for row in earlier if row[key] not in {each[key] for each in later})]


TABLES: dict[str, type[Model]] = {
    "skills": LabourerSkill,
    "certificates": LabourerCertificate,
    "wishes": OccupationWish,
    "places": PlaceWish,
    "industries": IndustryWish,
    "experience": Experience,
    "categories": LabourerCategory,
}


Found = tuple[Rows, tuple[Flag, ...]]
NOTHING: Found = ([], ())
REMEMBERED = 1_000  # texts of each column


class PartsReader:
    """Reads the parts of drafts; what several rows say in the same words is looked up once."""

    def __init__(self, words: Vocabulary, gazetteer: Gazetteer, context: int | None, today: date) -> None:
        self._words, self._gazetteer, self._context, self._today = words, gazetteer, context, today
        self._skills = lru_cache(REMEMBERED)(self._read_skills)
        self._certificates = lru_cache(REMEMBERED)(self._read_certificates)
        self._wishes = lru_cache(REMEMBERED)(self._read_wishes)
        self._places = lru_cache(REMEMBERED)(self._read_places)
        self._industries = lru_cache(REMEMBERED)(self._read_industries)
        self._experience = lru_cache(REMEMBERED)(self._read_experience)

    def read(self, draft: LabourerDraft) -> tuple[Parts, list[Flag]]:
        """The parts and what could not be read of them."""
        papers = draft.certificates
        # The level and the years are those of the only skill.
        level, years = (draft.level or 0, draft.years or 0) if len(draft.skills) == 1 else (0, 0)
        found: dict[str, Found] = {
            "skills": self._skills(draft.skills, level, years),
            "certificates": self._certificates(papers, draft.certificate_number, draft.level) if papers else NOTHING,
            "wishes": self._wishes(draft.wish_occupations),
            "places": self._places(draft.wish_places),
            "industries": self._industries(draft.wish_industries),
            "experience": self._experience(draft.work_history, draft.years) if draft.work_history else NOTHING,
            "categories": (self._categories(draft.categories), ()),
        }
        said: dict[str, Any] = {name: rows for name, (rows, _) in found.items() if rows}
        flags = [each for _, remarks in found.values() for each in remarks]
        return Parts(**said, consent=draft.consent, registered_on=draft.registered_on), flags

    def read_claims(
        self, skills: tuple[WrittenSkill, ...], occupations: tuple[str, ...], places: tuple[str, ...]
    ) -> tuple[Parts, list[Flag]]:
        """As `read`, of what somebody says of themselves: an empty list empties what was there."""
        found = self._skills(skills, 0, 0), self._wishes(occupations), self._places(places)
        rows = [list(rows) for rows, _ in found]
        return Parts(skills=rows[0], wishes=rows[1], places=rows[2]), [each for _, some in found for each in some]

    def _read_skills(self, written: tuple[WrittenSkill, ...], level: int, years: int) -> Found:
        flags: list[Flag] = []
        rows: dict[int, dict[str, Any]] = {}
        for skill in written:
            entry = linked(self._words.skills, skill.name, "skills", "skill_unknown", flags)
            if entry is not None:
                tenths = min(round((skill.years or years) * 10), 600)
                row = {"skill_id": entry.id, "level": skill.level or level, "years_x10": tenths}
                rows.setdefault(entry.id, row)
        return list(rows.values()), tuple(flags)

    def _read_certificates(self, written: tuple[str, ...], number: str, level: int | None) -> Found:
        flags: list[Flag] = []
        rows: dict[int, dict[str, Any]] = {}
        for text in written:
            entry = self._words.certificates.get(text)
            if entry is None:
                flags.append(flag("certificate_unknown", "certificates", text=text))
            else:
                own = number[:60] if len(written) == 1 else ""
                rows[entry.id] = {"certificate_id": entry.id, "number": own, "level": level or 0}
        return list(rows.values()), tuple(flags)

    def _read_wishes(self, written: tuple[str, ...]) -> Found:
        flags: list[Flag] = []
        words = self._words.occupations
        entries = [linked(words, text, "wish_occupations", "wish_unknown", flags) for text in written]
        known = dict.fromkeys(entry.id for entry in entries if entry is not None)
        rows = [{"occupation_id": each, "rank": min(rank, 9)} for rank, each in enumerate(known, start=1)]
        return rows, tuple(flags)

    def _read_places(self, written: tuple[str, ...]) -> Found:
        flags: list[Flag] = []
        codes: dict[int, None] = {}
        for text in written:
            place = self._gazetteer.locate(text, None) or self._gazetteer.locate(text, self._context)
            if place is None:
                flags.append(flag("wish_place_unknown", "wish_places", text=text))
            else:
                codes[place.code] = None
        return [{"division_code": code} for code in codes], tuple(flags)

    def _read_industries(self, written: tuple[str, ...]) -> Found:
        flags: list[Flag] = []
        ids: dict[int, None] = {}
        for text in written:
            entry = self._words.industries.get(text)
            if entry is None:
                flags.append(flag("industry_unknown", "wish_industries", text=text))
            else:
                ids[entry.id] = None
        return [{"industry_id": each} for each in ids], tuple(flags)

    def _read_experience(self, history: str, years: int | None) -> Found:
        """Occupations of the work history; the months are those written beside each, else the years column."""
        flags: list[Flag] = []
        rows: dict[int, dict[str, Any]] = {}
        for spell in read_history(history, self._today):
            entry = linked(self._words.occupations, spell.work, "work_history", "work_unknown", flags)
            if entry is not None:
                row = {"occupation_id": entry.id, "months": 0, "text": spell.written[:200]}
                months = rows.setdefault(entry.id, row)["months"] + (spell.months or (years or 0) * 12)
                rows[entry.id]["months"] = min(months, LONGEST)
        return list(rows.values()), tuple(flags)

    def _categories(self, codes: tuple[str, ...]) -> Rows:
        known = (self._words.categories.by_code.get(code) for code in codes)
        return [{"category_id": entry.id} for entry in known if entry is not None]


def parts_there(session: Session, owner: int, said: Parts) -> Parts:
    """What is kept of a labourer in the tables that `said` says something about."""
    there: dict[str, Any] = {}
    for name, table in TABLES.items():
        if getattr(said, name) is not None:
            columns = [column for column in table.__table__.columns if column.name != "labourer_id"]
            query = select(*columns).where(table.__table__.c.labourer_id == owner)
            there[name] = [dict(row) for row in session.execute(query).mappings()]
    return Parts(**there)


def replace_parts(session: Session, owners: Iterable[tuple[int, Parts]], at: datetime, *, new: bool) -> None:
    """Write the parts of some labourers, replacing those that the sheet says something about."""
    owned = list(owners)
    for name, table in TABLES.items():
        said = [(owner, rows) for owner, parts in owned if (rows := getattr(parts, name)) is not None]
        if said and not new:
            column = table.__table__.c.labourer_id
            session.execute(delete(table).where(column.in_([owner for owner, _ in said])))
        insert_rows(session, table, [{"labourer_id": owner, **row} for owner, rows in said for row in rows])
    _consents(session, owned, at, new=new)


def _consents(session: Session, owned: list[tuple[int, Parts]], at: datetime, *, new: bool) -> None:
    """Storing and sharing are agreed to by signing the register; a column that says no withdraws the sharing."""
    if new:
        stored: Rows = [{"labourer_id": owner, "purpose": "store"} for owner, _ in owned]
        sharing: Rows = [
            {"labourer_id": owner, "purpose": "share", "withdrawn_at": at if parts.consent is False else None}
            for owner, parts in owned
        ]
        shared = {"text_version": CONSENT_TEXT, "given_at": at, "withdrawn_at": None}
        insert_rows(session, Consent, [*stored, *sharing], shared)
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
