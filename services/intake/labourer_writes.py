"""A batch of register rows is written: nobody twice, nobody of another office, nothing said before lost."""

import re
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from models.labourer import Labourer
from models.model import new_public_id, new_tie
from services.access import within
from services.calendar import county_day
from services.divisions import gazetteer
from services.errors import Refusal
from services.intake.batch import Intake, Outcome, flag
from services.intake.labourer_parts import replace_parts
from services.intake.labourers import Person
from services.intake.twins import queue_twins
from services.masking import mask_phone
from services.sheets.fields.readings import Flag


def write_labourers(session: Session, people: Sequence[Person], intake: Intake, outcome: Outcome) -> None:
    """Write a batch of register rows. With `intake.dry` nothing is written.

    A row whose person is known updates what it says and leaves the rest; the very same row again changes nothing.
    """
    once = _folded(people)
    known = _known(session, [person.lookup for person in once])
    for person in once:
        if person.lookup in known:
            _update(session, known[person.lookup], person, intake, outcome)
        else:
            _note(outcome, person, "created")
    outcome.twins += _create(session, [person for person in once if person.lookup not in known], intake)


def _known(session: Session, lookups: Sequence[bytes]) -> dict[bytes, Labourer]:
    query = select(Labourer).where(Labourer.id_lookup.in_(set(lookups)))
    return {person.id_lookup: person for person in session.scalars(query) if person.id_lookup is not None}


def _folded(people: Sequence[Person]) -> list[Person]:
    """Each person once: rows of the same person in a batch add up, the later ones on top."""
    once: dict[bytes, Person] = {}
    for person in people:
        first = once.setdefault(person.lookup, person)
        if first is not person:
            _fold(first, person)
    return list(once.values())


def _fold(first: Person, again: Person) -> None:
    if again.digest == first.digest:
        first.repeats.append((again.row, ()))
        return
    repeated = flag("person_twice_in_file", "id_number", row=first.row.number)
    first.values |= again.values
    first.parts |= again.parts
    first.digest = again.digest
    first.flags += [*again.flags, repeated]
    first.repeats.append((again.row, (*again.flags, repeated)))


def _note(outcome: Outcome, person: Person, what: str) -> None:
    """Count a person's rows: the first as `what`, a repeated one as unchanged, or as updated where it said more."""
    outcome.note(person.row, what, tuple(person.flags) if what != "unchanged" else ())
    for row, flags in person.repeats:
        outcome.note(row, "updated" if flags and what != "unchanged" else "unchanged", flags)


def _update(session: Session, labourer: Labourer, person: Person, intake: Intake, outcome: Outcome) -> None:
    if labourer.row_hash == person.digest:
        _note(outcome, person, "unchanged")
    elif labourer.merged_into_id is not None:
        person.flags.append(flag("entry_was_merged", "id_number"))
        outcome.note(person.row, "unchanged", tuple(person.flags))
    elif _out_of_reach(labourer, intake):
        refusal = Refusal("registered_elsewhere", field="id_number", place=_county_name(session, labourer))
        for row in (person.row, *(row for row, _ in person.repeats)):
            outcome.reject(row, [refusal])
    else:
        _note(outcome, person, "updated")
        if not intake.dry:
            _change(session, labourer, person, intake)


def _out_of_reach(labourer: Labourer, intake: Intake) -> bool:
    """Offices change people of their own division only; whoever moved in is first moved by the county."""
    division = intake.actor.division_code
    return division is not None and not within(labourer.home_code, division)


def _county_name(session: Session, labourer: Labourer) -> str:
    places = gazetteer(session)
    return places.full_name(places.county_of(labourer.home_code))


def _change(session: Session, labourer: Labourer, person: Person, intake: Intake) -> None:
    for name, value in _kept_home(labourer, person.values).items():
        setattr(labourer, name, value)
    said = {each["field"] for each in labourer.flags} & set(person.row.cells)
    older = [each for each in labourer.flags if each["field"] not in said]
    labourer.flags = older + [each for each in plain_flags(person.flags) if each not in older]
    labourer.row_hash, labourer.import_id, labourer.refreshed_at = person.digest, intake.import_id, intake.at
    session.flush()
    replace_parts(session, [(labourer.id, person.parts)], intake.at, new=False)


def _kept_home(labourer: Labourer, values: dict[str, Any]) -> dict[str, Any]:
    """A place that is the same or only coarser leaves the finer home, village and address as they are."""
    if values["village"] or not within(labourer.home_code, values["home_code"]):
        return values
    if labourer.home_code == values["home_code"] and not labourer.village:
        return values
    return {name: value for name, value in values.items() if name not in ("home_code", "village", "address")}


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


_NUMBER = re.compile(r"\d{7,17}[\dXx]?")


def plain_flags(flags: Sequence[Flag]) -> list[dict[str, Any]]:
    """Flags as JSON for the labourer's row; ID and telephone numbers in them are masked."""
    return [
        {"code": each.code, "field": each.field, "params": {name: _plain(value) for name, value in each.params.items()}}
        for each in flags
    ]


def _plain(value: object) -> object:
    if isinstance(value, list):
        return [_plain(each) for each in value]
    if isinstance(value, int | float) or value is None:
        return value
    return _NUMBER.sub(lambda found: mask_phone(found.group()), str(value))
