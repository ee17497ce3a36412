"""Everyone who may be found for a post, and every post that may be found for somebody, as columns.

They come from the files where there are any, with those who changed since read afresh; else from the database. Either
way a reader sees all that is committed.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from sqlalchemy import ColumnElement, and_, select
from sqlalchemy.orm import Session

from matching.columns import Ints
from matching.lines import Lines
from matching.parts import Part, first_rows, whole
from matching.pool import Pool
from matching.ready import search_once
from models.order import Order, OrderLine
from models.pool_change import PoolChange, PoolFile
from services.access import enclosing, subtree
from services.class_seats import Kept, kept_seats
from services.line_rows import STATES, load_posts
from services.pool_changes import COLUMNS, Files, view_of, with_those
from services.pool_files import AnyView, open_index
from services.pool_kinds import LABOURERS, LINES, Kind
from services.pool_views import Held, Posts
from services.snapshot import load_pool
from services.words import vocabulary

MOST_AFRESH = 20_000  # changes that a reader reads by itself; with more of them the database is as fast


@dataclass(frozen=True, eq=False)
class OpenPool:
    """The people of a division: the parts to rank, and who the rows of each are (database ids by row of its pool).

    `base` names the file that the first part lies in, "" for none. Rows count through the parts, as in a ranking.
    """

    parts: Sequence[Part]
    ids: Sequence[Ints]
    base: str = ""

    def __len__(self) -> int:
        return sum(len(part) for part in self.parts)

    def ids_of(self, rows: Ints) -> Ints:
        """Who the rows are."""
        places = (self._place(row) for row in rows.tolist())
        return np.array([self.ids[part][row] for part, row in places], np.int64)

    def at(self, row: int) -> tuple[Pool, int]:
        """The pool that a row lies in, and the row there."""
        part, own = self._place(row)
        return self.parts[part].pool, own

    def _place(self, row: int) -> tuple[int, int]:
        firsts = first_rows(self.parts)
        part = int(np.searchsorted(firsts, row, side="right")) - 1
        return part, row - int(firsts[part])

    def rows_of(self, labourer_ids: Sequence[int]) -> Ints:
        """The rows of those people who are of the division, rising."""
        found = []
        for part, ids, first in zip(self.parts, self.ids, first_rows(self.parts).tolist(), strict=True):
            here = part.start + np.flatnonzero(np.isin(ids[part.start : part.stop], labourer_ids))
            found.append(first + here[~np.isin(here, part.gone)])
        return np.concatenate(found)

    def without(self, labourer_ids: Sequence[int]) -> "OpenPool":
        """The same pool without some people."""
        left_out, firsts = self.rows_of(labourer_ids), first_rows(self.parts).tolist()
        inside = [left_out[(left_out >= first) & (left_out < first + len(part.pool))] - first
                  for part, first in zip(self.parts, firsts, strict=True)]  # fmt: skip
        parts = [replace(part, gone=np.union1d(part.gone, rows)) for part, rows in zip(self.parts, inside, strict=True)]
        return replace(self, parts=parts)


def open_pool(session: Session, county: int) -> OpenPool:
    """Everyone registered in a county (or any division) who is not folded into another entry."""
    files, view = _current(session, LABOURERS)
    if files is None or view is None:
        loaded = load_pool(session, county)
        return OpenPool([whole(loaded.pool)], [loaded.ids])
    low, high = subtree(county)
    start, stop = view.range(low, high)
    fresh = view.fresh.take(view.fresh_in(low, high))
    parts = [Part(view.base.table, open_index(files.base), start, stop, view.gone), whole(fresh.table)]
    return OpenPool(parts, [view.base.keys.id, fresh.keys.id], files.base)


def open_posts(
    session: Session, home: int, *, day: int | None = None, filled: bool = False, person: int | None = None
) -> Held[Lines, Posts]:
    """The lines with a free seat that people of a division are found for: of orders of any division it lies in, whose
    employers owe no wages. Seats that classes keep are not free but for a `person` of the class, and count as taken.
    With `day`, of orders that recruit by then; with `filled`, of filled orders too, where a seat has come free."""
    held = _posts(session, home)
    keys, states = held.keys, STATES if filled else STATES[:2]
    free = (keys.taken < held.table.seats) & ~keys.owing & np.isin(keys.region, enclosing(home))
    free &= (keys.state >= 0) & (keys.state < len(states))
    if day is not None:
        free &= keys.recruits_from <= day
    return _not_kept(held.take(np.flatnonzero(free)), kept_seats(session, _orders_of(home), person=person))


def _not_kept(posts: Held[Lines, Posts], kept: dict[int, Kept]) -> Held[Lines, Posts]:
    """The posts with a seat beside those that classes keep, which count as taken."""
    if not kept:
        return posts
    rows = posts.rows_of(np.array(list(kept), np.int64))
    taken = posts.keys.taken.copy()
    taken[rows[rows >= 0]] += np.array([each.seats for each in kept.values()], np.int32)[rows >= 0]
    return replace(posts, keys=replace(posts.keys, taken=taken)).take(np.flatnonzero(taken < posts.table.seats))


def _orders_of(home: int) -> ColumnElement[bool]:
    return Order.county_code.in_(enclosing(home))


def _posts(session: Session, home: int) -> Held[Lines, Posts]:
    view = current_view(session, LINES)
    if view is not None:
        return view.everything
    here = _orders_of(home) & Order.state.in_(STATES)
    meant = select(OrderLine.id).join(Order, Order.id == OrderLine.order_id).where(here).correlate(None)
    return load_posts(session, lambda line: line.in_(meant))


def current_view(session: Session, kind: Kind) -> AnyView | None:
    """What the files hold of a kind with all that is committed; None where the database is to be asked."""
    return _current(session, kind)[1]


def _current(session: Session, kind: Kind) -> tuple[Files | None, AnyView | None]:
    """The files of a kind and what they hold with all that is committed; no view where the database is to be asked."""
    files, changed = files_and_changes(session, kind)
    view = view_of(session, kind, files) if len(changed) <= MOST_AFRESH else None
    return files, with_those(session, kind, view, changed) if view is not None and changed else view


def files_and_changes(session: Session, kind: Kind) -> tuple[Files | None, list[int]]:
    """The files of a kind, and ids of what changed since they were written, no more than one beyond `MOST_AFRESH`.

    Both come of one statement: whoever handles changes names their overlay in the transaction that marks them, so that
    each is in the one or in the other.
    """
    waiting = and_(PoolChange.kind == PoolFile.kind, PoolChange.handled_at.is_(None))
    query = select(*COLUMNS, PoolChange.subject_id).outerjoin(PoolChange, waiting).where(PoolFile.kind == kind.name)
    rows = session.execute(query.limit(MOST_AFRESH + 1)).all()
    files = Files(*rows[0][:-1]) if rows else None
    return files, [row.subject_id for row in rows if row.subject_id is not None]


def ready_engine(session: Session) -> None:
    """Have in memory what every search needs, before a process forks those that search: the kernels take seconds to
    load, the tables of nearness a tenth of one."""
    search_once(vocabulary(session).nearness(session))
