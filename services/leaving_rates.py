"""How fast people leave each employer, against peers that offer the same class of work: counted, shrunk, compared.

A stay counts once its first 30 days are over, so that nobody who may still leave is taken for a stayer. An employer is
called above its peers when P(rate > peers' rate) >= 0.95 under a beta prior at the peers' rate that weighs as much as
20 stays (Gelman et al., Bayesian Data Analysis, ch. 5), it has at least 10 stays and its peers at least 30.
"""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import accumulate
from math import log

from services.stays import Stay

WINDOW = timedelta(30)
LEAST_OWN, LEAST_PEERS, PRIOR, SURE = 10, 30, 20, 0.95


@dataclass(frozen=True)
class Count:
    """`left` of `begun` people left within 30 days."""

    begun: int = 0
    left: int = 0

    def minus(self, other: "Count") -> "Count":
        return Count(self.begun - other.begun, self.left - other.left)


@dataclass(frozen=True)
class Compared:
    """An employer's count beside that of its peers; `usual` is the peers' rate, steadied by that of all work."""

    own: Count
    peers: Count
    usual: float

    @property
    def excess(self) -> float:
        """Log odds of the shrunk own rate less those of the usual one; 0 without a stay."""
        shrunk = (self.own.left + PRIOR * self.usual) / (self.own.begun + PRIOR)
        return _log_odds(shrunk) - _log_odds(self.usual)

    @property
    def is_above(self) -> bool:
        """Whether the employer's people leave faster than its peers', by the rule of this module."""
        if self.own.begun < LEAST_OWN or self.peers.begun < LEAST_PEERS:
            return False
        if self.own.left <= self.own.begun * self.usual:
            return False
        from scipy.special import betaincc  # slow to import, and seldom needed

        left, stayed = self.own.left, self.own.begun - self.own.left
        prior = PRIOR * self.usual
        return float(betaincc(prior + left, PRIOR - prior + stayed, self.usual)) >= SURE


def _log_odds(share: float) -> float:
    return log(share / (1 - share))


class _Tally:
    """Closings of 30 days in order of their days: a count as of any day."""

    def __init__(self, closings: list[tuple[date, bool]]) -> None:
        closings.sort()
        self._days = [day for day, _ in closings]
        self._left = [0, *accumulate(int(left) for _, left in closings)]

    def on(self, day: date) -> Count:
        begun = bisect_right(self._days, day)
        return Count(begun, self._left[begun])


class Rates:
    """Counts of every employer and class of work as they were known on any day."""

    def __init__(self, stays: Iterable[Stay]) -> None:
        found: dict[tuple[int | None, str], list[tuple[date, bool]]] = defaultdict(list)
        for stay in stays:
            if (closing := _closing(stay)) is not None:
                for key in ((stay.employer_id, stay.work), (None, stay.work), (None, "")):
                    found[key].append(closing)
        self._tallies = {key: _Tally(closings) for key, closings in found.items()}

    def compare(self, stay: Stay, day: date) -> Compared:
        """The employer of a stay beside its peers, by what was known on `day`."""
        own, peers, everyone = (
            self._on(key, day) for key in ((stay.employer_id, stay.work), (None, stay.work), (None, ""))
        )
        peers = peers.minus(own)
        overall = (everyone.left + 1) / (everyone.begun + 2)
        return Compared(own, peers, (peers.left + PRIOR * overall) / (peers.begun + PRIOR))

    def _on(self, key: tuple[int | None, str], day: date) -> Count:
        tally = self._tallies.get(key)
        return tally.on(day) if tally else Count()


def _closing(stay: Stay) -> tuple[date, bool] | None:
    """When it was known whether somebody stayed 30 days, and whether they left; None where other reasons ended it."""
    if stay.employer_id is None:
        return None
    over = stay.begun_on + WINDOW
    if stay.ended_on is None or stay.ended_on > over:
        return over, False
    return (max(over, stay.told_on or over), True) if stay.left else None
