"""How a post fits a person, looked at from the person's side: the open ones, what stands in the way, and one offer."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from matching.explain import explain_criteria, single
from matching.weights import POINT
from models.order import OrderLine
from services.access import Actor
from services.lists import criterion_as_json
from services.naming import Naming
from services.openings import criteria_of, look_for_openings
from services.requirements import refused_by
from services.snapshot import load_labourer, load_lines
from services.weights_in_force import weights_of
from services.words import vocabulary


@dataclass(frozen=True)
class Fit:
    """A post that fits: its line, with order, employer, occupation and division loaded, and score and criteria as
    `openings_of` gives them; of open posts, with the seats `left` to the person."""

    line: OrderLine
    score: float
    criteria: list[dict[str, Any]]
    left: int = 0


@dataclass(frozen=True)
class Outlook:
    """The posts that fit, best first and cut to the most asked for; how many fit of how many open ones; for each rule
    (name, posts it stands before, posts that it alone stands before), the one that matters most first; and by rule the
    best of the posts that it alone stands before."""

    fits: list[Fit]
    eligible: int
    considered: int
    barriers: list[tuple[str, int, int]]
    nearly: dict[str, list[OrderLine]]


def outlook_of(
    session: Session, labourer_id: str, *, top: int, as_of: date, actor: Actor, explained: bool = True, nearly: int = 0
) -> Outlook:
    """What is open to a person now; without criteria unless `explained`, and with so many posts a rule as `nearly`.
    Ranks: never call it while a writing transaction is open."""
    found = look_for_openings(session, labourer_id, top=top, as_of=as_of, actor=actor, nearly=nearly)
    ranking, scores = found.ranking, (found.ranking.scores / POINT).tolist()
    criteria = criteria_of(session, found, Naming(session)) if explained else [[] for _ in scores]
    fits = [Fit(*each) for each in zip(found.rows, scores, criteria, found.left, strict=True)]
    return Outlook(fits, ranking.eligible, ranking.considered, refused_by(ranking.rejections.by_rule()), found.nearly)


def fit_of_line(session: Session, labourer_id: int, line_id: int) -> Fit:
    """How a post fits a person today; the score is the one of `rank`."""
    loaded, (lines, rows) = load_labourer(session, labourer_id), load_lines(session, OrderLine.id == line_id)
    nearness, naming = vocabulary(session).nearness(session), Naming(session)
    weights = weights_of(session, rows[0].order.county_code)
    criteria = explain_criteria(single(loaded.pool, lines, 0, 0), nearness, weights)
    score = sum(each.points for each in criteria) / POINT
    return Fit(rows[0], score, [criterion_as_json(each, naming) for each in criteria])
