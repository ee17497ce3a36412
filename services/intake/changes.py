"""What a row would change of somebody who is registered: for a person to look at before it is loaded."""

from collections.abc import Iterable, Mapping, Sequence
from operator import itemgetter
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.labourer import Consent, Labourer
from models.model import Model
from services.intake.batch import Change
from services.intake.labourer_parts import TABLES, Parts, key_of

Items = list[tuple[int, int]]
"""Ids of skills, certificates, occupations … with a level or months where the table has them, else 0."""

WAGE = ("wage_min", "wage_max", "wage_unit")
SAID_ELSEWHERE = frozenset(("phone_lookup", "id_number", "pinyin", "initials", "wage_floor", *WAGE))
DETAILS = {"skills": "level", "certificates": "level", "experience": "months"}


def value_changes(subject: Model, values: Mapping[str, Any]) -> list[Change]:
    """The columns of a subject that would say something else; least, most and unit of a wage are one change."""
    return _differences({name: getattr(subject, name) for name in values}, values)


def _differences(there: Mapping[str, Any], values: Mapping[str, Any]) -> list[Change]:
    plain = {name: value for name, value in values.items() if name not in SAID_ELSEWHERE}
    found = [Change(name, there.get(name), value) for name, value in plain.items() if there.get(name) != value]
    if WAGE[0] in values:
        before = tuple(there[name] for name in WAGE) if WAGE[0] in there else None
        after = tuple(values[name] for name in WAGE)
        found += [Change("wage", before, after)] if before != after else []
    return found


def repeat_changes(there: Mapping[str, Any], parts: Parts, values: Mapping[str, Any], now: Parts) -> list[Change]:
    """What a later row of a sheet changes of what the rows before it say of the person: of columns, and of parts."""
    changes = _differences(there, values)
    for name, table in TABLES.items():
        before, after, key = getattr(parts, name) or [], getattr(now, name) or [], itemgetter(key_of(table))
        if sorted(before, key=key) != sorted(after, key=key):
            changes.append(Change(name, _items(name, table, before), _items(name, table, after)))
    if now.consent != parts.consent:
        changes.append(Change("consent", parts.consent, now.consent))
    return changes


def part_changes(session: Session, said: Sequence[tuple[Labourer, Parts]]) -> dict[int, list[Change]]:
    """By the id of each of some labourers: which of their skills, wishes, papers … would be others."""
    ids = [labourer.id for labourer, _ in said]
    changes: dict[int, list[Change]] = {each: [] for each in ids}
    for name, table in TABLES.items():
        there = _items_there(session, name, table, ids)
        for labourer, parts in said:
            rows = getattr(parts, name)
            after = None if rows is None else _items(name, table, rows)
            before = there.get(labourer.id, [])
            if after is not None and sorted(before) != sorted(after):
                changes[labourer.id].append(Change(name, before, after))
    sharing = _sharing(session, ids)
    for labourer, parts in said:
        if parts.consent is not None and parts.consent != (labourer.id in sharing):
            changes[labourer.id].append(Change("consent", not parts.consent, parts.consent))
    return changes


def _items(name: str, table: type[Model], rows: Iterable[Any]) -> Items:
    key, detail = key_of(table), DETAILS.get(name, "")
    return [(row[key], row.get(detail, 0)) for row in rows]


def _items_there(session: Session, name: str, table: type[Model], ids: Sequence[int]) -> dict[int, Items]:
    query = select(table.__table__).where(table.__table__.c.labourer_id.in_(ids))
    found: dict[int, Items] = {}
    for row in session.execute(query).mappings():
        found.setdefault(row["labourer_id"], []).extend(_items(name, table, [row]))
    return found


def _sharing(session: Session, ids: Sequence[int]) -> set[int]:
    holds = Consent.labourer_id.in_(ids) & (Consent.purpose == "share") & Consent.withdrawn_at.is_(None)
    return set(session.scalars(select(Consent.labourer_id).where(holds)))
