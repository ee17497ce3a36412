"""The weights: how many points each criterion carries and the numbers its formula uses. Data, versioned and hashed.

Fractions, nearnesses and shares are whole millionths (1_000_000 is all). Points are millionths of a point; those of all
criteria sum to 100 points. `docs/matching.md` gives the reason for each number.
"""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from typing import Any, Self

ONE = 1_000_000
"""A whole, in millionths."""
POINT = 1_000_000
"""One point, in millionths."""
CRITERIA = ("skill", "experience", "location", "wish", "wage", "season")
"""Names of the criteria, in the order of every points array."""


@dataclass(frozen=True)
class Points:
    """Points each criterion can give, in millionths of a point."""

    skill: int = 30 * POINT
    experience: int = 10 * POINT
    location: int = 25 * POINT
    wish: int = 12 * POINT
    wage: int = 15 * POINT
    season: int = 8 * POINT

    def __post_init__(self) -> None:
        values = [getattr(self, name) for name in CRITERIA]
        if min(values) < 0 or sum(values) != 100 * POINT:
            raise ValueError(f"points must not be negative and must sum to {100 * POINT}, not {sum(values)}")


@dataclass(frozen=True)
class Weights:
    """Everything a score depends on besides the pair itself and the nearnesses."""

    version: str = "1"
    points: Points = field(default_factory=Points)

    age_floor: int = 16
    """Years of age on the first day of work, set by law."""
    late_days: int = 30
    """Days after the start by which a person must be free."""

    level_short: tuple[int, ...] = (ONE, 700_000, 450_000, 250_000, 100_000, 50_000)
    """What a skill counts when it is 0, 1 ... 5 levels below the level asked for."""
    unproven: int = 800_000
    """What a level shown by years of practice counts against the same level on paper."""
    years_as_level: tuple[int, ...] = (10, 60)
    """Tenths of years practised that stand for level 5, level 4 ... when no level is stated."""
    wish_as_skill: int = 500_000
    """What wishing for an occupation counts against having worked in it, where a line names no skill."""
    taught: int = 500_000
    """Share of the skill criterion that a training line gives to everyone, because the class teaches it."""

    experience_full: int = 36
    """Months after which experience counts in full."""
    experience_near: int = 500_000
    """Least nearness at which months in another occupation count."""

    half_distance: int = 60_000
    """Metres from home at which nearness to home has fallen to a half."""
    lived_steps: tuple[int, ...] = (ONE, 850_000, 600_000, 300_000)
    """Living in the same township, county, city, province as the work."""
    wanted_steps: tuple[int, ...] = (ONE, 800_000, 600_000, 250_000)
    """Work in the same township, county, city, province as a wanted place that does not contain it."""
    place_anywhere: int = 600_000
    """Work away from home for one who is open to anywhere and names no place."""
    place_away: int = 800_000
    """Work outside the home county for one who wants to go away and names no place."""
    place_abroad: int = 700_000
    """Work abroad for one who agreed to go abroad."""
    lived_when_away: int = 500_000
    """What nearness to home counts for one who wants to go away."""

    wish_ranks: tuple[int, ...] = (ONE, 850_000, 700_000, 550_000)
    """What the first, second, third and any later choice of occupation counts."""
    wish_industry: int = 600_000
    """Work in a wished industry, whatever the occupation."""
    wish_unstated: int = 400_000
    """Neither occupation nor industry is wished for."""

    wage_range_share: int = 250_000
    """Where in the range from least to most wage the offer is taken to lie."""
    wage_zero_ratio: int = 500_000
    """Offer against floor at which the wage criterion reaches nothing."""
    wage_at_floor: int = 850_000
    """What an offer exactly at the floor counts."""
    wage_full_ratio: int = 1_300_000
    """Offer against floor from which the wage criterion is full."""
    wage_no_floor: int = 850_000
    """A known wage for one who states no floor."""
    wage_unknown: int = 500_000
    """The line states no wage."""
    board_missing: int = 200_000
    """Taken off when board is wanted and not given."""
    lodging_missing: int = 200_000
    """Taken off when lodging is wanted and not given."""

    month_cost: int = 250_000
    """Taken off for each month worked in which the person is needed at home."""

    def __post_init__(self) -> None:
        for f in fields(self):
            if isinstance(f.default, tuple) or f.name in _SHARES:
                self._check_shares(f.name)
        for name, length in _LENGTHS.items():
            if len(getattr(self, name)) != length:
                raise ValueError(f"{name} must have {length} values")
        if min(self.experience_full, self.half_distance, len(self.wish_ranks), len(self.years_as_level)) < 1:
            raise ValueError("experience_full, half_distance, wish_ranks and years_as_level must not be empty or zero")
        if len(self.years_as_level) > 5 or list(self.years_as_level) != sorted(self.years_as_level):
            raise ValueError("years_as_level must rise and name at most five levels")
        if not self.wage_zero_ratio < ONE < self.wage_full_ratio:
            raise ValueError("wage_zero_ratio must lie below and wage_full_ratio above 1000000")

    def _check_shares(self, name: str) -> None:
        value = getattr(self, name)
        values = value if isinstance(value, tuple) else (value,)
        if any(not isinstance(v, int) or not 0 <= v <= ONE for v in values):
            raise ValueError(f"{name} must lie within 0..{ONE}, whole millionths")

    def points_of(self, criterion: str) -> int:
        """Points of one criterion, in millionths of a point."""
        value: int = getattr(self.points, criterion)
        return value

    def to_dict(self) -> dict[str, Any]:
        """As plain values for JSON; tuples become lists."""
        plain: dict[str, Any] = json.loads(json.dumps(asdict(self)))
        return plain

    @classmethod
    def from_dict(cls, plain: Mapping[str, Any]) -> Self:
        """The inverse of `to_dict`. Raises TypeError for an unknown name, ValueError for a wrong number."""
        values: dict[str, Any] = {name: tuple(v) if isinstance(v, list) else v for name, v in plain.items()}
        return cls(**{**values, "points": Points(**plain["points"])})


_LENGTHS = {"level_short": 6, "lived_steps": 4, "wanted_steps": 4}
_SHARES = {
    "unproven", "wish_as_skill", "taught", "experience_near", "place_anywhere", "place_away", "place_abroad",
    "lived_when_away", "wish_industry", "wish_unstated", "wage_range_share", "wage_zero_ratio", "wage_at_floor",
    "wage_no_floor", "wage_unknown", "board_missing", "lodging_missing", "month_cost",
}  # fmt: skip

DEFAULT = Weights()
"""The weights of this edition."""
