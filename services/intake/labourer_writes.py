"""A batch of register rows is written: nobody twice, nobody of another office, nothing said before lost."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from models.bulk import insert_rows
from models.enrolment import Enrolment
from models.labourer import Labourer
from services.access import within
from services.calendar import county_day
from services.divisions import gazetteer
from services.errors import Refusal
from services.guards.placements import GONE, job_of
from services.intake.batch import Intake, Outcome, Rehearsal, flag
from services.intake.changes import part_changes, repeat_changes, value_changes
from services.intake.flags import flags_after, plain_flags
from services.intake.labourer_parts import Parts, parts_there, replace_parts
from services.intake.labourers import Person, Repeat
from services.intake.twins import count_twins, queue_twins
from services.masking import mask_name
from services.papers import enter_earned
from services.pinyin import name_spelling

# What stays as it is when a row of a merged entry updates the one that was kept.
OWN_OF_AN_ENTRY = ("id_number", "name", "pinyin", "initials", "sex", "birth")


def write_labourers(session: Session, people: Sequence[Person], intake: Intake, outcome: Outcome) -> None:
    """Write a batch of register rows. With `intake.dry` nothing is written.

    A row whose person is known updates what it says and leaves the rest; the very same row again changes nothing.
    `import_id` of a labourer is the sheet that named the person last: a later row of that sheet adds to its rows.
    """
    once = _folded(people, outcome)
    digests = _digests(session, once) | intake.rehearsal.digests
    changed = [each for each in once if digests.get(each.lookup, each.digest) != each.digest]
    known = _labourers(session, changed) if changed else {}
    updated: list[tuple[Labourer, Person]] = []
    for person in once:
        if person.lookup in known:
            updated += _update(session, known[person.lookup], person, intake, outcome)
        else:
            _note(outcome, person, _what_of(person, digests))
    if intake.dry:
        _tell_changes(session, updated, outcome)
        named = [each for each in once if outcome.kinds[each.row.number] != "rejected"]
        intake.rehearsal.parts |= {each.lookup: each.parts for each in named}
    else:
        _mark(session, [each for each in once if digests.get(each.lookup) == each.digest], intake)
    new = [person for person in once if person.lookup not in digests]
    outcome.twins += _rehearse(session, new, intake.rehearsal) if intake.dry else _create(session, new, intake)


def _digests(session: Session, people: Sequence[Person]) -> dict[bytes, bytes | None]:
    """Who of them is registered, with what their last row said."""
    newest = _newest(people)
    query = select(Labourer.id_lookup, Labourer.row_hash).where(Labourer.id_lookup.in_(list(newest)))
    return {newest[lookup]: digest for lookup, digest in session.execute(query) if lookup is not None}


def _newest(people: Sequence[Person]) -> dict[bytes, bytes]:
    """What a number may be stored under, with what it is stored under from now on."""
    return {stored: person.lookup for person in people for stored in person.lookups}


def _what_of(person: Person, digests: Mapping[bytes, bytes | None]) -> str:
    """What a row does that needs no look at the person: it is new, the very same again, or (in a rehearsal) says more
    of somebody new."""
    if person.lookup not in digests:
        return "created"
    return "unchanged" if digests[person.lookup] == person.digest else "updated"


def _mark(session: Session, unchanged: Sequence[Person], intake: Intake) -> None:
    """Remember that this sheet names people of whom a row says nothing new."""
    if unchanged:
        named = Labourer.id_lookup.in_(list(_newest(unchanged)))
        quietly = {"synchronize_session": False}
        session.execute(update(Labourer).where(named).values(import_id=intake.import_id), execution_options=quietly)


def _labourers(session: Session, people: Sequence[Person]) -> dict[bytes, Labourer]:
    newest = _newest(people)
    query = select(Labourer).where(Labourer.id_lookup.in_(list(newest)))
    return {newest[person.id_lookup]: person for person in session.scalars(query) if person.id_lookup is not None}


def _folded(people: Sequence[Person], outcome: Outcome) -> list[Person]:
    """Each person once: rows of the same person in a batch add up, the later ones on top."""
    once: dict[bytes, Person] = {}
    for person in people:
        first = once.setdefault(person.lookup, person)
        if first is not person and may_be_one(first.values["name"], person.values["name"]):
            _fold(first, person)
        elif first is not person:
            outcome.reject(person.row, [_another_name(first.values["name"])])
    return list(once.values())


def may_be_one(known: str, written: str) -> bool:
    """Whether two names under one ID number may be one person's: equal, sounding alike, or with most characters in
    common. A number copied down to the next row belongs to somebody else."""
    if known == written or name_spelling(known)[0] == name_spelling(written)[0]:
        return True
    return 2 * len(set(known) & set(written)) > max(len(known), len(written))


def _another_name(known: str) -> Refusal:
    return Refusal("id_has_another_name", field="id_number", name=mask_name(known))


def _fold(first: Person, again: Person) -> None:
    if again.digest == first.digest:
        first.repeats.append(Repeat(again.row))
        return
    said = _kept_home(first.values["home_code"], first.values["village"], again.values)
    parts = first.parts | again.parts
    changes = repeat_changes(first.values, first.parts, said, parts)
    first.values, first.parts, first.digest = first.values | said, parts, again.digest
    first.flags += [*again.flags, flag("person_twice_in_file", "id_number", row=again.row.place)]
    flags = (*again.flags, flag("person_twice_in_file", "id_number", row=first.row.place))
    first.repeats.append(Repeat(again.row, flags, changes))


def _note(outcome: Outcome, person: Person, what: str) -> None:
    """Count a person's rows: the first as `what`, a repeated one as unchanged, or as updated where it says more."""
    outcome.note(person.row, what, tuple(person.flags) if what != "unchanged" else ())
    for row, flags, changes in person.repeats:
        outcome.note(row, "updated" if changes and what != "unchanged" else "unchanged", flags)
        outcome.changes[row.number] = list(changes)


