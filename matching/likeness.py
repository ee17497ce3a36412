"""The titles of a list that mean most nearly the same as a title.

Every source gives vectors of length 1 (encoders of meaning, or how likely a Chinese title is each occupation); they
are weighed and put one after the other, so that the cosine is the weighed mean of the sources'. A title then takes in
its `NEIGHBOURS` nearest of the list, each by `BORROWED` (query and document expansion): what a short title leaves out,
its neighbours say.
"""

from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from matching.abbreviations import HAN
from matching.best import best_columns
from matching.meaning import FloatArray, Shrinking, unit

NEIGHBOURS = 2
BORROWED = 0.25
FEWEST = 8  # titles from which what they share can be told
BLOCK = 1024

Vectors = Callable[[Sequence[str]], FloatArray]


class Source(NamedTuple):
    """Vectors of titles float32[n, d]; how much they count; what they are shrunk by. `centred`: the mean over the
    list's titles of the same script is taken off."""

    vectors: Vectors
    weight: float
    shrinking: Shrinking | None = None
    centred: bool = True


class Likeness:
    """A list of titles, ready to be asked for the nearest."""

    def __init__(self, titles: Sequence[str], sources: Sequence[Source]) -> None:
        """At least one title and one source."""
        self._sources = sources
        han, raw = _han(titles), [source.vectors(titles) for source in sources]
        self._means = [{script: _mean(part, han == script) for script in (True, False)} for part in raw]
        self._own = self._joined(raw, han)
        self._vectors = _expanded(self._own, self._own, itself=True)

    def nearest(self, titles: Sequence[str], top: int) -> tuple[NDArray[np.int32], FloatArray]:
        """Rows of the list int32[n, top], best first, and cosines float32[n, top]; `top` at most its length."""
        asked = self._joined([source.vectors(titles) for source in self._sources], _han(titles))
        scores = _expanded(asked, self._own, itself=False) @ self._vectors.T
        best = best_columns(scores, top)
        return best, np.take_along_axis(scores, best, axis=1)

    def _joined(self, raw: Sequence[FloatArray], han: NDArray[np.bool_]) -> FloatArray:
        parts = []
        for source, vectors, means in zip(self._sources, raw, self._means, strict=True):
            freed = vectors - np.where(han[:, None], means[True], means[False]) if source.centred else vectors
            shrunk = source.shrinking.apply(unit(freed)) if source.shrinking else freed
            parts.append(source.weight * unit(shrunk))
        return unit(np.concatenate(parts, axis=1))


def _han(titles: Sequence[str]) -> NDArray[np.bool_]:
    return np.array([bool(HAN.search(title)) for title in titles])


def _mean(vectors: FloatArray, chosen: NDArray[np.bool_]) -> FloatArray:
    """float32[d]: over the chosen rows, over all where those are few, nothing where all are."""
    rows = chosen if chosen.sum() >= FEWEST else np.full(len(vectors), len(vectors) >= FEWEST)
    return np.asarray(vectors[rows].sum(axis=0) / max(rows.sum(), 1), np.float32)


def _expanded(vectors: FloatArray, pool: FloatArray, *, itself: bool) -> FloatArray:
    """Each row with its neighbours in the pool; `itself`: the rows are the pool's, and none is its own neighbour."""
    count = min(NEIGHBOURS, len(pool) - itself)
    if count < 1:
        return vectors
    parts = []
    for start in range(0, len(vectors), BLOCK):
        part = vectors[start : start + BLOCK]
        scores = part @ pool.T
        if itself:
            scores[np.arange(len(part)), start + np.arange(len(part))] = -2
        parts.append(unit(part + BORROWED * pool[best_columns(scores, count)].sum(axis=1)))
    return np.concatenate(parts)
