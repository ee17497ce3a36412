"""Titles linked to targets by all the evidence there is, fused by a fitted ranker; scores are probabilities."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from matching.best import best_columns
from matching.evidence import Candidates, Evidence, Known
from matching.link import Matches
from matching.ranker import Ranker
from matching.text import normalise

BATCH = 64  # titles whose scores with every name are held at once
HEARD = 0.70  # the title sounds like a name, by a slip of the input method; too rare to fit, and seldom surer
AMONG = 0.05  # the likelier of those that sound alike stands first
SAID = 1.0  # the title is a name of the target: no estimate
MOST = 0.999_999  # what is estimated stays below


class RankedLinker:
    """Matches titles to the targets of `known`. The score of a match is the probability that it is the one meant; it
    is 1 for a target that has the title, normalised, for a name. A target that shares no n-gram is no match."""

    def __init__(self, known: Known, ranker: Ranker) -> None:
        self._evidence, self._ranker = Evidence(known), ranker

    def match(self, titles: Sequence[str], top: int = 10) -> Matches:
        """The `top` best targets of each title, at most `evidence.CANDIDATES`; none of a title without a letter."""
        found = Matches(np.full((len(titles), top), -1, np.int32), np.zeros((len(titles), top), np.float32))
        spoken = np.flatnonzero([any(map(str.isalpha, normalise(title))) for title in titles])
        for rows in np.split(spoken, range(BATCH, len(spoken), BATCH)):
            if len(rows):
                self._match([titles[row] for row in rows], rows, found)
        return found

    def _match(self, titles: Sequence[str], rows: NDArray[np.intp], found: Matches) -> None:
        candidates = self._evidence.of(titles)
        scores = self._scores(candidates)
        best = best_columns(scores, found.targets.shape[1])
        points = np.take_along_axis(scores, best, axis=1)
        targets = np.take_along_axis(candidates.targets, best, axis=1)
        found.targets[rows, : best.shape[1]] = np.where(points > 0, targets, -1)
        found.scores[rows, : best.shape[1]] = points

    def _scores(self, candidates: Candidates) -> NDArray[np.float64]:
        estimated = np.minimum(self._ranker.probabilities(candidates), MOST)
        heard, known = (candidates.column(name) > 0 for name in ("sound", "known"))
        estimated = np.where(heard, np.maximum(estimated, HEARD + AMONG * estimated), np.where(known, estimated, 0))
        return np.where(candidates.exact, SAID, np.round(estimated, 6))
