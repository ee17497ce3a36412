"""Arrays as blocks of bytes, named by the hash of their contents: each is stored once."""

import hashlib
import io
import zlib
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import select
from sqlalchemy.orm import Session

from matching.pairs import Nearness
from models.ranked_list import SnapshotBlock


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


def read_block(session: Session, digest: str) -> bytes:
    """A block by its hash."""
    return zlib.decompress(session.get_one(SnapshotBlock, digest).data)
