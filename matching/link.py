"""Skills, and titles of another list, as people write them, linked to the entries of a dictionary, best first.

The stages, fused by taking the best score each target gets from any of its names (`docs/matching.md`, From words):

1. letter by letter (`matching/aliases.py`): the same string or the same after normalisation 1.0; without its brackets
   0.96; a piece between separators 0.92; the same syllables 0.90; a name inside the title 0.5 to 0.88;
2. character n-grams (`matching/ngrams.py`): TF-IDF cosine with each name, coverage of the title by each name, and by
   all names of the target; the best `SHORTLIST` names go on to
3. rapidfuzz: edit ratio with the name.

Stages 2 and 3 are blended by `BLEND` into at most `FUZZY_CEILING`: what was not found letter by letter is never sure.
Scores are rounded to millionths; ties stand in the order of the targets, so a batch answers as its titles one by one.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import fuzz, process

from matching.aliases import AliasBook
from matching.best import best_columns
from matching.ngrams import FloatArray, NgramIndex
from matching.text import fold, normalise

IntArray = NDArray[np.int32]

SURE = 0.85  # store the link; below it a person is asked, with the matches listed
SHORTLIST = 40  # names per title that are compared by edit distance
BATCH = 256  # titles whose dense scores are held at once

# Shares of the blend: title covered by the name, by all known of the target, TF-IDF cosine, edit ratio.
BLEND = {"name": 0.40, "target": 0.50, "cosine": 0.05, "ratio": 0.05}
FUZZY_CEILING = 0.84


class Matches(NamedTuple):
    """Best first. `targets` int32[n, top], -1 where there are no more; `scores` float32[n, top] in 0..1."""

    targets: IntArray
    scores: NDArray[np.float32]

    def sure(self) -> NDArray[np.bool_]:
        """bool[n]: the best match may be stored unseen: it reaches SURE and no other listed target ties with it."""
        best = self.scores[:, 0] >= SURE
        return best & (self.scores[:, 0] > self.scores[:, 1]) if self.scores.shape[1] > 1 else best


class Linker:
    """Matches titles to dense targets 0..T-1, each known by one or more names: `targets[i]` is that of `names[i]`."""

    def __init__(self, names: Sequence[str], targets: IntArray) -> None:
        self._targets = np.asarray(targets, np.int32)
        self._size = int(self._targets.max()) + 1 if len(names) else 0
        self._keys = [normalise(name) for name in names]
        self._aliases = AliasBook(names)
        if names:
            self._by_name = NgramIndex(self._keys, longest=2)
            self._by_target = NgramIndex(self._names_of_targets(), longest=2, ends=False)

    def match(self, titles: Sequence[str], top: int = 10) -> Matches:
        """The `top` best targets of each title. Empty titles match nothing."""
        found = Matches(np.full((len(titles), top), -1, np.int32), np.zeros((len(titles), top), np.float32))
        for start in range(0, len(titles) if self._size else 0, BATCH):
            part = slice(start, start + BATCH)
            scores = self._scores(titles[part])
            best = best_columns(scores, top)
            points = np.take_along_axis(scores, best, axis=1)
            found.targets[part, : best.shape[1]] = np.where(points > 0, best, -1)
            found.scores[part, : best.shape[1]] = np.minimum(points, 1.0)
        return found

    def _scores(self, titles: Sequence[str]) -> FloatArray:
        """float64[n, T] in 0..`LITERAL`, rounded to millionths."""
        scores = np.zeros((len(titles), self._size))
        for row, title in enumerate(titles):
            for name, score in self._aliases.hits(title).items():
                target = self._targets[name]
                scores[row, target] = max(scores[row, target], score)
        names, blend = self._fuzzy([normalise(title) for title in titles])
        rows = np.arange(len(titles))[:, None]
        np.maximum.at(scores, (rows, self._targets[names]), blend)
        return np.round(scores, 6)

    def _fuzzy(self, keys: list[str]) -> tuple[IntArray, FloatArray]:
        """The shortlisted names int32[n, k] of each key and their blended scores float64[n, k]."""
        cosine, coverage = self._by_name.likeness(keys)
        known = self._by_target.coverage(keys)[:, self._targets]
        blend = BLEND["name"] * coverage + BLEND["target"] * known + BLEND["cosine"] * cosine
        names = best_columns(blend, SHORTLIST)
        picked = np.take_along_axis(blend, names, axis=1)
        ratios = self._ratios(keys, names)
        return names, FUZZY_CEILING * np.where(picked > 0, picked + BLEND["ratio"] * ratios, 0.0)

    def _ratios(self, keys: list[str], names: IntArray) -> FloatArray:
        left = [key for key in keys for _ in range(names.shape[1])]
        right = [self._keys[name] for name in names.ravel()]
        ratios = process.cpdist(left, right, scorer=fuzz.ratio, dtype=np.float64)
        return np.asarray(ratios, np.float64).reshape(names.shape) / 100

    def _names_of_targets(self) -> list[str]:
        known: list[list[str]] = [[] for _ in range(self._size)]
        for key, target in zip(self._keys, self._targets, strict=True):
            known[target].append(key)
        return ["\x00".join(texts) for texts in known]


def nearest_word(word: str, choices: Sequence[str], cutoff: float = 0.6) -> str | None:
    """The choice most like the word by edit ratio, case and width aside, or None below `cutoff` (0..1).

    For answers such as "did you mean"; ties go to the earlier choice.
    """
    found = process.extractOne(word, choices, scorer=fuzz.ratio, processor=fold, score_cutoff=cutoff * 100)
    return found[0] if found else None
