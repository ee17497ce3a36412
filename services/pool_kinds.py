"""The two kinds of things that files are kept of: labourers to be found for a post, and posts to be found for them."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from sqlalchemy import func, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from matching.columns import Array, Ints, Table
from matching.index import build_index
from matching.lines import Lines
from matching.pool import Pool
from models.labourer import Labourer
from models.order import OrderLine
from models.reference_load import ReferenceLoad
from services.editions import ByEdition
from services.line_rows import load_posts
from services.people_rows import load_people
from services.pool_blocks import blocks_of
from services.pool_views import Held, Keys, Posts
from services.raw_rows import Owned

AT_ONCE = 500  # ids named in one statement
AnyHeld = Held[Any, Any]


@dataclass(frozen=True)
class Kind:
    """How the rows of a kind are read, and what is worked out of all of them once for the base; files are worth their
    while from `least` rows on."""

    name: str
    id: InstrumentedAttribute[int]
    table: type[Table]
    keys: type[Keys]
    read: Callable[[Session, Owned], AnyHeld]
    derive: Callable[[Any], dict[str, Array]]
    least: int


def _people(session: Session, owned: Owned) -> Held[Pool, Keys]:
    loaded = load_people(session, owned)
    return Held(loaded.pool, Keys(loaded.ids, loaded.pool.home))


def _worked_out(pool: Pool) -> dict[str, Array]:
    return blocks_of(pool) | {f"index.{name}": values for name, values in build_index(pool).columns().items()}


def _recruiting(session: Session, owned: Owned) -> Held[Lines, Posts]:
    """Lines of orders that anybody is found for."""
    held = load_posts(session, owned)
    return held.take(np.flatnonzero(held.keys.state >= 0))


LABOURERS = Kind("labourer", Labourer.id, Pool, Keys, _people, _worked_out, least=1_000)
LINES = Kind("line", OrderLine.id, Lines, Posts, _recruiting, lambda lines: {}, least=200)
KINDS = (LABOURERS, LINES)


def nothing(kind: Kind) -> AnyHeld:
    return Held(kind.table.empty(), kind.keys.empty())


def read_some(session: Session, kind: Kind, ids: Ints) -> AnyHeld:
    """The rows of those ids that are there."""
    runs = (ids[start : start + AT_ONCE].tolist() for start in range(0, len(ids), AT_ONCE))
    return nothing(kind).joined(*(kind.read(session, one_of(run)) for run in runs))


def one_of(ids: Sequence[int]) -> Owned:
    return lambda owner: owner.in_(ids)


def between(first: int, last: int) -> Owned:
    """Both ends in."""
    return lambda owner: owner.between(first, last)


def greatest_id(session: Session, kind: Kind) -> int:
    return session.scalar(select(func.max(kind.id))) or 0


def id_ranges(greatest: int, size: int) -> Iterator[tuple[int, int]]:
    """Ranges of ids, both ends in, that hold all ids up to the greatest."""
    return ((first, first + size - 1) for first in range(1, greatest + 1, size))


def _edition(session: Session) -> str:
    return session.scalar(select(ReferenceLoad.digest).order_by(ReferenceLoad.id.desc()).limit(1)) or ""


edition_of = ByEdition(_edition)
"""The edition of the reference data that this process numbers skills and occupations by."""


def has_newest_edition(session: Session) -> bool:
    """Whether this process goes by the newest reference data: one that was started before they came has to be started
    again, and until then leaves the building to others."""
    return edition_of(session) == _edition(session)