def _update(
    session: Session, labourer: Labourer, person: Person, intake: Intake, outcome: Outcome
) -> list[tuple[Labourer, Person]]:
    """The entry that a person's row updates, if it may."""
    kept = _kept(session, labourer)
    refusal = _refusal(session, kept, labourer, person, intake)
    if refusal is not None:
        for row in (person.row, *(repeat.row for repeat in person.repeats)):
            outcome.reject(row, [refusal])
        return []
    if kept is not labourer:
        person.flags.append(flag("entry_was_merged", "id_number"))
        person.values = {name: value for name, value in person.values.items() if name not in OWN_OF_AN_ENTRY}
    elif labourer.name != person.values["name"]:
        person.flags.append(flag("name_differs", "name", known=labourer.name))
    _keep_situation(session, kept, person)
    person.parts = _earlier_parts(session, kept, person, intake) | person.parts
    _note(outcome, person, "updated")
    if not intake.dry:
        _change(session, kept, person, intake)
        labourer.row_hash = person.digest
    return [(kept, person)]


def _earlier_parts(session: Session, kept: Labourer, person: Person, intake: Intake) -> Parts:
    """What earlier rows of the same sheet, in batches before, say of a person."""
    if intake.import_id is not None and kept.import_id == intake.import_id:
        return parts_there(session, kept.id, person.parts)
    rehearsed: Parts = intake.rehearsal.parts.get(person.lookup, Parts())
    return rehearsed


def _tell_changes(session: Session, updated: Sequence[tuple[Labourer, Person]], outcome: Outcome) -> None:
    """Keep what rows would change of people, by the number of each row."""
    parts = part_changes(session, [(kept, person.parts) for kept, person in updated])
    for kept, person in updated:
        values = value_changes(kept, _kept_home(kept.home_code, kept.village, person.values))
        outcome.changes[person.row.number] = values + parts[kept.id]


def _kept(session: Session, labourer: Labourer) -> Labourer:
    """The entry that one was merged into, however many times; else the entry itself."""
    while labourer.merged_into_id is not None:
        labourer = session.get_one(Labourer, labourer.merged_into_id)
    return labourer


