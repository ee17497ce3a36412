"""What a job leaves somebody each month: the wage, and food and bed as far as it is known who pays them."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Share:
    """Food or bed: whether the employer gives it, and what that is counted as in fen a month (0: not stated)."""

    given: bool
    value: int


@dataclass(frozen=True)
class Month:
    """`wage` is fen a month as offered (0: not stated) and `most` the highest of the post. What is left is the whole
    wage when food and bed are given; else at most that, because nobody knows what they will cost. `worth` adds what
    food and bed are counted as."""

    wage: int
    most: int
    food: Share
    bed: Share

    @property
    def is_certain(self) -> bool:
        return self.food.given and self.bed.given

    @property
    def worth(self) -> int:
        return self.wage + self.food.value + self.bed.value if self.wage else 0


def month_of(offer: Any) -> Month | None:
    """The month of an offer that has its line loaded; None for a placement without a post."""
    line = offer.line
    if line is None:
        return None
    food = Share(line.board, line.board_value if line.board else 0)
    bed = Share(line.lodging, line.lodging_value if line.lodging else 0)
    return Month(offer.wage_month, line.wage_month_max, food, bed)
