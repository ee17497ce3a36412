"""Whether the files of the pool say what the database says: a look at every row, for a person who wants to know."""

from collections.abc import Iterator
from dataclasses import fields

import numpy as np

from matching.columns import Bools, Ints, Ragged, Table
from models.db import Database
from models.pool_triggers import missing_triggers
from services.pool_builds import CHUNK
from services.pool_changes import files_of
from services.pool_kinds import KINDS, Kind, between, greatest_id, id_ranges, one_of
from services.pools import current_view
from services.raw_rows import Owned


def pool_faults(database: Database) -> list[str]:
    """What is wrong with the files: triggers that are missing, rows that differ from the database's. Files that are
    not there, or cannot be opened, are no fault: the database answers for them."""
    return [fault for kind in KINDS for fault in _faults(database, kind)]


def _faults(database: Database, kind: Kind) -> Iterator[str]:
    with database.reading() as session:
        if files_of(session, kind) is None:
            return
        yield from (f"missing trigger {name}" for name in missing_triggers(session.connection(), kind.name))
        greatest = greatest_id(session, kind)
    for first, last in id_ranges(greatest, CHUNK):
        differing = _differing(database, kind, np.arange(first, last + 1), between(first, last))
        # Once more: they may have changed between two statements.
        again = _differing(database, kind, differing, one_of(differing.tolist())) if len(differing) else differing
        yield from (f"{kind.name} {each} differs in the files" for each in again.tolist())


def _differing(database: Database, kind: Kind, ids: Ints, owned: Owned) -> Ints:
    """Those of `ids` whose row in the files is not the one in the database."""
    with database.reading() as session:
        view = current_view(session, kind)
        if view is None:
            return np.empty(0, np.int64)
        read = kind.read(session, owned)
    kept = view.some(ids)
    both, mine, theirs = np.intersect1d(read.keys.id, kept.keys.id, return_indices=True)
    ours, files = read.take(mine), kept.take(theirs)
    unequal = unequal_rows(ours.table, files.table) | unequal_rows(ours.keys, files.keys)
    return np.union1d(np.setxor1d(read.keys.id, kept.keys.id), both[unequal])


def unequal_rows(one: Table, other: Table) -> Bools:
    """Which rows of two tables of the same length are not the same."""
    unequal = np.zeros(len(one), np.bool_)
    for f in fields(one):
        a, b = getattr(one, f.name), getattr(other, f.name)
        unequal |= _unequal_parts(a, b) if isinstance(a, Ragged) else a != b
    return unequal


def _unequal_parts(one: Ragged, other: Ragged) -> Bools:
    unequal: Bools = np.diff(one.offsets) != np.diff(other.offsets)
    rows = np.flatnonzero(~unequal)
    a, b = one.take(rows), other.take(rows)
    owners = np.repeat(rows, np.diff(a.offsets))
    for name, values in a.values().items():
        unequal[owners[values != b.values()[name]]] = True
    return unequal
