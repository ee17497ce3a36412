"""Character n-grams: how alike two short texts are, and how much of one the other covers.

Chinese job titles are matched by characters rather than by segmented words: the head ("工", "师", "员") and the
stuff worked on are one to three characters long, and a wrong segmentation loses both. scikit-learn is imported when
the first index is built, so that programs which only need the cheap functions of this package start at once.
"""

from collections.abc import Sequence
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

    cosine: TF-IDF with sublinear counts, 1 + ln(tf), and smooth idf, ln((1 + N) / (1 + df)) + 1 (scikit-learn's
    `TfidfTransformer`). coverage: the share of a query's n-grams, weighted by ln((1 + N) / (1 + df)), that the text
    has too; an n-gram that no text has weighs as much as one that a single text has, so unknown words lower every
    score alike. For a short title against a long definition coverage ranks far better than the cosine.
    """

    def __init__(self, texts: Sequence[str], *, longest: int, ends: bool = True) -> None:
        from sklearn.feature_extraction.text import CountVectorizer, TfidfTransformer

        self._longest, self._ends = longest, ends
        self._vectorizer = CountVectorizer(analyzer=self.grams, dtype=np.float64)
        counts = self._vectorizer.fit_transform(texts)
        self._transformer = TfidfTransformer(sublinear_tf=True).fit(counts)
        self._weighted = self._transformer.transform(counts).T.tocsr()
        self._present = _ones(counts).T.tocsr()
        self._idf: FloatArray = self._transformer.idf_ - 1
        self._rarest = float(np.log((1 + len(texts)) / 2))

    def grams(self, text: str) -> list[str]:
        """The n-grams of a text, shortest first; the end marks alone are none."""
        marked = f"\x02{text}\x03" if self._ends else text
        spans = ((i, i + n) for n in range(1, self._longest + 1) for i in range(len(marked) - n + 1))
        return [marked[i:j] for i, j in spans if marked[i:j] not in ("\x02", "\x03")]

    def cosine(self, queries: Sequence[str]) -> FloatArray:
        """float64[n, N]."""
        return self._cosine(self._vectorizer.transform(queries))

    def coverage(self, queries: Sequence[str]) -> FloatArray:
        """float64[n, N]."""
        return self._coverage(self._vectorizer.transform(queries), queries)

    def likeness(self, queries: Sequence[str]) -> Likeness:
        """Both measures from one pass over the queries."""
        counts = self._vectorizer.transform(queries)
        return Likeness(self._cosine(counts), self._coverage(counts, queries))

    def _cosine(self, counts: Any) -> FloatArray:
        dense: FloatArray = (self._transformer.transform(counts) @ self._weighted).toarray()
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
