"""The weights that a county ranks by: its version in force, else those of this edition."""

import numpy as np
from sqlalchemy import select
from sqlalchemy.orm import Session

from matching.columns import Ints
from matching.hashing import pair_hash
from matching.lines import Lines
from matching.pairs import Nearness
from matching.pool import Pool
from matching.rank import Ranking, openings
from matching.rules import Rejections
from matching.weights import DEFAULT, Weights
from models.weights_version import WeightsVersion

KNOWN = "weights_in_force"  # those a session was told already, in its `info`


def version_in_force(session: Session, county_code: int) -> WeightsVersion | None:
    """The version switched on in a county; None where nobody has switched one on."""
    here = (WeightsVersion.county_code == county_code) & (WeightsVersion.state == "in_force")
    return session.scalar(select(WeightsVersion).where(here))


def weights_of(session: Session, county_code: int) -> Weights:
    """The weights in force for orders of a county (or whatever division approves them). Asked of the database once a
    session."""
    known: dict[int, Weights] = session.info.setdefault(KNOWN, {})
    if county_code not in known:
        version = version_in_force(session, county_code)
        known[county_code] = Weights.from_dict(version.weights) if version else DEFAULT
    return known[county_code]


def forget_weights(session: Session) -> None:
    """Ask anew: another version has been switched on."""
    session.info.pop(KNOWN, None)


def openings_by_county(
    session: Session, pool: Pool, lines: Lines, counties: Ints, nearness: Nearness, at_day: int, top: int
) -> Ranking:
    """`openings` of a pool of one, each line by the weights of the county of its order (`counties`, one a line), so
    that a pair has the score it has in that county's `rank`. Version and hash are those of the first county."""
    groups = by_weights(session, counties)
    if len(groups) == 1:
        return openings(pool, lines, nearness, groups[0][0], 0, at_day, top)
    found = [openings(pool, lines.take(mine), nearness, group, 0, at_day, top) for group, mine in groups]
    return _joined(pool, lines, [mine[each.order] for (_, mine), each in zip(groups, found, strict=True)], found, top)


def by_weights(session: Session, counties: Ints) -> list[tuple[Weights, Ints]]:
    """The rows of `counties` (int64[n]) under each weights that are in force in one of them; one group at least."""
    by_county = {code: weights_of(session, code) for code in np.unique(counties).tolist()}
    return [
        (group, np.flatnonzero(np.isin(counties, [code for code, each in by_county.items() if each == group])))
        for group in dict.fromkeys(by_county.values()) or [DEFAULT]
    ]


def _joined(pool: Pool, lines: Lines, orders: list[Ints], found: list[Ranking], top: int) -> Ranking:
    """Several lists of one person as one: higher score first, then the smaller hash of the pair."""
    order, scores = np.concatenate(orders), np.concatenate([each.scores for each in found])
    hashes = pair_hash(np.repeat(pool.tie[:1], len(order)), lines.tie[order])
    best = np.lexsort((hashes, -scores))[:top]
    return Ranking(
        order=order[best],
        scores=scores[best],
        points=np.concatenate([each.points for each in found])[best],
        considered=sum(each.considered for each in found),
        eligible=sum(each.eligible for each in found),
        rejections=sum((each.rejections for each in found), Rejections.none()),
        rule_version=found[0].rule_version,
        rule_hash=found[0].rule_hash,
    )
