"""How alike the names of things are, read together: of each thing all its names make one text.

What the work is about: the cosine of the characters and pairs of characters of the names' stems (`text.stem`), weighed
1 + ln(count) times ln((1 + N) / (1 + n)) for those in n of N texts (TF-IDF, Salton and Buckley 1988). What kind of work
it is: to make or mend a thing, design it, test it, sell it, engineer it, lead others, or else the plain work; the
likeness of two shares of names by kind is what they have in common, the sum of the lesser share of each kind. A sewer
sews, but who assembles sewing machines shares only the word: so both are multiplied.
"""

import re
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matching.grams import BEGIN, END, Vocabulary, summed
from matching.text import normalise, stem

FloatArray = NDArray[np.float64]

FULL = 0.25
"""The cosine from which names count as wholly alike: one pair of occupations in 1,200 reaches it."""
_KINDS = re.compile(
    r"(装配|组装|装调|调试|制造|生产|安装|维修|修理|检修)|(设计)|(检测|检验|质检)|(销售|营销|业务)|(工程师|研发|技术员)"
    r"|(管理|主管|经理|站长|组长)"
)


def likeness_of_names(names: Sequence[Sequence[str]]) -> FloatArray:
    """float64[n, n] in 0..1, symmetric: how alike the names of each two things are; 0 for a thing with no name."""
    keys = [[normalise(name) for name in group] for group in names]
    if not any(keys):
        return np.zeros((len(names), len(names)))
    return np.minimum(_cosine(keys) / FULL, 1) * _same_kind(keys)


def _cosine(keys: Sequence[Sequence[str]]) -> FloatArray:
    owners = np.repeat(np.arange(len(keys), dtype=np.int32), [len(group) for group in keys])
    _, (counts,) = Vocabulary.count([f"{BEGIN}{stem(key)}{END}" for group in keys for key in group])
    weights = _weighed(summed(counts, owners, len(keys)).astype(np.float64))
    cosine: FloatArray = (weights @ weights.T).toarray()
    return cosine


def _weighed(counts: Any) -> Any:
    """CSR[n, V] with rows of length 1, or 0 where a text has nothing of its own."""
    texts, frequency = counts.shape[0], np.bincount(counts.indices, minlength=counts.shape[1])
    counts.data = (1 + np.log(counts.data)) * np.log((1 + texts) / (1 + frequency))[counts.indices]
    lengths = np.sqrt(np.asarray(counts.multiply(counts).sum(axis=1)).ravel())
    counts.data /= np.repeat(np.maximum(lengths, 1e-12), np.diff(counts.indptr))
    return counts


def _same_kind(keys: Sequence[Sequence[str]]) -> FloatArray:
    """float64[n, n]: what two things have in common of the kinds that their names tell."""
    shares = np.zeros((len(keys), _KINDS.groups + 1))
    for row, group in enumerate(keys):
        for key in group:
            found = _KINDS.search(key)
            shares[row, (found and found.lastindex) or 0] += 1 / len(group)
    common = np.zeros((len(keys), len(keys)))
    for share in shares.T:
        common += np.minimum(share[:, None], share)
    return common
