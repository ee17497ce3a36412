"""Order lines and class seats, as columns: what an employer or a class asks for and offers."""

from dataclasses import dataclass
from enum import IntEnum

import numpy as np

from matching.columns import Flag, Int8, Int16, Int32, Int64, Ints, Ragged, Table, UInt16, UInt64, check_range
from matching.weights import ONE, Weights


class Kind(IntEnum):
    """A hiring line wants people who can do it now; a training line trains them first."""

    HIRING = 0
    TRAINING = 1


@dataclass(frozen=True, eq=False)
class Required(Ragged):
    """Skills asked for: dense skill id, least level (5 lowest to 1 highest, 0 any), importance from 1."""

    skill: Int32
    level: Int8
    weight: Int8

    def check(self) -> None:
        """Levels are 0 to 5, importance at least 1."""
        check_range("Required", "level", self.level, 0, 5)
        check_range("Required", "weight", self.weight, 1, 127)


@dataclass(frozen=True, eq=False)
class Licences(Ragged):
    """Certificates the law asks for before one may do this work."""

    certificate: Int32


@dataclass(frozen=True, eq=False)
class Lines(Table):
    """m order lines. Days count from 1970-01-01; money is fen per month; coordinates are millionths of a degree
    (0, 0 unknown); division codes have 12 digits (0 unknown); ids of unknown things are -1."""

    tie: UInt64
    """A random number of the line, unique, the same in every snapshot: breaks ties."""
    employer: Int32
    occupation: Int32
    industry: Int32
    kind: Int8
    seats: Int32
    division: Int64
    lat: Int32
    lng: Int32
    abroad: Flag
    wage_min: Int64
    wage_max: Int64
    """Monthly equivalents, 0 unknown."""
    board: Flag
    lodging: Flag
    board_value: Int64
    lodging_value: Int64
    start: Int32
    months: UInt16
    """Bit m - 1 is set when work is done in calendar month m."""
    age_min: Int16
    age_max: Int16
    """Lawful age limits in whole years, 0 none."""
    sex: Int8
    """0 no limit; 1 or 2 only with a lawful reason."""
    education_min: Int8
    class_gives_certificate: Flag
    skills: Required
    certificates: Licences

    def check(self) -> None:
        """Codes are known ones, ages sensible and money not negative."""
        check_range("Lines", "kind", self.kind, 0, max(Kind))
        check_range("Lines", "sex", self.sex, 0, 2)
        check_range("Lines", "age_min", self.age_min, 0, 150)
        check_range("Lines", "age_max", self.age_max, 0, 150)
        check_range("Lines", "months", self.months, 0, 0xFFF)
        for name in ("wage_min", "wage_max", "board_value", "lodging_value"):
            check_range("Lines", name, getattr(self, name), 0, 10**12)
        check_range("Lines", "lat", self.lat, -90_000_000, 90_000_000)
        check_range("Lines", "lng", self.lng, -180_000_000, 180_000_000)


def worth(lines: Lines, weights: Weights) -> Ints:
    """Fen a month that one can count on at each line, with board and lodging: `reference.offer_of`, for all at once."""
    more = np.maximum(lines.wage_max - lines.wage_min, 0) * weights.wage_range_share // ONE
    money = np.where(lines.wage_min > 0, lines.wage_min + more, lines.wage_max)
    total: Ints = money + lines.board * lines.board_value + lines.lodging * lines.lodging_value
    return total
