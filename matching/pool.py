"""The pool: everyone registered, as columns. Built from rows in one place (services), read by rules and criteria."""

from dataclasses import dataclass
from enum import IntEnum

from matching.columns import Flag, Int8, Int16, Int32, Int64, Ragged, Table, UInt16, UInt64, check_range, later

NO_EXPIRY = 2**31 - 1
"""The expiry day of a certificate that does not expire."""


class State(IntEnum):
    """Where a labourer is now."""

    AT_HOME = 0
    AWAY = 1
    IN_TRAINING = 2
    PLACED = 3
    MOVED_AWAY = 4
    DECEASED = 5


class Range(IntEnum):
    """How far from home a labourer wants to work."""

    ANYWHERE = 0
    NEAR_HOME = 1
    AWAY = 2


@dataclass(frozen=True, eq=False)
class Skills(Ragged):
    """Skills one has: dense skill id (-1 not in the dictionary), level 5 lowest to 1 highest (0 not stated), tenths of
    years practised."""

    skill: Int32
    level: Int8
    years_x10: Int16

    def check(self) -> None:
        """Levels are 0 to 5."""
        check_range("Skills", "level", self.level, 0, 5)


@dataclass(frozen=True, eq=False)
class Certificates(Ragged):
    """Certificates held, each with the last day on which it is valid."""

    certificate: Int32
    expires: Int32


@dataclass(frozen=True, eq=False)
class Wishes(Ragged):
    """Occupations wished for; rank 1 is the first choice."""

    occupation: Int32
    rank: Int8

    def check(self) -> None:
        """Ranks count from 1."""
        check_range("Wishes", "rank", self.rank, 1, 127)


@dataclass(frozen=True, eq=False)
class Divisions(Ragged):
    """Places wanted, as 12-digit division codes of any level (440300000000 is all of Shenzhen)."""

    division: Int64


@dataclass(frozen=True, eq=False)
class Industries(Ragged):
    """Industries wished for."""

    industry: Int32


@dataclass(frozen=True, eq=False)
class Experience(Ragged):
    """Months worked in an occupation."""

    occupation: Int32
    months: Int16

    def check(self) -> None:
        """Months are never negative."""
        check_range("Experience", "months", self.months, 0, 2**15 - 1)


@dataclass(frozen=True, eq=False)
class Barred(Ragged):
    """Employers that must not be proposed to this person (or this person to them)."""

    employer: Int32


@dataclass(frozen=True, eq=False)
class Categories(Ragged):
    """Groups of the programme that a person belongs to (two-leavers, disabled ...): the plan alone reads them."""

    category: Int32


@dataclass(frozen=True, eq=False)
class Pool(Table):
    """n labourers. Days count from 1970-01-01; money is fen per month; coordinates are millionths of a degree
    (0, 0 unknown); division codes have 12 digits (0 unknown)."""

    tie: UInt64
    """A random number of the person, unique, the same in every snapshot: breaks ties."""
    waiting_since: Int32
    birth: Int32
    sex: Int8
    """0 unknown, 1 male, 2 female; read by the lawful limit alone."""
    education: Int8
    """Rank, 0 unknown."""
    state: Int8
    consented: Flag
    """Agreed that employers may see the file."""
    home: Int64
    lat: Int32
    lng: Int32
    wage_floor: Int64
    """0 when none is stated."""
    wants_board: Flag
    wants_lodging: Flag
    range: Int8
    abroad: Flag
    busy_months: UInt16
    """Bit m - 1 is set when the person is needed at home in month m."""
    available_from: Int32
    skills: Skills
    certificates: Certificates
    wishes: Wishes
    wanted: Divisions
    industries: Industries
    experience: Experience
    barred: Barred
    categories: Categories = later()
    predicted_stay: Int16 = later(-1)
    """Days one is expected to stay in a job, -1 unknown. Nothing fills it yet and no score reads it."""

    def check(self) -> None:
        """Codes are known ones and money is not negative."""
        check_range("Pool", "sex", self.sex, 0, 2)
        check_range("Pool", "state", self.state, 0, max(State))
        check_range("Pool", "range", self.range, 0, max(Range))
        check_range("Pool", "wage_floor", self.wage_floor, 0, 10**12)
        check_range("Pool", "busy_months", self.busy_months, 0, 0xFFF)
        check_range("Pool", "lat", self.lat, -90_000_000, 90_000_000)
        check_range("Pool", "lng", self.lng, -180_000_000, 180_000_000)
