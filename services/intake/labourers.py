"""Rows of a village register become people ready to be written: every word is resolved."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy.orm import Session

from models.labourer import SEXES
from models.sealed import KeyRing, key_ring
from services.calendar import county_day
from services.divisions import Gazetteer, gazetteer
from services.intake.batch import Intake, Outcome, SheetRow, noted, read_each
from services.intake.labourer_parts import Parts, PartsReader
from services.intake.places import check_inside, home_of
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
    repeats: list[tuple[SheetRow, tuple[Flag, ...]]] = field(default_factory=list)


def read_labourers(session: Session, rows: Sequence[SheetRow], intake: Intake, outcome: Outcome) -> list[Person]:
    """The rows that can be loaded, read without writing; the others are rejected in `outcome`."""
    reader = RowReader(gazetteer(session), vocabulary(session), key_ring(), intake)
    return read_each(rows, reader.read, outcome)


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
        "village": village,
    }


def _said(draft: LabourerDraft, words: Vocabulary) -> dict[str, Any]:
    """The columns that the row says something about; what it leaves blank is left as it was."""
    wage, season = draft.wage, draft.season
    said: dict[str, Any] = {
        "address": draft.place.address or None,
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
        "training_wish": "、".join(draft.training_wishes) or None,
        "wants_training": draft.training_willing,
        "school": draft.school or None,
        "graduated": draft.graduated or None,
        "workplace": draft.workplace or None,
        "health": draft.health or None,
        "work_history": draft.work_history or None,
        "remarks": noted(draft.notes, 从业年限=draft.years, 证书编号=draft.certificate_number) or None,
    }
    if wage is not None:
        floor = wage.monthly_minimum or 0  # a ceiling is no floor
        said |= {"wage_min": wage.minimum or 0, "wage_max": wage.maximum or wage.minimum or 0,
                 "wage_unit": wage.unit, "wage_floor": floor}  # fmt: skip
    if season is not None:
        said["busy_months"] = months_busy(season.goes_home, season.months)
    return {name: value for name, value in said.items() if value is not None}


FARM_SEASON = (6, 9)  # 夏收 and 秋收 where no county calendar says otherwise


def months_busy(goes_home: bool, months: Sequence[int]) -> int:
    """Bit mask of the months needed at home."""
    return sum(1 << (month - 1) for month in set(months or FARM_SEASON)) if goes_home else 0
