"""A village register becomes people: words are resolved, the same person is found by ID number, the batch written."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from models.labourer import SEXES, Labourer
from models.model import new_public_id, new_tie
from models.sealed import KeyRing, key_ring
from services.calendar import county_day
from services.divisions import Gazetteer, gazetteer
from services.intake.batch import Intake, Outcome, SheetRow, flag, noted, read_each
from services.intake.labourer_parts import Parts, PartsReader, replace_parts
from services.intake.places import check_inside, home_of
from services.intake.twins import queue_twins
from services.pinyin import name_spelling
from services.sheets.cells import text_of
from services.sheets.fields.readings import Flag
from services.sheets.labourer_rows import LabourerDraft, read_labourer
from services.words import Vocabulary, vocabulary


@dataclass
class Person:
    """A row ready to be written: `values` are the columns it says something about, `parts` its child rows."""

    row: SheetRow
    lookup: bytes
    digest: bytes
    values: dict[str, Any]
    parts: Parts
    flags: list[Flag] = field(default_factory=list)


def read_labourers(session: Session, rows: Sequence[SheetRow], intake: Intake, outcome: Outcome) -> list[Person]:
    """The rows that can be loaded, read without writing; the others are rejected in `outcome`."""
    reader = RowReader(gazetteer(session), vocabulary(session), key_ring(), intake)
    return read_each(rows, reader.read, outcome)


def write_labourers(session: Session, people: Sequence[Person], intake: Intake, outcome: Outcome) -> None:
    """Write a batch of register rows; nobody is entered twice. With `intake.dry` nothing is written.

    A row whose person is known updates what it says and leaves the rest; the very same row again changes nothing.
    """
    known = _known(session, [person.lookup for person in people])
    new: dict[bytes, Person] = {}
    for person in people:
        if person.lookup in new:
            _fold(new[person.lookup], person, outcome)
        elif person.lookup in known:
            _update(session, known[person.lookup], person, intake, outcome)
        else:
            new[person.lookup] = person
            outcome.note(person.row, "created", tuple(person.flags))
    outcome.twins += _create(session, list(new.values()), intake)


@dataclass(frozen=True)
class RowReader:
    """Reads rows of one import: everything they are looked up in, fetched once."""

    places: Gazetteer
    words: Vocabulary
    ring: KeyRing
    intake: Intake

    def read(self, row: SheetRow) -> Person:
        """The row as a person. Raises Several or Refusal."""
        draft = read_labourer(row.cells, at=county_day(self.intake.at))
        place, flags = home_of(draft.place, self.places, self.intake, id_number=draft.id_number)
        check_inside(place, self.intake, self.places)
        parts = PartsReader(draft, self.words, self.places, self.intake.context)
        known = {**_identity(draft, place.code, place.village), **_said(draft, self.words)}
        return Person(
            row=row,
            lookup=self.ring.lookup(draft.id_number),
            digest=self.ring.lookup(_canonical(row, place.code)),
            values=known,
            parts=parts.read(),
            flags=[*draft.flags, *flags, *parts.flags],
        )


def _canonical(row: SheetRow, home: int) -> str:
    """What a row says, however its columns are ordered: the same text means the same row."""
    return repr([home, *sorted((name, text_of(cell)) for name, cell in row.cells.items())])


def _identity(draft: LabourerDraft, home_code: int, village: str) -> dict[str, Any]:
    pinyin, initials = name_spelling(draft.name)
    return {
        "id_number": draft.id_number,
        "name": draft.name,
        "pinyin": pinyin,
        "initials": initials,
        "sex": SEXES[draft.sex],
        "birth": draft.birth,
        "home_code": home_code,
        "village": village[:60],
    }


def _said(draft: LabourerDraft, words: Vocabulary) -> dict[str, Any]:
    """The columns that the row says something about; what it leaves blank is left as it was."""
    wage, season = draft.wage, draft.season
    said: dict[str, Any] = {
        "address": draft.place.address[:200] or None,
        "phone": draft.phone or None,
        "phone_lookup": key_ring().lookup(draft.phone) if draft.phone else None,
        "other_phone": draft.other_phone or None,
        "ethnicity": draft.nation[:20] or None,
        "marital": draft.marital,
        "education": words.education_rank.get(draft.education or ""),
        "situation": draft.state,
        "wants_board": draft.board,
        "wants_lodging": draft.lodging,
        "work_range": {"near": "near", "away": "away", "any": "anywhere"}.get(draft.distance or ""),
        "abroad": draft.abroad,
        "training_wish": "、".join(draft.training_wishes)[:200] or None,
        "wants_training": draft.training_willing,
        "school": draft.school[:80] or None,
        "graduated": draft.graduated[:20] or None,
        "workplace": draft.workplace[:200] or None,
        "health": draft.health[:60] or None,
        "work_history": draft.work_history or None,
        "remarks": noted(draft.notes, 从业年限=draft.years, 证书编号=draft.certificate_number) or None,
    }
    if wage is not None:
        floor = wage.monthly_minimum or wage.monthly_maximum or 0
        said |= {"wage_min": wage.minimum or 0, "wage_max": wage.maximum or wage.minimum or 0,
                 "wage_unit": wage.unit, "wage_floor": floor}  # fmt: skip
    if season is not None:
        said["busy_months"] = months_busy(season.goes_home, season.months)
    return {name: value for name, value in said.items() if value is not None}


FARM_SEASON = (6, 9)  # 夏收 and 秋收 where no county calendar says otherwise


def months_busy(goes_home: bool, months: Sequence[int]) -> int:
    """Bit mask of the months needed at home."""
    return sum(1 << (month - 1) for month in set(months or FARM_SEASON)) if goes_home else 0


def _known(session: Session, lookups: Sequence[bytes]) -> dict[bytes, Labourer]:
    query = select(Labourer).where(Labourer.id_lookup.in_(set(lookups)))
    return {person.id_lookup: person for person in session.scalars(query) if person.id_lookup is not None}


def _fold(first: Person, again: Person, outcome: Outcome) -> None:
    """The same person twice among the new rows of a batch: the later row adds to the first."""
    if again.digest == first.digest:
        outcome.note(again.row, "unchanged")
        return
    first.values |= again.values
    first.parts |= again.parts
    first.digest = again.digest
    repeated = flag("person_twice_in_file", "id_number", row=first.row.number)
    first.flags += [*again.flags, repeated]
    outcome.note(again.row, "updated", (*again.flags, repeated))


def _update(session: Session, labourer: Labourer, person: Person, intake: Intake, outcome: Outcome) -> None:
    if labourer.row_hash == person.digest:
        outcome.note(person.row, "unchanged")
        return
    if labourer.merged_into_id is not None:
        outcome.note(person.row, "unchanged", (flag("entry_was_merged", "id_number"),))
        return
    outcome.note(person.row, "updated", tuple(person.flags))
    if intake.dry:
        return
    for name, value in person.values.items():
        setattr(labourer, name, value)
    labourer.flags = plain_flags(person.flags)
    labourer.row_hash, labourer.import_id, labourer.refreshed_at = person.digest, intake.import_id, intake.at
    session.flush()
    replace_parts(session, [(labourer.id, person.parts)], intake.at, new=False)


def _create(session: Session, people: list[Person], intake: Intake) -> int:
    """Insert the new people with their parts, all in a few statements; how many likely twins were queued."""
    if not people or intake.dry:
        return 0
    rows = [_new_row(person, intake) for person in people]
    session.connection().execute(insert(Labourer.__table__), rows)  # type: ignore[arg-type] # a Table, as the core takes
    lookups = select(Labourer.id_lookup, Labourer.id).where(Labourer.id_lookup.in_([row["id_lookup"] for row in rows]))
    ids = {row.id_lookup: row.id for row in session.execute(lookups)}
    replace_parts(session, [(ids[person.lookup], person.parts) for person in people], intake.at, new=True)
    return queue_twins(session, list(ids.values()), intake.at)


_DEFAULTS: dict[str, Any] = {
    "address": "", "phone": None, "phone_lookup": None, "other_phone": None, "ethnicity": "", "marital": "",
    "education": 0, "situation": "at_home", "wants_board": False, "wants_lodging": False, "work_range": "anywhere",
    "abroad": False, "wants_training": None, "training_wish": "", "school": "", "graduated": "", "workplace": "",
    "health": "", "work_history": "", "remarks": "", "wage_min": 0, "wage_max": 0, "wage_unit": "month",
    "wage_floor": 0, "busy_months": 0,
}  # fmt: skip


def _new_row(person: Person, intake: Intake) -> dict[str, Any]:
    """All columns of a new labourer, so that every row of a batch has the same ones."""
    return {
        **_DEFAULTS,
        **person.values,
        "public_id": new_public_id(),
        "tie": new_tie(),
        "id_lookup": person.lookup,
        "row_hash": person.digest,
        "flags": plain_flags(person.flags),
        "registered_at": intake.at,
        "refreshed_at": intake.at,
        "waiting_since": _waiting_since(person, intake.at),
        "import_id": intake.import_id,
    }


def _waiting_since(person: Person, at: datetime) -> date:
    return min(person.parts.registered_on or county_day(at), county_day(at))


def plain_flags(flags: Sequence[Flag]) -> list[dict[str, Any]]:
    """Flags as JSON for the labourer's row."""
    return [
        {"code": each.code, "field": each.field, "params": {name: _plain(value) for name, value in each.params.items()}}
        for each in flags
    ]


def _plain(value: object) -> object:
    return value if isinstance(value, (str, int, float, bool, list)) or value is None else str(value)
