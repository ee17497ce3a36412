"""People correct their own file: what they want, when they are free, what they can do, and their number.

Who they are (name, ID number, birth) they ask for instead (`services/file_requests.py`)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.labourer import RANGES, Labourer, LabourerSkill, OccupationWish, PlaceWish
from models.phone_code import PhoneCode
from models.sealed import key_ring
from services.access import Actor
from services.calendar import county_day
from services.divisions import gazetteer
from services.errors import Refusal, RuleRefusal
from services.families import own_person
from services.intake.flags import plain_flags
from services.intake.labourer_parts import Parts, PartsReader, replace_parts
from services.offers import lock_person
from services.own_log import note_change
from services.papers import enter_earned
from services.phone_codes import use_up
from services.sheets.fields.lists import read_list, read_skills
from services.sheets.fields.readings import Flag
from services.words import vocabulary

LONGEST = 200
PARTS = {"skills": LabourerSkill.skill_id, "wishes": OccupationWish.occupation_id, "places": PlaceWish.division_code}
_FIELD_OF = {"skills": "skills", "wishes": "wish_occupations", "places": "wish_places"}


@dataclass(frozen=True)
class Wishes:
    """What somebody says of themselves: three lists in words, and the columns of `Labourer` by their names."""

    skills: str
    occupations: str
    places: str
    wage_floor: int
    work_range: str
    wants_board: bool
    wants_lodging: bool
    abroad: bool
    busy_months: int
    available_from: date | None
    training_wish: str


COLUMNS = (
    "wage_floor", "work_range", "wants_board", "wants_lodging", "abroad", "busy_months", "available_from",
    "training_wish",
)  # fmt: skip


def correct_file(session: Session, wishes: Wishes, *, actor: Actor, at: datetime) -> list[Flag]:
    """`correct_wishes` of the actor themselves."""
    return correct_wishes(session, own_person(session, actor=actor).id, wishes, actor=actor, at=at)


def correct_wishes(session: Session, labourer_id: int, wishes: Wishes, *, actor: Actor, at: datetime) -> list[Flag]:
    """Write what somebody says of themselves; what could not be read of the lists comes back as flags, which the
    office sees, too. Only what differs is written, and the change is on record by its fields."""
    if wishes.work_range not in RANGES:
        raise Refusal("not_in_list", field="distance", text=wishes.work_range)
    person = lock_person(session, labourer_id)
    parts, flags = _read_lists(session, wishes, person, at)
    changed = [*_set_columns(person, wishes), *_set_parts(session, person, parts, at)]
    kept = [each for each in person.flags if each["field"] not in _FIELD_OF.values()]
    if (noted := kept + plain_flags(flags)) != person.flags:
        person.flags = noted
    if changed:
        note_change(session, person, changed, actor=actor, at=at)
    return flags


def _read_lists(session: Session, wishes: Wishes, person: Labourer, at: datetime) -> tuple[Parts, list[Flag]]:
    places = gazetteer(session)
    reader = PartsReader(vocabulary(session), places, places.county_of(person.home_code), county_day(at))
    lists = (text[:LONGEST] for text in (wishes.occupations, wishes.places))
    return reader.read_claims(read_skills(wishes.skills[:LONGEST]), *map(read_list, lists))


def _set_columns(person: Labourer, wishes: Wishes) -> list[str]:
    changed = [name for name in COLUMNS if getattr(person, name) != getattr(wishes, name)]
    for name in changed:
        setattr(person, name, getattr(wishes, name))
    if "wage_floor" in changed:
        person.wage_min, person.wage_unit = wishes.wage_floor, "month"
        person.wage_max = max(person.wage_max, wishes.wage_floor)
    if "training_wish" in changed and wishes.training_wish:
        person.wants_training = True
    return changed


def _set_parts(session: Session, person: Labourer, parts: Parts, at: datetime) -> list[str]:
    """Write the lists that differ. A skill that stays keeps its level and years; one proved by a paper always stays."""
    said = {name: [row[column.key] for row in getattr(parts, name)] for name, column in PARTS.items()}
    there = {name: list(session.scalars(_ids(person, name))) for name in PARTS}
    differs = [name for name in PARTS if sorted(said[name]) != sorted(there[name])]
    if "wishes" not in differs and said["wishes"] != there["wishes"]:
        differs.append("wishes")  # the same ones in another order
    if not differs:
        return []
    if "skills" in differs:
        _keep_levels(session, person, parts.skills or [])
    replace_parts(session, [(person.id, Parts(**{name: getattr(parts, name) for name in differs}))], at, new=False)
    session.expire(person, ["skills", "wishes", "places"])
    if "skills" in differs:
        enter_earned(session, person.id)
    return [_FIELD_OF[name] for name in differs]


def _ids(person: Labourer, name: str) -> Any:
    column = PARTS[name]
    query = select(column).where(column.class_.labourer_id == person.id)
    return query.order_by(OccupationWish.rank) if name == "wishes" else query


def _keep_levels(session: Session, person: Labourer, rows: Iterable[dict[str, Any]]) -> None:
    columns = select(LabourerSkill.skill_id, LabourerSkill.level, LabourerSkill.years_x10)
    held = session.execute(columns.where(LabourerSkill.labourer_id == person.id))
    known = {skill: (level, years) for skill, level, years in held}
    for row in rows:
        level, years = known.get(row["skill_id"], (0, 0))
        row["level"], row["years_x10"] = row["level"] or level, row["years_x10"] or years


def change_phone(session: Session, code: PhoneCode, *, actor: Actor, at: datetime) -> None:
    """Put the number that a code proved into the file. Raises RuleRefusal when it was asked for by somebody else."""
    if code.labourer_id is None or code.labourer_id != actor.labourer_id:
        raise RuleRefusal("phone_not_proved", field="phone")
    person = lock_person(session, own_person(session, actor=actor).id)
    person.phone, person.phone_lookup = code.phone, key_ring().find_hash(code.phone)
    use_up(code, at)
    note_change(session, person, ["phone"], actor=actor, at=at)
