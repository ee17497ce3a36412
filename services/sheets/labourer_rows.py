"""One row of a village register as a typed draft of a labourer."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import partial

from services.calendar import age_on
from services.errors import Refusal
from services.sheets.cells import Cell, text_of, words
from services.sheets.fields.births import read_birth
from services.sheets.fields.choices import (
    read_distance,
    read_marital,
    read_sex,
    read_yes_no,
)
from services.sheets.fields.counts import read_count
from services.sheets.fields.dates import read_day, read_written_dates
from services.sheets.fields.education import read_education, read_level
from services.sheets.fields.identity import Identity, read_identity
from services.sheets.fields.lists import WrittenSkill, read_list, read_skills
from services.sheets.fields.names import read_person_name
from services.sheets.fields.phones import Phones, read_phones
from services.sheets.fields.readings import Flag
from services.sheets.fields.seasons import Season, read_season
from services.sheets.fields.situations import read_categories, read_state
from services.sheets.fields.texts import WrittenPlace
from services.sheets.fields.wages import Wage, read_wage
from services.sheets.rows import RowInHand

YOUNGEST = 16  # 劳动法 第十五条: nobody under sixteen may be employed
REQUIRED = ("name", "id_number")
LENIENT = words(  # wishes, schooling, remarks: what cannot be read is kept as a flag and never sends the row back
    "marital education level wage board_lodging board lodging distance abroad training season state consent "
    "registered_on other_phone years"
)

_NO_PHONES = Phones("", None)


@dataclass(slots=True)  # made for every row: frozen it would take four times as long
class LabourerDraft:
    """A labourer as one row of a register tells; skills, wishes and places are still words. "" or None: not said."""

    name: str
    id_number: str
    birth: date
    sex: str
    phone: str
    other_phone: str
    nation: str
    marital: str | None
    place: WrittenPlace
    education: str | None
    school: str
    graduated: str
    skills: tuple[WrittenSkill, ...]
    level: int | None
    certificates: tuple[str, ...]
    certificate_number: str
    work_history: str
    years: int | None
    wish_occupations: tuple[str, ...]
    wish_places: tuple[str, ...]
    wish_industries: tuple[str, ...]
    wage: Wage | None
    board: bool | None
    lodging: bool | None
    distance: str | None
    abroad: bool | None
    training_willing: bool | None
    training_wishes: tuple[str, ...]
    season: Season | None
    state: str | None
    workplace: str
    categories: tuple[str, ...]
    health: str
    consent: bool | None
    registered_on: date | None
    notes: str
    flags: tuple[Flag, ...]


def read_labourer(cells: Mapping[str, Cell], *, at: date) -> LabourerDraft:
    """Read a row of `labourers` cells (fields of `LABOURER_COLUMNS`) as of the day `at`.

    Raises `Several` with every refusal of the row: those of the field readers, `missing`, `too_young`,
    `sex_disagrees_with_id`, `birth_disagrees_with_id`. Wishes that cannot be read are flags, not refusals.
    """
    row = RowInHand(cells, LENIENT)
    row.require(*REQUIRED)
    name = row.read_flagged("name", read_person_name, "")
    identity = row.read_flagged("id_number", lambda cell: read_identity(cell, at=at), None)
    _check_against(row, identity, at)
    phones = row.read_flagged("phone", read_phones, _NO_PHONES)
    other = row.read_flagged("other_phone", lambda cell: read_phones(cell, "other_phone"), _NO_PHONES)
    values = _background(row) | _wishes(row) | _situation(row)
    flags = row.finish()
    assert identity is not None
    return LabourerDraft(
        name=name,
        id_number=identity.number,
        birth=identity.birth,
        sex=identity.sex,
        phone=phones.first or other.first,
        other_phone=phones.other or (other.first if phones.first else other.other) or "",
        flags=flags,
        **values,  # type: ignore[arg-type] # the three parts name each field once; a missing one raises TypeError
    )


def _check_against(row: RowInHand, identity: Identity | None, at: date) -> None:
    """Hold birth date, sex and age against the identity number; without one only see that they can be read."""
    if identity is None:
        row.read("birth", lambda cell: read_written_dates(cell, "birth"), None)
        row.read("sex", read_sex, None)
        return
    row.read_flagged("birth", lambda cell: read_birth(cell, identity.birth), None)
    sex = row.read("sex", read_sex, None)
    if sex is not None and sex != identity.sex:
        written = text_of(row.cells["sex"])
        row.refuse(Refusal("sex_disagrees_with_id", field="sex", written=written, by_id=identity.sex), "sex")
    age = age_on(identity.birth, at)
    if age < YOUNGEST:
        row.refuse(Refusal("too_young", field="id_number", age=age, least=YOUNGEST), "id_number")


def _background(row: RowInHand) -> dict[str, object]:
    return {
        "nation": row.text("nation"),
        "marital": row.read("marital", read_marital, None),
        "place": row.place(),
        "education": row.read("education", read_education, None),
        "school": row.text("school"),
        "graduated": row.text("graduated"),
        "skills": row.read("skills", read_skills, ()),
        "level": row.read("level", read_level, None),
        "certificates": row.list_of("certificates"),
        "certificate_number": row.text("certificate_number"),
        "work_history": row.text("work_history"),
        "years": row.read("years", partial(_years, field="years"), None),
    }


def _wishes(row: RowInHand) -> dict[str, object]:
    board = row.board_and_lodging()
    willing, wishes = _training(row)
    return {
        "wish_occupations": row.list_of("wish_occupations"),
        "wish_places": row.list_of("wish_places"),
        "wish_industries": row.list_of("wish_industries"),
        "wage": row.read_flagged("wage", read_wage, None),
        "board": board.board,
        "lodging": board.lodging,
        "distance": row.read("distance", read_distance, None),
        "abroad": row.yes_no("abroad"),
        "training_willing": willing,
        "training_wishes": wishes,
    }


def _situation(row: RowInHand) -> dict[str, object]:
    registered = row.read_flagged("registered_on", partial(read_day, field="registered_on"), None)
    return {
        "season": row.read("season", read_season, None, marks=False),
        "state": row.read("state", read_state, None),
        "workplace": row.text("workplace"),
        "categories": row.read_flagged("categories", read_categories, ()),
        "health": row.text("health"),
        "consent": row.yes_no("consent"),
        "registered_on": registered,
        "notes": row.text("notes"),
    }


def _training(row: RowInHand) -> tuple[bool | None, tuple[str, ...]]:
    """Willing to be trained, and in what: one column may say yes, no, or name the trades."""
    wishes = row.list_of("training_wishes")
    cell = row.given("training", marks=False)
    if cell is None:
        return (True if wishes else None), wishes
    try:
        return read_yes_no(cell, "training"), wishes
    except Refusal:
        return True, tuple(dict.fromkeys(wishes + read_list(cell)))


def _years(cell: Cell, field: str) -> int:
    return read_count(text_of(cell).removesuffix("以上").removesuffix("年"), field, most=60)
