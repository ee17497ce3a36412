"""How a title and a name agree letter by letter: what they begin and end with, how much must be edited."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import fuzz, process

FloatArray = NDArray[np.float32]
IntArray = NDArray[np.int32]

READ = 24  # characters from either end that are compared
LONGEST_SPAN = 3.0

FEATURES = ("ratio", "suffix", "prefix", "last", "last_two", "span", "inside", "around")


class Letters(NamedTuple):
    """Normalised texts with their characters from the front and from the back: int32[n, READ], 0 beyond the end."""

    texts: Sequence[str]
    front: IntArray
    back: IntArray

    @classmethod
    def of(cls, texts: Sequence[str]) -> "Letters":
        return cls(texts, _codes(texts), _codes([text[::-1] for text in texts]))


def closeness(titles: Letters, names: Letters, picked: IntArray) -> dict[str, FloatArray]:
    """By feature float32[n, k]: title i against the names `picked[i]` (int32[n, k], rows of `names`).

    ratio: rapidfuzz edit ratio; suffix, prefix: characters shared at the end and at the beginning ÷ length of the
    title; last, last_two: so many are shared; span: length of the name ÷ length of the title; inside: the name stands
    in the title; around: the title stands in the name.
    """
    left = [title for title in titles.texts for _ in range(picked.shape[1])]
    right = [names.texts[name] for name in picked.ravel().tolist()]
    ratio = process.cpdist(left, right, scorer=fuzz.ratio, dtype=np.float32).reshape(picked.shape) / 100
    suffix = _shared(titles.back, names.back[picked])
    length = np.array([max(len(title), 1) for title in titles.texts])[:, None]
    pairs = list(zip(left, right, strict=True))
    found = {
        "ratio": ratio,
        "suffix": suffix / length,
        "prefix": _shared(titles.front, names.front[picked]) / length,
        "last": suffix >= 1,
        "last_two": suffix >= 2,
        "span": np.minimum(np.array([len(name) for name in right]).reshape(picked.shape) / length, LONGEST_SPAN),
        "inside": np.array([name in title for title, name in pairs]).reshape(picked.shape),
        "around": np.array([title in name for title, name in pairs]).reshape(picked.shape),
    }
    return {feature: np.asarray(values, np.float32) for feature, values in found.items()}


def _shared(titles: IntArray, names: IntArray) -> IntArray:
    same = (titles[:, None, :] == names) & (titles > 0)[:, None, :]
    shared: IntArray = np.cumprod(same, axis=2, dtype=np.int32).sum(axis=2, dtype=np.int32)
    return shared


def _codes(texts: Sequence[str]) -> IntArray:
    cut = [text[:READ].ljust(READ, "\0") for text in texts]
    return np.frombuffer("".join(cut).encode("utf-32-le"), np.int32).reshape(len(cut), READ)
