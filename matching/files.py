"""Named arrays in one file that is mapped into memory and never changed: nothing is read before it is looked at.

Layout: MAGIC, the length of the header in eight bytes, the header as JSON in UTF-8, then the arrays, little-endian,
each from a multiple of ALIGN on. The header tells what the file is about and each array's type, length and place.
"""

import json
import math
import mmap
import os
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np

from matching.columns import Array

MAGIC = b"SUNMCOL1"
ALIGN = 64
LENGTH_BYTES = 8
assert sys.byteorder == "little", "the arrays are mapped as they lie in the file"


@dataclass(frozen=True, eq=False)
class ArrayFile:
    """What a file says of itself, and its arrays; they are read-only and share the file's memory."""

    about: Mapping[str, Any]
    arrays: Mapping[str, Array]


def write_arrays(path: Path, columns: Mapping[str, Sequence[Array]], about: Mapping[str, Any]) -> None:
    """Write arrays, each given as pieces of one dtype to be laid end to end along the first axis, so that either the
    whole file is there, on the disk, or none. `about` is anything that JSON can say."""
    beside = path.with_name(f"{path.name}.{os.getpid()}.part")
    try:
        with beside.open("wb") as file:
            _write(file, columns, about)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)
    _sync_folder(path.parent)


def _write(file: BinaryIO, columns: Mapping[str, Sequence[Array]], about: Mapping[str, Any]) -> None:
    places, end = {}, 0
    for name, pieces in columns.items():
        shape = [sum(map(len, pieces)), *pieces[0].shape[1:]]
        places[name] = [pieces[0].dtype.str, shape, end]
        end += -(-sum(piece.nbytes for piece in pieces) // ALIGN) * ALIGN
    header = json.dumps({"about": about, "arrays": places}, ensure_ascii=False).encode()
    file.write(MAGIC + len(header).to_bytes(LENGTH_BYTES, "little") + header)
    for pieces in columns.values():
        file.write(b"\0" * (-file.tell() % ALIGN))
        for piece in pieces:
            file.write(np.ascontiguousarray(piece).data)


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def read_arrays(path: Path) -> ArrayFile:
    """Map a file that `write_arrays` wrote. Raises OSError when it is not there, ValueError when it is no such file or
    is cut short."""
    with path.open("rb") as file:
        if file.read(len(MAGIC)) != MAGIC:
            raise ValueError(f"{path} is no file of arrays, or of another edition")
        header = json.loads(file.read(int.from_bytes(file.read(LENGTH_BYTES), "little")))
        start = -(-file.tell() // ALIGN) * ALIGN
        mapped = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
    try:
        arrays = {name: _array(mapped, start, *each) for name, each in header["arrays"].items()}
        return ArrayFile(header["about"], arrays)
    except (KeyError, TypeError) as error:
        raise ValueError(f"{path} has a header of another edition") from error


def _array(mapped: mmap.mmap, start: int, dtype: str, shape: list[int], place: int) -> Array:
    """np.frombuffer raises ValueError where the file ends too early."""
    length = math.prod(shape)
    values = np.frombuffer(mapped, dtype, length, start + place) if length else np.empty(0, dtype)
    return values.reshape(shape)