def _refusal(session: Session, kept: Labourer, labourer: Labourer, person: Person, intake: Intake) -> Refusal | None:
    if not may_be_one(labourer.name, person.values["name"]):
        return _another_name(labourer.name)
    if _out_of_reach(kept, intake):
        return Refusal("registered_elsewhere", field="id_number", place=_county_name(session, kept))
    return None


def _out_of_reach(labourer: Labourer, intake: Intake) -> bool:
    """Offices change people of their own division only; whoever moved in is first moved by the county."""
    division = intake.actor.division_code
    return division is not None and not within(labourer.home_code, division)


def _county_name(session: Session, labourer: Labourer) -> str:
    places = gazetteer(session)
    return places.full_name(places.county_of(labourer.home_code))


def _change(session: Session, labourer: Labourer, person: Person, intake: Intake) -> None:
    for name, value in _kept_home(labourer.home_code, labourer.village, person.values).items():
        setattr(labourer, name, value)
    labourer.flags = flags_after(labourer.flags, person.row, person.flags)
    labourer.import_id, labourer.refreshed_at = intake.import_id, intake.at
    session.flush()
    replace_parts(session, [(labourer.id, person.parts)], intake.at, new=False)
    if person.parts.skills is not None or person.parts.certificates is not None:
        enter_earned(session, labourer.id)


def _keep_situation(session: Session, labourer: Labourer, person: Person) -> None:
    """Whoever is in a class or a job by our own records is so until these say otherwise; that a register says it
    differently is worth a look."""
    said = person.values.get("situation")
    if said in (None, labourer.situation, *GONE) or not _is_busy(session, labourer):
        return
    del person.values["situation"]
    person.flags.append(flag("situation_kept", "situation", said_situation=said, situation=labourer.situation))


def _is_busy(session: Session, labourer: Labourer) -> bool:
    if labourer.situation not in ("placed", "in_training"):
        return False
    taught = (Enrolment.labourer_id == labourer.id) & (Enrolment.state == "training")
    return job_of(session, labourer.id) is not None or session.scalar(select(Enrolment.id).where(taught)) is not None


def _kept_home(home: int, village: str, values: dict[str, Any]) -> dict[str, Any]:
    """A place that is the same or only coarser leaves the finer home, village and address as they are."""
    if values["village"] or not within(home, values["home_code"]):
        return values
    if home == values["home_code"] and not village:
        return values
    return {name: value for name, value in values.items() if name not in ("home_code", "village", "address")}


def _create(session: Session, people: list[Person], intake: Intake) -> int:
    """Insert the new people with their parts, all in a few statements; how many likely twins were queued."""
    if not people:
        return 0
    insert_rows(session, Labourer, [_new_row(person, intake.at) for person in people], _shared(intake))
    query = select(Labourer.id_lookup, Labourer.id).where(Labourer.id_lookup.in_([each.lookup for each in people]))
    ids = {row.id_lookup: row.id for row in session.execute(query)}
    replace_parts(session, [(ids[person.lookup], person.parts) for person in people], intake.at, new=True)
    return queue_twins(session, list(ids.values()), intake.at)


def _rehearse(session: Session, people: list[Person], rehearsal: Rehearsal) -> int:
    """Remember people as entered; how many likely twins would be queued."""
    rehearsal.digests |= {person.lookup: person.digest for person in people}
    homes = [(person.values["name"], person.values["birth"], person.values["home_code"]) for person in people]
    villages = [person.values["village"] for person in people]
    return count_twins(session, list(zip(homes, villages, strict=True)), rehearsal)


def _shared(intake: Intake) -> dict[str, Any]:
    """The columns of new people that are the same for all whose rows say nothing else."""
    at = intake.at
    return {"registered_at": at, "refreshed_at": at, "waiting_since": county_day(at), "flags": [],
            "import_id": intake.import_id}  # fmt: skip


def _new_row(person: Person, at: datetime) -> dict[str, Any]:
    """The columns of a new labourer that are the person's own."""
    own = {
        **person.values,
        "id_lookup": person.lookup,
        "row_hash": person.digest,
    }
    if person.flags:
        own["flags"] = plain_flags(person.flags)
    if person.parts.registered_on is not None:
        own["waiting_since"] = min(person.parts.registered_on, county_day(at))
    return own
