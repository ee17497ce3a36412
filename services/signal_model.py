"""A calibrated model of leaving within 30 days, judged on later days against the stated rules before it may rank.

Logistic regression on the earlier 60 % of days, Platt's sigmoid (Platt 1999) on the next 20 %, judged on the last 20 %.
Between the parts a row is left out until its 30 days are over, so that no part knows an outcome of the next one.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from services.signal_rules import AHEAD, FEATURES

ENOUGH, ENOUGH_LATER = 100, 30
"""Leavers, and stayers, needed to fit; and to calibrate, and to judge."""
SURE = 1.645  # standard errors by which the model has to be better: one-sided 95 %
BINS = 5
STEADY = 20  # rows of the overall share added to each level of points
PARTS = (0.6, 0.8)


@dataclass(frozen=True)
class Sample:
    """A row is a stay on a day: `inputs` (n, features), `points` of the rules, whether the person `left` within 30
    days, the `day` as an ordinal, and the `stay`."""

    inputs: NDArray[np.float64]
    points: NDArray[np.int64]
    left: NDArray[np.bool_]
    day: NDArray[np.int64]
    stay: NDArray[np.int64]

    def where(self, rows: NDArray[np.bool_]) -> "Sample":
        return Sample(self.inputs[rows], self.points[rows], self.left[rows], self.day[rows], self.stay[rows])

    def counts(self) -> tuple[int, int]:
        """Leavers and stayers."""
        leavers = int(self.left.sum())
        return leavers, len(self.left) - leavers


@dataclass(frozen=True)
class Bin:
    """Of `people` who were foretold to leave with a mean chance of `foretold`, the share that `left`."""

    people: int
    foretold: float
    left: float


@dataclass(frozen=True)
class Judged:
    """Mean squared errors (Brier 1950) of rules and model on the same later rows; `lead` of the model, rules less
    model, with its standard `error` over people; `bins` of the model, the surest first; `usual`, what share left."""

    rows: int
    leavers: int
    usual: float
    rules: float
    model: float
    lead: float
    error: float
    bins: tuple[Bin, ...]

    @property
    def model_is_better(self) -> bool:
        return self.lead > SURE * self.error


@dataclass(frozen=True)
class Ranker:
    """What ranks: the model where it is better, else the rules. `judged` is None while there is too little history."""

    leavers: int
    stayers: int
    judged: Judged | None = None
    model: Any = None

    @property
    def by_model(self) -> bool:
        return self.judged is not None and self.judged.model_is_better

    def chances(self, inputs: NDArray[np.float64]) -> NDArray[np.float64]:
        """Chance of leaving within 30 days for each row of `inputs` (n, features); only if `by_model`."""
        return _chances(self.model, inputs)

    def drivers(self, inputs: NDArray[np.float64], most: int = 2) -> list[list[str]]:
        """For each row the names of the inputs that raise its chance most above that of the average stay."""
        scaler, regression = (step for _, step in self.model.estimator.estimator.steps)
        parts = scaler.transform(inputs) * regression.coef_[0]
        return [[FEATURES[i] for i in np.argsort(-row, kind="stable")[:most] if row[i] > 0] for row in parts]


def fit(sample: Sample) -> Ranker:
    """Fit and judge; the same sample gives the same ranker."""
    leavers, stayers = sample.counts()
    fitting, calibrating, judging = _parts(sample)
    enough = min(fitting.counts()) >= ENOUGH and min(*calibrating.counts(), *judging.counts()) >= ENOUGH_LATER
    if not enough:
        return Ranker(leavers, stayers)
    model = _fitted(fitting, calibrating)
    before = _joined(fitting, calibrating)
    return Ranker(leavers, stayers, _judge(judging, _by_rules(before, judging.points), model), model)


def _parts(sample: Sample) -> tuple[Sample, Sample, Sample]:
    """Three parts one after another in time; rows whose 30 days reach into the next part are in none."""
    if not len(sample.day):
        return sample, sample, sample
    first, second = (int(np.quantile(sample.day, part)) for part in PARTS)
    over = sample.day + AHEAD.days
    return (
        sample.where(over < first),
        sample.where((sample.day >= first) & (over < second)),
        sample.where(sample.day >= second),
    )


def _joined(one: Sample, other: Sample) -> Sample:
    names = ("inputs", "points", "left", "day", "stay")
    return Sample(*(np.concatenate([getattr(one, name), getattr(other, name)]) for name in names))


def _fitted(fitting: Sample, calibrating: Sample) -> Any:
    from sklearn.calibration import CalibratedClassifierCV  # slow to import, and needed once a day
    from sklearn.frozen import FrozenEstimator
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler

    pipe = make_pipeline(StandardScaler(), LogisticRegression(max_iter=1000)).fit(fitting.inputs, fitting.left)
    return CalibratedClassifierCV(FrozenEstimator(pipe), method="sigmoid").fit(calibrating.inputs, calibrating.left)


def _chances(model: Any, inputs: NDArray[np.float64]) -> NDArray[np.float64]:
    chances: NDArray[np.float64] = model.predict_proba(inputs)[:, 1]
    return chances


def _by_rules(before: Sample, points: NDArray[np.int64]) -> NDArray[np.float64]:
    """What the rules foretell: the share that left of earlier rows with as many points, steadied by the overall one."""
    usual = float(before.left.mean())
    shares = {}
    for level in np.unique(points):
        same = before.left[before.points == level]
        shares[int(level)] = (float(same.sum()) + STEADY * usual) / (len(same) + STEADY)
    return np.array([shares[int(level)] for level in points])


def _judge(later: Sample, by_rules: NDArray[np.float64], model: Any) -> Judged:
    chances = _chances(model, later.inputs)
    rules, fitted = (by_rules - later.left) ** 2, (chances - later.left) ** 2
    lead = rules - fitted
    return Judged(
        rows=len(lead),
        leavers=int(later.left.sum()),
        usual=float(later.left.mean()),
        rules=float(rules.mean()),
        model=float(fitted.mean()),
        lead=float(lead.mean()),
        error=_error_of_mean(lead, later.stay),
        bins=_bins(chances, later.left),
    )


def _error_of_mean(values: NDArray[np.float64], groups: NDArray[np.int64]) -> float:
    """Standard error of the mean of values that belong together in groups (cluster-robust)."""
    _, which = np.unique(groups, return_inverse=True)
    sums = np.bincount(which, weights=values - values.mean())
    return float(np.sqrt((sums**2).sum()) / len(values))


def _bins(chances: NDArray[np.float64], left: NDArray[np.bool_]) -> tuple[Bin, ...]:
    parts = np.array_split(np.argsort(-chances, kind="stable"), BINS)
    return tuple(Bin(len(part), float(chances[part].mean()), float(left[part].mean())) for part in parts if len(part))
