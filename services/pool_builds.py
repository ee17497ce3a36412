"""A new base of everyone, built from the database while everything else goes on.

Nothing is locked and no snapshot is held: what changes while the rows are read is written down by the triggers, and is
read again for the first overlay. A build that dies leaves a lock that is free and files that nothing names.
"""

import fcntl
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import numpy as np
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from models.db import Database
from models.pool_change import PoolChange, PoolFile
from models.pool_triggers import lay_triggers, missing_triggers, watched_of
from services.pool_changes import files_of, is_worthwhile, name_files, rows_beside, tidy, view_of
from services.pool_files import AnyView, folder_of, open_view, write_base, write_overlay
from services.pool_kinds import (
    KINDS,
    AnyHeld,
    Kind,
    between,
    edition_of,
    greatest_id,
    has_newest_edition,
    id_ranges,
    nothing,
    read_some,
)

CHUNK = 20_000  # ids read in one short transaction
TRIES = 60  # to name the files while overlays change every second
Progress = Callable[[int, int], None]


def build_pools(
    database: Database, home: Path, *, now: Callable[[], datetime], progress: Progress = lambda done, total: None
) -> list[str]:
    """Build the bases that are missing, outgrown or not to be opened; the kinds that were built."""
    wanted = [kind for kind in KINDS if is_wanted(database, kind, now())]
    return [kind.name for kind in wanted if build(database, home, kind, now=now, progress=progress)]


def is_wanted(database: Database, kind: Kind, at: datetime) -> bool:
    with database.reading() as session:
        files = files_of(session, kind)
        if files is None:
            return is_worthwhile(session, kind)
        return files.is_full(at) or (view_of(session, kind, files) is None and has_newest_edition(session))


def build(
    database: Database,
    home: Path,
    kind: Kind,
    *,
    now: Callable[[], datetime],
    progress: Progress = lambda done, total: None,
) -> bool:
    """Build a base, whether it is wanted or not, and name it; False when another build of the kind runs here or was
    faster. `progress` gets ids read so far and all."""
    folder = folder_of(home, database)
    with _alone(folder / f"{kind.name}.lock") as alone:
        if not alone:
            return False
        begun, own = now(), _begin(database, kind)
        held = read_all(database, kind, progress)
        base = write_base(folder, kind, held, kind.derive(held.table))
        done = _name(database, folder, kind, own, base, begun, now)
    tidy(database, folder)
    return done


@contextmanager
def _alone(path: Path) -> Iterator[bool]:
    """Whether no other process of this computer holds the lock; the system frees it when its holder dies."""
    with path.open("a") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
            return
        yield True


def _begin(database: Database, kind: Kind) -> str:
    """See to it that every change from here on is written down and stays so; the name of this build. Files that cannot
    be used are named no more."""
    with database.reading() as session:
        lost = missing_triggers(session.connection(), kind.name)
        usable = not lost and view_of(session, kind, files_of(session, kind)) is not None
    for watched in watched_of(kind.name) if lost else ():
        with database.writing() as session:  # one at a time: two tables locked at once could lock up
            lay_triggers(session.connection(), watched)
    told = PoolChange.kind == kind.name  # the build sees what they tell of, but readers of usable files need some
    own = secrets.token_hex(16)
    with database.writing() as session:
        session.execute(delete(PoolChange).where(told & PoolChange.handled_at.is_not(None) if usable else told))
        row = session.get(PoolFile, kind.name, with_for_update=True) or PoolFile(kind=kind.name)
        row.build, row.base, row.overlay = own, *((row.base, row.overlay) if usable else ("", ""))
        session.add(row)
    return own


def read_all(database: Database, kind: Kind, progress: Progress = lambda done, total: None) -> AnyHeld:
    """All rows in the order of (region, id), read in short transactions."""
    pieces: list[AnyHeld] = []
    with database.reading() as session:
        greatest = greatest_id(session, kind)
    for first, last in id_ranges(greatest, CHUNK):
        with database.reading() as session:
            pieces.append(kind.read(session, between(first, last)))
        progress(min(last, greatest), greatest)
    return nothing(kind).joined(*pieces).sorted()


def _name(
    database: Database, folder: Path, kind: Kind, own: str, base: str, begun: datetime, now: Callable[[], datetime]
) -> bool:
    """Name the new base, with an overlay of all whose changes were handled since the build began: those that wait are
    handled as ever. Not when another build has begun meanwhile."""
    for _ in range(TRIES):
        with database.reading() as session:
            files = files_of(session, kind)
            if files is None or files.build != own:
                break
            view, edition = _since(session, kind, open_view(kind, base, "")), edition_of(session)
        overlay = write_overlay(folder, kind, view, base) if rows_beside(view) else ""
        with database.writing() as session:
            if name_files(
                session, kind, files, base=base, overlay=overlay, edition=edition, base_rows=len(view.base),
                overlay_rows=rows_beside(view), built_at=begun, changed_at=now(),
            ):  # fmt: skip
                return True
        if overlay:
            Path(overlay).unlink(missing_ok=True)
    Path(base).unlink(missing_ok=True)
    return False


def _since(session: Session, kind: Kind, view: AnyView) -> AnyView:
    """What was handled before the build began is told of no more."""
    handled = (PoolChange.kind == kind.name) & PoolChange.handled_at.is_not(None)
    ids = np.array(session.scalars(select(PoolChange.subject_id).where(handled).distinct()).all(), np.int64)
    return view.updated(ids, read_some(session, kind, ids)) if len(ids) else view
