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
    """`wage` is fen a month as offered (0: not stated), `most` the highest of the post, or the wage once it was
    `agreed` otherwise than the post says. What is left is the whole wage when food and bed are given; else at most the
    highest, because nobody knows what they will cost. `worth` adds what food and bed are counted as."""

    wage: int
    most: int
    agreed: bool
    food: Share
    bed: Share

    @property
    def is_certain(self) -> bool:
        return self.food.given and self.bed.given

    @property
    def left(self) -> int:
        return self.wage if self.is_certain else self.most

    @property
    def worth(self) -> int:
        return self.left + self.food.value + self.bed.value if self.wage else 0


def month_of(offer: Any) -> Month | None:
    """The month of an offer that has its line loaded; None for a placement without a post."""
    line = offer.line
    if line is None:
        return None
    food = Share(line.board, line.board_value if line.board else 0)
    bed = Share(line.lodging, line.lodging_value if line.lodging else 0)
    agreed = offer.wage_month != (line.wage_month_min or line.wage_month_max)
    most = offer.wage_month if agreed else max(line.wage_month_max, offer.wage_month)
    return Month(offer.wage_month, most, agreed, food, bed)
