"""Character n-grams of everything said about some targets, counted once and weighed for each source that speaks.

Weights are those of BM25 (Robertson and Zaragoza, The Probabilistic Relevance Framework, 2009) with k1 = 1.2, b = 0.75
and idf = ln((1 + N) / (1 + df)). A title's score is divided by the idf of all its n-grams, an unknown one weighing as
if in one text, so that the scores of short and long titles compare.
"""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

K1, B = 1.2, 0.75
COMMON = 0.3
BEGIN, END = "\x01", "\x02"  # of a name or a title; the texts about a target have no such ends

FloatArray = NDArray[np.float32]
IntArray = NDArray[np.int32]


_FIRST = 21  # bits that a character takes; a pair is first << 21 | second, a single character second alone


class Read(NamedTuple):
    """n titles: the n-grams known, `ones` CSR[n, V], and how many different ones are not, `unknown` int64[n]."""

    ones: Any
    unknown: NDArray[np.int64]


class Vocabulary:
    """The characters and pairs of characters of some texts, as columns in the order of their codes."""

    def __init__(self, codes: NDArray[np.int64]) -> None:
        """`codes`: sorted, without repeats."""
        self._codes = codes

    @classmethod
    def count(cls, *groups: Sequence[str]) -> "tuple[Vocabulary, list[Any]]":
        """The n-grams of all groups of texts, and for each group their counts, CSR[texts, V]."""
        read = [_grams(texts) for texts in groups]
        codes, columns = np.unique(np.concatenate([codes for _, codes in read]), return_inverse=True)
        parts = np.split(columns, np.cumsum([len(codes) for _, codes in read])[:-1])
        counts = [
            _matrix(rows, part, (len(texts), len(codes)))
            for texts, (rows, _), part in zip(groups, read, parts, strict=True)
        ]
        return cls(codes), counts

    def read(self, keys: Sequence[str]) -> Read:
        """The different n-grams of each normalised title."""
        rows, codes = _grams([f"{BEGIN}{key}{END}" for key in keys])
        columns = np.minimum(np.searchsorted(self._codes, codes), len(self._codes) - 1)
        known = self._codes[columns] == codes
        ones = _matrix(rows[known], columns[known], (len(keys), len(self._codes)))
        ones.data[:] = 1
        strange = np.unique(np.stack([rows[~known], codes[~known]]), axis=1)[0]
        return Read(ones, np.bincount(strange, minlength=len(keys)).astype(np.int64))


def _grams(texts: Sequence[str]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Of every n-gram in the texts its row and its code; an end mark alone is none."""
    letters = np.frombuffer("\0".join(texts).encode("utf-32-le"), np.uint32).astype(np.int64)
    rows = np.cumsum(letters == 0)
    single, pair = letters > ord(END), (letters[:-1] > 0) & (letters[1:] > 0)
    pairs = letters[:-1] << _FIRST | letters[1:]
    return np.concatenate([rows[single], rows[:-1][pair]]), np.concatenate([letters[single], pairs[pair]])


def _matrix(rows: NDArray[np.int64], columns: NDArray[np.int64], shape: tuple[int, int]) -> Any:
    from scipy.sparse import coo_matrix

    return coo_matrix((np.ones(len(rows), np.float32), (rows, columns)), shape=shape).tocsr()


class Weighed:
    """Texts, as counts of n-grams, weighed against titles."""

    def __init__(self, counts: Any, commonest: float = COMMON) -> None:
        """`commonest`: n-grams of more than this share of the texts say little and are left out, which bounds the work
        of a title."""
        rows, columns = counts.shape
        frequency = np.bincount(counts.indices, minlength=columns)
        self.idf: FloatArray = np.log((1 + rows) / (1 + frequency)).astype(np.float32)
        self.idf[frequency > max(commonest * rows, 1)] = 0
        self.rarest = float(np.log((1 + rows) / 2))
        lengths = np.asarray(counts.sum(axis=1)).ravel()
        damping = np.repeat(1 - B + B * lengths / max(lengths.mean(), 1e-9), np.diff(counts.indptr))
        weights = counts.copy()
        weights.data = weights.data * (1 + K1) / (weights.data + K1 * damping) * self.idf[weights.indices]
        weights.eliminate_zeros()
        self.weights = weights.T.tocsr().astype(np.float32)

    def scores(self, read: Read) -> FloatArray:
        """float32[titles, texts], from 0; 1 for a text of usual length that says all the title says, once."""
        total = np.maximum(read.ones @ self.idf + read.unknown * self.rarest, 1e-6)
        shares = read.ones.copy()
        shares.data = np.repeat(1 / total, np.diff(shares.indptr)).astype(np.float32)
        scores: FloatArray = (shares @ self.weights).toarray()
        return scores


class Together:
    """Several `Weighed` asked in one pass."""

    def __init__(self, weighed: Mapping[str, Weighed]) -> None:
        from scipy.sparse import hstack

        self._names = list(weighed)
        self._ends = np.cumsum([each.weights.shape[1] for each in weighed.values()])[:-1]
        self._weights = hstack([each.weights for each in weighed.values()], format="csr")
        self._idf = np.stack([each.idf for each in weighed.values()], axis=1)
        self._rarest = np.array([each.rarest for each in weighed.values()])

    def scores(self, read: Read) -> dict[str, FloatArray]:
        """By name what `Weighed.scores` answers."""
        totals = np.maximum(read.ones @ self._idf + read.unknown[:, None] * self._rarest, 1e-6).astype(np.float32)
        found = np.split((read.ones @ self._weights).toarray(), self._ends, axis=1)
        return {
            name: part / totals[:, [column]] for column, (name, part) in enumerate(zip(self._names, found, strict=True))
        }


def summed(counts: Any, groups: IntArray, size: int) -> Any:
    """Counts of each of `size` groups of rows; `groups` int[rows]."""
    from scipy.sparse import csr_matrix

    rows = len(groups)
    return (csr_matrix((np.ones(rows, np.float32), (groups, np.arange(rows))), shape=(size, rows)) @ counts).tocsr()
