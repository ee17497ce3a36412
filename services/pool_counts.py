"""How many people are registered in a division, counted in the files of the pool: a county's are too many to be read
on each visit of a page."""

import numpy as np
from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from matching.columns import Ints
from models.labourer import Labourer
from services.people_rows import STATES
from services.pool_changes import view_of
from services.pool_files import AnyView
from services.pool_kinds import AT_ONCE, LABOURERS
from services.pools import files_and_changes


def count_people(session: Session, low: int, high: int, *, situation: str | None = None) -> int | None:
    """How many whose home lies in low..high - 1 are neither folded into another entry nor erased, in a situation if one
    is named; those who changed since the files were written are asked of the database. None where the files do not
    say, or too many changed."""
    files, changed = files_and_changes(session, LABOURERS)
    view = view_of(session, LABOURERS, files)
    if view is None or len(changed) > AT_ONCE:
        return None
    settled = _count(view, np.unique(np.array(changed, np.int64)), low, high, situation)
    return settled + (_count_now(session, changed, low, high, situation) if changed else 0)


def _count(view: AnyView, changed: Ints, low: int, high: int, situation: str | None) -> int:
    """Those that the files hold, without those who changed."""
    start, stop = view.range(low, high)
    rows = view.base.rows_of(changed)
    gone = np.union1d(view.gone, rows[rows >= 0])
    gone = gone[(gone >= start) & (gone < stop)]
    fresh = view.fresh_in(low, high)
    fresh = fresh[~np.isin(view.fresh.keys.id[fresh], changed)]
    if situation is None:
        return stop - start - len(gone) + len(fresh)
    meant, base = STATES[situation], view.base.table.state
    found = (np.count_nonzero(states == meant) for states in (base[start:stop], view.fresh.table.state[fresh]))
    return int(sum(found)) - int(np.count_nonzero(base[gone] == meant))


def _count_now(session: Session, changed: list[int], low: int, high: int, situation: str | None) -> int:
    here: ColumnElement[bool] = (Labourer.home_code >= low) & (Labourer.home_code < high)
    there = Labourer.merged_into_id.is_(None) & Labourer.erased_at.is_(None)
    query = select(func.count()).select_from(Labourer).where(Labourer.id.in_(changed), here, there)
    return session.scalars(query if situation is None else query.where(Labourer.situation == situation)).one()
