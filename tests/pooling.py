"""The files of the pool for tests: built, written past, and held against the database, a line each."""

from typing import Any

import numpy as np
from sqlalchemy import func, select

from matching.columns import Table
from matching.pool import Pool
from models.db import Database
from models.pool_change import PoolChange, PoolFile
from services.pool_builds import build
from services.pool_kinds import KINDS, LINES
from services.pools import current_view, open_pool
from services.snapshot import load_pool
from tests.office import SANDU, Office


def same(one: Table, other: Table) -> bool:
    a, b = one.columns(), other.columns()
    return a.keys() == b.keys() and all(np.array_equal(a[name], b[name]) for name in a)


def agrees(database: Database, division: int = SANDU) -> bool:
    """Whether people and lines read through the files are, column by column, those of the database."""
    with database.reading() as session:
        pool, plain = open_pool(session, division), load_pool(session, division)
        ids = np.concatenate([each[part.rows()] for each, part in zip(pool.ids, pool.parts, strict=True)])
        found = Pool.concat([part.pool.take(part.rows()) for part in pool.parts]).take(np.argsort(ids))
        view = current_view(session, LINES)
        lines = LINES.read(session, lambda line: line.is_not(None))
        if view is not None:
            held = view.everything
            held = held.take(np.argsort(held.keys.id))
            assert same(held.table, lines.table)
            assert same(held.keys, lines.keys)
        return np.array_equal(np.sort(ids), plain.ids) and same(found, plain.pool)


def files(database: Database, kind: str = "labourer") -> PoolFile:
    with database.reading() as session:
        return session.get_one(PoolFile, kind)


def waiting(database: Database) -> int:
    with database.reading() as session:
        return session.scalar(select(func.count()).where(PoolChange.handled_at.is_(None))) or 0


def build_all(office: Office) -> None:
    for kind in KINDS:
        assert build(office.database, office.folder, kind, now=lambda: office.at)


def write(office: Office, *statements: Any) -> None:
    with office.database.writing() as session:
        for statement in statements:
            session.execute(statement)
