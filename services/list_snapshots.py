"""The arrays that a shown list was computed on, kept so that it can be replayed (law 6).

They lie in blocks named by the hash of their contents. The blocks of a base were hashed when it was built; for a list
only those people are packed who changed since, and the rows named that are in a block but not in the list.
"""

import hashlib
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

import numpy as np
from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from matching.columns import Ints
from matching.lines import Lines
from matching.pairs import Nearness
from matching.parts import Part
from matching.pool import Pool
from models.ranked_list import Snapshot, SnapshotBlock
from models.reference_load import ReferenceLoad
from services.pool_blocks import ABOUT, ranked_columns
from services.pool_files import open_file
from services.pool_kinds import edition_of
from services.pools import OpenPool
from services.snapshot_store import pack, pack_nearness, read_block, unpack

Contents = Callable[[], bytes]
Block = tuple[str, Contents]


@dataclass(frozen=True)
class Packed:
    """The blocks of a snapshot by what is in them, and the compressed contents of those that are not stored yet."""

    manifest: dict[str, list[str]]
    missing: dict[str, bytes]


def pack_snapshot(session: Session, pool: OpenPool, lines: Lines, nearness: Nearness) -> Packed:
    """Pack what a list was computed on; done before the writing transaction is open."""
    people = list(_blocks_of_people(pool))
    near = session.scalar(select(ReferenceLoad.nearness).where(ReferenceLoad.digest == edition_of(session)).limit(1))
    blocks: dict[str, list[Block]] = {
        "pool": people,
        "lines": [_block(pack(lines.columns()))],
        "near": [(near, partial(pack_nearness, nearness))] if near else [_block(pack_nearness(nearness))],
    }
    gone = _gone_of_blocks(pool)
    if len(gone):
        blocks["gone"] = [_block(pack({"rows": gone}))]
    manifest = {name: [digest for digest, _ in each] for name, each in blocks.items()}
    contents = dict(block for each in blocks.values() for block in each)
    stored = set(session.scalars(select(SnapshotBlock.hash).where(SnapshotBlock.hash.in_(contents))))
    missing = {digest: zlib.compress(each(), 1) for digest, each in contents.items() if digest not in stored}
    return Packed(manifest, missing)


def _block(data: bytes) -> Block:
    return hashlib.sha256(data).hexdigest(), lambda: data


def _blocks_of_people(pool: OpenPool) -> Iterator[Block]:
    """The blocks of the base that hold anybody of the list, then those of the people beside it."""
    beside = pool.parts
    if pool.base:
        yield from _blocks_of_base(pool.parts[0], pool.base)
        beside = pool.parts[1:]
    for part in beside:
        rows = part.rows()
        for start in range(0, max(len(rows), 1), ABOUT):
            yield _block(_pack_people(part.pool.take(rows[start : start + ABOUT])))


def _blocks_of_base(part: Part, base: str) -> Iterator[Block]:
    edges, first, last = _span(part, base)
    hashes = open_file(base).arrays["blocks.hash"].reshape(-1, hashlib.sha256().digest_size)
    for block in range(first, last):
        rows = int(edges[block]), int(edges[block + 1])
        yield hashes[block].tobytes().hex(), partial(_pack_run, part.pool, *rows)


def _pack_run(pool: Pool, start: int, stop: int) -> bytes:
    return _pack_people(pool.part(start, stop))


def _pack_people(pool: Pool) -> bytes:
    return pack(ranked_columns(pool))


def _span(part: Part, base: str) -> tuple[Ints, int, int]:
    """Where the blocks of a base begin; the first that a part has rows of, and the one after the last."""
    edges: Ints = open_file(base).arrays["blocks.start"]
    if part.start == part.stop:
        return edges, 0, 0
    first = int(np.searchsorted(edges, part.start, side="right")) - 1
    return edges, first, int(np.searchsorted(edges, part.stop))


def _gone_of_blocks(pool: OpenPool) -> Ints:
    """The rows of the blocks, laid end to end, that are not of the list."""
    if not pool.base:
        return np.empty(0, np.int64)
    part = pool.parts[0]
    edges, first, last = _span(part, pool.base)
    gone = np.ones(edges[last] - edges[first], np.bool_)
    gone[part.rows() - edges[first]] = False
    return np.flatnonzero(gone)


def store_snapshot(session: Session, packed: Packed, *, at: datetime) -> str:
    """Store what is not there yet; the hash that `read_snapshot` takes."""
    dialect = sqlite if session.get_bind().dialect.name == "sqlite" else postgresql
    for digest, data in packed.missing.items():
        session.execute(dialect.insert(SnapshotBlock).values(hash=digest, data=data).on_conflict_do_nothing())
    digest = hashlib.sha256(repr(sorted(packed.manifest.items())).encode()).hexdigest()
    if session.get(Snapshot, digest) is None:
        session.add(Snapshot(hash=digest, manifest=packed.manifest, made_at=at))
        session.flush()
    return digest


def read_snapshot(session: Session, digest: str) -> tuple[Pool, Lines, Nearness]:
    """The arrays stored under `digest`, in whatever edition."""
    manifest: dict[str, Any] = session.get_one(Snapshot, digest).manifest
    read = {name: [unpack(read_block(session, block)) for block in blocks] for name, blocks in manifest.items()}
    pool = Pool.concat([Pool.from_columns(part) for part in read["pool"]])
    if "gone" in read:
        pool = pool.take(np.delete(np.arange(len(pool)), read["gone"][0]["rows"]))
    return pool, Lines.from_columns(read["lines"][0]), Nearness(**read["near"][0])
