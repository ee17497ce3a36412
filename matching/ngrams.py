"""Character n-grams: how alike two short texts are, and how much of one the other covers.

Chinese job titles are matched by characters rather than by segmented words: the head ("工", "师", "员") and the
stuff worked on are one to three characters long, and a wrong segmentation loses both. scikit-learn's
vectorizers say the same, but each process that reads a title would import them: a second of the processor, and 80 MiB.
"""

from collections.abc import Sequence
from itertools import chain
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]


class Likeness(NamedTuple):
    """Each of float64[n, N]: n queries against the N texts of the index, values in 0..1."""

    cosine: FloatArray
    coverage: FloatArray


class NgramIndex:
    """Texts as character n-grams of 1..`longest` characters, their ends marked when `ends` is true.

    cosine: TF-IDF with sublinear counts, 1 + ln(tf), and smooth idf, ln((1 + N) / (1 + df)) + 1. coverage: the share of
    a query's n-grams, weighted by ln((1 + N) / (1 + df)), that the text has too; an n-gram that no text has weighs as
    much as one that a single text has, so unknown words lower every score alike. For a short title against a long
    definition coverage ranks far better than the cosine.
    """

    def __init__(self, texts: Sequence[str], *, longest: int, ends: bool = True) -> None:
        self._longest, self._ends = longest, ends
        grams = sorted({each for text in texts for each in self.grams(text)})
        self._columns = {each: column for column, each in enumerate(grams)}
        counts = self._counts(texts)
        frequency = np.bincount(counts.indices, minlength=len(self._columns))
        self._smooth: FloatArray = np.log((1 + len(texts)) / (1 + frequency)) + 1
        self._idf = self._smooth - 1
        self._weighted = self._tf_idf(counts).T.tocsr()
        self._present = _ones(counts).T.tocsr()
        self._rarest = float(np.log((1 + len(texts)) / 2))

    def grams(self, text: str) -> list[str]:
        """The n-grams of a text, shortest first; the end marks alone are none."""
        marked = f"\x02{text}\x03" if self._ends else text
        spans = ((i, i + n) for n in range(1, self._longest + 1) for i in range(len(marked) - n + 1))
        return [marked[i:j] for i, j in spans if marked[i:j] not in ("\x02", "\x03")]

    def cosine(self, queries: Sequence[str]) -> FloatArray:
        """float64[n, N]."""
        return self._cosine(self._counts(queries))

    def coverage(self, queries: Sequence[str]) -> FloatArray:
        """float64[n, N]."""
        return self._coverage(self._counts(queries), queries)

    def likeness(self, queries: Sequence[str]) -> Likeness:
        """Both measures from one pass over the queries."""
        counts = self._counts(queries)
        return Likeness(self._cosine(counts), self._coverage(counts, queries))

    def _counts(self, texts: Sequence[str]) -> Any:
        """How often each known n-gram stands in each text: CSR[n, V]."""
        from scipy.sparse import csr_matrix  # slow to import, and not needed by every command

        known = [[self._columns[each] for each in self.grams(text) if each in self._columns] for text in texts]
        ends = np.cumsum([0, *map(len, known)])
        columns = np.fromiter(chain.from_iterable(known), np.int32, ends[-1])
        counts = csr_matrix((np.ones(len(columns)), columns, ends), shape=(len(texts), len(self._columns)))
        counts.sum_duplicates()
        return counts

    def _tf_idf(self, counts: Any) -> Any:
        """Counts weighed, each row of length 1."""
        weighed, rows = counts.copy(), np.repeat(np.arange(counts.shape[0]), np.diff(counts.indptr))
        weighed.data = (np.log(counts.data) + 1) * self._smooth[counts.indices]
        weighed.data /= np.sqrt(np.bincount(rows, weighed.data**2))[rows]
        return weighed

    def _cosine(self, counts: Any) -> FloatArray:
        dense: FloatArray = (self._tf_idf(counts) @ self._weighted).toarray()
        return dense

    def _coverage(self, counts: Any, queries: Sequence[str]) -> FloatArray:
        weights = _ones(counts).multiply(self._idf).tocsr()
        known, distinct = np.diff(counts.indptr), np.array([len(set(self.grams(query))) for query in queries])
        total = np.asarray(weights.sum(axis=1)).ravel() + (distinct - known) * self._rarest
        dense: FloatArray = (weights @ self._present).toarray() / np.maximum(total, 1e-12)[:, None]
        return dense


def _ones(counts: Any) -> Any:
    """The same sparse pattern with 1 in every place."""
    ones = counts.copy()
    ones.data[:] = 1.0
    return ones
