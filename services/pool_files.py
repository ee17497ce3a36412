"""The files themselves: a base of everyone, and an overlay of those changed since; once written, neither changes.

They are named in the database (`PoolFile`), which is the truth: a file that is not there, was cut short or is of
another format means that the rows are read from the database.
"""

import hashlib
import secrets
import time
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np

from matching.columns import Array
from matching.files import ArrayFile, read_arrays, write_arrays
from matching.index import PoolIndex
from matching.pool import Pool
from models.db import Database
from services.pool_kinds import AnyHeld, Kind, nothing
from services.pool_views import Held, View

FORMAT = 2  # rises when arrays of the same names come to mean something else
BASES_KEPT, OVERLAYS_KEPT = 600, 15  # seconds that a file stays when nothing names it any more: somebody may open it
KEPT_OPEN = 8  # files and views that a process keeps mapped
AnyView = View[Any, Any]


def folder_of(home: Path, database: Database) -> Path:
    """Where the files of a database lie; for the owner alone, as the database."""
    named = hashlib.sha256(database.engine.url.render_as_string().encode()).hexdigest()[:12]
    folder = home.resolve() / "pool" / named
    for each in (folder.parent, folder):
        each.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


def write_base(folder: Path, kind: Kind, held: AnyHeld, more: Mapping[str, Array]) -> str:
    """Write everyone, given in the order of (region, id), and what was worked out of them; the path."""
    return _write(folder / f"{_name(kind)}.base", held, {"by_id": held.by_id, **more}, {})


def write_overlay(folder: Path, kind: Kind, view: AnyView, base: str) -> str:
    """Write those of a view who are not as the base at that path has them; the path."""
    return _write(folder / f"{_name(kind)}.overlay", view.fresh, {"gone": view.gone}, {"base": base})


def _name(kind: Kind) -> str:
    return f"{kind.name}-{time.time_ns():x}{secrets.token_hex(4)}"


def _write(path: Path, held: AnyHeld, more: Mapping[str, Array], about: Mapping[str, Any]) -> str:
    arrays = {f"table.{name}": values for name, values in held.table.columns().items()}
    arrays |= {f"keys.{name}": values for name, values in held.keys.columns().items()} | dict(more)
    write_arrays(path, {name: [values] for name, values in arrays.items()}, {"format": FORMAT, **about})
    return str(path)


@lru_cache(KEPT_OPEN)
def open_file(path: str) -> ArrayFile:
    """Map a file of this format. Raises OSError or ValueError when it cannot be read."""
    file = read_arrays(Path(path))
    if file.about.get("format") != FORMAT:
        raise ValueError(f"{path} is of format {file.about.get('format')}")
    return file


@lru_cache(KEPT_OPEN)
def open_view(kind: Kind, base: str, overlay: str) -> AnyView:
    """A base with its overlay (none when ""); the same object each time, so that what hangs on its tables stays.

    Raises OSError or ValueError when a file cannot be read or they do not belong together.
    """
    held = _base(kind, base)
    if kind.table is Pool:
        open_index(base)
    if not overlay:
        return View(held, nothing(kind), np.empty(0, np.int64))
    changed = open_file(overlay)
    if changed.about["base"] != base:
        raise ValueError(f"{overlay} belongs to {changed.about['base']}")
    return View(held, _held(kind, changed), changed.arrays["gone"])


@lru_cache(KEPT_OPEN)
def _base(kind: Kind, path: str) -> AnyHeld:
    return _held(kind, open_file(path))


def _held(kind: Kind, file: ArrayFile) -> AnyHeld:
    table, keys = kind.table.trusted(_named(file, "table.")), kind.keys.trusted(_named(file, "keys."))
    return Held(table, keys, file.arrays.get("by_id"))


@lru_cache(KEPT_OPEN)
def open_index(path: str) -> PoolIndex:
    """What was worked out of the labourers of a base. Raises OSError or ValueError when it cannot be read."""
    return PoolIndex.from_columns(_named(open_file(path), "index."))


def _named(file: ArrayFile, of: str) -> dict[str, Array]:
    return {name.removeprefix(of): each for name, each in file.arrays.items() if name.startswith(of)}


def remove_old(folder: Path, named: set[str], *, now: float) -> None:
    """Delete what no row of the database names and nobody is about to open; whoever has it mapped keeps it."""
    for path in folder.iterdir():
        kept = BASES_KEPT if ".base" in path.name else OVERLAYS_KEPT
        if ".lock" not in path.name and str(path) not in named and path.stat().st_mtime + kept < now:
            path.unlink(missing_ok=True)
