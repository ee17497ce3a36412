"""The overlay keeps up: whoever changed since the base was built is read again and written beside it.

Every worker process does this once a second, any number of them at once: who comes second finds that the files named in
the database are no longer those it worked on, and throws its own away. Files are read and written with no transaction
open; a short one then names the new overlay and marks the changes as handled, both or neither.
"""

import time
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
from sqlalchemy import CursorResult, and_, select, update
from sqlalchemy.orm import Session

from models.db import Database, Nudge
from models.pool_change import PoolChange, PoolFile
from models.synthetic_world import SyntheticWorld
from services.pool_files import AnyView, folder_of, open_view, remove_old, write_overlay
from services.pool_kinds import AT_ONCE, KINDS, Kind, edition_of, greatest_id, has_newest_edition, read_some

A_TURN = 3_000  # changes taken into an overlay at once; the rest a second later
SHARE, AND = 20, 1_000  # a base is built anew when a twentieth of it and so many more have changed
PAUSE = timedelta(minutes=2)  # between two builds, unless a quarter has changed


@dataclass(frozen=True)
class Files:
    """Which files hold the rows of a kind, as the database says."""

    base: str
    overlay: str
    edition: str
    base_rows: int
    overlay_rows: int
    built_at: datetime | None
    build: str

    def is_full(self, at: datetime) -> bool:
        """Whether so much has changed that a new base is worth its while."""
        if self.overlay_rows <= self.base_rows // SHARE + AND:
            return False
        return self.built_at is None or at >= self.built_at + PAUSE or self.overlay_rows > self.base_rows // 4 + AND


COLUMNS = (PoolFile.base, PoolFile.overlay, PoolFile.edition, PoolFile.base_rows, PoolFile.overlay_rows,
           PoolFile.built_at, PoolFile.build)  # fmt: skip


def files_of(session: Session, kind: Kind) -> Files | None:
    """The files of a kind; None where none are kept."""
    row = session.execute(select(*COLUMNS).where(PoolFile.kind == kind.name)).first()
    return Files(*row) if row else None


def view_of(session: Session, kind: Kind, files: Files | None) -> AnyView | None:
    """The files opened; None where they are not to be had or number their words by another edition."""
    if files is None or not files.base or files.edition != edition_of(session):
        return None
    try:
        return open_view(kind, files.base, files.overlay)
    except (OSError, ValueError):
        return None


def keep_up(database: Database, home: Path, *, at: datetime) -> list[Nudge]:
    """Take what changed into the overlays, and ask for the bases that are missing or outgrown to be built."""
    wanted = [each for kind in KINDS if (each := _keep_up(database, home, kind, at))]
    return [Nudge("build_pool", (int(at.timestamp()) // 60,))] if wanted else []


def _keep_up(database: Database, home: Path, kind: Kind, at: datetime) -> bool:
    """Whether a base is wanted."""
    with database.reading() as session:
        files = files_of(session, kind)
        if files is None:
            return is_worthwhile(session, kind)
        view = view_of(session, kind, files)
        if view is None:
            return has_newest_edition(session)
        changes = _waiting(session, kind)
        if not changes:
            return files.is_full(at)
        newer = with_those(session, kind, view, [each.subject_id for each in changes])
    _publish(database, home, kind, files, newer, changes, at)
    return files.is_full(at)


def is_worthwhile(session: Session, kind: Kind) -> bool:
    """Whether there is much to be kept, and no world of invented people is just coming in."""
    if greatest_id(session, kind) < kind.least:
        return False
    return session.scalar(select(SyntheticWorld.id).where(SyntheticWorld.finished_at.is_(None)).limit(1)) is None


def _waiting(session: Session, kind: Kind) -> Sequence[Any]:
    query = select(PoolChange.id, PoolChange.subject_id, PoolChange.times)
    waiting = (PoolChange.kind == kind.name) & PoolChange.handled_at.is_(None)
    return session.execute(query.where(waiting).order_by(PoolChange.id).limit(A_TURN)).all()


def with_those(session: Session, kind: Kind, view: AnyView, subjects: Sequence[int]) -> AnyView:
    """The view with some subjects as they are in the database now."""
    ids = np.unique(np.array(subjects, np.int64))
    return view.updated(ids, read_some(session, kind, ids))


def _publish(
    database: Database, home: Path, kind: Kind, files: Files, view: AnyView, changes: Sequence[Any], at: datetime
) -> None:
    folder = folder_of(home, database)
    overlay = write_overlay(folder, kind, view, files.base)
    try:
        with database.writing() as session:
            named = name_files(session, kind, files, overlay=overlay, overlay_rows=rows_beside(view), changed_at=at)
            if named:
                _mark_handled(session, changes, at)
    except BaseException:
        Path(overlay).unlink(missing_ok=True)
        raise
    if not named:
        Path(overlay).unlink(missing_ok=True)
    tidy(database, folder)


def rows_beside(view: AnyView) -> int:
    """How many rows stand beside the base or are no longer of it."""
    return max(len(view.fresh), len(view.gone))


def name_files(session: Session, kind: Kind, instead_of: Files, **values: Any) -> bool:
    """Name other files, unless somebody else has done so, or a build has begun, since `instead_of` was read."""
    same = and_(
        PoolFile.kind == kind.name,
        PoolFile.base == instead_of.base,
        PoolFile.overlay == instead_of.overlay,
        PoolFile.build == instead_of.build,
    )
    done = session.execute(update(PoolFile).where(same).values(values).execution_options(synchronize_session=False))
    assert isinstance(done, CursorResult)
    return done.rowcount == 1


def _mark_handled(session: Session, changes: Sequence[Any], at: datetime) -> None:
    """Mark changes as handled, those whose subject has changed again since they were read excepted."""
    by_times: dict[int, list[int]] = defaultdict(list)
    for each in changes:
        by_times[each.times].append(each.id)
    for times, ids in by_times.items():
        for start in range(0, len(ids), AT_ONCE):
            same = (PoolChange.times == times) & PoolChange.id.in_(ids[start : start + AT_ONCE])
            marked = update(PoolChange).where(same).values(handled_at=at)
            session.execute(marked.execution_options(synchronize_session=False))


def tidy(database: Database, folder: Path) -> None:
    """Delete files that nothing names any more."""
    with database.reading() as session:
        named = {path for row in session.execute(select(PoolFile.base, PoolFile.overlay)) for path in row}
    remove_old(folder, named, now=time.time())
