"""Rows of a village register become people ready to be written: every word is resolved."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy.orm import Session

from models.labourer import SEXES
from models.sealed import key_ring
from services.calendar import county_day
from services.divisions import Place, gazetteer
from services.intake.batch import Change, Intake, Outcome, SheetRow, noted, read_each
from services.intake.labourer_parts import REMEMBERED, Parts, PartsReader
from services.intake.places import check_inside, home_of
from services.pinyin import name_spelling
from services.sheets.cells import text_of
from services.sheets.fields.readings import Flag
from services.sheets.fields.texts import WrittenPlace
from services.sheets.labourer_rows import LabourerDraft, read_labourer
from services.words import Vocabulary, vocabulary


class Repeat(NamedTuple):
    """A later row of the same person in a batch, with its flags and what it changed of the rows before."""

    row: SheetRow
    flags: tuple[Flag, ...] = ()
    changes: Sequence[Change] = ()


@dataclass
class Person:
    """A row ready to be written: `values` are the columns it says something about, `parts` its child rows."""

    row: SheetRow
    lookups: tuple[bytes, ...]
    digest: bytes
    values: dict[str, Any]
    parts: Parts
    flags: list[Flag] = field(default_factory=list)
    repeats: list[Repeat] = field(default_factory=list)

    @property
    def lookup(self) -> bytes:
        """What the ID number is stored under from now on; `lookups` are all it may be stored under already."""
        return self.lookups[0]


def read_labourers(session: Session, rows: Sequence[SheetRow], intake: Intake, outcome: Outcome) -> list[Person]:
    """The rows that can be loaded, read without writing; the others are rejected in `outcome`."""
    return read_each(rows, RowReader(session, intake).read, outcome)


class RowReader:
    """Reads rows of a batch: everything they are looked up in is fetched once, and so is each home."""

    def __init__(self, session: Session, intake: Intake) -> None:
        self._intake, self._day, self._ring = intake, county_day(intake.at), key_ring()
        self._places, self._words = gazetteer(session), vocabulary(session)
        self._parts = PartsReader(self._words, self._places, intake.context, county_day(intake.at))
        self._home = lru_cache(REMEMBERED)(self._find_home)

    def read(self, row: SheetRow) -> Person:
        """The row as a person. Raises Several or Refusal."""
        draft = read_labourer(row.cells, at=self._day)
        home, flags = self._home(draft.place, draft.id_number[:6])
        parts, remarks = self._parts.read(draft)
        return Person(
            row=row,
            lookups=self._ring.find_hashes(draft.id_number),
            digest=self._ring.find_hash(_canonical(row, home.code)),
            values={**_identity(draft, home), **_said(draft, self._words)},
            parts=parts,
            flags=[*draft.flags, *flags, *remarks],
        )

    def _find_home(self, written: WrittenPlace, issued_in: str) -> tuple[Place, tuple[Flag, ...]]:
        home, flags = home_of(written, self._places, self._intake, id_number=issued_in)
        check_inside(home, self._intake, self._places)
        return home, flags


def _canonical(row: SheetRow, home: int) -> str:
    """What a row says, however its columns are ordered: the same text means the same row."""
    return repr([home, *sorted([(name, text_of(cell)) for name, cell in row.cells.items()])])


def _identity(draft: LabourerDraft, home: Place) -> dict[str, Any]:
    pinyin, initials = name_spelling(draft.name)
    return {
        "id_number": draft.id_number,
        "name": draft.name,
        "pinyin": pinyin,
        "initials": initials,
        "sex": SEXES[draft.sex],
        "birth": draft.birth,
        "home_code": home.code,
        "village": home.village,
    }


def _said(draft: LabourerDraft, words: Vocabulary) -> dict[str, Any]:
    """The columns that the row says something about; what it leaves blank is left as it was."""
    wage, season = draft.wage, draft.season
    said: dict[str, Any] = {
        "address": draft.place.address or None,
        "phone": draft.phone or None,
        "phone_lookup": key_ring().find_hash(draft.phone) if draft.phone else None,
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
