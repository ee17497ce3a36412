"""Signals before failure: four stated rules with points, and what the model of leaving may look at.

docs/signals.md gives the reason of each. No protected trait is among them: not sex, age, nation, health, marriage,
category, education, name or village.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from math import log, log1p

from services.leaving_rates import Compared, Rates
from services.stays import Events, Stay

POINTS = {"owes_wages": 40, "complaint": 35, "unanswered": 30, "above_peers": 20}
FEATURES = (
    "days_at_work", "unanswered", "owes_wages", "complaint", "employer_rate", "wage", "away", "after_failure",
    "after_class",
)  # fmt: skip
AHEAD = timedelta(30)
"""Leaving within so many days is what the model foretells."""
LEAST_WAGE = 100_00  # fen a month: a wage that is not stated counts as this


@dataclass(frozen=True)
class Seen:
    """What was known of a stay on a day: its signals with their points, and the inputs of the model as `FEATURES`."""

    signals: tuple[str, ...]
    features: tuple[float, ...]
    compared: Compared

    @property
    def points(self) -> int:
        return sum(POINTS[signal] for signal in self.signals)


def look(stay: Stay, day: date, events: Events, rates: Rates) -> Seen:
    """What was known of a stay on `day`, and nothing of later days."""
    compared = rates.compare(stay, day)
    on = {
        "owes_wages": events.owed(stay, day),
        "complaint": events.complained(stay, day),
        "unanswered": events.unanswered(stay, day),
        "above_peers": compared.is_above,
    }
    features = (
        log1p(max((day - stay.begun_on).days, 0)),
        float(on["unanswered"]),
        float(on["owes_wages"]),
        float(on["complaint"]),
        compared.excess,
        log(max(stay.wage, LEAST_WAGE)),
        float(_away(stay)),
        float(stay.again),
        float(stay.trained),
    )
    return Seen(tuple(name for name in POINTS if on[name]), features, compared)


def _away(stay: Stay) -> int:
    """How far the work is from home: 0 in the same county, 1 in the same province, 2 elsewhere."""
    if stay.place_code is None or stay.place_code // 10**6 == stay.home_code // 10**6:
        return 0
    return 1 if stay.place_code // 10**10 == stay.home_code // 10**10 else 2
