"""The place of one person among everyone of a county for a post, found among the best alone where that is enough."""

from collections.abc import Sequence

from matching.lines import Lines
from matching.pairs import Nearness, Pairs
from matching.rank import Standing, place_in, standing_of_parts
from matching.weights import Weights
from services.pools import OpenPool

TOPS = (200, 1_000)
"""So many of the best are looked for first: the index finds them in a tenth of the time that scoring a county takes."""


def place_among(
    pool: OpenPool,
    lines: Lines,
    nearness: Nearness,
    weights: Weights,
    at_day: int,
    pair: Pairs,
    score: int | None,
    tops: Sequence[int] = TOPS,
) -> tuple[Standing, int | None]:
    """The place of a single pair with `score` among the pool for a table of one line, and a standing in which it and
    every better one has its place; of all who are eligible, and no place, for a pair without a score.

    A place before the last of the best is the place among everyone: whoever is not among the best stands behind that
    last one, whom the pair stands before.
    """
    for top in tops if score is not None else ():
        stand = standing_of_parts(pool.parts, lines, nearness, weights, 0, at_day, top, everyone=False)
        place = place_in(stand, pair, score or 0)
        if place < top:
            return stand, place
    stand = standing_of_parts(pool.parts, lines, nearness, weights, 0, at_day)
    return stand, None if score is None else place_in(stand, pair, score)
