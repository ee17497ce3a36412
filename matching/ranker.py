"""Which candidate a title means, from the evidence for each: a conditional logit with fitted coefficients.

    share(c) = exp(w · x_c) / Σ exp(w · x_d) over the candidates d of the title   (McFadden 1974)

Its shares are too sure or too doubtful where the titles it was fitted on differ from those it meets, so that they are
mended by Platt's scaling (1999), fitted on shares of titles whose occupations the fit had not seen:

    probability = 1 / (1 + exp(-(a + b · ln(share / (1 - share)))))

Coefficients come from `benchmarks/train_link.py`.
"""

import json
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from matching.evidence import Candidates

FloatArray = NDArray[np.float64]

EDGE = 1e-6  # shares are kept this far from 0 and 1


@dataclass(frozen=True)
class Ranker:
    """Weights by feature, and the two numbers of Platt's scaling."""

    weights: dict[str, float]
    offset: float = 0.0
    slope: float = 1.0

    @classmethod
    def read(cls, file: Path) -> "Ranker":
        """Raises ValueError or TypeError for a file that holds something else."""
        return cls(**json.loads(file.read_text(encoding="utf-8")))

    def write(self, file: Path) -> None:
        """As JSON, a coefficient a line."""
        file.write_text(json.dumps(asdict(self), indent=1) + "\n", encoding="utf-8")

    def probabilities(self, candidates: Candidates) -> FloatArray:
        """float64[n, k]: how likely it is that each candidate is the one meant. A feature without a weight is passed
        over, so that a dictionary without definitions is ranked by the names it has."""
        weights = np.array([self.weights.get(feature, 0.0) for feature in candidates.features])
        return self.scale(shares(candidates.values @ weights))

    def scale(self, part: FloatArray) -> FloatArray:
        """Shares as probabilities."""
        return np.asarray(1 / (1 + np.exp(-(self.offset + self.slope * log_odds(part)))), np.float64)


def shares(utilities: FloatArray) -> FloatArray:
    """float64[n, k]: each row as shares that sum to 1."""
    raised = np.exp(utilities - utilities.max(axis=1, keepdims=True))
    return np.asarray(raised / raised.sum(axis=1, keepdims=True), np.float64)


def log_odds(part: FloatArray) -> FloatArray:
    """ln(p / (1 - p)), bounded."""
    kept = np.clip(part, EDGE, 1 - EDGE)
    return np.asarray(np.log(kept / (1 - kept)), np.float64)
