"""The arrays that a shown list was computed on, kept so that it can be replayed (law 6).

They lie in blocks named by the hash of their contents; snapshots of a register that changed little share most blocks.
"""

import hashlib
import io
import zlib
from datetime import datetime
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import select
from sqlalchemy.orm import Session

from matching.lines import Lines
from matching.pairs import Nearness
from matching.pool import Pool
from models.ranked_list import Snapshot, SnapshotBlock

BLOCK_ROWS = 8192


def pack_snapshot(pool: Pool, lines: Lines, nearness: Nearness) -> dict[str, list[bytes]]:
    """The arrays as named runs of blocks; done before the writing transaction is open."""
    return {
        "pool": [pack(part) for part in pool_parts(pool)],
        "lines": [pack(lines.columns())],
        "near": [pack_nearness(nearness)],
    }


def store_snapshot(session: Session, packed: dict[str, list[bytes]], *, at: datetime) -> str:
    """Store what is not there yet; the hash that `read_snapshot` takes."""
    manifest: dict[str, Any] = {
        name: [store_block(session, block) for block in blocks] for name, blocks in packed.items()
    }
    digest = hashlib.sha256(repr(sorted(manifest.items())).encode()).hexdigest()
    if session.get(Snapshot, digest) is None:
        session.add(Snapshot(hash=digest, manifest=manifest, made_at=at))
        session.flush()
    return digest


def pool_parts(pool: Pool) -> list[dict[str, NDArray[Any]]]:
    """The columns of a pool in runs of `BLOCK_ROWS`, so that a snapshot shares what did not change."""
    starts = range(0, max(len(pool), 1), BLOCK_ROWS)
    return [pool.take(np.arange(start, min(start + BLOCK_ROWS, len(pool)))).columns() for start in starts]


def pack_nearness(nearness: Nearness) -> bytes:
    """The two tables as one block."""
    return pack({"skills": nearness.skills, "occupations": nearness.occupations})


def read_nearness(session: Session, block: str) -> Nearness:
    """The inverse of `pack_nearness`, from the store."""
    near = unpack(read_block(session, block))
    return Nearness(near["skills"], near["occupations"])


def pack(arrays: dict[str, NDArray[Any]]) -> bytes:
    """Named arrays as bytes that are the same wherever the arrays are."""
    file = io.BytesIO()
    for name in sorted(arrays):
        file.write(name.encode() + b"\n")
        np.lib.format.write_array(file, np.ascontiguousarray(arrays[name]), allow_pickle=False)
    return file.getvalue()


def unpack(data: bytes) -> dict[str, NDArray[Any]]:
    """The inverse of `pack`."""
    file, arrays = io.BytesIO(data), {}
    while name := file.readline():
        arrays[name[:-1].decode()] = np.lib.format.read_array(file, allow_pickle=False)
    return arrays


def store_block(session: Session, data: bytes) -> str:
    """Store a block unless it is there; its hash."""
    digest = hashlib.sha256(data).hexdigest()
    if session.scalar(select(SnapshotBlock.hash).where(SnapshotBlock.hash == digest)) is None:
        session.add(SnapshotBlock(hash=digest, data=zlib.compress(data, 1)))
        session.flush()
    return digest


def read_snapshot(session: Session, digest: str) -> tuple[Pool, Lines, Nearness]:
    """The arrays stored under `digest`."""
    manifest = session.get_one(Snapshot, digest).manifest
    read = {name: [unpack(read_block(session, block)) for block in blocks] for name, blocks in manifest.items()}
    pool = Pool.concat([Pool.from_columns(part) for part in read["pool"]])
    return pool, Lines.from_columns(read["lines"][0]), Nearness(**read["near"][0])


def read_block(session: Session, digest: str) -> bytes:
    """A block by its hash."""
    return zlib.decompress(session.get_one(SnapshotBlock, digest).data)
