"""Rows of a sheet of training bases become bases with the occupations they teach."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from models.training_base import BaseOccupation, TrainingBase
from services.intake.batch import Change, Intake, Outcome, SheetRow, linked, noted, read_each
from services.intake.changes import value_changes
from services.intake.employers import place_of_firm
from services.intake.flags import flags_after
from services.sheets.fields.readings import Flag
from services.sheets.training_base_rows import TrainingBaseDraft, read_training_base
from services.words import vocabulary


@dataclass
class BaseRow:
    """A row ready to be written."""

    row: SheetRow
    draft: TrainingBaseDraft
    county_code: int
    values: dict[str, Any]
    occupations: list[int]
    flags: list[Flag] = field(default_factory=list)


def read_bases(session: Session, rows: Sequence[SheetRow], intake: Intake, outcome: Outcome) -> list[BaseRow]:
    """The rows that can be loaded; the others are rejected in `outcome`."""
    return read_each(rows, lambda row: _read(session, row, intake), outcome)


def _read(session: Session, row: SheetRow, intake: Intake) -> BaseRow:
    draft = read_training_base(row.cells)
    flags, occupations = list(draft.flags), []
    for text in draft.occupations:
        entry = linked(vocabulary(session).occupations, text, "occupations", "occupation_unknown", flags)
        if entry is not None:
            occupations.append(entry.id)
    county = place_of_firm(session, draft.place, draft.name, intake)
    said = {
        "address": draft.place.address[:200],
        "contact": draft.contact or draft.head,
        "phone": draft.phone or draft.head_phone or None,
        "office_phone": draft.other_phone or (draft.head_phone if draft.phone else None),
        "ownership": "joint" if draft.partners else draft.ownership,
        "capacity": draft.capacity,
        "remarks": _remarks(draft)[:500],
    }
    values = {name: value for name, value in said.items() if value}
    return BaseRow(row, draft, county, values, list(dict.fromkeys(occupations)), flags)


def _remarks(draft: TrainingBaseDraft) -> str:
    return noted(
        draft.notes,
        负责人=draft.head if draft.contact else "",
        培训任务=draft.target,
        教师人数=draft.teachers,
        驻外办事处=draft.offices,
        合办企业=draft.partners,
        认定时间=draft.accredited_on,
    )


def write_bases(session: Session, rows: Sequence[BaseRow], intake: Intake, outcome: Outcome) -> None:
    """Create or update each base, found by social-credit code, else by name and county."""
    for base in rows:
        known = _known(session, base)
        if known is None:
            outcome.note(base.row, "created", tuple(base.flags))
        else:
            taught = set(
                session.scalars(select(BaseOccupation.occupation_id).where(BaseOccupation.base_id == known.id))
            )
            same = all(getattr(known, name) == value for name, value in base.values.items())
            same = same and (not base.occupations or taught == set(base.occupations))
            outcome.note(base.row, "unchanged" if same else "updated", tuple(base.flags))
            outcome.changes[base.row.number] = value_changes(known, base.values)
            if base.occupations and taught != set(base.occupations):
                outcome.changes[base.row.number].append(Change("occupations", sorted(taught), base.occupations))
        if not intake.dry:
            _write(session, known, base, intake)


def _known(session: Session, base: BaseRow) -> TrainingBase | None:
    if base.draft.credit_code:
        found = session.scalar(select(TrainingBase).where(TrainingBase.credit_code == base.draft.credit_code))
        if found is not None:
            return found
    named = (TrainingBase.name == base.draft.name) & (TrainingBase.county_code == base.county_code)
    return session.scalar(select(TrainingBase).where(named))


def _write(session: Session, known: TrainingBase | None, base: BaseRow, intake: Intake) -> None:
    row = known or TrainingBase(name=base.draft.name, county_code=base.county_code, registered_at=intake.at)
    row.credit_code = base.draft.credit_code or row.credit_code
    for name, value in base.values.items():
        setattr(row, name, value)
    row.flags = flags_after(row.flags or (), base.row, base.flags)
    session.add(row)
    session.flush()
    if base.occupations:
        session.execute(delete(BaseOccupation).where(BaseOccupation.base_id == row.id))
        session.execute(
            insert(BaseOccupation), [{"base_id": row.id, "occupation_id": each} for each in base.occupations]
        )
