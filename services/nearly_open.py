"""Posts that one rule alone keeps from a labourer, by that rule: what there is to ask or to learn for."""

import numpy as np
from sqlalchemy.orm import Session

from matching.columns import Ints
from matching.engine import fractions_of, masks_of
from matching.hashing import pair_hash
from matching.lines import Lines
from matching.pairs import Nearness, Pairs
from matching.pool import Pool
from matching.rules import RULE_NAMES
from services.weights_in_force import by_weights

UNNAMED = ("alive_and_here", "not_placed", "of_working_age", "employer_not_barred")
"""Rules whose posts are not named: no post is asked for by who is gone, has a job or is a child, and who ruled whom out
is not told."""


def nearly_open(
    session: Session, pool: Pool, lines: Lines, counties: Ints, nearness: Nearness, at_day: int, most: int
) -> dict[str, list[int]]:
    """By name of a rule the rows of the lines that it alone keeps from a pool of one, best first and `most` at the
    most; `counties` are those of their orders, one a line. Scores and ties are those of `openings`."""
    masks, scores = np.zeros(len(lines), np.int64), np.zeros(len(lines), np.int64)
    for weights, rows in by_weights(session, counties):
        pairs = Pairs(pool, lines, np.zeros(len(rows), np.int64), rows)
        masks[rows] = masks_of(pairs, weights, at_day)
        alone = np.flatnonzero(np.bitwise_count(masks[rows]) == 1)
        scores[rows[alone]] = fractions_of(pairs.part(alone), nearness, weights)[:, -1]
    wanted = {name: 1 << number for number, name in enumerate(RULE_NAMES) if name not in UNNAMED}
    found = {name: _best(pool, lines, np.flatnonzero(masks == bit), scores, most) for name, bit in wanted.items()}
    return {name: rows for name, rows in found.items() if rows}


def _best(pool: Pool, lines: Lines, rows: Ints, scores: Ints, most: int) -> list[int]:
    hashes = pair_hash(np.repeat(pool.tie[:1], len(rows)), lines.tie[rows])
    best: list[int] = rows[np.lexsort((hashes, -scores[rows]))][:most].tolist()
    return best
