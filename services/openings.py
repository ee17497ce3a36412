"""Openings of a labourer: the open lines whose `rank` considers them, best first."""

from dataclasses import dataclass
from datetime import date
from itertools import chain
from typing import Any

import numpy as np
from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from matching.explain import explain_each
from matching.lines import Lines
from matching.pairs import Pairs
from matching.rank import Ranking
from matching.weights import POINT
from models.division import Division
from models.employer import Employer
from models.occupation import Occupation
from models.order import Order, OrderLine
from models.placement import Placement
from services.access import Actor
from services.labourers import home_of
from services.lists import criterion_as_json
from services.naming import Naming
from services.nearly_open import nearly_open
from services.pool_views import Held, Posts
from services.pools import open_posts
from services.snapshot import days, load_labourer
from services.weights_in_force import openings_by_county, weights_of
from services.words import vocabulary


@dataclass(frozen=True)
class Openings:
    """The open lines that fit somebody, best first: as rows with order, employer, occupation and division, with the
    seats `left` to the person, and as pairs with the person; the ranking with the rules that turned lines away; and by
    rule the best of those that it alone turned away."""

    rows: list[OrderLine]
    left: list[int]
    pairs: Pairs
    ranking: Ranking
    nearly: dict[str, list[OrderLine]]


def look_for_openings(
    session: Session, labourer_id: str, *, top: int, as_of: date, actor: Actor, nearly: int = 0
) -> Openings:
    """The open lines that fit of those whose `rank` considers the labourer, orders of the home county or of what it
    lies in, but for those that they declined; each pair has the score it has in `rank`. With `nearly`, so many at the
    most of those that one rule alone turned away, for each."""
    person, home = home_of(session, labourer_id, actor=actor, right="openings.read")
    pool = load_labourer(session, person).pool
    posts = _not_declined(session, open_posts(session, home, person=person), person)
    nearness = vocabulary(session).nearness(session)
    asked = (session, pool, posts.table, posts.keys.region, nearness, days(as_of))
    found, near = openings_by_county(*asked, top), nearly_open(*asked, nearly) if nearly else {}
    lines = posts.table.take(found.order)
    pairs = Pairs(pool, lines, np.zeros(len(lines), np.int64), np.arange(len(lines)))
    best = posts.keys.id[found.order].tolist()
    kept_from = {rule: posts.keys.id[rows].tolist() for rule, rows in near.items()}
    rows = _rows(session, [*best, *chain.from_iterable(kept_from.values())])
    return Openings(
        [rows[each] for each in best], (lines.seats - posts.keys.taken[found.order]).tolist(), pairs, found,
        {rule: [rows[each] for each in ids] for rule, ids in kept_from.items()},
    )  # fmt: skip


def _not_declined(session: Session, posts: Held[Lines, Posts], person: int) -> Held[Lines, Posts]:
    """The posts without those that a person said no to."""
    no = (Placement.labourer_id == person) & (Placement.state == "declined")
    declined = [line for line in session.scalars(select(Placement.line_id).where(no)) if line is not None]
    return posts.take(np.flatnonzero(~np.isin(posts.keys.id, declined))) if declined else posts


_DESCRIBED = (
    joinedload(OrderLine.occupation).load_only(Occupation.name),
    joinedload(OrderLine.division).load_only(Division.name),
    joinedload(OrderLine.order)
    .load_only(Order.public_id, Order.employer_id, Order.county_code)
    .joinedload(Order.employer)
    .load_only(Employer.name),
)


def _rows(session: Session, line_ids: list[int]) -> dict[int, OrderLine]:
    """Those lines by id, with what describes them."""
    query = select(OrderLine).where(OrderLine.id.in_(line_ids)).options(*_DESCRIBED)
    return {line.id: line for line in session.scalars(query)}


def criteria_of(session: Session, found: Openings, naming: Naming) -> list[list[dict[str, Any]]]:
    """The criteria of each opening as JSON, by the weights of the county of its order."""
    nearness = vocabulary(session).nearness(session)
    weights = [weights_of(session, row.order.county_code) for row in found.rows]
    told: dict[int, list[dict[str, Any]]] = {}
    for group in dict.fromkeys(weights):
        mine = [place for place, each in enumerate(weights) if each == group]
        explained = explain_each(found.pairs.part(np.array(mine)), nearness, group)
        told |= {place: [criterion_as_json(each, naming) for each in criteria]
                 for place, criteria in zip(mine, explained, strict=True)}  # fmt: skip
    return [told[place] for place in range(len(weights))]


def openings_of(session: Session, labourer_id: str, *, top: int, as_of: date, actor: Actor) -> list[dict[str, Any]]:
    """`look_for_openings` as JSON, with the criteria of each."""
    found, naming = look_for_openings(session, labourer_id, top=top, as_of=as_of, actor=actor), Naming(session)
    criteria = criteria_of(session, found, naming)
    return [
        {
            "rank": position,
            "order": row.order.public_id,
            "line": row.public_id,
            "employer": row.order.employer.name,
            "occupation": row.occupation.name,
            "place": naming.place(row.division_code),
            "seats": left,
            "wage_month_min_fen": row.wage_month_min,
            "wage_month_max_fen": row.wage_month_max,
            "score": int(score) / POINT,
            "criteria": each,
        }
        for position, (row, left, score, each) in enumerate(
            zip(found.rows, found.left, found.ranking.scores, criteria, strict=True), start=1
        )
    ]
